//! Creating customers, with everything that can be wrong about it.

use http::Method;
use landfall_core::model::{Status, TenantSettings};
use landfall_demo::ids;
use serde_json::{Value, json};

use crate::{
    world::World,
    writing::{CUSTOMERS, nordwind, nordwind_but},
};

impl World {
    /// Gives the tenant other settings.
    pub(crate) async fn set(&self, global_sales: bool, large_government_agencies: bool) {
        self.put(move |transaction| {
            Box::pin(async move {
                let settings = TenantSettings {
                    global_sales,
                    large_government_agencies,
                    ..TenantSettings::default()
                };
                let tenant = ids::tenant();
                assert!(transaction.set_tenant_settings(&tenant, &settings).await?);
                Ok(())
            })
        })
        .await;
    }
}

/// A large government agency.
pub(crate) fn agency() -> Value {
    nordwind_but(&[
        ("/companyProfile/companyName", json!("City Records")),
        ("/companyProfile/preferredLanguage", json!("en-US")),
        ("/companyProfile/marketSegment", json!("GOV")),
        ("/companyProfile/marketSubSegments", json!(["STATE"])),
        ("/companyProfile/address/country", json!("US")),
        ("/companyProfile/address/region", json!("OR")),
        ("/companyProfile/address/postalCode", json!("97301")),
        ("/benefits", json!([{ "type": "LARGE_GOVERNMENT_AGENCY" }])),
    ])
}

/// A request for a commitment.
pub(crate) fn commitment(quantities: &Value) -> Value {
    json!([{ "type": "THREE_YEAR_COMMIT", "commitmentRequest": { "minimumQuantities": quantities } }])
}

#[tokio::test]
async fn a_customer_is_created_and_seen_in_every_dialect_s_lists() {
    let world = World::new().await;
    let created = world.post(CUSTOMERS, "c1", &nordwind()).await;
    let object = created.object(201);
    let id = object["customerId"].as_str().unwrap().to_owned();
    assert!(id.len() == 10 && id.bytes().all(|b| b.is_ascii_digit()));
    let expected = format!(
        r#"{{"externalReferenceId":"AGR-7734","customerId":"{id}","resellerId":"5556667778","globalSalesEnabled":false,"companyProfile":{{"companyName":"Nordwind Papier GmbH","preferredLanguage":"de-DE","marketSegment":"COM","marketSubSegments":[],"address":{{"country":"DE","region":"BY","city":"Augsburg","addressLine1":"Lechufer 8","addressLine2":"","postalCode":"86150","phoneNumber":""}},"contacts":[{{"firstName":"Lena","lastName":"Brandt","email":"lena@nordwind.example","phoneNumber":""}}]}},"discounts":[{{"offerType":"LICENSE","level":"01"}}],"cotermDate":"","creationDate":"2026-03-02T10:00:00Z","status":"1002","links":{{"self":{{"uri":"/v3/customers/{id}","method":"GET","headers":[]}}}}}}"#
    );
    assert_eq!(created.body, expected);
    assert_eq!(world.events("organization.created").await, 1);
    world.control.look_after_pending().await.unwrap();
    let seen = world.get(&format!("/v3/customers/{id}")).await;
    assert_eq!(seen.good(), expected.replace("\"1002\"", "\"1000\""));
    let view = landfall_core::model::View::whole(ids::tenant());
    let number = id.parse().unwrap();
    let found = world.loaded.store.customer(&view, &number).await.unwrap();
    let organization = found.unwrap().organization;
    assert!(organization.account_number.is_some());
    let sold = world
        .loaded
        .store
        .sold_account(&view, organization.id)
        .await;
    assert_eq!(sold.unwrap().unwrap().organization, organization);
}

