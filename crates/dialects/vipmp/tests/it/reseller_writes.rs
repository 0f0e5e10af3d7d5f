//! Creating and changing resellers, with everything that can be wrong about it.

use axum::body::Body;
use http::Method;
use landfall_core::model::Status;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    world::{Answer, World, bare},
    writing::{CUSTOMERS, nordwind_but, put},
};

const RESELLERS: &str = "/v3/resellers";
const RESELLER: &str = "/v3/resellers/5556667778";
const NOT_ALLOWED: &str = "You are not allowed to perform that action on this resource";

fn foerde() -> Value {
    json!({
        "distributorId": ids::DISTRIBUTOR_VIPMP,
        "externalReferenceId": "R-1",
        "companyProfile": {
            "companyName": "Förde Systemhaus GmbH",
            "preferredLanguage": "de-DE",
            "marketSegments": ["COM", "EDU"],
            "address": { "country": "DE", "region": "SH", "city": "Kiel", "addressLine1": "Kai 3", "postalCode": "24103" },
            "contacts": [{ "firstName": "Ida", "lastName": "Brandt", "email": "ida@foerde.example" }],
        },
    })
}

fn but(changes: &[(&str, Value)]) -> Value {
    let mut body = foerde();
    put(&mut body, changes);
    body
}

impl World {
    /// With a client that is bound to nothing, and one that is bound to the distributor.
    async fn distributing() -> Self {
        let world = Self::new().await;
        world.put_client("whole", None, "whole-token").await;
        let distributor = Some(ids::organization(ids::DISTRIBUTOR));
        world
            .put_client("distributor", distributor, "distributor-token")
            .await;
        world
    }

    async fn call(
        &self,
        client: &str,
        (method, path): (Method, &str),
        correlation: &str,
        body: &Value,
    ) -> Answer {
        let request = bare(method, path)
            .header("X-Api-Key", client)
            .header("Authorization", format!("Bearer {client}-token"))
            .header("X-Correlation-Id", correlation);
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }

    async fn create(&self, correlation: &str, body: &Value) -> Answer {
        self.call("whole", (Method::POST, RESELLERS), correlation, body)
            .await
    }
}

#[tokio::test]
async fn a_reseller_is_created_validated_and_sells() {
    let world = World::distributing().await;
    let created = world.create("c1", &foerde()).await;
    let object = created.object(201);
    let id = object["resellerId"].as_str().unwrap();
    let distributor = ids::DISTRIBUTOR_VIPMP;
    let expected = format!(
        r#"{{"distributorId":"{distributor}","externalReferenceId":"R-1","resellerId":"{id}","companyProfile":{{"companyName":"Förde Systemhaus GmbH","preferredLanguage":"de-DE","marketSegments":["COM","EDU"],"address":{{"country":"DE","region":"SH","city":"Kiel","addressLine1":"Kai 3","addressLine2":"","postalCode":"24103","phoneNumber":""}},"contacts":[{{"firstName":"Ida","lastName":"Brandt","email":"ida@foerde.example","phoneNumber":""}}]}},"creationDate":"2026-03-02T10:00:00Z","status":"1002","links":{{"self":{{"uri":"/v3/resellers/{id}","method":"GET","headers":[]}}}}}}"#
    );
    assert_eq!(created.body, expected);
    // Pending resellers may get customers.
    let path = format!("{RESELLERS}/{id}");
    let body = nordwind_but(&[("/resellerId", json!(id))]);
    let customer = world
        .call("whole", (Method::POST, CUSTOMERS), "c2", &body)
        .await;
    customer.object(201);
    world.control.look_after_pending().await.unwrap();
    let shown = world
        .call("whole", (Method::GET, &path), "c3", &json!(null))
        .await;
    assert_eq!(shown.good(), expected.replace("\"1002\"", "\"1000\""));
    let again = world.create("c1", &foerde()).await;
    assert_eq!(again.body, created.body);
    assert!(again.is_replay());
    let wrong = but(&[("/companyProfile/address/postalCode", json!("2410"))]);
    let wrong = world.create("c4", &wrong).await.object(201);
    world.control.look_after_pending().await.unwrap();
    let path = wrong["links"]["self"]["uri"].as_str().unwrap();
    let shown = world
        .call("whole", (Method::GET, path), "c5", &json!(null))
        .await;
    assert_eq!(shown.json()["status"], "1010");
}

