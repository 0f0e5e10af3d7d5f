//! A body that asks for an order, read as far as it can be by itself (metallic contract, section 5).

use serde_json::{Map, Value};

use super::{
    account::AccountForm,
    body::{Element, Object},
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
        let body = Object::at(body, "");
        let external_id = body.line("externalId", 255)?.map(str::to_owned);
        let introduced = introduced(&body)?;
        let kind = kind(&body)?;
        let account = Object::at(body.object("account")?, "account");
        let id: Option<OrganizationId> = account.id("id")?;
        if id.is_some() && account.has_any(&NEW_ACCOUNT) {
            return Err(account.refused("id", "alone: an account that is there is not described"));
        }
        let action = action(&body, kind, id)?;
        let service = Object::at(body.object("service")?, "service");
        let wanted = match (action, id) {
            (FulfillmentAction::CancelService, Some(id)) => Wanted::Cancel(id, ended(&service)?),
            (_, Some(id)) => Wanted::Add(id, lines(&service, now)?),
            (_, None) => {
                let form = AccountForm::customer(account)?;
                Wanted::Create(Box::new(form), lines(&service, now)?)
            }
        };
        Ok(Self {
            external_id,
            introduced,
            wanted,
            kind,
        })
    }
}

fn introduced(body: &Object<'_>) -> Result<Introduced, Refused> {
    let reseller = body.id("resellerId")?;
    let msp = body.id("mspId")?;
    let partner = body.id("partnerId")?;
    match (reseller, msp, partner) {
        (Some(_), Some(_), _) => Err(body.refused("resellerId", "not together with mspId")),
        (_, None, Some(_)) => Err(body.refused("partnerId", "only with mspId")),
        (Some(reseller), None, None) => Ok(Introduced::ByReseller(reseller)),
        (None, Some(msp), partner) => Ok(Introduced::ByMsp(msp, partner)),
        (None, None, None) => Ok(Introduced::ByCaller),
    }
}

fn kind(body: &Object<'_>) -> Result<Option<FulfillmentKind>, Refused> {
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
) -> Result<FulfillmentAction, Refused> {
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

/// The objects in `skus`, each with its path and its SKU.
fn skus<'b>(service: &Object<'b>) -> Result<Vec<(Element<'b>, String)>, Refused> {
    let listed = service.objects("skus")?;
    if !(1..=MOST_SKUS).contains(&listed.len()) {
        return Err(service.refused("skus", format!("1 to {MOST_SKUS} of them")));
    }
    let named = listed.into_iter().map(|(path, members)| {
        let object = Object::at(members, &path);
        object.required("sku")?;
        let sku = object.line("sku", 255)?.unwrap_or_default().to_owned();
        Ok(((path, members), sku))
    });
    named.collect()
}

/// The SKUs of which lines are to end.
fn ended(service: &Object<'_>) -> Result<Vec<String>, Refused> {
    let named = skus(service)?.into_iter().map(|((path, members), sku)| {
        let object = Object::at(members, &path);
        match object.get("quantity") {
            Some(_) => Err(object.refused("quantity", "not in a cancellation: a line ends whole")),
            None => Ok(sku),
        }
    });
    named.collect()
}

/// The lines that are to be made.
fn lines(service: &Object<'_>, now: Timestamp) -> Result<Vec<OrderedLine>, Refused> {
    let named = skus(service)?.into_iter().map(|((path, members), sku)| {
        let object = Object::at(members, &path);
        Ok(OrderedLine {
            sku,
            quantity: quantity(&object)?,
            trial_ends_at: trial(&object, now)?,
        })
    });
    named.collect()
}

fn quantity(line: &Object<'_>) -> Result<u32, Refused> {
    let Some(value) = line.get("quantity") else {
        return Ok(1);
    };
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    let number = number.filter(|number| *number > 0);
    number.ok_or_else(|| line.refused("quantity", "a whole number from 1 to 4294967295"))
}

fn trial(line: &Object<'_>, now: Timestamp) -> Result<Option<Timestamp>, Refused> {
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