#[tokio::test]
async fn trap_20_every_member_at_fault_is_named() {
    let world = World::new().await;
    let post = (Method::POST, CUSTOMERS);
    let address = "companyProfile.address";
    let mut blank = nordwind_but(&[("/companyProfile/companyName", json!("  "))]);
    blank["companyProfile"]["contacts"][0]["email"] = Value::Null;
    world
        .refuses(
            post.clone(),
            &[
                (json!(null), "1122", &["body"]),
                (json!([]), "1122", &["body"]),
                (json!({}), "1122", &["resellerId", "companyProfile"]),
                (
                    json!({ "resellerId": "5556667778", "companyProfile": {} }),
                    "1122",
                    &[
                        "companyProfile.companyName",
                        "companyProfile.preferredLanguage",
                        "companyProfile.address",
                        "companyProfile.contacts",
                    ],
                ),
                (
                    blank,
                    "1122",
                    &[
                        "companyProfile.companyName",
                        "companyProfile.contacts[0].email",
                    ],
                ),
                (
                    nordwind_but(&[("/companyProfile/contacts", json!([]))]),
                    "1122",
                    &["companyProfile.contacts"],
                ),
                (
                    nordwind_but(&[
                        ("/companyProfile/companyName", json!("x;y")),
                        ("/companyProfile/preferredLanguage", json!("de-AT")),
                        ("/companyProfile/marketSegment", json!("com")),
                        ("/companyProfile/address/city", json!(7)),
                        ("/companyProfile/contacts/0/firstName", json!("a(b)")),
                        ("/companyProfile/contacts/0/lastName", json!("x".repeat(36))),
                        ("/companyProfile/contacts/0/email", json!("lena")),
                        ("/globalSalesEnabled", json!("yes")),
                        ("/cotermDate", json!("2027-13-01")),
                        ("/externalReferenceId", json!("x".repeat(36))),
                    ]),
                    "1117",
                    &[
                        "externalReferenceId",
                        "globalSalesEnabled",
                        "companyProfile.companyName",
                        "companyProfile.preferredLanguage",
                        "companyProfile.marketSegment",
                        "companyProfile.address.city",
                        "companyProfile.contacts[0].firstName",
                        "companyProfile.contacts[0].lastName",
                        "companyProfile.contacts[0].email",
                        "cotermDate",
                    ],
                ),
                (
                    nordwind_but(&[
                        ("/companyProfile/address/region", json!("bavaria")),
                        ("/companyProfile/address/city", json!("<b>")),
                    ]),
                    "1118",
                    &[&format!("{address}.region"), &format!("{address}.city")],
                ),
                (
                    nordwind_but(&[("/companyProfile/contacts", json!([7]))]),
                    "1117",
                    &["companyProfile.contacts[0]"],
                ),
                (
                    nordwind_but(&[("/companyProfile/contacts", json!({}))]),
                    "1117",
                    &["companyProfile.contacts"],
                ),
                (
                    nordwind_but(&[("/companyProfile", json!([]))]),
                    "1117",
                    &["companyProfile"],
                ),
            ],
        )
        .await;
    assert_eq!(world.events("organization.created").await, 0);
}

#[tokio::test]
async fn read_only_members_are_unknown_in_a_new_customer() {
    let world = World::new().await;
    let unknown = [
        "customerId",
        "status",
        "creationDate",
        "discounts",
        "tags",
        "linkedMembership",
        "links",
        "colour",
    ];
    let cases = unknown.map(|name| (nordwind_but(&[(&format!("/{name}"), json!("1"))]), [name]));
    let cases: Vec<(Value, &str, &[&str])> = cases
        .iter()
        .map(|(body, names)| (body.clone(), "1121", &names[..]))
        .collect();
    world.refuses((Method::POST, CUSTOMERS), &cases).await;
    let within = nordwind_but(&[
        ("/companyProfile/marketSegments", json!(["COM"])),
        ("/companyProfile/address/planet", json!("Earth")),
        ("/companyProfile/contacts/0/role", json!("boss")),
        (
            "/benefits",
            json!([{ "type": "LARGE_GOVERNMENT_AGENCY", "status": "ACTIVE" }]),
        ),
    ]);
    let answer = world.post(CUSTOMERS, "within", &within).await;
    answer.has_code(
        "1121",
        &[
            "companyProfile.marketSegments",
            "companyProfile.address.planet",
            "companyProfile.contacts[0].role",
            "benefits[0].status",
        ],
    );
}

