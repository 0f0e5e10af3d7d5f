//! Customers and resellers as they are sent.

use landfall_core::{
    model::MarketSegment,
    rules::{shown::LARGE_AGENCY, wish::Wish},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    members::{Members, object, settled},
    words,
};
use crate::error::{InputError, Problem};

/// A customer that is to be made, or what of one is to change. What the server gives (`id`, `names`, times) is not looked at;
/// everything else that is shown may be sent back as it was.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CustomerForm)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read with its errors"
)]
pub(crate) struct CustomerFormView {
    /// For a new one: the reseller or MSP that it hangs below; unless said, the caller's own place, or the tenant's house reseller.
    /// It never changes.
    #[schema(format = Uuid)]
    parent_id: Option<String>,
    /// Its company name. A new one needs it; it never changes.
    #[schema(min_length = 4, max_length = 80, example = "Nordwind Papier GmbH")]
    name: Option<String>,
    /// The partner's own reference.
    #[schema(max_length = 35, example = "AGR-7734")]
    external_reference: Option<String>,
    /// What it has beside that.
    profile: Option<CustomerProfileForm>,
}

/// What a customer has beside its names.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct CustomerProfileForm {
    /// A locale. A new customer needs one.
    #[schema(example = "de-DE")]
    preferred_language: Option<String>,
    /// Its market, `COM`, `EDU` or `GOV`: one at most, `COM` unless said.
    #[schema(max_items = 1)]
    market_segments: Option<Vec<String>>,
    /// Finer segments of that market.
    market_sub_segments: Option<Vec<String>>,
    /// Where it is at home. Country and region never change.
    address: Option<AddressForm>,
    /// People to talk to; the first is the primary one. A new customer needs one; none sent leaves them as they are.
    contacts: Option<Vec<ContactForm>>,
    /// Whether it may have deployments abroad: it may not unless said.
    global_sales: Option<bool>,
    /// Benefits that are asked for; those that it has stay.
    benefits: Option<Vec<BenefitForm>>,
    /// For a new one: the day of the year on which its subscriptions end together. It never changes.
    #[schema(format = Date)]
    coterm_date: Option<String>,
}

/// A reseller that is to be made, or what of a reseller or an MSP is to change. What the server gives (`id`, `vipmp_id`, times) is not
/// looked at; everything else that is shown may be sent back as it was.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ResellerForm)]
#[expect(dead_code, reason = "as above")]
pub(crate) struct ResellerFormView {
    /// `reseller`: others are not made here.
    #[schema(example = "reseller")]
    kind: Option<String>,
    /// For a new one: the distributor that it hangs below; unless said, the caller's own place, or the tenant's own distributor. It
    /// never changes.
    #[schema(format = Uuid)]
    parent_id: Option<String>,
    /// Its company name. A new one needs it; it never changes.
    #[schema(min_length = 4, max_length = 80, example = "Bayview Licensing")]
    name: Option<String>,
    /// The partner's own reference.
    #[schema(max_length = 35)]
    external_reference: Option<String>,
    /// What it has beside that.
    profile: Option<ResellerProfileForm>,
}

/// What a reseller has beside its names.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct ResellerProfileForm {
    /// A locale. A new reseller needs one.
    #[schema(example = "en-US")]
    preferred_language: Option<String>,
    /// The markets that it sells to, of `COM`, `EDU` and `GOV`: `COM` unless said. None is ever taken away.
    market_segments: Option<Vec<String>>,
    /// Where it is at home. Country and region never change.
    address: Option<AddressForm>,
    /// People to talk to; the first is the primary one. A new reseller needs one; none sent leaves them as they are.
    contacts: Option<Vec<ContactForm>>,
}

