//! Defining, replacing, removing zones, and what they are for (Z2, Z4 to Z6; akana contract, sections 6 and 7).

use serde_json::{Value, json};

use crate::{
    fixture::{ADMIN, BELOW_GRANTED, GRANTED, OWNING, SUB_ADMIN, ZONE_2, zones},
    world::{Answer, World},
};

const ZONES: &str = "/api/deploymentzones";
const ZONE: &str = "/api/deploymentzones/container-1051.acmepaymentscorp";
const LABS: &str = "/api/deploymentzones/c377f0a2-70f5-4e32-aa8e-cf957b385595.acmepaymentscorp";
const XML: (&str, &str) = ("content-type", "application/xml");

fn read(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn in_context(path: &str, business: &str) -> String {
    format!("{path}?ContextID={business}.acmepaymentscorp")
}

/// The zone that an answer shows, without its id, and the id.
fn apart(answer: &Answer) -> (Value, String) {
    let mut zone = read(answer);
    let id = zone.as_object_mut().unwrap().remove("DeploymentZoneID");
    (zone, id.unwrap().as_str().unwrap().to_owned())
}

/// What a zone of container-1051 is by default.
fn plain(name: &str) -> Value {
    json!({
        "Name": name,
        "Description": "",
        "ContainerKey": "container-1051",
        "ContainerName": "Akana US West",
        "AddressOverrideBehavior": "com.akana.dontallow",
        "RandomHostNameBehavior": "com.akana.allow",
        "VirtualHostSupported": false,
        "DeploymentZoneAccessPoint": [
            { "Protocol": "http", "Name": "default-http0", "Address": "http://gateway.akana.com:80" },
            { "Protocol": "https", "Name": "default-https", "Address": "https://gateway.akana.com:443" },
            { "Protocol": "https", "Name": "mutual-https", "Address": "https://mtl-west.gateway.akana.com:443" },
        ],
        "DZoneEnvImplAssociations": { "DZoneEnvImplAssociation": [
            { "Implementation": "Live", "Environment": "Production" },
            { "Implementation": "Sandbox", "Environment": "Production" },
        ] },
    })
}

#[tokio::test]
async fn a_zone_is_defined_with_its_defaults_and_read_at_once() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let body = r#"{"Name":"First","ContainerKey":"container-1051"}"#;
    let added = world.write(&admin, ("POST", ZONES), &[], body).await;
    assert_eq!(added.header("content-type"), "application/vnd.soa.v84+json");
    assert_eq!(added.header("cache-control"), "no-store");
    let (zone, id) = apart(&added);
    assert_eq!(zone, plain("First"));
    let key = id.strip_suffix(".acmepaymentscorp").unwrap();
    assert_eq!(key.parse::<uuid::Uuid>().unwrap().to_string(), key);
    let shown = world.get(&admin, &format!("{ZONES}/{id}"), &[]).await;
    assert_eq!(shown.shown(), added.shown(), "the same bytes");
    // It is offered to all below.
    for business in [GRANTED, BELOW_GRANTED, OWNING] {
        let path = in_context(&format!("{ZONES}/{id}"), business);
        assert_eq!(world.get(&admin, &path, &[]).await.status, 200);
    }
    // The same call again is another zone: nothing says that it is the same.
    let again = world.write(&admin, ("POST", ZONES), &[], body).await;
    let (zone, other) = apart(&again);
    assert_eq!(zone, plain("First"));
    assert_ne!(other, id);
}

