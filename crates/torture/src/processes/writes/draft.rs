//! The next write of a partner: what is sent, and whether it can be sent now.

use serde_json::{Value, json};

use super::{
    ground::{GATEWAY, Ground, SKUS},
    kind::Kind,
};

/// How many sites an account gets, which may not have many more.
const SITES: usize = 80;
/// How many zones a customer gets that stay, and how many others there are at a time: lists of zones have no pages.
const ZONES: usize = 100;
const DEFINED: usize = 20;

/// A write that is to be made.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: Kind,
    /// Nobody else's: the name that it is carried out under, or that the thing gets.
    pub(super) name: String,
    pub(super) method: &'static str,
    pub(super) target: String,
    pub(super) body: String,
}

/// What a partner has written so far, as far as later writes need it.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) deployments: Vec<String>,
    /// Zones, and whether each is for two implementations.
    pub(super) zones: Vec<(String, bool)>,
    /// An order that nobody has tried to withdraw.
    pub(super) order: Option<String>,
    /// Services were ordered for the customer and not ended since.
    pub(super) has_services: bool,
    pub(super) sites: usize,
    pub(super) added_zones: usize,
}

/// A company in Augsburg.
pub(super) fn profile(name: &str, mailbox: &str) -> Value {
    json!({
        "companyName": name,
        "preferredLanguage": "de-DE",
        "address": { "country": "DE", "region": "BY", "city": "Augsburg", "addressLine1": "Lechufer 8", "postalCode": "86150" },
        "contacts": [{ "firstName": "Lena", "lastName": "Brandt", "email": format!("{mailbox}@nordwind.example") }],
    })
}

/// The write of that kind; none if there is nothing that it could be about.
pub(super) fn draft(kind: Kind, name: String, ground: &Ground, held: &Held) -> Option<Draft> {
    let [customer, customer_number, account] = &ground.customer;
    let (method, target, body) = match kind {
        Kind::CreateCustomer => (
            "POST",
            "/v3/customers".to_owned(),
            json!({
                "resellerId": ground.seller[1],
                "externalReferenceId": name,
                "companyProfile": profile(&format!("Nordwind {name}"), "lena"),
            }),
        ),
        Kind::ChangeCustomer => (
            "PATCH",
            format!("/v3/customers/{customer_number}"),
            json!({
                "companyProfile": moved(&ground.customer_profile, &name),
                "globalSalesEnabled": true,
            }),
        ),
        Kind::CreateReseller => (
            "POST",
            "/v3/resellers".to_owned(),
            json!({
                "distributorId": ground.distributor[1],
                "companyProfile": profile(&format!("Suedwind {name}"), &name),
            }),
        ),
        Kind::ChangeReseller => (
            "PATCH",
            format!("/v3/resellers/{}", ground.reseller),
            json!({
                "companyProfile": moved(&ground.reseller_profile, &name),
            }),
        ),
        Kind::AddDeployment => (
            "POST",
            format!("/v3/customers/{customer_number}/deployments"),
            abroad(),
        ),
        Kind::EndDeployment => {
            let id = held.deployments.last()?;
            let target = format!("/v3/customers/{customer_number}/deployments/{id}");
            ("PATCH", target, json!({ "status": "1004" }))
        }
        Kind::OrderAccount
        | Kind::OrderService
        | Kind::EndService
        | Kind::Withdraw
        | Kind::IntroduceReseller => ordered(kind, &name, ground, held)?,
        Kind::RecordCustomer
        | Kind::RecordReseller
        | Kind::RecordDeployment
        | Kind::RecordOrder => recorded(kind, &name, ground),
        Kind::AddSite if held.sites >= SITES => return None,
        Kind::AddSite => (
            "POST",
            format!("/landfall/v1/customers/{customer}/sites"),
            json!({
                "origin": name,
                "upstreams": [{ "protocol": "https", "host": "origin.example" }],
                "hostnames": [format!("{name}.example")],
            }),
        ),
        Kind::AddPolicy => (
            "POST",
            "/landfall/v1/policies".to_owned(),
            json!({
                "account_id": account, "name": name, "state": "draft", "platform": "http_large",
                "rules": [{ "matches": [{ "type": "match.always" }] }],
            }),
        ),
        Kind::AddZone if held.added_zones >= ZONES => return None,
        Kind::AddZone => (
            "POST",
            "/landfall/v1/zones".to_owned(),
            json!({
                "owner_id": customer, "name": name, "gateway_group_key": GATEWAY,
            }),
        ),
        Kind::DefineZone | Kind::ReplaceZone | Kind::AssociateZone | Kind::DeleteZone => {
            zoned(kind, &name, ground, held)?
        }
    };
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    Some(Draft {
        kind,
        name,
        method,
        target,
        body,
    })
}

