//! Bodies of writes that cannot be read, or ask for what cannot be (akana contract, sections 6 and 7).

use crate::{fixture::ADMIN, world::World};

const ZONES: &str = "/api/deploymentzones";
const ZONE: &str = "/api/deploymentzones/container-1051.acmepaymentscorp";
const XML: (&str, &str) = ("content-type", "application/xml");

#[tokio::test]
async fn bodies_that_ask_for_what_cannot_be() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let with = |member: &str| format!(r#"{{"Name":"N","ContainerKey":"container-1051",{member}}}"#);
    let long = format!(r#"{{"Name":"{}","ContainerKey":"x"}}"#, "n".repeat(101));
    for (body, fault) in [
        ("", "The body is not JSON"),
        ("{", "The body is not JSON"),
        ("[]", "The body has to be an object"),
        (r#""text""#, "The body has to be an object"),
        ("{}", "Name: present; ContainerKey: present"),
        (
            r#"{"Name":"","ContainerKey":"x"}"#,
            "Name: 1 to 100 characters",
        ),
        (&long, "Name: 1 to 100 characters"),
        (
            r#"{"Name":"a\nb","ContainerKey":"x"}"#,
            "Name: a line of text",
        ),
        (r#"{"Name":1,"ContainerKey":"x"}"#, "Name has to be a text"),
        (
            r#"{"Name":"a","Name":"b","ContainerKey":"x"}"#,
            "Name has to be there once",
        ),
        (
            r#"{"Name":"a","ContainerKey":"nowhere"}"#,
            "ContainerKey: the key of a gateway group that has listeners",
        ),
        (
            &with(r#""Location":"north""#),
            "Location: latitude and longitude",
        ),
        (
            &with(r#""AddressOverrideBehavior":"allow""#),
            "AddressOverrideBehavior: com.akana.allow or com.akana.dontallow",
        ),
        (
            &with(r#""RandomHostNameBehavior":"""#),
            "RandomHostNameBehavior: com.akana.allow or com.akana.dontallow",
        ),
        (
            &with(r#""VirtualHostSupported":"true""#),
            "VirtualHostSupported has to be true or false",
        ),
        (
            &with(r#""DZoneEnvImplAssociations":[]"#),
            "DZoneEnvImplAssociations has to be an object",
        ),
        (
            &with(r#""DZoneEnvImplAssociations":{}"#),
            "DZoneEnvImplAssociations.DZoneEnvImplAssociation has to be present",
        ),
        (
            &with(
                r#""DZoneEnvImplAssociations":{"DZoneEnvImplAssociation":[{"Implementation":"Dead","Environment":"Nope"}]}"#,
            ),
            "DZoneEnvImplAssociations.DZoneEnvImplAssociation[0].Implementation: Live or Sandbox; \
             DZoneEnvImplAssociations.DZoneEnvImplAssociation[0].Environment: one of the environments of the tenant: Production, Sandbox",
        ),
        (
            &with(
                r#""DZoneEnvImplAssociations":{"DZoneEnvImplAssociation":[{"Implementation":"Live","Environment":"Production","X":1}]}"#,
            ),
            "unknown member: DZoneEnvImplAssociations.DZoneEnvImplAssociation[0].X",
        ),
        (
            &with(r#""AddressOverrideBehavior":"com.akana.allow","HostName":"a b""#),
            "HostName: a host name such as www.example.com",
        ),
    ] {
        for call in [("POST", ZONES), ("PUT", ZONE)] {
            let refused = world.write(&admin, call, &[], body).await;
            assert_eq!(refused.status, 400, "{call:?} {body}");
            assert!(
                refused.body.contains(fault),
                "{} lacks {fault}",
                refused.body
            );
        }
    }
    assert_eq!(
        world.zone_ids("").await,
        ["container-1051.acmepaymentscorp"]
    );
}

#[tokio::test]
async fn associations_that_cannot_be() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    let path = format!("{ZONE}/associations");
    for (body, fault) in [
        ("{}", "DZoneEnvImplAssociation has to be present"),
        (
            r#"{"DZoneEnvImplAssociation":null}"#,
            "DZoneEnvImplAssociation has to be present",
        ),
        (
            r#"{"DZoneEnvImplAssociation":{}}"#,
            "DZoneEnvImplAssociation has to be a list",
        ),
        (
            r#"{"DZoneEnvImplAssociation":[{}]}"#,
            "DZoneEnvImplAssociation[0].Implementation: Live or Sandbox",
        ),
        (
            r#"{"DZoneEnvImplAssociation":[],"Name":"x"}"#,
            "unknown member: Name",
        ),
    ] {
        let refused = world.write(&admin, ("PUT", &path), &[], body).await;
        assert_eq!(refused.status, 400, "{body}");
        assert!(
            refused.body.contains(fault),
            "{} lacks {fault}",
            refused.body
        );
    }
}

#[tokio::test]
async fn bodies_in_xml_that_cannot_be() {
    let world = World::new().await;
    let admin = world.login(ADMIN).await;
    for (body, fault) in [
        ("", "The body is not XML"),
        ("{}", "The body is not XML"),
        ("<a>", "The body is not XML"),
        (
            "<!DOCTYPE a [<!ENTITY n 'N'>]><a><Name>&n;</Name></a>",
            "must not have a document type declaration",
        ),
        ("<a>text</a>", "The body has to be an object"),
        ("<a/>", "Name: present"),
        ("<a><Name><b/></Name></a>", "Name has to be a text"),
        (
            "<a><Name>a</Name><Name>b</Name></a>",
            "Name has to be there once",
        ),
        ("<a><Nome>a</Nome></a>", "unknown member: Nome"),
        (
            "<a><VirtualHostSupported>yes</VirtualHostSupported></a>",
            "VirtualHostSupported has to be true or false",
        ),
        (
            "<a><DZoneEnvImplAssociations>x</DZoneEnvImplAssociations></a>",
            "DZoneEnvImplAssociations has to be an object",
        ),
    ] {
        let refused = world.write(&admin, ("POST", ZONES), &[XML], body).await;
        assert_eq!(refused.status, 400, "{body}");
        assert!(
            refused.body.contains(fault),
            "{} lacks {fault}",
            refused.body
        );
    }
}
