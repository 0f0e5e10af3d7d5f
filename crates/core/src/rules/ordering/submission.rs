//! A body that asks for an order, read as far as it can be by itself (metallic contract, section 5).

use serde_json::{Map, Value};

use super::{
    account::AccountForm,
    body::{Element, Faults, Object, Read},
    refused::Refused,
};
use crate::{
    id::{Date, OrganizationId, Timestamp},
    model::{FulfillmentAction, FulfillmentKind, OrderedLine},
};

/// How many SKUs an order may name.
const MOST_SKUS: usize = 100;
/// How long a trial is unless it says otherwise, in seconds.
const TRIAL: i64 = 30 * 86_400;
/// What stands in an account that is still to be made.
const NEW_ACCOUNT: [&str; 5] = [
    "externalId",
    "name",
    "website",
    "provisionCountry",
    "contacts",
];

/// What a body asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The partner's own name for the order; of a cancellation, that of the order whose lines are to end.
    pub external_id: Option<String>,
    /// Who introduced the customer.
    pub introduced: Introduced,
    /// What is to be done, for whom.
    pub wanted: Wanted,
    /// What the body says the order is, where it says so.
    pub kind: Option<FulfillmentKind>,
}

/// Who introduced the customer, as far as the body says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Introduced {
    /// This reseller.
    ByReseller(OrganizationId),
    /// This MSP, and perhaps a partner of it.
    ByMsp(OrganizationId, Option<OrganizationId>),
    /// Whoever asks.
    ByCaller,
}

/// What is to be done, for whom.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// This customer is to be made, with these lines.
    Create(Box<AccountForm>, Vec<OrderedLine>),
    /// This customer is to get these lines.
    Add(OrganizationId, Vec<OrderedLine>),
    /// Lines of this customer are to end, those of these SKUs.
    Cancel(OrganizationId, Vec<String>),
}

impl Wanted {
    /// What is to be done.
    pub fn action(&self) -> FulfillmentAction {
        match self {
            Self::Create(..) => FulfillmentAction::CreateAccount,
            Self::Add(..) => FulfillmentAction::AddService,
            Self::Cancel(..) => FulfillmentAction::CancelService,
        }
    }

    /// The customer, where there is one already.
    pub fn account(&self) -> Option<OrganizationId> {
        match self {
            Self::Create(..) => None,
            Self::Add(account, _) | Self::Cancel(account, _) => Some(*account),
        }
    }

    /// The SKUs in the order in which they were named.
    pub fn skus(&self) -> Vec<&str> {
        match self {
            Self::Create(_, lines) | Self::Add(_, lines) => {
                lines.iter().map(|line| line.sku.as_str()).collect()
            }
            Self::Cancel(_, skus) => skus.iter().map(String::as_str).collect(),
        }
    }
}

impl Submission {
    /// Reads a body that has arrived at `now`.
    pub fn read(body: &Map<String, Value>, now: Timestamp) -> Result<Self, Refused> {
        Ok(Self::of(&Object::at(body, ""), now)?)
    }

    fn of(body: &Object<'_>, now: Timestamp) -> Read<Self> {
        let mut faults = Faults::default();
        let external_id = faults.of(body.line("externalId", 255)).flatten();
        let introduced = faults.of(introduced(body));
        let kind = faults.of(kind(body)).flatten();
        let account = faults.of(body.object("account"));
        let account = account.map(|members| Object::at(members, "account"));
        let named = account.and_then(|account| faults.of(named(&account)));
        let action = named.and_then(|id| faults.of(action(body, kind, id)));
        let service = faults.of(body.object("service"));
        let service = service.map(|members| Object::at(members, "service"));
        let wanted = match (action, named.flatten(), service) {
            (Some(FulfillmentAction::CancelService), Some(id), Some(service)) => {
                let ended = faults.of(ended(&service));
                ended.map(|skus| Wanted::Cancel(id, skus))
            }
            (Some(_), Some(id), Some(service)) => {
                let lines = faults.of(lines(&service, now));
                lines.map(|lines| Wanted::Add(id, lines))
            }
            // Whatever can be said of a new account and of lines is, also where one of the two is missing.
            (_, _, service) => {
                let is_new = action == Some(FulfillmentAction::CreateAccount);
                let described = account.filter(|_| is_new);
                let form = described.and_then(|it| faults.of(AccountForm::customer(it)));
                let lines = service.and_then(|service| faults.of(lines(&service, now)));
                let both = form.zip(lines);
                both.map(|(form, lines)| Wanted::Create(Box::new(form), lines))
            }
        };
        let (introduced, wanted) = faults.end(introduced.zip(wanted))?;
        Ok(Self {
            external_id: external_id.map(str::to_owned),
            introduced,
            wanted,
            kind,
        })
    }
}

/// The account that an order names, if it is for one that is there.
fn named(account: &Object<'_>) -> Read<Option<OrganizationId>> {
    let id: Option<OrganizationId> = account.id("id")?;
    if id.is_some() && account.has_any(&NEW_ACCOUNT) {
        return Err(account.refused("id", "alone: an account that is there is not described"));
    }
    Ok(id)
}

