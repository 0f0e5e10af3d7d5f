//! Bodies and what becomes of them (metallic contract, sections 5 and 11).

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::{
    id::{FulfillmentId, OrganizationId, SubscriptionId, Timestamp},
    model::{
        Failure, FulfillmentAction, OrderWork, Organization, OrganizationKind, SellerKind, Service,
        Status, Subscription,
    },
    rules::account::tests::customer,
};

const TENANT: u128 = 1;
const DISTRIBUTOR: u128 = 2;
const MSP: u128 = 3;
const PARTNER: u128 = 4;
const RESELLER: u128 = 5;
const ACCOUNT: u128 = 6;
const SOLD_BY_PARTNER: u128 = 7;
const SOLD_BY_RESELLER: u128 = 8;

fn id(number: u128) -> OrganizationId {
    OrganizationId(Uuid::from_u128(number))
}

fn text(number: u128) -> String {
    id(number).to_string()
}

fn lineage(number: u128) -> Option<Vec<(OrganizationId, OrganizationKind)>> {
    use OrganizationKind::{Customer, Distributor, Msp, Reseller, Tenant};
    let tree: [(u128, u128, OrganizationKind); 8] = [
        (TENANT, 0, Tenant),
        (DISTRIBUTOR, TENANT, Distributor),
        (MSP, DISTRIBUTOR, Msp),
        (PARTNER, MSP, Reseller),
        (RESELLER, DISTRIBUTOR, Reseller),
        (ACCOUNT, MSP, Customer),
        (SOLD_BY_PARTNER, PARTNER, Customer),
        (SOLD_BY_RESELLER, RESELLER, Customer),
    ];
    let mut above = Vec::new();
    let mut at = number;
    while let Some(&(node, parent, kind)) = tree.iter().find(|(node, ..)| *node == at) {
        above.push((id(node), kind));
        at = parent;
    }
    (!above.is_empty()).then_some(above)
}

fn now() -> Timestamp {
    "2021-11-08T07:00:00Z".parse().unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

/// The example of the contract, section 5.
fn example() -> Value {
    json!({
        "externalId": "ORD-7001",
        "mspId": text(MSP),
        "account": {
            "externalId": "CUST-88",
            "name": "Harbour Bakery",
            "website": "harbour.example",
            "provisionCountry": "Germany",
            "contacts": [{
                "type": "admin", "email": "it@harbour.example", "firstName": "Ida", "lastName": "Brandt",
                "address": { "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" },
            }],
        },
        "service": { "skus": [{ "sku": "MTSP-M365E-USR", "quantity": 40 }] },
    })
}

fn order(kind: Option<&str>, account: u128) -> Value {
    let mut body = json!({
        "account": { "id": text(account) },
        "service": { "skus": [{ "sku": "MTSP-M365E-USR" }] },
    });
    if let Some(kind) = kind {
        body["type"] = kind.into();
    }
    body
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value;
    } else {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
    }
    body
}

fn line(number: u128, sku: &str, by: u128, ended: bool) -> Subscription {
    Subscription {
        id: SubscriptionId(Uuid::from_u128(number)),
        account: id(ACCOUNT),
        sku: sku.to_owned(),
        quantity: 1,
        service: Service::Paid,
        ordered_at: Timestamp::default(),
        ended_at: ended.then(Timestamp::default),
        fulfillment: Some(FulfillmentId(Uuid::from_u128(by))),
    }
}

/// Two active lines of one SKU by different orders, an ended one, and one of a SKU that the catalogue has forgotten.
fn lines() -> Vec<Subscription> {
    vec![
        line(1, "MTSP-M365E-USR", 71, false),
        line(2, "MTSP-M365E-USR", 72, false),
        line(3, "MTSP-STREXP-TB", 72, true),
        line(4, "MTSP-FORGOTTEN", 72, false),
    ]
}