#[tokio::test]
async fn trap_19_optional_members_may_be_null_or_left_out() {
    let world = World::new().await;
    for (correlation, value) in [("c1", None), ("c2", Some(Value::Null))] {
        let mut body = nordwind();
        if let Some(value) = value {
            body["externalReferenceId"] = value.clone();
            body["globalSalesEnabled"] = value.clone();
            body["benefits"] = value.clone();
            body["cotermDate"] = value.clone();
            body["companyProfile"]["marketSegment"] = value.clone();
            body["companyProfile"]["marketSubSegments"] = value.clone();
            body["companyProfile"]["address"]["addressLine2"] = value.clone();
            body["companyProfile"]["address"]["phoneNumber"] = value.clone();
            body["companyProfile"]["contacts"][0]["phoneNumber"] = value;
        } else {
            body.as_object_mut().unwrap().remove("externalReferenceId");
        }
        let object = world.post(CUSTOMERS, correlation, &body).await.object(201);
        assert_eq!(object["externalReferenceId"], "");
        assert_eq!(object["cotermDate"], "");
        assert_eq!(object["globalSalesEnabled"], false);
        let profile = &object["companyProfile"];
        assert_eq!(profile["marketSegment"], "COM");
        assert_eq!(profile["address"]["addressLine2"], "");
        assert_eq!(profile["address"]["phoneNumber"], "");
        assert_eq!(profile["contacts"][0]["phoneNumber"], "");
        for absent in ["benefits", "tags", "linkedMembership"] {
            assert!(object.get(absent).is_none(), "{absent}");
        }
    }
}

#[tokio::test]
async fn trap_21_an_unknown_country_is_told_without_a_path() {
    let world = World::new().await;
    let cases = ["XX", "DEU", "XK", "de", "AQ"].map(|country| {
        let body = nordwind_but(&[("/companyProfile/address/country", json!(country))]);
        (body, "1117", &["country"][..])
    });
    world.refuses((Method::POST, CUSTOMERS), &cases).await;
}

#[tokio::test]
async fn trap_22_commitments_to_too_little() {
    let world = World::new().await;
    let of = |offer: &str, quantity: i64| json!({ "offerType": offer, "quantity": quantity });
    let body = |quantities: Value| nordwind_but(&[("/benefits", commitment(&quantities))]);
    let request = "benefits[0].commitmentRequest";
    world
        .refuses(
            (Method::POST, CUSTOMERS),
            &[
                (body(json!([of("LICENSE", 9)])), "1135", &["LICENSE"]),
                (body(json!([of("LICENSE", -1)])), "1135", &["LICENSE"]),
                (
                    body(json!([of("CONSUMABLES", 999)])),
                    "1135",
                    &["CONSUMABLES"],
                ),
                (
                    body(json!([of("LICENSE", 9), of("CONSUMABLES", 999)])),
                    "1135",
                    &["LICENSE", "CONSUMABLES"],
                ),
                (body(json!([])), "1135", &[]),
                (
                    body(json!(null)),
                    "1122",
                    &[&format!("{request}.minimumQuantities")],
                ),
                (
                    body(json!([of("BOXES", 10)])),
                    "1117",
                    &[&format!("{request}.minimumQuantities[0].offerType")],
                ),
                (
                    body(json!([of("LICENSE", 10), of("LICENSE", 20)])),
                    "1117",
                    &[&format!("{request}.minimumQuantities[1].offerType")],
                ),
                (
                    body(json!([{ "offerType": "LICENSE", "quantity": 10.5 }])),
                    "1117",
                    &[&format!("{request}.minimumQuantities[0].quantity")],
                ),
                (
                    nordwind_but(&[("/benefits", json!([{ "type": "THREE_YEAR_COMMIT" }]))]),
                    "1122",
                    &[request],
                ),
                (
                    nordwind_but(&[(
                        "/benefits",
                        json!([{
                            "type": "THREE_YEAR_COMMIT",
                            "recommitmentRequest": { "minimumQuantities": [of("LICENSE", 10)] },
                        }]),
                    )]),
                    "1117",
                    &["benefits[0].recommitmentRequest"],
                ),
                (
                    nordwind_but(&[("/benefits", json!([{ "type": "DISCOUNT" }]))]),
                    "1117",
                    &["benefits[0].type"],
                ),
            ],
        )
        .await;
    let enough = body(json!([of("LICENSE", 10), of("CONSUMABLES", 1000)]));
    let object = world.post(CUSTOMERS, "enough", &enough).await.object(201);
    let quantities = json!([of("LICENSE", 10), of("CONSUMABLES", 1000)]);
    let request = json!({ "startDate": "", "endDate": "", "status": "REQUESTED", "minimumQuantities": quantities });
    let expected = json!([{
        "type": "THREE_YEAR_COMMIT", "commitment": null, "commitmentRequest": request, "recommitmentRequest": null,
    }]);
    assert_eq!(object["benefits"], expected);
}