/// A postal address.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
pub(super) struct AddressForm {
    /// ISO 3166-1 alpha-2.
    #[schema(example = "DE")]
    country: Option<String>,
    /// The part of an ISO 3166-2 code after the hyphen, or `00`.
    #[schema(example = "BY")]
    region: Option<String>,
    /// The place.
    #[schema(example = "Augsburg")]
    city: Option<String>,
    /// Street and number.
    #[schema(example = "Lechufer 8")]
    line1: Option<String>,
    /// What did not fit.
    line2: Option<String>,
    /// The postal code, as the country writes it.
    #[schema(example = "86150")]
    postal_code: Option<String>,
    /// A telephone number.
    phone: Option<String>,
}

/// A person to talk to.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct ContactForm {
    /// Given name.
    #[schema(example = "Lena")]
    first_name: String,
    /// Family name.
    #[schema(example = "Brandt")]
    last_name: String,
    /// E-mail address. Who has it already keeps the name that is known.
    #[schema(example = "lena@nordwind.example")]
    email: String,
    /// A telephone number.
    phone: Option<String>,
}

/// A benefit that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct BenefitForm {
    /// `three_year_commit` or `large_government_agency`.
    r#type: String,
    /// A request for a commitment over three years.
    commitment_request: Option<CommitmentForm>,
    /// A request for the one that follows it.
    recommitment_request: Option<CommitmentForm>,
}

/// A request for a commitment.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct CommitmentForm {
    /// What is committed to.
    minimum_quantities: Vec<MinimumQuantityForm>,
}

/// The least number of units of one type of offer.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct MinimumQuantityForm {
    /// `LICENSE` or `CONSUMABLES`.
    offer_type: String,
    /// Units.
    quantity: u32,
}

/// What is sent: a customer or a reseller, a new one or a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// A customer that is to be made.
    NewCustomer,
    /// What of a customer is to change.
    Customer,
    /// A reseller that is to be made.
    NewReseller,
    /// What of a reseller is to change.
    Reseller,
}

impl Account {
    fn is_customer(self) -> bool {
        matches!(self, Self::NewCustomer | Self::Customer)
    }

    fn is_new(self) -> bool {
        matches!(self, Self::NewCustomer | Self::NewReseller)
    }
}

/// An account as it was sent.
#[derive(Debug)]
pub(crate) struct SentAccount {
    /// Who it is to hang below, if that is said; of a change, see [`kept`](Self::kept).
    pub(crate) parent: Option<String>,
    /// What can be written, in the words of the rules.
    pub(crate) words: Map<String, Value>,
    /// What cannot, by its pointer.
    pub(crate) kept: Vec<(String, Value)>,
}

const CUSTOMER: &[&str] = &[
    "id",
    "names",
    "name",
    "description",
    "status",
    "parent_id",
    "reseller_vipmp_id",
    "external_reference",
    "membership",
    "profile",
    "created_at",
    "updated_at",
];
const RESELLER: &[&str] = &[
    "id",
    "kind",
    "name",
    "description",
    "status",
    "parent_id",
    "external_reference",
    "vipmp_id",
    "account_number",
    "profile",
    "created_at",
    "updated_at",
];
const PROFILE: &[&str] = &[
    "preferred_language",
    "market_segments",
    "market_sub_segments",
    "address",
    "contacts",
    "website",
    "global_sales",
    "discounts",
    "benefits",
    "tags",
    "coterm_date",
    "account_type",
    "workload_access",
];
/// What cannot be written of a profile: of any account, and of a reseller beside that.
const KEPT_OF_PROFILE: &[&str] = &[
    "website",
    "discounts",
    "tags",
    "account_type",
    "workload_access",
];
const KEPT_OF_RESELLER: &[&str] = &[
    "market_sub_segments",
    "global_sales",
    "benefits",
    "coterm_date",
];