#[tokio::test]
async fn only_distributors_and_whoever_is_above_create_resellers() {
    let world = World::distributing().await;
    let create = (Method::POST, RESELLERS);
    let made = world
        .call("distributor", create.clone(), "c1", &foerde())
        .await;
    made.object(201);
    // The demonstration's client is bound to an MSP; that comes before everything about the request.
    let bound = world.post(RESELLERS, "c1", &json!({})).await;
    bound.is_error(403, "4121", NOT_ALLOWED, &[]);
    let uncorrelated = world.call("swo-app", create, "a b", &json!({})).await;
    assert_ne!(uncorrelated.status, 201);
    for (number, distributor) in ["0000000000", "x", ids::MSP_VIPMP].into_iter().enumerate() {
        let body = but(&[("/distributorId", json!(distributor))]);
        let answer = world.create(&format!("n{number}"), &body).await;
        answer.is_error(400, "1114", "Invalid Distributor", &[]);
    }
    world.put_other_tenant().await;
    let body = but(&[("/distributorId", json!("6600000003"))]);
    world.create("other", &body).await.has_code("1114", &[]);
}

#[tokio::test]
async fn every_member_at_fault_is_named() {
    let world = World::distributing().await;
    let mut number = 0;
    for (body, code, details) in [
        (json!([]), "1122", vec!["body"]),
        (json!({}), "1122", vec!["distributorId", "companyProfile"]),
        (
            but(&[
                ("/companyProfile/contacts", json!([])),
                ("/companyProfile/companyName", json!(null)),
            ]),
            "1122",
            vec!["companyProfile.companyName", "companyProfile.contacts"],
        ),
        (
            but(&[
                ("/resellerId", json!("1")),
                ("/companyProfile/marketSegment", json!("COM")),
            ]),
            "1121",
            vec!["resellerId", "companyProfile.marketSegment"],
        ),
        (
            but(&[("/companyProfile/marketSegments", json!([]))]),
            "1117",
            vec!["companyProfile.marketSegments"],
        ),
        (
            but(&[(
                "/companyProfile/marketSegments",
                json!(["COM", "com", "COM"]),
            )]),
            "1117",
            vec![
                "companyProfile.marketSegments[1]",
                "companyProfile.marketSegments[2]",
            ],
        ),
        (
            but(&[("/companyProfile/address/region", json!("schleswig"))]),
            "1118",
            vec!["companyProfile.address.region"],
        ),
        (
            but(&[("/companyProfile/address/country", json!("XX"))]),
            "1117",
            vec!["country"],
        ),
        (
            but(&[("/externalReferenceId", json!("x".repeat(36)))]),
            "2126",
            vec![],
        ),
        (
            but(&[("/distributorId", json!(7))]),
            "1117",
            vec!["distributorId"],
        ),
    ] {
        number += 1;
        let answer = world.create(&format!("c{number}"), &body).await;
        assert_eq!(answer.status, 400);
        answer.has_code(code, &details);
    }
    assert_eq!(world.events("organization.created").await, 0);
    let none = but(&[("/companyProfile/marketSegments", json!(null))]);
    let made = world.create("none", &none).await.object(201);
    assert_eq!(made["companyProfile"]["marketSegments"], json!(["COM"]));
}