#[tokio::test]
async fn everything_that_is_sent_is_kept() {
    let world = World::new().await;
    let body = json!({
        "DeploymentZoneID": "mine.acmepaymentscorp",
        "Name": "Zweite",
        "Description": "Größe\nzwei",
        "Location": "37.339835, -121.88615",
        "ContainerKey": "1652-80ac-4379-aeb3-d391dca8533e",
        "ContainerName": "nonsense",
        "AddressOverrideBehavior": "com.akana.allow",
        "RandomHostNameBehavior": "com.akana.dontallow",
        "HostName": "testing.acmepaymentscorp.com",
        "VirtualHostSupported": true,
        "DeploymentZoneAccessPoint": "not looked at",
        "DZoneEnvImplAssociations": { "DZoneEnvImplAssociation": [
            { "Implementation": "sandbox", "Environment": "Sandbox" },
            { "Implementation": "LIVE", "Environment": "Production" },
            { "Implementation": "Sandbox", "Environment": "Sandbox" },
        ] },
    });
    let context = in_context(ZONES, OWNING);
    let call = ("POST", context.as_str());
    let added = world.write_as(ADMIN, call, &[], &body.to_string()).await;
    let (zone, id) = apart(&added);
    let mut expected = body;
    expected.as_object_mut().unwrap().remove("DeploymentZoneID");
    expected["ContainerName"] = json!("eapNd");
    expected["DeploymentZoneAccessPoint"] = json!([
        { "Protocol": "http", "Name": "default-http0", "Address": "http://testing.acmepaymentscorp.com:7905" },
    ]);
    expected["DZoneEnvImplAssociations"]["DZoneEnvImplAssociation"] = json!([
        { "Implementation": "Sandbox", "Environment": "Sandbox" },
        { "Implementation": "Live", "Environment": "Production" },
    ]);
    assert_eq!(zone, expected);
    assert_ne!(id, "mine.acmepaymentscorp");
    // It is the organization's in whose context it was defined.
    assert!(!world.zone_ids("").await.contains(&id));
    let query = format!("?ContextID={OWNING}.acmepaymentscorp");
    assert!(world.zone_ids(&query).await.contains(&id));
}

#[tokio::test]
async fn each_notation_is_read_and_each_representation_is_sent() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let json = r#"{"Name":"Both","ContainerKey":"container-1051","VirtualHostSupported":true}"#;
    let xml = "<?xml version=\"1.0\"?>\n<z:Any xmlns:z='urn:z'><z:Name>Both</z:Name><ContainerKey>container-1051</ContainerKey>\
               <VirtualHostSupported> true </VirtualHostSupported></z:Any>";
    let mut expected = plain("Both");
    expected["VirtualHostSupported"] = json!(true);
    for (content_type, body) in [
        ("application/json; charset=utf-8", json),
        ("application/vnd.soa.v81+json", json),
        ("Application/vnd.soa.v84+JSON", json),
        ("application/xml", xml),
        ("application/vnd.soa.v81+xml", xml),
        ("application/vnd.soa.v84+xml", xml),
    ] {
        let headers = [("content-type", content_type)];
        let added = world.write(&admin, ("POST", ZONES), &headers, body).await;
        assert_eq!(apart(&added).0, expected, "{content_type}");
    }
    for version in [71, 72, 80, 81, 83, 84] {
        for notation in ["json", "xml"] {
            let accept = format!("application/vnd.soa.v{version}+{notation}");
            let headers = [("accept", accept.as_str())];
            for (call, body) in [
                (("POST", ZONES), json),
                (("PUT", ZONE), json),
                (
                    ("PUT", &*format!("{ZONE}/associations")),
                    r#"{"DZoneEnvImplAssociation":[]}"#,
                ),
            ] {
                let answer = world.write(&admin, call, &headers, body).await;
                assert_eq!(answer.status, 200, "{accept} {}", answer.body);
                assert_eq!(answer.header("content-type"), accept);
                assert_eq!(answer.body.starts_with('<'), notation == "xml");
            }
        }
    }
}

#[tokio::test]
async fn a_zone_in_xml_comes_back_as_it_was_read() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let path = in_context(LABS, OWNING);
    let accept = ("accept", "application/xml");
    let before = world.get(&admin, &path, &[accept]).await;
    assert_eq!(before.body, include_str!("../golden/zone_2.xml"));
    let headers = [accept, XML];
    let sent = world.write(&admin, ("PUT", &path), &headers, &before.body);
    assert_eq!(sent.await.shown(), before.shown());
    // Its access points are now what is advertised, whatever the listeners are.
    let host = before.body.replace("testing.", "other.");
    let moved = host.replacen("http://other.", "http://testing.", 1);
    let sent = world.write(&admin, ("PUT", &path), &headers, &moved).await;
    assert_eq!(sent.shown(), (200, moved.as_str()));
    // A zone for nothing has an empty element, and stays so.
    let (start, rest) = moved.split_once("<DZoneEnvImplAssociations>").unwrap();
    let (_, end) = rest.split_once("</DZoneEnvImplAssociations>").unwrap();
    let empty = format!("{start}<DZoneEnvImplAssociations/>{end}");
    let sent = world.write(&admin, ("PUT", &path), &headers, &empty).await;
    assert_eq!(sent.shown(), (200, empty.as_str()));
}

