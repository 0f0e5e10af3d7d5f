//! Resellers that are introduced (metallic contract, section 8).

use landfall_core::model::{OrganizationKind, View};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::support::World;

const PLACE: &str = "/api/v1/partner/resellers";

fn contact(email: &str) -> Value {
    json!({
        "type": "primary", "email": email, "firstName": "Mia", "lastName": "Keller", "phone": "+49 7531 1",
        "address": { "addressLine1": "Seeweg 1", "city": "Konstanz", "country": "Germany", "postalCode": "78462" },
    })
}

fn reseller(reference: &str, name: &str, email: &str) -> Value {
    json!({
        "externalId": reference, "name": name, "contacts": [contact(email)],
        "website": "lakeside.example", "workloadAccess": true, "unknown": [1],
    })
}

fn lakeside() -> Value {
    reseller("RES-12", "Lakeside Resale", "sales@lakeside.example")
}

#[tokio::test]
async fn one_is_made_below_the_caller_and_shown_by_itself() {
    let world = World::new().await;
    let made = world.post(PLACE, "key-1", &lakeside()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let id = made.json()["data"]["id"].as_str().unwrap().to_owned();
    let expected = format!(
        r#"{{"data":{{"id":"{id}","insertTs":"2021-11-08T08:00:00","updateTs":"2021-11-08T08:00:00","name":"Lakeside Resale","type":"reseller","status":"active","contacts":[{{"email":"sales@lakeside.example","firstName":"Mia","lastName":"Keller","phone":"+49 7531 1","address":{{"addressLine1":"Seeweg 1","city":"Konstanz","country":"DE","postalCode":"78462"}},"type":"primary"}}],"website":"lakeside.example","externalId":"RES-12","workloadAccess":true}}}}"#
    );
    assert_eq!(made.body, expected);
    let path = format!("{PLACE}/{id}");
    assert_eq!(made.header("location"), Some(path.as_str()));
    assert_eq!(world.get(&path).await.body, expected);
    let again = world.post(PLACE, "key-1", &lakeside()).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(again.body, made.body);
    let whole = View::whole(ids::tenant());
    let found = world
        .loaded
        .store
        .organization(&whole, id.parse().unwrap())
        .await;
    let found = found.unwrap().unwrap();
    assert_eq!(found.parent, Some(ids::organization(ids::MSP)));
    assert_eq!(found.kind, OrganizationKind::Reseller);
    assert!(found.vipmp_id.is_some());
}

#[tokio::test]
async fn names_and_addresses_are_its_own() {
    let world = World::new().await;
    assert_eq!(world.post(PLACE, "", &lakeside()).await.status, 201);
    for (body, member) in [
        (
            reseller("RES-12", "Other Resale", "other@lakeside.example"),
            "externalId",
        ),
        (
            reseller("RES-13", "LAKESIDE resale", "other@lakeside.example"),
            "name",
        ),
        (
            reseller("RES-13", "Other Resale", "Sales@Lakeside.example"),
            "contacts.email",
        ),
    ] {
        let taken = world.post(PLACE, "", &body).await;
        taken.is_error(409, 1007);
        assert!(
            taken.body.contains(&format!("\"{member}: ")),
            "{}",
            taken.body
        );
    }
    let other = reseller("RES-13", "Other Resale", "other@lakeside.example");
    assert_eq!(world.post(PLACE, "", &other).await.status, 201);
}

#[tokio::test]
async fn what_does_not_fit_is_named() {
    let world = World::new().await;
    let with = |pointer: &str, value: Value| {
        let mut body = lakeside();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (body, member) in [
        (json!({}), "externalId"),
        (with("/externalId", json!("x".repeat(36))), "externalId"),
        (with("/name", json!("abc")), "name"),
        (with("/contacts", json!([])), "contacts"),
        (with("/contacts/0/type", json!("admin")), "contacts[0].type"),
        (
            with("/contacts/0/email", json!("nobody")),
            "contacts[0].email",
        ),
        (
            with(
                "/contacts",
                json!([contact("a@b.example"), contact("A@b.example")]),
            ),
            "contacts[1].email",
        ),
        (
            with("/contacts/0/address/country", json!("Atlantis")),
            "contacts[0].address.country",
        ),
        (with("/workloadAccess", json!("yes")), "workloadAccess"),
    ] {
        let refused = world.post(PLACE, "", &body).await;
        refused.is_error(400, 1002);
        assert!(
            refused.body.contains(&format!("\"{member}: ")),
            "{member}: {}",
            refused.body
        );
    }
}