/// Reads a body.
pub(crate) fn read_account(body: &[u8], account: Account) -> Result<SentAccount, Problem> {
    let body = object(body)?;
    let mut errors = Vec::new();
    let known = if account.is_customer() {
        CUSTOMER
    } else {
        RESELLER
    };
    let top = Members::new(&body, "", known, &mut errors);
    let mut sent = SentAccount {
        parent: None,
        words: Map::new(),
        kept: Vec::new(),
    };
    let mut company = Map::new();
    let name = ("external_reference", "externalReferenceId");
    words::text(&top, name, &mut sent.words, &mut errors);
    words::text(&top, ("name", "companyName"), &mut company, &mut errors);
    if account.is_new() {
        sent.parent = top.text("parent_id", &mut errors).value();
    } else {
        sent.keep(&top, &["parent_id", "kind"]);
    }
    sent.keep(
        &top,
        &["description", "status", "membership", "reseller_vipmp_id"],
    );
    if let Some(profile) = top.object("profile", PROFILE, &mut errors).value() {
        sent.keep(&profile, KEPT_OF_PROFILE);
        let mut given = Given {
            account,
            errors: &mut errors,
        };
        given.profile(&profile, &mut company);
        if account.is_customer() {
            given.of_customer(&profile, &mut sent.words, &mut company);
        } else {
            sent.keep(&profile, KEPT_OF_RESELLER);
        }
    }
    sent.words
        .insert("companyProfile".to_owned(), company.into());
    if account.is_new() {
        let nothing = Value::Null;
        errors.extend(sent.not_kept(&nothing));
        if account == Account::NewReseller
            && top
                .text("kind", &mut errors)
                .value()
                .is_some_and(|kind| kind != "reseller")
        {
            let fault = "has to be reseller: others are not made here";
            errors.push(InputError::member("/kind", fault));
        }
    }
    settled(sent, errors)
}

impl SentAccount {
    fn keep(&mut self, members: &Members<'_>, names: &[&str]) {
        self.kept
            .extend(names.iter().filter_map(|name| members.as_sent(name)));
    }

    /// What cannot be written and would change, by what is shown now; of a new account nothing is.
    pub(crate) fn not_kept(&self, shown: &Value) -> Vec<InputError> {
        not_kept(&self.kept, shown)
    }
}

/// Members that cannot be written and would change, by what is shown now.
pub(crate) fn not_kept(sent: &[(String, Value)], shown: &Value) -> Vec<InputError> {
    let changed = sent
        .iter()
        .filter(|(pointer, sent)| match shown.pointer(pointer) {
            Some(shown) => shown != sent,
            None => !is_nothing(sent),
        });
    let told =
        changed.map(|(pointer, _)| InputError::member(pointer, "cannot be set or changed here"));
    told.collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// A body that is being read.
struct Given<'e> {
    account: Account,
    errors: &'e mut Vec<InputError>,
}