#[tokio::test]
async fn a_put_replaces_the_zone_but_for_what_it_is_for() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let path = in_context(LABS, OWNING);
    let pairs = format!("{LABS}/associations?ContextID={OWNING}.acmepaymentscorp");
    let only_live =
        r#"{"DZoneEnvImplAssociation":[{"Implementation":"Live","Environment":"Sandbox"}]}"#;
    let live = world.write(&admin, ("PUT", &pairs), &[], only_live).await;
    assert_eq!(live.shown(), (200, only_live));
    let least = r#"{"Name":"Moved","ContainerKey":"container-1051"}"#;
    let put = world.write(&admin, ("PUT", &path), &[], least).await;
    let mut expected = plain("Moved");
    expected["DZoneEnvImplAssociations"] = serde_json::from_str(only_live).unwrap();
    let (zone, id) = apart(&put);
    assert_eq!(zone, expected);
    assert!(id.starts_with("c377f0a2-"));
    assert_eq!(world.get(&admin, &path, &[]).await.shown(), put.shown());
    // A representation that was read can be sent back.
    let sent = world.write(&admin, ("PUT", &path), &[], &put.body).await;
    assert_eq!(sent.shown(), put.shown());
}

#[tokio::test]
async fn access_points_are_the_listeners_or_what_is_advertised() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let put = async |points: Value| {
        let body = json!({
            "Name": "Points", "ContainerKey": "container-1051", "DeploymentZoneAccessPoint": points,
        });
        world
            .write(&admin, ("PUT", ZONE), &[], &body.to_string())
            .await
    };
    let point = |name: &str| json!({ "Protocol": "https", "Name": name, "Address": "https://cdn.example:8443" });
    for points in [
        json!([point("mutual-https"), point("default-http0")]),
        json!([]),
    ] {
        let zone = read(&put(points.clone()).await);
        assert_eq!(zone["DeploymentZoneAccessPoint"], points);
    }
    let derived = &plain("")["DeploymentZoneAccessPoint"];
    let zone = read(&put(Value::Null).await);
    assert_eq!(&zone["DeploymentZoneAccessPoint"], derived);
    for (points, fault) in [
        (
            json!([point("default-https"), point("other")]),
            "DeploymentZoneAccessPoint[1].Name: the name of a listener of the gateway group",
        ),
        (
            json!([point("default-https"), point("default-https")]),
            "DeploymentZoneAccessPoint[1].Name: each name once",
        ),
        (
            json!([{ "Protocol": "https", "Name": "default-https", "Address": "https://cdn.example" }]),
            "DeploymentZoneAccessPoint[0].Address: a URL of its protocol",
        ),
        (
            json!([{ "Protocol": "HTTPS", "Name": "default-https" }]),
            "DeploymentZoneAccessPoint[0].Protocol: http or https; DeploymentZoneAccessPoint[0].Address: present",
        ),
        (json!({}), "DeploymentZoneAccessPoint has to be a list"),
        (
            json!([1]),
            "DeploymentZoneAccessPoint[0] has to be an object",
        ),
    ] {
        let refused = put(points).await;
        assert_eq!(refused.status, 400);
        assert!(
            refused.body.contains(fault),
            "{} lacks {fault}",
            refused.body
        );
    }
    let kept = world.get(&admin, ZONE, &[]).await;
    assert_eq!(&read(&kept)["DeploymentZoneAccessPoint"], derived);
}

