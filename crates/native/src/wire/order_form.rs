//! Orders as they are sent.

use landfall_core::rules::{ordering::Refused, shown::Unfit};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    account_form::AddressForm,
    members::{Members, object, settled},
    words,
};
use crate::error::{InputError, Kind, Problem};

/// An order: a new customer with services, more services for one that is there, or their end.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FulfillmentForm)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read with its errors"
)]
pub(crate) struct OrderFormView {
    /// What the orderer calls it: used once below the topmost partner above the seller. Of an order that ends services, the order that
    /// they came with.
    #[schema(max_length = 255, example = "ORD-7001")]
    external_id: Option<String>,
    /// What is to be done: `create_account`, `add_service` or `cancel_service`, also as orders show it (`reseller_cancel_service`). Needed
    /// to end services, and else what follows from the rest.
    #[schema(example = "create_account")]
    kind: Option<String>,
    /// The MSP or reseller that introduces the customer: unless said, the caller's own place if it is one, who sells to the customer that
    /// is there, or the tenant's house reseller.
    #[schema(format = Uuid)]
    seller_id: Option<String>,
    /// A reseller below the MSP that is the seller: the new customer hangs below it.
    #[schema(format = Uuid)]
    partner_id: Option<String>,
    /// The customer that is there already, by its id or another of its names.
    account_id: Option<String>,
    /// The customer that is to be made, instead.
    account: Option<OrderedAccountForm>,
    /// What is ordered, or is to end: 1 to 100 lines.
    #[schema(min_items = 1, max_items = 100)]
    lines: Vec<OrderLineForm>,
}

/// A customer that is to be made by an order.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct OrderedAccountForm {
    /// Its company name.
    #[schema(example = "Harbour Bakery")]
    name: String,
    /// The partner's own reference: used once, as the order's own.
    #[schema(max_length = 35, example = "CUST-88")]
    external_reference: Option<String>,
    /// Its web site.
    website: Option<String>,
    /// The country in which it is served: an ISO code, or a name.
    #[schema(example = "DE")]
    country: String,
    /// One contact, with an address.
    #[schema(min_items = 1, max_items = 1)]
    contacts: Vec<OrderContactForm>,
}

/// A person to talk to, with where they are.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct OrderContactForm {
    /// Given name.
    #[schema(example = "Ida")]
    first_name: String,
    /// Family name.
    #[schema(example = "Brandt")]
    last_name: String,
    /// E-mail address.
    #[schema(example = "it@harbour.example")]
    email: String,
    /// A telephone number.
    phone: Option<String>,
    /// Where they are; the customer is there too if it is served in that country.
    address: AddressForm,
}

/// A line of an order.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct OrderLineForm {
    /// What of the catalogue.
    #[schema(max_length = 255, example = "MTSP-M365E-USR")]
    sku: String,
    /// How many: one unless said. None of what is to end, for lines end whole.
    #[schema(minimum = 1)]
    quantity: Option<u32>,
    /// `paid`, as it is unless said, or `trial`.
    service: Option<String>,
    /// Until when it is tried out: thirty days unless said.
    #[schema(example = "2030-01-31T00:00:00Z")]
    trial_ends_at: Option<String>,
}

/// An order as it was sent.
#[derive(Debug)]
pub(crate) struct SentOrder {
    /// Who introduces the customer, if that is said.
    pub(crate) seller: Option<String>,
    /// The customer that is there, by any of its names.
    pub(crate) account: Option<String>,
    /// Everything else, in the words of the rules.
    pub(crate) words: Map<String, Value>,
}

/// Reads a body.
pub(crate) fn read_order(body: &[u8]) -> Result<SentOrder, Problem> {
    let body = object(body)?;
    let mut errors = Vec::new();
    let known = [
        "external_id",
        "kind",
        "seller_id",
        "partner_id",
        "account_id",
        "account",
        "lines",
    ];
    let top = Members::new(&body, "", &known, &mut errors);
    let mut words = Map::new();
    for pair in [
        ("external_id", "externalId"),
        ("kind", "type"),
        ("partner_id", "partnerId"),
    ] {
        given(&top, pair, &mut words, &mut errors);
    }
    let seller = top.text("seller_id", &mut errors).value();
    let named = top.text("account_id", &mut errors).value();
    let known = [
        "name",
        "external_reference",
        "website",
        "country",
        "contacts",
    ];
    if let Some(account) = top.object("account", &known, &mut errors).value() {
        if named.is_some() {
            let fault = "stands alone: of account_id and account, one is sent";
            errors.push(InputError::member("/account_id", fault));
        }
        let account = described(&account, &mut errors);
        words.insert("account".to_owned(), account.into());
    }
    let mut service = Map::new();
    let known = ["sku", "quantity", "service", "trial_ends_at"];
    if let Some(lines) = top.objects("lines", &known, &mut errors).value() {
        let lines: Vec<Value> = lines.iter().map(|it| line(it, &mut errors)).collect();
        service.insert("skus".to_owned(), lines.into());
    }
    words.insert("service".to_owned(), service.into());
    let sent = SentOrder {
        seller,
        account: named,
        words,
    };
    settled(sent, errors)
}

/// Puts a text under another name, unless there is none.
fn given(
    from: &Members<'_>,
    (name, word): (&str, &str),
    words: &mut Map<String, Value>,
    errors: &mut Vec<InputError>,
) {
    if let Some(text) = from.text(name, errors).value() {
        words.insert(word.to_owned(), text.into());
    }
}

