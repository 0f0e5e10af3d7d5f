//! Changing customers, with everything that can be wrong about it.

use http::Method;
use landfall_core::model::Status;
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    customer_writes::commitment,
    world::World,
    writing::{CUSTOMER, nordwind, nordwind_but, put},
};

const SCHOOL: &str = "/v3/customers/9876543210";
const COMMITTED: &str = "/v3/customers/8316402975";
const AGENCY: &str = "/v3/customers/6048213957";

impl World {
    /// What is shown of it, with other values at pointers.
    async fn shown_but(&self, path: &str, changes: &[(&str, Value)]) -> Value {
        let mut shown = self.get(path).await.json();
        put(&mut shown, changes);
        shown
    }

    /// How often the account was changed.
    async fn changes(&self) -> usize {
        self.events("organization.updated").await
    }
}

#[tokio::test]
async fn trap_15_what_was_shown_can_be_sent_back() {
    let world = World::new().await;
    let ordering = format!("/v3/customers/{}", ids::ORDERING_ACCOUNT_VIPMP);
    // One as an order makes it, which lacks a region, a postal code and a language.
    let bare = crate::accounts::customer("9300000001", "DE");
    world.put_customer(bare).await;
    let bare = "/v3/customers/9300000001";
    for path in [CUSTOMER, SCHOOL, COMMITTED, AGENCY, &ordering, bare] {
        let shown = world.get(path).await.json();
        let whole = world.patch(path, &format!("whole{path}"), &shown).await;
        assert_eq!(whole.object(200), shown, "{path}");
        let profile = json!({ "companyProfile": shown["companyProfile"] });
        let profile = world.patch(path, &format!("profile{path}"), &profile).await;
        assert_eq!(profile.object(200), shown, "{path}");
    }
    assert_eq!(world.changes().await, 0);
}

#[tokio::test]
async fn a_profile_takes_the_place_of_the_one_that_is_there() {
    let world = World::new().await;
    let path = world.customer("c1", &nordwind()).await;
    let changed = json!({
        "externalReferenceId": "AGR-8",
        "companyProfile": {
            "companyName": "Nordwind Papier GmbH",
            "preferredLanguage": "en-GB",
            "address": {
                "country": "DE", "region": "BY", "city": "Ulm", "addressLine1": "Donau 1",
                "addressLine2": "Hof", "postalCode": "89073", "phoneNumber": "0731",
            },
            "contacts": [
                { "firstName": "Ole", "lastName": "Kai", "email": "ole@nordwind.example", "phoneNumber": "7" },
                { "firstName": "Other", "lastName": "Name", "email": "LENA@nordwind.example", "phoneNumber": "8" },
            ],
        },
    });
    let answer = world.patch(&path, "c2", &changed).await.object(200);
    assert_eq!(world.get(&path).await.json(), answer);
    assert_eq!(answer["externalReferenceId"], "AGR-8");
    let profile = &answer["companyProfile"];
    assert_eq!(profile["preferredLanguage"], "en-GB");
    assert_eq!(profile["address"], changed["companyProfile"]["address"]);
    // Who was there keeps the name and the address, to the letter.
    let contacts = json!([
        { "firstName": "Ole", "lastName": "Kai", "email": "ole@nordwind.example", "phoneNumber": "7" },
        { "firstName": "Lena", "lastName": "Brandt", "email": "lena@nordwind.example", "phoneNumber": "8" },
    ]);
    assert_eq!(profile["contacts"], contacts);
    assert_eq!(answer["status"], "1000");
    assert_eq!(world.changes().await, 1);
    // Lists find it by what it has become.
    let view = landfall_core::model::View::whole(ids::tenant());
    let filter = landfall_core::model::SoldFilter {
        search: vec!["ole@nordwind".to_owned()],
        ..Default::default()
    };
    let page = landfall_core::model::PageRequest {
        offset: 0,
        limit: 10,
    };
    let sort = [(
        landfall_core::model::SoldField::Name,
        landfall_core::model::Direction::Ascending,
    )];
    let found = world
        .loaded
        .store
        .sold_accounts(&view, &filter, &sort, page);
    assert_eq!(found.await.unwrap().total, 1);
}