struct World {
    caller: u128,
    original: Option<FulfillmentId>,
    status: Status,
    in_use: bool,
}

impl World {
    fn new(caller: u128) -> Self {
        Self {
            caller,
            original: None,
            status: Status::Active,
            in_use: true,
        }
    }

    fn judge(&self, body: Value) -> Result<(Seller, Accepted), Refused> {
        let submission = Submission::read(&object(body), now())?;
        let caller = lineage(self.caller).unwrap();
        let seen = |wanted: OrganizationId| {
            let found = lineage(wanted.0.as_u128())?;
            let is_seen = found.iter().any(|(above, _)| *above == id(self.caller));
            is_seen.then_some(found)
        };
        let seller = Seller::of(submission.introduced, &caller, seen)?;
        let above = submission.wanted.account().and_then(seen);
        let organization = Organization {
            status: self.status,
            external_reference: "CUST-1".to_owned(),
            ..customer("Harbour Bakery", "DE", "it@harbour.example")
        };
        let lines = lines();
        let existing = above.as_deref().map(|lineage| Existing {
            account: Account {
                organization: &organization,
                lines: &lines,
                in_use: self.in_use,
            },
            lineage,
        });
        let offered = |sku: &str| match sku {
            "MTSP-M365E-USR" | "MTSP-STREXP-TB" => Some(true),
            "MTSP-OLD" => Some(false),
            _ => None,
        };
        let facts = Facts {
            seller,
            existing,
            offered,
            original: self.original,
        };
        Ok((seller, submission.judge(&facts)?))
    }

    #[track_caller]
    fn refuses(&self, body: Value, member: &str) {
        match self.judge(body) {
            Err(Refused::Unfit(unfit)) => assert_eq!(unfit[0].member, member, "{unfit:?}"),
            other => panic!("{member}: {other:?}"),
        }
    }
}

#[test]
fn every_member_at_fault_is_named() {
    let body = json!({
        "externalId": "",
        "mspId": 7,
        "type": "gift",
        "account": { "name": " ", "provisionCountry": "Atlantis", "contacts": [{
            "type": "admin", "email": "x", "firstName": 1, "lastName": "B", "address": { "city": "Kiel", "country": "US", "postalCode": "1" },
        }] },
        "service": { "skus": [{ "quantity": 0 }, 7] },
    });
    let Err(Refused::Unfit(unfit)) = World::new(MSP).judge(body) else {
        panic!("it is refused");
    };
    let members: Vec<_> = unfit.iter().map(|it| it.member.as_str()).collect();
    assert_eq!(
        members,
        [
            "externalId",
            "mspId",
            "type",
            "account.name",
            "account.provisionCountry",
            "account.contacts[0].firstName",
            "account.contacts[0].address.addressLine1",
            "account.contacts[0].address.state",
            "service.skus[1]",
        ]
    );
}

#[test]
fn the_example_makes_a_customer() {
    let (seller, accepted) = World::new(DISTRIBUTOR).judge(example()).unwrap();
    assert_eq!(
        (seller.id, seller.below, seller.root),
        (id(MSP), id(MSP), id(MSP))
    );
    assert_eq!(accepted.kind.as_str(), "msp_create_account");
    assert_eq!(accepted.account, None);
    assert_eq!(accepted.external_account_id.as_deref(), Some("CUST-88"));
    assert_eq!(accepted.order_name.as_deref(), Some("ORD-7001"));
    assert_eq!(accepted.account_name.as_deref(), Some("CUST-88"));
    let OrderWork::Create { account, lines } = &accepted.work else {
        panic!("{accepted:?}");
    };
    assert_eq!((account.parent, lines[0].quantity), (id(MSP), 40));
    let home = account.profile.address.as_ref().unwrap();
    assert_eq!((home.country.as_str(), home.region.as_str()), ("DE", "00"));
    assert_eq!(
        (home.city.as_str(), home.postal_code.as_str()),
        ("Kiel", "24103")
    );
    assert_eq!(account.profile.contacts[0].address, None);
    let text = serde_json::to_string(&accepted.work).unwrap();
    assert_eq!(
        serde_json::from_str::<OrderWork>(&text).unwrap(),
        accepted.work
    );
}