impl Given<'_> {
    /// What all accounts have.
    fn profile(&mut self, profile: &Members<'_>, company: &mut Map<String, Value>) {
        let language = ("preferred_language", "preferredLanguage");
        words::text(profile, language, company, self.errors);
        words::address(profile, company, self.errors);
        self.markets(profile, company);
        let known = ["first_name", "last_name", "email", "phone", "address"];
        let contacts = profile.objects("contacts", &known, self.errors).value();
        let contacts: Vec<Value> = contacts
            .unwrap_or_default()
            .iter()
            .map(|contact| {
                let mut words = Map::new();
                for pair in [
                    ("first_name", "firstName"),
                    ("last_name", "lastName"),
                    ("email", "email"),
                    ("phone", "phoneNumber"),
                ] {
                    words::text(contact, pair, &mut words, self.errors);
                }
                words.into()
            })
            .collect();
        if !contacts.is_empty() {
            company.insert("contacts".to_owned(), contacts.into());
        }
    }

    /// Nobody is without a market: none is the first one.
    fn markets(&mut self, profile: &Members<'_>, company: &mut Map<String, Value>) {
        let markets = match profile.texts("market_segments", self.errors) {
            Wish::Unsaid => return,
            Wish::Is(markets) if !markets.is_empty() => markets,
            Wish::Is(_) | Wish::Default => vec![MarketSegment::Commercial.to_string()],
        };
        if !self.account.is_customer() {
            company.insert("marketSegments".to_owned(), markets.into());
        } else if let [market] = markets.as_slice() {
            company.insert("marketSegment".to_owned(), market.as_str().into());
        } else {
            let fault = "has to be one: a customer is of one market";
            let error = InputError::member("/profile/market_segments", fault);
            self.errors.push(error);
        }
    }

    /// What customers have beside that.
    fn of_customer(
        &mut self,
        profile: &Members<'_>,
        words: &mut Map<String, Value>,
        company: &mut Map<String, Value>,
    ) {
        match profile.truth("global_sales", self.errors) {
            Wish::Unsaid => {}
            wish => {
                let is_on = wish.value().unwrap_or_default();
                words.insert("globalSalesEnabled".to_owned(), is_on.into());
            }
        }
        match profile.texts("market_sub_segments", self.errors) {
            Wish::Unsaid => {}
            wish => {
                let finer = wish.value().unwrap_or_default();
                company.insert("marketSubSegments".to_owned(), finer.into());
            }
        }
        words::text(profile, ("coterm_date", "cotermDate"), words, self.errors);
        let known = [
            "type",
            "commitment",
            "commitment_request",
            "recommitment_request",
        ];
        let benefits = profile.objects("benefits", &known, self.errors).value();
        if let Some(benefits) = benefits {
            let benefits: Vec<Value> = benefits.iter().map(|it| self.benefit(it)).collect();
            words.insert("benefits".to_owned(), benefits.into());
        }
    }

    fn benefit(&mut self, benefit: &Members<'_>) -> Value {
        let mut words = Map::new();
        let kind = benefit.text("type", self.errors).value();
        let kind = kind.map(|kind| match kind.as_str() {
            "three_year_commit" => "THREE_YEAR_COMMIT".to_owned(),
            "large_government_agency" => LARGE_AGENCY.to_owned(),
            // None that the rules know.
            _ => kind.to_lowercase(),
        });
        let shows_all = !self.account.is_new() && kind.as_deref() != Some(LARGE_AGENCY);
        if let Some(kind) = kind {
            words.insert("type".to_owned(), kind.into());
        }
        for (name, word) in [
            ("commitment", "commitment"),
            ("commitment_request", "commitmentRequest"),
            ("recommitment_request", "recommitmentRequest"),
        ] {
            let known = ["start", "end", "status", "minimum_quantities"];
            let value = match benefit.object(name, &known, self.errors) {
                Wish::Is(commitment) => self.commitment(&commitment),
                Wish::Default if shows_all => Value::Null,
                Wish::Default | Wish::Unsaid => continue,
            };
            words.insert(word.to_owned(), value);
        }
        words.into()
    }

    fn commitment(&mut self, commitment: &Members<'_>) -> Value {
        let mut words = Map::new();
        for pair in [
            ("start", "startDate"),
            ("end", "endDate"),
            ("status", "status"),
        ] {
            words::text(commitment, pair, &mut words, self.errors);
        }
        // One that does not run yet has no days.
        words.retain(|_, text| text != "");
        let known = ["offer_type", "quantity"];
        let quantities = commitment.objects("minimum_quantities", &known, self.errors);
        if let Some(quantities) = quantities.value() {
            let each = quantities.iter().map(|quantity| {
                let mut words = Map::new();
                words::text(
                    quantity,
                    ("offer_type", "offerType"),
                    &mut words,
                    self.errors,
                );
                if let Some(units) = quantity.number("quantity", self.errors).value() {
                    words.insert("quantity".to_owned(), units.into());
                }
                Value::Object(words)
            });
            let each: Vec<Value> = each.collect();
            words.insert("minimumQuantities".to_owned(), each.into());
        }
        words.into()
    }
}