#[tokio::test]
async fn what_is_fixed_stays() {
    let world = World::new().await;
    let but = async |changes: &[(&str, Value)]| world.shown_but(SCHOOL, changes).await;
    let all = but(&[
        ("/customerId", json!("1")),
        ("/resellerId", json!("1")),
        ("/companyProfile/companyName", json!("Other Name")),
        ("/companyProfile/marketSubSegments", json!(["HIGHER_ED"])),
        ("/companyProfile/address/country", json!("CA")),
        ("/companyProfile/address/region", json!("ON")),
        ("/discounts", json!([])),
        ("/tags", json!(["x"])),
        ("/cotermDate", json!("")),
        ("/creationDate", json!("2019-05-02T22:49:53Z")),
        ("/status", json!("1004")),
        ("/linkedMembership/name", json!("Another")),
        ("/links/self/method", json!("PUT")),
    ])
    .await;
    let members = [
        "customerId",
        "resellerId",
        "companyProfile.companyName",
        "companyProfile.marketSubSegments",
        "companyProfile.address.country",
        "companyProfile.address.region",
        "discounts",
        "tags",
        "cotermDate",
        "creationDate",
        "status",
        "linkedMembership",
        "links",
    ];
    let lacking = but(&[
        ("/companyProfile/companyName", json!(null)),
        ("/companyProfile/address/region", json!(null)),
    ])
    .await;
    let unknown = but(&[
        ("/colour", json!(1)),
        ("/companyProfile/marketSegments", json!([])),
    ])
    .await;
    world
        .refuses(
            (Method::PATCH, SCHOOL),
            &[
                (json!([]), "1122", &["body"]),
                (json!({}), "1122", &["companyProfile"]),
                (
                    json!({ "externalReferenceId": "x" }),
                    "1122",
                    &["companyProfile"],
                ),
                (
                    lacking,
                    "1122",
                    &[
                        "companyProfile.companyName",
                        "companyProfile.address.region",
                    ],
                ),
                (
                    unknown,
                    "1121",
                    &["colour", "companyProfile.marketSegments"],
                ),
                (all, "1119", &members),
                (
                    but(&[("/companyProfile/address/city", json!(""))]).await,
                    "1122",
                    &["companyProfile.address.city"],
                ),
                (
                    but(&[("/companyProfile/address/postalCode", json!("951"))]).await,
                    "1118",
                    &["companyProfile.address.postalCode"],
                ),
                (
                    but(&[
                        ("/companyProfile/preferredLanguage", json!("xx")),
                        ("/companyProfile/address/postalCode", json!("951")),
                    ])
                    .await,
                    "1117",
                    &[
                        "companyProfile.preferredLanguage",
                        "companyProfile.address.postalCode",
                    ],
                ),
                (
                    but(&[("/externalReferenceId", json!("x".repeat(36)))]).await,
                    "2126",
                    &[],
                ),
            ],
        )
        .await;
    assert_eq!(world.changes().await, 0);
}

#[tokio::test]
async fn trap_16_global_sales_stay_when_they_are_left_out() {
    let world = World::new().await;
    let shown = world.get(CUSTOMER).await.json();
    assert_eq!(shown["globalSalesEnabled"], true);
    let without = json!({ "companyProfile": shown["companyProfile"] });
    let answer = world.patch(CUSTOMER, "c1", &without).await.object(200);
    assert_eq!(answer["globalSalesEnabled"], true);
    let mut off = without.clone();
    off["globalSalesEnabled"] = json!(false);
    let answer = world.patch(CUSTOMER, "c2", &off).await;
    answer.has_code("1119", &["globalSalesEnabled"]);
    let deployments = world
        .get(&format!("{CUSTOMER}/deployments?limit=100"))
        .await
        .json();
    for (number, deployment) in deployments["items"].as_array().unwrap().iter().enumerate() {
        let path = deployment["links"]["self"]["uri"].as_str().unwrap();
        let away = json!({ "status": "1004" });
        world
            .patch(path, &format!("away{number}"), &away)
            .await
            .object(200);
    }
    let answer = world.patch(CUSTOMER, "c3", &off).await.object(200);
    assert_eq!(answer["globalSalesEnabled"], false);
    // Turning them on takes the tenant's; the customer of another market has none.
    world.set(false, false).await;
    off["globalSalesEnabled"] = json!(true);
    let answer = world.patch(CUSTOMER, "c4", &off).await;
    answer.has_code("1139", &[]);
    world.set(true, false).await;
    let school = world
        .shown_but(SCHOOL, &[("/globalSalesEnabled", json!(true))])
        .await;
    world
        .patch(SCHOOL, "c5", &school)
        .await
        .has_code("1142", &[]);
    let answer = world.patch(CUSTOMER, "c6", &off).await.object(200);
    assert_eq!(answer["globalSalesEnabled"], true);
}

