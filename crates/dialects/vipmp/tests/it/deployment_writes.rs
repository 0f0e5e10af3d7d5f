//! Adding and changing deployments, with everything that can be wrong about it.

use axum::body::Body;
use http::Method;
use landfall_core::model::{ApiClient, Dialect, Grant, Status, TenantSettings};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    accounts::{customer, deployment, token},
    world::{Answer, World, bare, now},
    writing::{AT_FIRST, CUSTOMER, DEPLOYMENT, DEPLOYMENTS, in_paris, in_paris_but},
};

#[tokio::test]
async fn a_deployment_is_added_and_seen() {
    let world = World::new().await;
    let added = world.post(DEPLOYMENTS, "c1", &in_paris()).await;
    let object = added.object(201);
    let id = object["deploymentId"].as_str().unwrap();
    assert!(matches!(id.len(), 9 | 10) && id.bytes().all(|b| b.is_ascii_digit()));
    let expected = format!(
        r#"{{"deploymentId":"{id}","companyProfile":{{"address":{{"country":"FR","region":"75","city":"Paris","addressLine1":"12 rue de Charonne","addressLine2":"","postalCode":"75011","phoneNumber":""}}}},"creationDate":"2026-03-02T10:00:00Z","status":"1000","links":{{"self":{{"uri":"{DEPLOYMENTS}/{id}","method":"GET","headers":[]}}}}}}"#
    );
    assert_eq!(added.body, expected);
    let seen = world.get(&format!("{DEPLOYMENTS}/{id}")).await;
    assert_eq!(seen.good(), expected);
    assert_eq!(world.count().await, AT_FIRST + 1);
    assert_eq!(world.events("deployment.created").await, 1);
}

#[tokio::test]
async fn trap_19_optional_members_may_be_null_or_left_out() {
    let world = World::new().await;
    for (correlation, body) in [
        ("c1", in_paris()),
        ("c2", in_paris_but("addressLine2", Value::Null)),
        ("c3", in_paris_but("phoneNumber", Value::Null)),
        ("c4", in_paris_but("phoneNumber", json!(""))),
    ] {
        let added = world
            .post(DEPLOYMENTS, correlation, &body)
            .await
            .object(201);
        let address = &added["companyProfile"]["address"];
        assert_eq!(address["addressLine2"], "");
        assert_eq!(address["phoneNumber"], "");
    }
}

