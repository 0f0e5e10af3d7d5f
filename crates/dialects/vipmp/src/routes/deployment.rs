//! How deployments are answered to writes.

use http::StatusCode;
use landfall_control::{command::Show, once::Answer};
use landfall_core::{id::VipmpId, model::Deployment, rules::writing::Refused};
use serde_json::Value;

use crate::{error::Error, wire};

/// Deployments of the customer of that id, each under that status.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) customer: Option<VipmpId>,
    pub(super) good: StatusCode,
}

impl Shown {
    fn object<'a>(&'a self, deployment: &'a Deployment) -> wire::Deployment<'a> {
        // Without a customer there is no deployment to show.
        let customer = self.customer.as_ref().unwrap_or(&deployment.vipmp_id);
        wire::Deployment::of(deployment, customer)
    }
}

impl Show<Deployment> for Shown {
    fn answer(&self, outcome: Result<&Deployment, &Refused>) -> Answer {
        match outcome {
            Ok(deployment) => Answer {
                status: self.good.as_u16(),
                body: wire::json(&self.object(deployment)),
            },
            Err(refused) => Error::refusal(refused),
        }
    }

    fn shown(&self, deployment: &Deployment) -> Value {
        wire::value(&self.object(deployment))
    }
}