#[tokio::test]
async fn trap_17_markets_and_contacts_stay_when_they_are_left_out() {
    let world = World::new().await;
    let shown = world.get(SCHOOL).await.json();
    for (correlation, contacts) in [("c1", json!([])), ("c2", Value::Null)] {
        let mut body = shown.clone();
        put(
            &mut body,
            &[
                ("/companyProfile/marketSegment", Value::Null),
                ("/companyProfile/marketSubSegments", Value::Null),
                ("/companyProfile/contacts", contacts),
            ],
        );
        let answer = world.patch(SCHOOL, correlation, &body).await.object(200);
        assert_eq!(answer, shown);
    }
    let none = world
        .shown_but(SCHOOL, &[("/companyProfile/marketSubSegments", json!([]))])
        .await;
    assert_eq!(world.patch(SCHOOL, "c3", &none).await.object(200), shown);
    let moved = world
        .shown_but(SCHOOL, &[("/companyProfile/marketSegment", json!("COM"))])
        .await;
    let odd = world.patch(SCHOOL, "c4", &moved).await;
    odd.has_code("1117", &["companyProfile.marketSubSegments"]);
    let moved = world
        .shown_but(
            SCHOOL,
            &[
                ("/companyProfile/marketSegment", json!("COM")),
                ("/companyProfile/marketSubSegments", Value::Null),
            ],
        )
        .await;
    let answer = world.patch(SCHOOL, "c5", &moved).await.object(200);
    assert_eq!(answer["companyProfile"]["marketSegment"], "COM");
    assert_eq!(answer["companyProfile"]["marketSubSegments"], json!([]));
}

#[tokio::test]
async fn pending_and_blocked_customers_cannot_be_changed() {
    let world = World::new().await;
    let message = "Account cannot be updated while status is pending or blocked";
    let shown = world.get(CUSTOMER).await.json();
    let body = json!({ "companyProfile": shown["companyProfile"] });
    let fixed = world
        .shown_but(CUSTOMER, &[("/customerId", json!("1"))])
        .await;
    for (status, may) in [
        (Status::Pending, false),
        (Status::Blocked, false),
        (Status::Inactive, true),
        (Status::Active, true),
    ] {
        world.put_in_status(ids::CUSTOMER_ABROAD, status).await;
        let answer = world.patch(CUSTOMER, &format!("good{status}"), &body).await;
        let other = world
            .patch(CUSTOMER, &format!("fixed{status}"), &fixed)
            .await;
        let form = world
            .patch(CUSTOMER, &format!("form{status}"), &json!({}))
            .await;
        form.has_code("1122", &["companyProfile"]);
        if may {
            assert_eq!(answer.object(200)["status"], status.as_str());
            assert_eq!(other.status, 400);
        } else {
            answer.is_error(400, "1125", message, &[]);
            other.is_error(400, "1125", message, &[]);
        }
    }
}