#[tokio::test]
async fn trap_31_references_need_not_be_unique_and_have_35_characters() {
    let world = World::new().await;
    let with = |text: String| nordwind_but(&[("/externalReferenceId", json!(text))]);
    for correlation in ["c1", "c2"] {
        let longest = with("ü".repeat(35));
        world
            .post(CUSTOMERS, correlation, &longest)
            .await
            .object(201);
    }
    let message = "externalReferenceId exceeds maximum character limit";
    let long = world.post(CUSTOMERS, "c3", &with("x".repeat(36))).await;
    long.is_error(400, "2126", message, &[]);
    let odd = world.post(CUSTOMERS, "c4", &with("a<b".to_owned())).await;
    odd.has_code("1117", &["externalReferenceId"]);
    let brackets = world.post(CUSTOMERS, "c5", &with("[7]".to_owned())).await;
    brackets.object(201);
}

#[tokio::test]
async fn a_reseller_has_to_be_there_in_use_and_in_the_market() {
    let world = World::new().await;
    let at = |id: &str| nordwind_but(&[("/resellerId", json!(id))]);
    for (number, id) in [
        "0000000000",
        "x",
        "9876543210",
        ids::HOUSE_RESELLER_VIPMP,
        ids::DISTRIBUTOR_VIPMP,
    ]
    .into_iter()
    .enumerate()
    {
        let answer = world.post(CUSTOMERS, &format!("n{number}"), &at(id)).await;
        answer.is_error(404, "1115", "Invalid Reseller", &[]);
    }
    let number = nordwind_but(&[("/resellerId", json!(5_556_667_778_u64))]);
    let answer = world.post(CUSTOMERS, "number", &number).await;
    answer.has_code("1117", &["resellerId"]);
    // The MSP sells to businesses alone.
    let msp = at(ids::MSP_VIPMP);
    world.post(CUSTOMERS, "msp", &msp).await.object(201);
    let mut school = msp;
    school["companyProfile"]["marketSegment"] = json!("EDU");
    let message = "Invalid market segment used for customer";
    let answer = world.post(CUSTOMERS, "school", &school).await;
    answer.is_error(400, "2135", message, &[]);
    let message = "Customer cannot be created because reseller account is inactive";
    for (status, may) in [
        (Status::Pending, true),
        (Status::Inactive, false),
        (Status::InvalidAddress, false),
        (Status::Blocked, false),
    ] {
        world.put_in_status(ids::RESELLER, status).await;
        let bad = nordwind_but(&[("/companyProfile/companyName", json!("x"))]);
        let bad = world.post(CUSTOMERS, &format!("bad-{status}"), &bad).await;
        let made = world
            .post(CUSTOMERS, &format!("good-{status}"), &nordwind())
            .await;
        if may {
            bad.has_code("1117", &["companyProfile.companyName"]);
            made.object(201);
        } else {
            bad.is_error(400, "1126", message, &[]);
            made.is_error(400, "1126", message, &[]);
        }
    }
}

#[tokio::test]
async fn global_sales_are_for_businesses_of_tenants_that_have_them() {
    let world = World::new().await;
    let global = nordwind_but(&[("/globalSalesEnabled", json!(true))]);
    let school = nordwind_but(&[
        ("/globalSalesEnabled", json!(true)),
        ("/companyProfile/marketSegment", json!("EDU")),
    ]);
    world.set(false, false).await;
    let message = "Partner is not enabled for global sales";
    let answer = world.post(CUSTOMERS, "c1", &global).await;
    answer.is_error(400, "1139", message, &[]);
    world.set(true, false).await;
    let made = world.post(CUSTOMERS, "c2", &global).await.object(201);
    assert_eq!(made["globalSalesEnabled"], true);
    let message = "Market segment not allowed for global sales";
    let answer = world.post(CUSTOMERS, "c3", &school).await;
    answer.is_error(400, "1142", message, &[]);
}