fn described(account: &Members<'_>, errors: &mut Vec<InputError>) -> Map<String, Value> {
    let mut words = Map::new();
    for pair in [
        ("name", "name"),
        ("external_reference", "externalId"),
        ("website", "website"),
        ("country", "provisionCountry"),
    ] {
        given(account, pair, &mut words, errors);
    }
    let known = ["first_name", "last_name", "email", "phone", "address"];
    if let Some(contacts) = account.objects("contacts", &known, errors).value() {
        let each = contacts.iter().map(|contact| {
            let mut person = Map::new();
            person.insert("type".to_owned(), "admin".into());
            for pair in [
                ("first_name", "firstName"),
                ("last_name", "lastName"),
                ("email", "email"),
                ("phone", "phone"),
            ] {
                given(contact, pair, &mut person, errors);
            }
            words::address(contact, &mut person, errors);
            if let Some(address) = person.get_mut("address").and_then(Value::as_object_mut) {
                address.retain(|_, text| text != "");
                if let Some(region) = address.remove("region").filter(|it| it != "00") {
                    address.insert("state".to_owned(), region);
                }
                if let Some(phone) = address.remove("phoneNumber") {
                    person.entry("phone").or_insert(phone);
                }
            }
            Value::Object(person)
        });
        let each: Vec<Value> = each.collect();
        words.insert("contacts".to_owned(), each.into());
    }
    words
}

fn line(line: &Members<'_>, errors: &mut Vec<InputError>) -> Value {
    let mut words = Map::new();
    for pair in [
        ("sku", "sku"),
        ("service", "serviceType"),
        ("trial_ends_at", "trialEndDate"),
    ] {
        given(line, pair, &mut words, errors);
    }
    if let Some(quantity) = line.number("quantity", errors).value() {
        words.insert("quantity".to_owned(), quantity.into());
    }
    words.into()
}

/// What the rules call a member, and what it is here, where that is something else.
const MEMBERS: [(&str, &str); 17] = [
    ("externalId", "external_id"),
    ("resellerId", "seller_id"),
    ("mspId", "seller_id"),
    ("partnerId", "partner_id"),
    ("type", "kind"),
    ("skus", "lines"),
    ("serviceType", "service"),
    ("trialEndDate", "trial_ends_at"),
    ("provisionCountry", "country"),
    ("firstName", "first_name"),
    ("lastName", "last_name"),
    ("addressLine1", "line1"),
    ("addressLine2", "line2"),
    ("state", "region"),
    ("postalCode", "postal_code"),
    ("account.id", "account_id"),
    ("account.externalId", "external_reference"),
];

fn here(word: &str) -> &str {
    let known = MEMBERS.iter().find(|(known, _)| *known == word);
    known.map_or(word, |(_, here)| here)
}

/// A pointer into a body of this face for a path of the rules, such as `service.skus[0].sku`.
fn pointer(path: &str) -> String {
    match path {
        "account.id" => return "/account_id".to_owned(),
        "account.externalId" => return "/account/external_reference".to_owned(),
        "service" => return "/lines".to_owned(),
        _ => {}
    }
    let path = path.strip_prefix("service.").unwrap_or(path);
    let mut pointer = String::new();
    for step in path.split(['.', '[']) {
        pointer.push('/');
        pointer.push_str(here(step.trim_end_matches(']')));
    }
    pointer
}

/// A rule in the words of this face.
fn told(rule: &str) -> String {
    if rule == "required" {
        return "is needed".to_owned();
    }
    let words = rule.split(' ').map(|word| {
        let plain = word.trim_end_matches([',', ':']);
        format!("{}{}", here(plain), &word[plain.len()..])
    });
    let words: Vec<String> = words.collect();
    format!("has to be {}", words.join(" "))
}

/// A refusal in the words of this face.
pub(crate) fn refused_order(refused: &Refused) -> Problem {
    let one = |pointer: &str, fault: &'static str| {
        Problem::body(vec![InputError::member(pointer, fault)])
    };
    match refused {
        Refused::Unfit(unfit) => Problem::body(unfit.iter().map(unfit_order).collect()),
        Refused::NoOriginal => one(
            "/external_id",
            "there is no order of that name that made lines of the account",
        ),
        Refused::Taken(member) => one(&pointer(member), "is the name of something else already"),
        Refused::NotNow(why) => Problem::new(Kind::Conflict, format!("{why}.")),
    }
}

/// A member that does not fit, in the words of this face.
fn unfit_order(unfit: &Unfit) -> InputError {
    InputError::member(&pointer(&unfit.member), told(&unfit.rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_rules_is_a_pointer_into_the_body() {
        for (path, expected) in [
            ("externalId", "/external_id"),
            ("mspId", "/seller_id"),
            ("type", "/kind"),
            ("account", "/account"),
            ("account.id", "/account_id"),
            ("account.externalId", "/account/external_reference"),
            (
                "account.contacts[0].firstName",
                "/account/contacts/0/first_name",
            ),
            (
                "account.contacts[0].address.state",
                "/account/contacts/0/address/region",
            ),
            ("service.skus", "/lines"),
            ("service.skus[12].trialEndDate", "/lines/12/trial_ends_at"),
        ] {
            assert_eq!(pointer(path), expected);
        }
        assert_eq!(told("required"), "is needed");
        assert_eq!(
            told(
                "an account that your organization sells to; of another one, name the seller in resellerId or mspId"
            ),
            "has to be an account that your organization sells to; of another one, name the seller in seller_id or seller_id"
        );
    }
}
