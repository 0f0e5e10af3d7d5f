//! How accounts are answered to writes.

use http::StatusCode;
use landfall_control::{command::Show, once::Answer};
use landfall_core::{
    model::{Customer, Reseller},
    rules::writing::{Joining, Refused},
};
use serde::Serialize;
use serde_json::Value;

use crate::{error::Error, wire};

/// Accounts, each good answer under that status.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) good: StatusCode,
}

/// The answer to joining a group.
#[derive(Clone, Copy)]
pub(super) struct Enrolled;

impl Shown {
    fn told(self, body: Result<Vec<u8>, &Refused>) -> Answer {
        match body {
            Ok(body) => Answer {
                status: self.good.as_u16(),
                body,
            },
            Err(refused) => Error::refusal(refused),
        }
    }
}

// Whatever can be shown has a number.
fn customer(customer: &Customer) -> Option<wire::Customer<'_>> {
    let id = customer.organization.vipmp_id.as_ref()?;
    Some(wire::Customer::of(customer, id))
}

fn reseller(reseller: &Reseller) -> Option<wire::Reseller<'_>> {
    let id = reseller.organization.vipmp_id.as_ref()?;
    Some(wire::Reseller::of(reseller, id))
}

fn bytes(object: Option<&impl Serialize>) -> Vec<u8> {
    object.map_or_else(Vec::new, wire::json)
}

fn value(object: Option<&impl Serialize>) -> Value {
    object.map_or(Value::Null, wire::value)
}

impl Show<Customer> for Shown {
    fn answer(&self, outcome: Result<&Customer, &Refused>) -> Answer {
        self.told(outcome.map(|it| bytes(customer(it).as_ref())))
    }

    fn shown(&self, it: &Customer) -> Value {
        value(customer(it).as_ref())
    }
}

impl Show<Reseller> for Shown {
    fn answer(&self, outcome: Result<&Reseller, &Refused>) -> Answer {
        self.told(outcome.map(|it| bytes(reseller(it).as_ref())))
    }

    fn shown(&self, it: &Reseller) -> Value {
        value(reseller(it).as_ref())
    }
}

impl Show<Joining> for Enrolled {
    fn answer(&self, outcome: Result<&Joining, &Refused>) -> Answer {
        let good = Shown {
            good: StatusCode::OK,
        };
        good.told(outcome.map(|_| wire::json(&wire::Enrolled::message())))
    }

    /// Nothing of it can be sent back.
    fn shown(&self, _: &Joining) -> Value {
        Value::Null
    }
}