type Sent = (&'static str, String, Value);

fn ordered(kind: Kind, name: &str, ground: &Ground, held: &Held) -> Option<Sent> {
    const ORDERS: &str = "/api/v1/partner/fulfillments";
    let (customer, seller) = (&ground.customer[0], &ground.seller[0]);
    let address =
        json!({ "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" });
    let contact = |kind: &str| {
        json!({
            "type": kind, "email": format!("{name}@harbour.example"), "firstName": "Ida", "lastName": "Brandt", "address": address,
        })
    };
    Some(match kind {
        Kind::OrderAccount => (
            "POST",
            ORDERS.to_owned(),
            json!({
                "externalId": name,
                "resellerId": seller,
                "account": {
                    "externalId": format!("A-{name}"), "name": format!("Bakery {name}"), "provisionCountry": "Germany",
                    "contacts": [contact("admin")],
                },
                "service": { "skus": [{ "sku": SKUS[0] }, { "sku": SKUS[1], "quantity": 2 }] },
            }),
        ),
        Kind::OrderService => (
            "POST",
            ORDERS.to_owned(),
            json!({
                "externalId": name, "resellerId": seller, "account": { "id": customer },
                "service": { "skus": [{ "sku": SKUS[0], "quantity": 3 }] },
            }),
        ),
        Kind::EndService if !held.has_services => return None,
        Kind::EndService => (
            "POST",
            ORDERS.to_owned(),
            json!({
                "type": "reseller_cancel_service", "resellerId": seller, "account": { "id": customer },
                "service": { "skus": [{ "sku": SKUS[0] }] },
            }),
        ),
        Kind::Withdraw => {
            let order = held.order.as_ref()?;
            ("POST", format!("{ORDERS}/{order}/cancel"), Value::Null)
        }
        _ => (
            "POST",
            "/api/v1/partner/resellers".to_owned(),
            json!({
                "externalId": name, "name": format!("Lakeside {name}"), "contacts": [contact("primary")],
            }),
        ),
    })
}

/// The same things in the native API's own words.
fn recorded(kind: Kind, name: &str, ground: &Ground) -> Sent {
    let customer = &ground.customer[0];
    let account = |parent: &str, company: &str| {
        json!({
            "parent_id": parent,
            "name": format!("{company} {name}"),
            "profile": {
                "preferred_language": "de-DE",
                "address": { "country": "DE", "region": "BY", "city": "Augsburg", "line1": "Lechufer 8", "postal_code": "86150" },
                "contacts": [{ "first_name": "Lena", "last_name": "Brandt", "email": format!("{name}@ostwind.example") }],
            },
        })
    };
    match kind {
        Kind::RecordCustomer => (
            "POST",
            "/landfall/v1/customers".to_owned(),
            account(&ground.seller[0], "Ostwind"),
        ),
        Kind::RecordReseller => (
            "POST",
            "/landfall/v1/organizations".to_owned(),
            account(&ground.distributor[0], "Westwind"),
        ),
        Kind::RecordDeployment => (
            "POST",
            "/landfall/v1/deployments".to_owned(),
            json!({
                "customer_id": customer,
                "address": { "country": "FR", "region": "75", "city": "Paris", "line1": "3 Quai de Seine", "postal_code": "75012" },
            }),
        ),
        _ => (
            "POST",
            "/landfall/v1/fulfillments".to_owned(),
            json!({ "external_id": name, "account_id": customer, "lines": [{ "sku": SKUS[0], "quantity": 4 }] }),
        ),
    }
}

fn zoned(kind: Kind, name: &str, ground: &Ground, held: &Held) -> Option<Sent> {
    let place = zones(&ground.customer[0]);
    let one = |id: &str, part: &str| place.replacen('?', &format!("/{id}{part}?"), 1);
    let body = json!({ "Name": name, "ContainerKey": GATEWAY });
    Some(match kind {
        Kind::DefineZone if held.zones.len() >= DEFINED => return None,
        Kind::DefineZone => ("POST", place, body),
        Kind::ReplaceZone => ("PUT", one(&held.zones.last()?.0, ""), body),
        Kind::AssociateZone => {
            let (id, both) = held.zones.last()?;
            let pair =
                |which: &str| json!({ "Implementation": which, "Environment": "Production" });
            let pairs = if *both {
                vec![pair("Live")]
            } else {
                vec![pair("Live"), pair("Sandbox")]
            };
            (
                "PUT",
                one(id, "/associations"),
                json!({ "DZoneEnvImplAssociation": pairs }),
            )
        }
        // The last one of a customer with deployments stays.
        _ if held.zones.len() < 2 => return None,
        _ => ("DELETE", one(&held.zones[0].0, ""), Value::Null),
    })
}

/// The zones of a customer.
pub(super) fn zones(customer: &str) -> String {
    format!("/api/deploymentzones?OrgKey=uddi:soa.com:atmosphere:business:{customer}")
}

/// The same company in another street.
fn moved(profile: &Value, street: &str) -> Value {
    let mut profile = profile.clone();
    profile["address"]["addressLine1"] = Value::from(street);
    profile
}

/// A place abroad: deployments are never in the customer's own country.
fn abroad() -> Value {
    json!({ "companyProfile": { "address": {
        "country": "FR", "region": "75", "city": "Paris", "addressLine1": "12 rue de Charonne", "postalCode": "75011",
    } } })
}