#[tokio::test]
async fn finer_segments_are_agencies_to_choose_and_nobody_else_s() {
    let world = World::new().await;
    let path = "companyProfile.marketSubSegments";
    let with = |segment: &str, words: Value| {
        nordwind_but(&[
            ("/companyProfile/marketSegment", json!(segment)),
            ("/companyProfile/marketSubSegments", words),
        ])
    };
    world
        .refuses(
            (Method::POST, CUSTOMERS),
            &[
                (with("EDU", json!(["K_12"])), "1119", &[path]),
                (with("COM", json!(["K_12"])), "1117", &[path]),
                (with("GOV", json!(["K_12"])), "1117", &[path]),
                (
                    with("GOV", json!(["STATE", "CITY"])),
                    "1117",
                    &[&format!("{path}[1]")],
                ),
                (with("GOV", json!("STATE")), "1117", &[path]),
            ],
        )
        .await;
    let made = world.post(CUSTOMERS, "edu", &with("EDU", json!([]))).await;
    assert_eq!(made.object(201)["companyProfile"]["marketSegment"], "EDU");
}

#[tokio::test]
async fn a_coterm_date_lies_more_than_one_and_up_to_three_years_ahead() {
    let world = World::new().await;
    let with = |segment: &str, date: &str| {
        nordwind_but(&[
            ("/companyProfile/marketSegment", json!(segment)),
            ("/cotermDate", json!(date)),
        ])
    };
    for (segment, date, may) in [
        ("COM", "2027-03-02", false),
        ("COM", "2027-03-03", true),
        ("COM", "2029-03-02", true),
        ("COM", "2029-03-03", false),
        ("EDU", "2030-03-02", true),
        ("EDU", "2030-03-03", false),
    ] {
        let made = world
            .post(CUSTOMERS, &format!("{segment}{date}"), &with(segment, date))
            .await;
        if may {
            assert_eq!(made.object(201)["cotermDate"], date);
        } else {
            made.has_code("1117", &["cotermDate"]);
        }
    }
    for (date, may) in [("2028-02-02", true), ("2028-02-03", false)] {
        let mut body = agency();
        body["cotermDate"] = json!(date);
        let made = world.post(CUSTOMERS, &format!("agency{date}"), &body).await;
        if may {
            made.object(201);
        } else {
            made.has_code("1117", &["Invalid coterm date for Large Government Agency"]);
        }
    }
}

#[tokio::test]
async fn a_large_government_agency_is_one_where_there_are_any() {
    let world = World::new().await;
    let made = world.post(CUSTOMERS, "good", &agency()).await.object(201);
    assert_eq!(
        made["discounts"],
        json!([{ "offerType": "LICENSE", "level": "06" }])
    );
    assert_eq!(
        made["benefits"],
        json!([{ "type": "LARGE_GOVERNMENT_AGENCY", "status": "ACTIVE" }])
    );
    let but = |changes: &[(&str, Value)]| {
        let mut body = agency();
        crate::writing::put(&mut body, changes);
        body
    };
    let mut both = agency();
    let quantities = json!([{ "offerType": "LICENSE", "quantity": 10 }]);
    let commit = commitment(&quantities)[0].clone();
    both["benefits"].as_array_mut().unwrap().push(commit);
    let path = "companyProfile.marketSubSegments";
    world
        .refuses(
            (Method::POST, CUSTOMERS),
            &[
                (
                    both,
                    "1147",
                    &["3YC Customer not allowed for Large Government Agency"],
                ),
                (but(&[("/companyProfile/marketSegment", json!("COM"))]), "1163", &[]),
                (but(&[(&format!("/{}", path.replace('.', "/")), json!([]))]), "1168", &[]),
                (
                    but(&[("/companyProfile/marketSubSegments", json!(["STATE", "FEDERAL"]))]),
                    "1168",
                    &[],
                ),
                (
                    but(&[
                        ("/companyProfile/address/country", json!("DE")),
                        ("/companyProfile/address/region", json!("BY")),
                    ]),
                    "1167",
                    &[],
                ),
                (
                    but(&[(
                        "/benefits",
                        json!([{ "type": "LARGE_GOVERNMENT_AGENCY" }, { "type": "LARGE_GOVERNMENT_AGENCY" }]),
                    )]),
                    "1117",
                    &["benefits[1].type"],
                ),
            ],
        )
        .await;
    world.set(true, false).await;
    let answer = world.post(CUSTOMERS, "off", &agency()).await;
    let message = "Large Government Agency is not enabled for partner";
    answer.is_error(400, "1164", message, &[]);
}