#[tokio::test]
async fn a_reseller_is_changed_and_its_markets_only_grow() {
    let world = World::distributing().await;
    let made = world.create("c1", &foerde()).await.object(201);
    let path = made["links"]["self"]["uri"].as_str().unwrap().to_owned();
    let change = async |correlation: &str, body: &Value| {
        let method = (Method::PATCH, path.as_str());
        world.call("whole", method, correlation, body).await
    };
    let pending = change("c2", &made).await;
    pending.has_code("1125", &[]);
    world.control.look_after_pending().await.unwrap();
    let shown = world
        .call("whole", (Method::GET, &path), "c3", &json!(null))
        .await
        .json();
    assert_eq!(change("c4", &shown).await.object(200), shown);
    assert_eq!(world.events("organization.updated").await, 0);
    let mut grown = shown.clone();
    put(
        &mut grown,
        &[
            (
                "/companyProfile/marketSegments",
                json!(["GOV", "COM", "EDU"]),
            ),
            ("/companyProfile/contacts", json!([])),
            ("/companyProfile/address/addressLine1", json!("Kai 5")),
            ("/externalReferenceId", json!("R-2")),
        ],
    );
    let answer = change("c5", &grown).await.object(200);
    assert_eq!(
        answer["companyProfile"]["marketSegments"],
        json!(["GOV", "COM", "EDU"])
    );
    assert_eq!(
        answer["companyProfile"]["contacts"],
        shown["companyProfile"]["contacts"]
    );
    assert_eq!(answer["externalReferenceId"], "R-2");
    assert_eq!(world.events("organization.updated").await, 1);
    let removed = change("c6", &shown).await;
    let text = "Reseller is not permitted to remove existing market segments";
    removed.is_error(400, "5122", "Invalid Request", &[text]);
    let with = |changes: &[(&str, Value)]| {
        let mut body = answer.clone();
        put(&mut body, changes);
        body
    };
    for (number, (body, code, details)) in [
        (json!({}), "1122", vec!["companyProfile"]),
        (
            with(&[("/companyProfile/marketSegments", json!(null))]),
            "1122",
            vec!["companyProfile.marketSegments"],
        ),
        (
            with(&[
                ("/distributorId", json!("1")),
                ("/resellerId", json!("1")),
                ("/companyProfile/companyName", json!("Other Name")),
                ("/companyProfile/address/country", json!("AT")),
                ("/companyProfile/address/region", json!("1")),
                ("/creationDate", json!("")),
                ("/status", json!("1004")),
                ("/links", json!({})),
            ]),
            "1119",
            vec![
                "distributorId",
                "resellerId",
                "companyProfile.companyName",
                "companyProfile.address.country",
                "companyProfile.address.region",
                "creationDate",
                "status",
                "links",
            ],
        ),
        (
            with(&[("/companyProfile/address/postalCode", json!("2410"))]),
            "1118",
            vec!["companyProfile.address.postalCode"],
        ),
        (with(&[("/colour", json!(1))]), "1121", vec!["colour"]),
    ]
    .into_iter()
    .enumerate()
    {
        change(&format!("bad{number}"), &body)
            .await
            .has_code(code, &details);
    }
}

#[tokio::test]
async fn trap_15_an_msp_and_a_reseller_can_be_sent_back() {
    let world = World::new().await;
    for path in [RESELLER, &format!("{RESELLERS}/{}", ids::MSP_VIPMP)] {
        let shown = world.get(path).await.json();
        let answer = world.patch(path, &format!("echo{path}"), &shown).await;
        assert_eq!(answer.object(200), shown);
    }
    assert_eq!(world.events("organization.updated").await, 0);
    world.put_in_status(ids::RESELLER, Status::Blocked).await;
    let shown = world.get(RESELLER).await.json();
    world
        .patch(RESELLER, "blocked", &shown)
        .await
        .has_code("1125", &[]);
    let absent = world
        .patch("/v3/resellers/0000000000", "absent", &shown)
        .await;
    absent.is_error(404, "1115", "Invalid Reseller", &[]);
}

#[tokio::test]
async fn trap_35_a_reseller_and_a_customer_of_one_number() {
    let world = World::new().await;
    let customer = world.get("/v3/customers/5556667778").await.json();
    let reseller = world.get(RESELLER).await.json();
    assert_eq!(customer["customerId"], reseller["resellerId"]);
    let mut changed = reseller.clone();
    changed["externalReferenceId"] = json!("both");
    world.patch(RESELLER, "c1", &changed).await.object(200);
    assert_eq!(world.get("/v3/customers/5556667778").await.json(), customer);
}