/// A body with its code and details.
async fn refuses(world: &World, path: &str, bodies: &[(String, &str, &[&str])]) {
    let method = if path == DEPLOYMENTS {
        Method::POST
    } else {
        Method::PATCH
    };
    for (number, (body, code, details)) in bodies.iter().enumerate() {
        let correlation = format!("bad-{number}");
        let ids = (correlation.as_str(), None);
        let answer = world.write(method.clone(), path, ids, body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        answer.has_code(code, details);
    }
    assert_eq!(world.count().await, AT_FIRST);
    let kinds = ["deployment.created", "deployment.updated"];
    for kind in kinds {
        assert_eq!(world.events(kind).await, 0);
    }
}

#[tokio::test]
async fn trap_20_every_member_at_fault_is_named() {
    let world = World::new().await;
    let address = |member: &str| format!("companyProfile.address.{member}");
    let (city, line1) = (address("city"), address("addressLine1"));
    let (region, code) = (address("region"), address("postalCode"));
    let mut both = in_paris_but("city", json!("  "));
    both["companyProfile"]["address"]["addressLine1"] = Value::Null;
    let mut unknown = in_paris_but("planet", json!("Earth"));
    unknown["status"] = json!("1000");
    let mut long = in_paris_but("city", json!("x".repeat(41)));
    long["companyProfile"]["address"]["region"] = json!("idf");
    let mut mixed = long.clone();
    mixed["companyProfile"]["address"]["country"] = json!("XX");
    refuses(
        &world,
        DEPLOYMENTS,
        &[
            (String::new(), "1122", &["body"]),
            ("[]".to_owned(), "1122", &["body"]),
            ("{".to_owned(), "1122", &["body"]),
            ("{}".to_owned(), "1122", &["companyProfile"]),
            (
                json!({ "companyProfile": null }).to_string(),
                "1122",
                &["companyProfile"],
            ),
            (
                json!({ "companyProfile": {} }).to_string(),
                "1122",
                &["companyProfile.address"],
            ),
            (both.to_string(), "1122", &[&city, &line1]),
            (
                unknown.to_string(),
                "1121",
                &["status", "companyProfile.address.planet"],
            ),
            (
                json!({ "companyProfile": 5 }).to_string(),
                "1117",
                &["companyProfile"],
            ),
            (in_paris_but("city", json!(5)).to_string(), "1118", &[&city]),
            (
                in_paris_but("city", json!("<b>")).to_string(),
                "1118",
                &[&city],
            ),
            (long.to_string(), "1118", &[&region, &city]),
            // With something else that is wrong, all go under one code; of a country that is none, nothing follows.
            (mixed.to_string(), "1117", &["country", &city]),
            (
                in_paris_but("postalCode", json!("7501")).to_string(),
                "1118",
                &[&code],
            ),
            (
                in_paris_but("postalCode", json!("")).to_string(),
                "1122",
                &[&code],
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn trap_21_an_unknown_country_is_told_without_a_path() {
    let world = World::new().await;
    let country = |text: &str| in_paris_but("country", json!(text)).to_string();
    let bodies =
        ["XX", "FRA", "XK", "fr", "AQ"].map(|text| (country(text), "1117", &["country"][..]));
    refuses(&world, DEPLOYMENTS, &bodies).await;
}

#[tokio::test]
async fn trap_36_postal_codes_have_the_form_of_their_country() {
    let world = World::new().await;
    let path = "companyProfile.address.postalCode";
    for (number, (country, region, code, good)) in [
        ("CA", "ON", "K1A0B1", false),
        ("CA", "ON", "K1A 0B1", true),
        ("FR", "20R", "2A004", true),
        ("GB", "ENG", "EC1A1BB", true),
        ("HK", "00", "", true),
        ("US", "CA", "95110-1234", true),
        ("US", "CA", "9511", false),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = in_paris_but("country", json!(country));
        body["companyProfile"]["address"]["region"] = json!(region);
        body["companyProfile"]["address"]["postalCode"] = json!(code);
        let added = world.post(DEPLOYMENTS, &number.to_string(), &body).await;
        if good {
            added.object(201);
        } else {
            added.is_error(400, "1118", "Invalid Address", &[path]);
        }
    }
    // A customer whose home is abroad, for the form that only looks right.
    let mut german = in_paris_but("country", json!("DE"));
    german["companyProfile"]["address"]["postalCode"] = json!("01000");
    let added = world.post(DEPLOYMENTS, "de", &german).await;
    added.is_error(400, "1118", "Invalid Address", &[path]);
}

impl World {
    pub(crate) async fn sell_globally(&self, sells: bool) {
        self.put(move |transaction| {
            Box::pin(async move {
                let settings = TenantSettings {
                    global_sales: sells,
                    ..TenantSettings::default()
                };
                let tenant = ids::tenant();
                assert!(transaction.set_tenant_settings(&tenant, &settings).await?);
                Ok(())
            })
        })
        .await;
    }

    pub(crate) async fn put_in_status(&self, organization: &'static str, status: Status) {
        self.put(move |transaction| {
            Box::pin(async move {
                let id = ids::organization(organization);
                assert!(
                    transaction
                        .set_organization_status(id, status, now())
                        .await?
                );
                Ok(())
            })
        })
        .await;
    }
}

#[tokio::test]
async fn a_customer_has_deployments_where_it_may() {
    let world = World::new().await;
    let mut german = in_paris_but("country", json!("DE"));
    german["companyProfile"]["address"]["postalCode"] = json!("86150");
    let own = world.post(DEPLOYMENTS, "own", &german).await;
    let message = "Deployment and customer country cannot be the same";
    own.is_error(400, "1141", message, &[]);
    let school = "/v3/customers/9876543210/deployments";
    let local = world.post(school, "local", &in_paris()).await;
    local.is_error(400, "1140", "Customer is not enabled for global sales", &[]);
    world.sell_globally(false).await;
    let nobody = world.post(DEPLOYMENTS, "nobody", &german).await;
    nobody.is_error(400, "1139", "Partner is not enabled for global sales", &[]);
    world.sell_globally(true).await;
    let message = "Account cannot be updated while status is pending or blocked";
    for (status, may) in [
        (Status::Pending, true),
        (Status::Inactive, false),
        (Status::Blocked, false),
        (Status::Duplicate, false),
        (Status::InvalidAddress, false),
    ] {
        world.put_in_status(ids::CUSTOMER_ABROAD, status).await;
        // The form comes before the status, and the status before the values.
        let form = world
            .post(DEPLOYMENTS, &format!("form-{status}"), &json!({}))
            .await;
        form.has_code("1122", &["companyProfile"]);
        let values = in_paris_but("city", json!(5));
        let values = world
            .post(DEPLOYMENTS, &format!("values-{status}"), &values)
            .await;
        let added = world
            .post(DEPLOYMENTS, &format!("good-{status}"), &in_paris())
            .await;
        if may {
            values.has_code("1118", &["companyProfile.address.city"]);
            added.object(201);
        } else {
            values.is_error(400, "1125", message, &[]);
            added.is_error(400, "1125", message, &[]);
        }
    }
}

#[tokio::test]
async fn trap_15_what_was_shown_can_be_sent_back() {
    let world = World::new().await;
    let shown = world.get(DEPLOYMENT).await.json();
    let changed = world.patch(DEPLOYMENT, "c1", &shown).await;
    assert_eq!(changed.object(200), shown);
    assert_eq!(world.events("deployment.updated").await, 0);
    let mut moved = shown.clone();
    moved["companyProfile"]["address"]["city"] = json!("Palo Alto");
    let changed = world.patch(DEPLOYMENT, "c2", &moved).await;
    assert_eq!(changed.object(200), moved);
    assert_eq!(world.get(DEPLOYMENT).await.json(), moved);
    assert_eq!(world.events("deployment.updated").await, 1);
}

#[tokio::test]
async fn what_is_fixed_stays() {
    let world = World::new().await;
    let shown = world.get(DEPLOYMENT).await.json();
    let with = |member: &str, value: Value| {
        let mut body = shown.clone();
        body[member] = value;
        body.to_string()
    };
    let mut all = shown.clone();
    all["deploymentId"] = json!("345434544");
    all["creationDate"] = json!("2019-05-02T22:49:53Z");
    all["links"]["self"]["method"] = json!("PUT");
    all["companyProfile"]["address"]["country"] = json!("CA");
    let country = "companyProfile.address.country";
    refuses(
        &world,
        DEPLOYMENT,
        &[
            ("{}".to_owned(), "1122", &["companyProfile", "status"]),
            (
                json!({ "deploymentId": "345434543" }).to_string(),
                "1122",
                &["companyProfile", "status"],
            ),
            (with("status", json!("1002")), "1117", &["status"]),
            (with("status", json!(1000)), "1117", &["status"]),
            (
                with("customerId", json!("5556667778")),
                "1121",
                &["customerId"],
            ),
            (with("deploymentId", json!("1")), "1119", &["deploymentId"]),
            (
                all.to_string(),
                "1119",
                &["deploymentId", country, "creationDate", "links"],
            ),
        ],
    )
    .await;
    // Absent and null are the same.
    let body = json!({ "status": "1000", "links": null, "deploymentId": null });
    world.patch(DEPLOYMENT, "null", &body).await.object(200);
}

#[tokio::test]
async fn trap_30_a_deployment_is_deactivated_and_never_deleted() {
    let world = World::new().await;
    let status = |status: &str| json!({ "status": status });
    let away = world.patch(DEPLOYMENT, "away", &status("1004")).await;
    assert_eq!(away.object(200)["status"], "1004");
    assert_eq!(world.get(DEPLOYMENT).await.json()["status"], "1004");
    let deleted = world
        .write(Method::DELETE, DEPLOYMENT, ("gone", None), "")
        .await;
    deleted.is_error(405, "1134", "Invalid operation on path", &["DELETE"]);
    // To be active again takes global sales; to be away does not.
    world.sell_globally(false).await;
    let back = world.patch(DEPLOYMENT, "back", &status("1000")).await;
    back.has_code("1139", &[]);
    let away = world.patch(DEPLOYMENT, "still", &status("1004")).await;
    away.object(200);
    world.sell_globally(true).await;
    let back = world.patch(DEPLOYMENT, "again", &status("1000")).await;
    assert_eq!(back.object(200)["status"], "1000");
    world
        .put_in_status(ids::CUSTOMER_ABROAD, Status::Blocked)
        .await;
    let away = world.patch(DEPLOYMENT, "blocked", &status("1004")).await;
    assert_eq!(away.object(200)["status"], "1004");
}

#[tokio::test]
async fn a_deployment_under_another_customer_is_unknown() {
    let world = World::new().await;
    let body = json!({ "status": "1004" });
    for path in [
        "/v3/customers/9876543210/deployments/345434543",
        "/v3/customers/9876543210/deployments/000000000",
        "/v3/customers/9876543210/deployments/x",
    ] {
        let answer = world.patch(path, "c1", &body).await;
        answer.is_error(404, "2138", "Invalid Deployment", &[]);
        // The body comes first, if it is none.
        let answer = world.write(Method::PATCH, path, ("c2", None), "{").await;
        answer.has_code("1122", &["body"]);
    }
    assert_eq!(world.get(DEPLOYMENT).await.json()["status"], "1000");
}

async fn as_caller(world: &World, key: &str, method: Method, path: &str, body: &Value) -> Answer {
    let request = bare(method, path)
        .header("X-Api-Key", key)
        .header("Authorization", format!("Bearer {key}-token"))
        .header("X-Correlation-Id", "same")
        .header("X-Request-Id", "same");
    world
        .send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

#[tokio::test]
async fn trap_33_a_stranger_s_writes_are_answered_like_those_of_nothing() {
    let world = World::new().await;
    let stranger = customer("9300000001", "DE");
    let theirs = deployment(stranger.id, "930000002", "2025-05-05T05:05:05Z");
    world.put_customer(stranger).await;
    world.put_deployments(vec![theirs]).await;
    let house = Some(ids::organization(ids::HOUSE_RESELLER));
    world.put_client("house", house, "house-token").await;
    for (method, below, body) in [
        (Method::POST, "", in_paris()),
        (Method::POST, "", json!({ "unknown": 1 })),
        (Method::PATCH, "/930000002", json!({ "status": "1004" })),
        (Method::PATCH, "/930000002", json!({})),
    ] {
        let path = |customer: &str| format!("/v3/customers/{customer}/deployments{below}");
        let hidden = as_caller(&world, "house", method.clone(), &path("9300000001"), &body).await;
        let absent = as_caller(&world, "house", method.clone(), &path("0000000000"), &body).await;
        hidden.is_error(404, "1116", "Invalid Customer", &[]);
        assert_eq!(hidden.body, absent.body);
        let replay = "landfall-idempotent-replay";
        assert_eq!(
            hidden.headers.contains_key(replay),
            absent.headers.contains_key(replay)
        );
    }
    // What one client was answered is nothing to another.
    let own = world.post(DEPLOYMENTS, "same", &in_paris()).await;
    own.object(201);
}

#[tokio::test]
async fn code_4121_a_client_that_may_only_read() {
    let world = World::new().await;
    let reader = ApiClient {
        key: landfall_core::id::ClientKey(4_121),
        client_id: "reader".to_owned(),
        grants: vec![Grant {
            dialect: Dialect::Vipmp,
            write: false,
            home_account: None,
        }],
        ..world.demo_client().await
    };
    let given = token(&reader, "reader-token", now());
    world
        .put(move |transaction| {
            let (reader, given) = (reader.clone(), given.clone());
            Box::pin(async move {
                transaction.insert_client(&reader).await?;
                transaction.insert_token(&given).await
            })
        })
        .await;
    let message = "You are not allowed to perform that action on this resource";
    for (method, path) in [(Method::POST, DEPLOYMENTS), (Method::PATCH, DEPLOYMENT)] {
        let answer = as_caller(&world, "reader", method, path, &in_paris()).await;
        answer.is_error(403, "4121", message, &[]);
    }
    let read = as_caller(&world, "reader", Method::GET, CUSTOMER, &json!(null)).await;
    read.good();
}