fn introduced(body: &Object<'_>) -> Read<Introduced> {
    let mut faults = Faults::default();
    let mut id = |name| faults.of(body.id(name)).flatten();
    let ids = (id("resellerId"), id("mspId"), id("partnerId"));
    // With one that cannot be read, what the others lack cannot be told.
    match faults.end(Some(ids))? {
        (Some(_), Some(_), _) => Err(body.refused("resellerId", "not together with mspId")),
        (_, None, Some(_)) => Err(body.refused("partnerId", "only with mspId")),
        (Some(reseller), None, None) => Ok(Introduced::ByReseller(reseller)),
        (None, Some(msp), partner) => Ok(Introduced::ByMsp(msp, partner)),
        (None, None, None) => Ok(Introduced::ByCaller),
    }
}

fn kind(body: &Object<'_>) -> Read<Option<FulfillmentKind>> {
    let Some(text) = body.text("type")? else {
        return Ok(None);
    };
    let rule = "a type of fulfillment, such as msp_cancel_service";
    let kind = text.parse().map_err(|_| body.refused("type", rule))?;
    Ok(Some(kind))
}

fn action(
    body: &Object<'_>,
    kind: Option<FulfillmentKind>,
    account: Option<OrganizationId>,
) -> Read<FulfillmentAction> {
    let plain = match account {
        None => FulfillmentAction::CreateAccount,
        Some(_) => FulfillmentAction::AddService,
    };
    let Some(kind) = kind else {
        return Ok(plain);
    };
    let agrees = kind.action == plain
        || (kind.action == FulfillmentAction::CancelService && account.is_some());
    if agrees {
        return Ok(kind.action);
    }
    let rule = match account {
        None => "a type that creates an account, or account.id with one that adds or cancels",
        Some(_) => "a type that adds or cancels: account.id names an account that is there",
    };
    Err(body.refused("type", rule))
}

/// The objects in `skus`, each with its path.
fn skus<'b>(service: &Object<'b>) -> Read<Vec<Element<'b>>> {
    let listed = service.objects("skus")?;
    if !(1..=MOST_SKUS).contains(&listed.len()) {
        return Err(service.refused("skus", format!("1 to {MOST_SKUS} of them")));
    }
    Ok(listed)
}

fn sku(line: &Object<'_>) -> Read<String> {
    line.required("sku")?;
    Ok(line.line("sku", 255)?.unwrap_or_default().to_owned())
}

/// The SKUs of which lines are to end.
fn ended(service: &Object<'_>) -> Read<Vec<String>> {
    let mut faults = Faults::default();
    let listed = skus(service)?;
    let named = listed.iter().map(|(path, members)| {
        let line = Object::at(members, path);
        let sku = sku(&line)?;
        match line.get("quantity") {
            Some(_) => Err(line.refused("quantity", "not in a cancellation: a line ends whole")),
            None => Ok(sku),
        }
    });
    let named = faults.each(named);
    faults.end(Some(named))
}

/// The lines that are to be made.
fn lines(service: &Object<'_>, now: Timestamp) -> Read<Vec<OrderedLine>> {
    let mut faults = Faults::default();
    let listed = skus(service)?;
    let lines = listed.iter();
    let lines = faults.each(lines.map(|(path, members)| line(&Object::at(members, path), now)));
    faults.end(Some(lines))
}

fn line(line: &Object<'_>, now: Timestamp) -> Read<OrderedLine> {
    let mut faults = Faults::default();
    let sku = faults.of(sku(line));
    let quantity = faults.of(quantity(line));
    let trial_ends_at = faults.of(trial(line, now)).flatten();
    let read = sku.zip(quantity).map(|(sku, quantity)| OrderedLine {
        sku,
        quantity,
        trial_ends_at,
    });
    faults.end(read)
}

fn quantity(line: &Object<'_>) -> Read<u32> {
    let Some(value) = line.get("quantity") else {
        return Ok(1);
    };
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    let number = number.filter(|number| *number > 0);
    number.ok_or_else(|| line.refused("quantity", "a whole number from 1 to 4294967295"))
}

fn trial(line: &Object<'_>, now: Timestamp) -> Read<Option<Timestamp>> {
    let is_trial = match line.text("serviceType")? {
        None | Some("paid") => false,
        Some("trial") => true,
        Some(_) => return Err(line.refused("serviceType", "paid or trial")),
    };
    let name = "trialEndDate";
    match (is_trial, line.text(name)?) {
        (false, None) => Ok(None),
        (false, Some(_)) => Err(line.refused(name, "only with serviceType trial")),
        (true, None) => Ok(Some(now.plus(TRIAL))),
        (true, Some(text)) => {
            let moment = text.parse::<Timestamp>().ok();
            let moment = moment.or_else(|| text.parse::<Date>().ok().map(Date::end));
            let later = moment.filter(|moment| *moment > now);
            let rule = "a time to come, such as 2030-01-31T00:00:00, or a day";
            Ok(Some(later.ok_or_else(|| line.refused(name, rule))?))
        }
    }
}