#[tokio::test]
async fn what_a_zone_is_for_is_replaced_as_a_whole() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let path = format!("{ZONE}/associations");
    let pair = |implementation: &str, environment: &str| json!({ "Implementation": implementation, "Environment": environment });
    let of = |pairs: &[Value]| json!({ "DZoneEnvImplAssociation": pairs }).to_string();
    for (sent, kept) in [
        (
            vec![pair("live", "Production")],
            vec![pair("Live", "Production")],
        ),
        (
            vec![
                pair("SANDBOX", "Sandbox"),
                pair("Live", "Sandbox"),
                pair("Sandbox", "Sandbox"),
            ],
            vec![pair("Sandbox", "Sandbox"), pair("Live", "Sandbox")],
        ),
        (vec![], vec![]),
    ] {
        let answer = world.write(&admin, ("PUT", &path), &[], &of(&sent)).await;
        assert_eq!(answer.shown(), (200, of(&kept).as_str()));
        let zone = read(&world.get(&admin, ZONE, &[]).await);
        let stored = &zone["DZoneEnvImplAssociations"]["DZoneEnvImplAssociation"];
        assert_eq!(*stored, json!(kept));
    }
    let xml = "<any><DZoneEnvImplAssociation><Environment>Sandbox</Environment><Implementation>Live</Implementation>\
               </DZoneEnvImplAssociation></any>";
    let headers = [XML, ("accept", "text/xml")];
    let answer = world.write(&admin, ("PUT", &path), &headers, xml).await;
    let shown = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><DZoneEnvImplAssociations><DZoneEnvImplAssociation>"#,
        "<Implementation>Live</Implementation><Environment>Sandbox</Environment>",
        "</DZoneEnvImplAssociation></DZoneEnvImplAssociations>"
    );
    assert_eq!(answer.shown(), (200, shown));
    let answer = world
        .write(&admin, ("PUT", &path), &headers, "<none/>")
        .await;
    let none = r#"<?xml version="1.0" encoding="UTF-8"?><DZoneEnvImplAssociations/>"#;
    assert_eq!(answer.shown(), (200, none));
}

#[tokio::test]
async fn a_zone_is_removed_and_its_id_is_the_answer() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    for accept in [
        &[][..],
        &[("accept", "text/*")],
        &[("accept", "text/plain, */*;q=0")],
    ] {
        let body = r#"{"Name":"Short","ContainerKey":"container-1051"}"#;
        let (_, id) = apart(&world.write(&admin, ("POST", ZONES), &[], body).await);
        let path = format!(
            "{ZONES}/{}",
            id.to_uppercase()
                .replace(".ACMEPAYMENTSCORP", ".acmepaymentscorp")
        );
        let gone = world.write(&admin, ("DELETE", &path), accept, "").await;
        assert_eq!(gone.shown(), (200, id.as_str()));
        assert_eq!(gone.header("content-type"), "text/plain");
        assert_eq!(world.get(&admin, &path, &[]).await.status, 404);
        let again = world.write(&admin, ("DELETE", &path), accept, "").await;
        assert_eq!(again.status, 404);
    }
}

#[tokio::test]
async fn a_transient_zones_name_of_its_gateway_group_is_known() {
    let world = World::without_zones().await;
    let admin = world.login(ADMIN).await;
    let list = read(&world.get(&admin, ZONES, &[]).await);
    let zones = list["DeploymentZoneInfo"].as_array().unwrap();
    let keys: Vec<_> = zones
        .iter()
        .map(|zone| zone["ContainerKey"].as_str().unwrap())
        .collect();
    assert!(keys.contains(&"container-1052"), "{keys:?}");
    let body = r#"{"Name":"Labs","ContainerKey":"container-1052"}"#;
    let (zone, _) = apart(&world.write(&admin, ("POST", ZONES), &[], body).await);
    assert_eq!(zone["ContainerKey"], "1652-80ac-4379-aeb3-d391dca8533e");
    assert_eq!(zone["ContainerName"], "eapNd");
}

