//! How accounts are answered to writes.

use http::StatusCode;
use landfall_control::{command::Show, once::Answer};
use landfall_core::{
    model::{Customer, Reseller},
    rules::writing::{Joining, Refused},
};
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
fn customer(customer: &Customer) -> Vec<u8> {
    let id = customer.organization.vipmp_id.as_ref();
    id.map_or_else(Vec::new, |id| wire::json(&wire::Customer::of(customer, id)))
}

fn reseller(reseller: &Reseller) -> Vec<u8> {
    let id = reseller.organization.vipmp_id.as_ref();
    id.map_or_else(Vec::new, |id| wire::json(&wire::Reseller::of(reseller, id)))
}

fn object(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

impl Show<Customer> for Shown {
    fn answer(&self, outcome: Result<&Customer, &Refused>) -> Answer {
        self.told(outcome.map(customer))
    }

    fn shown(&self, it: &Customer) -> Value {
        object(&customer(it))
    }
}

impl Show<Reseller> for Shown {
    fn answer(&self, outcome: Result<&Reseller, &Refused>) -> Answer {
        self.told(outcome.map(reseller))
    }

    fn shown(&self, it: &Reseller) -> Value {
        object(&reseller(it))
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