#[test]
fn a_contact_abroad_keeps_its_address() {
    let body = with(example(), "/account/provisionCountry", json!("fr"));
    let (_, accepted) = World::new(MSP).judge(body).unwrap();
    let OrderWork::Create { account, .. } = accepted.work else {
        panic!();
    };
    assert_eq!(account.profile.address.unwrap().country, "FR");
    assert_eq!(
        account.profile.contacts[0]
            .address
            .as_ref()
            .unwrap()
            .country,
        "DE"
    );
}

#[test]
fn states_are_mapped_and_asked_for_where_they_have_to_be() {
    let us = with(
        example(),
        "/account/contacts/0/address/country",
        json!("USA"),
    );
    let us = with(us, "/account/provisionCountry", json!("United States"));
    let world = World::new(MSP);
    world.refuses(us.clone(), "account.contacts[0].address.state");
    let nowhere = with(
        us.clone(),
        "/account/contacts/0/address/state",
        json!("Bavaria"),
    );
    world.refuses(nowhere, "account.contacts[0].address.state");
    let body = with(us, "/account/contacts/0/address/state", json!("new york"));
    let (_, accepted) = world.judge(body).unwrap();
    let OrderWork::Create { account, .. } = accepted.work else {
        panic!();
    };
    assert_eq!(account.profile.address.unwrap().region, "NY");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one line for each member")]
fn every_member_that_does_not_fit_is_named() {
    let world = World::new(MSP);
    for (pointer, value, member) in [
        ("/externalId", json!(""), "externalId"),
        ("/externalId", json!("x".repeat(256)), "externalId"),
        ("/externalId", json!(7), "externalId"),
        ("/mspId", json!("nonsense"), "mspId"),
        ("/mspId", json!(text(RESELLER)), "mspId"),
        ("/mspId", json!(text(99)), "mspId"),
        ("/partnerId", json!(text(RESELLER)), "partnerId"),
        ("/type", json!("msp_order"), "type"),
        ("/type", json!("msp_add_service"), "type"),
        ("/type", json!("msp_cancel_service"), "type"),
        ("/type", json!("reseller_create_account"), "type"),
        ("/account", json!(null), "account"),
        ("/account", json!([]), "account"),
        ("/account/id", json!(text(ACCOUNT)), "account.id"),
        ("/account/name", json!(null), "account.name"),
        ("/account/name", json!("abc"), "account.name"),
        ("/account/name", json!("Harbour <Bakery>"), "account.name"),
        (
            "/account/externalId",
            json!("x".repeat(36)),
            "account.externalId",
        ),
        (
            "/account/provisionCountry",
            json!("Cuba"),
            "account.provisionCountry",
        ),
        (
            "/account/provisionCountry",
            json!(null),
            "account.provisionCountry",
        ),
        ("/account/website", json!("a\nb"), "account.website"),
        ("/account/contacts", json!([]), "account.contacts"),
        ("/account/contacts", json!({}), "account.contacts"),
        ("/account/contacts/0", json!(1), "account.contacts[0]"),
        (
            "/account/contacts/0/type",
            json!("primary"),
            "account.contacts[0].type",
        ),
        (
            "/account/contacts/0/email",
            json!("nobody"),
            "account.contacts[0].email",
        ),
        (
            "/account/contacts/0/firstName",
            json!(" "),
            "account.contacts[0].firstName",
        ),
        (
            "/account/contacts/0/lastName",
            json!("x".repeat(36)),
            "account.contacts[0].lastName",
        ),
        (
            "/account/contacts/0/phone",
            json!(1),
            "account.contacts[0].phone",
        ),
        (
            "/account/contacts/0/address",
            json!(null),
            "account.contacts[0].address",
        ),
        (
            "/account/contacts/0/address/city",
            json!("x".repeat(41)),
            "account.contacts[0].address.city",
        ),
        (
            "/account/contacts/0/address/addressLine1",
            json!("<"),
            "account.contacts[0].address.addressLine1",
        ),
        (
            "/account/contacts/0/address/country",
            json!("Nowhere"),
            "account.contacts[0].address.country",
        ),
        (
            "/account/contacts/0/address/postalCode",
            json!(null),
            "account.contacts[0].address.postalCode",
        ),
        ("/service", json!(null), "service"),
        ("/service/skus", json!(null), "service.skus"),
        ("/service/skus", json!([]), "service.skus"),
        (
            "/service/skus",
            json!(vec![json!({"sku": "MTSP-M365E-USR"}); 101]),
            "service.skus",
        ),
        (
            "/service/skus/0/sku",
            json!("MTSP-OLD"),
            "service.skus[0].sku",
        ),
        (
            "/service/skus/0/sku",
            json!("MTSP-FORGOTTEN"),
            "service.skus[0].sku",
        ),
        (
            "/service/skus/0/quantity",
            json!(0),
            "service.skus[0].quantity",
        ),
        (
            "/service/skus/0/quantity",
            json!(1.5),
            "service.skus[0].quantity",
        ),
        (
            "/service/skus/0/quantity",
            json!("1"),
            "service.skus[0].quantity",
        ),
        (
            "/service/skus/0/quantity",
            json!(4_294_967_296_u64),
            "service.skus[0].quantity",
        ),
        (
            "/service/skus/0/serviceType",
            json!("free"),
            "service.skus[0].serviceType",
        ),
        (
            "/service/skus/0/trialEndDate",
            json!("2030-01-01"),
            "service.skus[0].trialEndDate",
        ),
    ] {
        world.refuses(with(example(), pointer, value), member);
    }
}

#[test]
fn trap_27_a_reseller_with_an_msp_and_a_partner_without() {
    let world = World::new(DISTRIBUTOR);
    let both = with(example(), "/resellerId", json!(text(RESELLER)));
    world.refuses(both, "resellerId");
    let mut alone = example();
    alone.as_object_mut().unwrap().remove("mspId");
    world.refuses(
        with(alone.clone(), "/partnerId", json!(text(PARTNER))),
        "partnerId",
    );
    // Neither a reseller nor an MSP asks.
    world.refuses(alone.clone(), "resellerId");
    let (seller, accepted) = World::new(RESELLER).judge(alone).unwrap();
    assert_eq!(
        (seller.id, accepted.kind.as_str()),
        (id(RESELLER), "reseller_create_account")
    );
}

#[test]
fn a_partner_s_customer_hangs_below_it_and_is_the_msp_s() {
    let body = with(example(), "/partnerId", json!(text(PARTNER)));
    let (seller, accepted) = World::new(MSP).judge(body).unwrap();
    assert_eq!(
        (seller.id, seller.below, seller.root),
        (id(MSP), id(PARTNER), id(MSP))
    );
    assert_eq!(accepted.kind.seller, SellerKind::Msp);
}

#[test]
fn an_account_is_sold_to_by_its_own_seller() {
    let msp = World::new(MSP);
    for (account, members, fits) in [
        (ACCOUNT, vec![], None),
        (ACCOUNT, vec![("mspId", MSP)], None),
        (
            SOLD_BY_PARTNER,
            vec![("mspId", MSP), ("partnerId", PARTNER)],
            None,
        ),
        (SOLD_BY_PARTNER, vec![("resellerId", PARTNER)], None),
        (SOLD_BY_PARTNER, vec![("mspId", MSP)], None),
        (ACCOUNT, vec![("resellerId", PARTNER)], Some("resellerId")),
        (
            ACCOUNT,
            vec![("mspId", MSP), ("partnerId", PARTNER)],
            Some("partnerId"),
        ),
        // Out of view, and not there.
        (SOLD_BY_RESELLER, vec![], Some("account.id")),
        (99, vec![], Some("account.id")),
        // No account at all.
        (PARTNER, vec![], Some("account.id")),
    ] {
        let mut body = order(None, account);
        for (name, seller) in members {
            body[name] = text(seller).into();
        }
        match fits {
            None => assert_eq!(
                msp.judge(body).unwrap().1.kind.action,
                FulfillmentAction::AddService
            ),
            Some(member) => msp.refuses(body, member),
        }
    }
    // Whose own organization is above the seller has to name it.
    World::new(DISTRIBUTOR).refuses(order(None, ACCOUNT), "resellerId");
    World::new(PARTNER).refuses(order(None, ACCOUNT), "account.id");
}

#[test]
fn a_trial_lasts_thirty_days_or_as_said() {
    let trial = |end: Option<&str>| {
        let mut body = with(
            order(None, ACCOUNT),
            "/service/skus/0/serviceType",
            json!("trial"),
        );
        if let Some(end) = end {
            body["service"]["skus"][0]["trialEndDate"] = end.into();
        }
        match World::new(MSP).judge(body)?.1.work {
            OrderWork::Add { lines } => Ok(lines[0].trial_ends_at.unwrap().to_string()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(trial(None).unwrap(), "2021-12-08T07:00:00Z");
    assert_eq!(
        trial(Some("2021-11-09T00:00:00")).unwrap(),
        "2021-11-09T00:00:00Z"
    );
    assert_eq!(trial(Some("2021-11-08")).unwrap(), "2021-11-08T23:59:59Z");
    for past in ["2021-11-08T07:00:00", "2021-11-07", "tomorrow"] {
        let refused: Result<String, Refused> = trial(Some(past));
        assert!(matches!(refused, Err(Refused::Unfit(_))), "{past}");
    }
}

#[test]
fn a_cancellation_names_lines_that_are_there() {
    let mut world = World::new(MSP);
    let cancel = || order(Some("msp_cancel_service"), ACCOUNT);
    let (_, accepted) = world.judge(cancel()).unwrap();
    assert_eq!(accepted.external_account_id.as_deref(), Some("CUST-1"));
    let all = OrderWork::End {
        skus: vec!["MTSP-M365E-USR".to_owned()],
        made_by: None,
    };
    assert_eq!((accepted.work, accepted.order_name), (all, None));
    world.refuses(
        with(cancel(), "/service/skus/0/quantity", json!(1)),
        "service.skus[0].quantity",
    );
    let none = with(cancel(), "/service/skus/0/sku", json!("MTSP-STREXP-TB"));
    assert!(matches!(world.judge(none), Err(Refused::NotNow(_))));
    // What is not offered any more, or not even known, can still be ended by who has it.
    let forgotten = with(cancel(), "/service/skus/0/sku", json!("MTSP-FORGOTTEN"));
    assert!(world.judge(forgotten).is_ok());
    world.refuses(
        with(cancel(), "/service/skus/0/sku", json!("MTSP-NEVER")),
        "service.skus[0].sku",
    );
    let by = with(cancel(), "/externalId", json!("ORD-1"));
    assert_eq!(world.judge(by.clone()).unwrap_err(), Refused::NoOriginal);
    world.original = Some(FulfillmentId(Uuid::from_u128(71)));
    let (_, accepted) = world.judge(by.clone()).unwrap();
    assert!(matches!(accepted.work, OrderWork::End { made_by, .. } if made_by == world.original));
    // That order's lines have ended.
    world.original = Some(FulfillmentId(Uuid::from_u128(79)));
    assert!(matches!(world.judge(by), Err(Refused::NotNow(_))));
}

#[test]
fn a_closed_account_gets_nothing_and_can_still_give_up_what_it_has() {
    for (status, in_use, closed) in [
        (Status::Active, true, false),
        (Status::Pending, true, false),
        (Status::Inactive, false, false),
        (Status::Inactive, true, true),
        (Status::InvalidAddress, true, true),
        (Status::Blocked, false, true),
        (Status::Duplicate, true, true),
    ] {
        let world = World {
            status,
            in_use,
            ..World::new(MSP)
        };
        let added = world.judge(order(None, ACCOUNT));
        assert_eq!(matches!(added, Err(Refused::NotNow(_))), closed, "{status}");
        assert!(
            world
                .judge(order(Some("msp_cancel_service"), ACCOUNT))
                .is_ok()
        );
    }
}

#[test]
fn effects_fail_with_the_contract_s_codes() {
    let organization = customer("Harbour Bakery", "DE", "it@harbour.example");
    let blocked = Organization {
        status: Status::Blocked,
        ..organization.clone()
    };
    let lines = lines();
    let of = |organization| {
        Some(Account {
            organization,
            lines: &lines,
            in_use: true,
        })
    };
    let add = OrderWork::Add {
        lines: vec![crate::model::OrderedLine {
            sku: "MTSP-M365E-USR".to_owned(),
            quantity: 1,
            trial_ends_at: None,
        }],
    };
    let end = |sku: &str, by: Option<u128>| OrderWork::End {
        skus: vec![sku.to_owned()],
        made_by: by.map(|by| FulfillmentId(Uuid::from_u128(by))),
    };
    let code =
        |outcome: Result<Effects<'_>, Failure>| outcome.map_err(|failure| failure.code).err();
    assert_eq!(code(effects(&add, of(&organization), |_| true)), None);
    assert_eq!(
        code(effects(&add, of(&organization), |_| false)),
        Some(2001)
    );
    assert_eq!(code(effects(&add, of(&blocked), |_| true)), Some(2002));
    assert_eq!(code(effects(&add, None, |_| true)), Some(2002));
    let gone = end("MTSP-STREXP-TB", None);
    assert_eq!(
        code(effects(&gone, of(&organization), |_| true)),
        Some(2003)
    );
    let ended = |work: &OrderWork| match effects(work, of(&organization), |_| true) {
        Ok(Effects::End(lines)) => lines.iter().map(|line| line.0.as_u128()).collect(),
        other => panic!("{other:?}"),
    };
    let numbers: Vec<u128> = ended(&end("MTSP-M365E-USR", None));
    assert_eq!(numbers, [1, 2]);
    let numbers: Vec<u128> = ended(&end("MTSP-M365E-USR", Some(72)));
    assert_eq!(numbers, [2]);
}

proptest::proptest! {
    /// Whatever replaces a member of the example, reading says yes or names a member.
    #[test]
    fn no_body_is_a_fault_of_ours(
        pointer in proptest::sample::select(vec![
            "/externalId", "/mspId", "/account", "/account/name", "/account/contacts", "/account/contacts/0",
            "/account/contacts/0/address", "/service", "/service/skus", "/service/skus/0", "/service/skus/0/quantity", "/type",
        ]),
        value in proptest::prop_oneof![
            proptest::strategy::Just(Value::Null),
            proptest::strategy::Strategy::prop_map(proptest::num::i64::ANY, Value::from),
            proptest::strategy::Strategy::prop_map(".{0,100}", Value::from),
            proptest::strategy::Strategy::prop_map(proptest::collection::vec(proptest::num::u8::ANY, 0..3), Value::from),
            proptest::strategy::Just(json!({})),
        ],
    ) {
        if let Err(refused) = World::new(MSP).judge(with(example(), pointer, value)) {
            let named = match &refused {
                Refused::Unfit(unfit) => !unfit.is_empty() && unfit.iter().all(|it| !it.member.is_empty()),
                _ => false,
            };
            proptest::prop_assert!(named, "{refused:?}");
        }
    }
}