#[tokio::test]
async fn commitments_are_asked_for_and_followed() {
    let world = World::new().await;
    let quantities = json!([{ "offerType": "LICENSE", "quantity": 25 }]);
    let shown = world.get(CUSTOMER).await.json();
    let mut body = json!({ "companyProfile": shown["companyProfile"] });
    body["benefits"] = commitment(&quantities);
    let answer = world.patch(CUSTOMER, "c1", &body).await.object(200);
    let benefit = &answer["benefits"][0];
    assert_eq!(benefit["commitmentRequest"]["status"], "REQUESTED");
    assert_eq!(
        benefit["commitmentRequest"]["minimumQuantities"],
        quantities
    );
    assert_eq!(benefit["commitment"], Value::Null);
    // Sent back as it was shown, and without benefits, nothing changes.
    let echo = world.patch(CUSTOMER, "c2", &answer).await.object(200);
    assert_eq!(echo, answer);
    for none in [json!([]), Value::Null] {
        body["benefits"] = none.clone();
        let id = format!("none{none}");
        assert_eq!(world.patch(CUSTOMER, &id, &body).await.object(200), answer);
    }
    assert_eq!(world.changes().await, 1);
    let again = json!({ "minimumQuantities": quantities });
    // A commitment that runs can be followed by another, and read-only members stay.
    let but = async |changes: &[(&str, Value)]| world.shown_but(COMMITTED, changes).await;
    let next = but(&[("/benefits/0/recommitmentRequest", again.clone())]).await;
    let answer = world.patch(COMMITTED, "c3", &next).await.object(200);
    let next = &answer["benefits"][0]["recommitmentRequest"];
    assert_eq!(next["minimumQuantities"], quantities);
    assert_eq!(answer["benefits"][0]["commitment"]["status"], "COMMITTED");
    let path = "benefits[0].recommitmentRequest";
    let mut unfollowed = shown.clone();
    unfollowed["benefits"] =
        json!([{ "type": "THREE_YEAR_COMMIT", "recommitmentRequest": again.clone() }]);
    let answer = world.patch(CUSTOMER, "c4", &unfollowed).await;
    answer.has_code("1117", &[path]);
    world
        .refuses(
            (Method::PATCH, COMMITTED),
            &[
                (
                    but(&[("/benefits/0/commitment/status", json!("EXPIRED"))]).await,
                    "1119",
                    &["benefits[0].commitment"],
                ),
                (
                    but(&[("/benefits/0/recommitmentRequest/status", json!("ACCEPTED"))]).await,
                    "1119",
                    &["benefits[0].recommitmentRequest.status"],
                ),
                (
                    but(&[
                        ("/benefits/0/recommitmentRequest", json!({ "minimumQuantities": [{ "offerType": "LICENSE", "quantity": 77 }] })),
                        ("/benefits/0/commitmentRequest", again),
                    ])
                    .await,
                    "1117",
                    &[path],
                ),
                (
                    but(&[("/benefits", json!([{ "type": "LARGE_GOVERNMENT_AGENCY" }]))]).await,
                    "1147",
                    &["3YC Customer not allowed for Large Government Agency"],
                ),
            ],
        )
        .await;
}

#[tokio::test]
async fn a_customer_becomes_a_large_government_agency() {
    let world = World::new().await;
    let government = nordwind_but(&[
        ("/companyProfile/marketSegment", json!("GOV")),
        ("/companyProfile/address/country", json!("CA")),
        ("/companyProfile/address/region", json!("ON")),
        ("/companyProfile/address/postalCode", json!("K1A 0B1")),
    ]);
    let path = world.customer("c1", &government).await;
    let benefit = json!([{ "type": "LARGE_GOVERNMENT_AGENCY" }]);
    let mut body = world.shown_but(&path, &[("/benefits", benefit)]).await;
    let answer = world.patch(&path, "c2", &body).await;
    answer.has_code("1168", &[]);
    body["companyProfile"]["marketSubSegments"] = json!(["FEDERAL"]);
    world.set(true, false).await;
    world.patch(&path, "c3", &body).await.has_code("1164", &[]);
    world.set(true, true).await;
    let answer = world.patch(&path, "c4", &body).await.object(200);
    assert_eq!(
        answer["discounts"],
        json!([{ "offerType": "LICENSE", "level": "06" }])
    );
    assert_eq!(answer["benefits"][0]["status"], "ACTIVE");
    // It stays one, of another part if need be, also when the tenant has none any more.
    world.set(true, false).await;
    let mut body = answer.clone();
    body["companyProfile"]["marketSubSegments"] = json!(["STATE"]);
    let answer = world.patch(&path, "c5", &body).await.object(200);
    assert_eq!(
        answer["companyProfile"]["marketSubSegments"],
        json!(["STATE"])
    );
    body["companyProfile"]["marketSegment"] = json!("COM");
    world.patch(&path, "c6", &body).await.has_code("1163", &[]);
    let mut body = answer;
    body["benefits"] = commitment(&json!([{ "offerType": "LICENSE", "quantity": 10 }]));
    let text = "3YC Customer not allowed for Large Government Agency";
    world
        .patch(&path, "c7", &body)
        .await
        .has_code("1147", &[text]);
}

#[tokio::test]
async fn a_market_has_to_be_the_reseller_s_only_when_it_is_another() {
    let world = World::new().await;
    let business = nordwind_but(&[("/resellerId", json!(ids::MSP_VIPMP))]);
    let path = world.customer("c1", &business).await;
    let school = world
        .shown_but(&path, &[("/companyProfile/marketSegment", json!("EDU"))])
        .await;
    world
        .patch(&path, "c2", &school)
        .await
        .has_code("2135", &[]);
}