#[tokio::test]
async fn who_is_offered_a_zone_from_above_cannot_change_it() {
    let world = World::new().await;
    let sub = world.login(SUB_ADMIN).await;
    let path = in_context(ZONE, GRANTED);
    assert_eq!(world.get(&sub, &path, &[]).await.status, 200);
    let body = r#"{"Name":"Taken over","ContainerKey":"container-1051"}"#;
    let pairs = format!("{ZONE}/associations?ContextID={GRANTED}.acmepaymentscorp");
    let none = r#"{"DZoneEnvImplAssociation":[]}"#;
    let context = in_context(ZONES, GRANTED);
    let forbidden = world.write(&sub, ("POST", ZONES), &[], body).await;
    assert_eq!(forbidden.status, 403);
    for (call, body) in [
        (("PUT", &path), body),
        (("PUT", &pairs), none),
        (("DELETE", &path), ""),
    ] {
        let refused = world.write(&sub, (call.0, call.1), &[], body).await;
        assert_eq!(refused.shown(), forbidden.shown(), "{call:?}");
    }
    // What it defines itself, it may change; and so may who is above, in its context.
    let (_, id) = apart(&world.write(&sub, ("POST", &context), &[], body).await);
    let own = in_context(&format!("{ZONES}/{id}"), GRANTED);
    assert_eq!(
        world.write(&sub, ("PUT", &own), &[], body).await.status,
        200
    );
    let admin = world.login(ADMIN).await;
    assert_eq!(
        world.write(&admin, ("PUT", &path), &[], body).await.status,
        200
    );
    assert_eq!(
        world.write(&admin, ("DELETE", &own), &[], "").await.status,
        200
    );
    // Nobody finds a zone where it is not offered.
    let beside = in_context(&format!("{ZONES}/{id}"), OWNING);
    assert_eq!(
        world
            .write(&admin, ("DELETE", &beside), &[], "")
            .await
            .status,
        404
    );
    let labs = world.write(&admin, ("DELETE", LABS), &[], "").await;
    assert_eq!(labs.status, 404);
    assert_eq!(zones()[1].id.0, ZONE_2);
}

#[tokio::test]
async fn if_match_takes_the_tag_of_any_representation() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let body = r#"{"Name":"Newer","ContainerKey":"container-1051"}"#;
    let pairs = format!("{ZONE}/associations");
    let none = r#"{"DZoneEnvImplAssociation":[]}"#;
    let tag = async |accept: &str| {
        let shown = world.get(&admin, ZONE, &[("accept", accept)]).await;
        shown.header("etag").to_owned()
    };
    let first = tag("application/vnd.soa.v84+json").await;
    for stale in ["\"0\"", "W/\"0\"", "", &format!("W/{first}")] {
        let headers = [("if-match", stale)];
        for (call, body) in [
            (("PUT", ZONE), body),
            (("PUT", pairs.as_str()), none),
            (("DELETE", ZONE), ""),
        ] {
            let refused = world.write(&admin, call, &headers, body).await;
            assert_eq!(refused.status, 412, "{call:?} {stale}");
            assert!(refused.body.contains("If-Match"), "{}", refused.body);
        }
    }
    assert_eq!(tag("application/vnd.soa.v84+json").await, first);
    for accept in [
        "application/json",
        "text/xml",
        "application/vnd.soa.v71+xml",
    ] {
        let seen = tag(accept).await;
        let several = format!("\"other\", {seen}");
        // What it is answered as does not matter.
        let headers = [
            ("if-match", several.as_str()),
            ("accept", "application/xml"),
        ];
        let body = body.replace("Newer", accept);
        let put = world.write(&admin, ("PUT", ZONE), &headers, &body).await;
        assert_eq!(put.status, 200, "{accept}");
        let late = world.write(&admin, ("PUT", ZONE), &headers, &body).await;
        assert_eq!(late.status, 412, "{accept}");
    }
    let any = [("if-match", "*")];
    let set = world.write(&admin, ("PUT", &pairs), &any, none).await;
    assert_eq!(set.status, 200);
    let seen = tag("application/xml").await;
    let headers = [("if-match", seen.as_str())];
    let gone = world.write(&admin, ("DELETE", ZONE), &headers, "").await;
    assert_eq!(gone.status, 200);
}
