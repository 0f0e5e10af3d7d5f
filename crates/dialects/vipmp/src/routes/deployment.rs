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
    fn bytes(&self, deployment: &Deployment) -> Vec<u8> {
        // Without a customer there is no deployment to show.
        let customer = self.customer.as_ref().unwrap_or(&deployment.vipmp_id);
        wire::json(&wire::Deployment::of(deployment, customer))
    }
}

impl Show<Deployment> for Shown {
    fn answer(&self, outcome: Result<&Deployment, &Refused>) -> Answer {
        match outcome {
            Ok(deployment) => Answer {
                status: self.good.as_u16(),
                body: self.bytes(deployment),
            },
            Err(refused) => Error::refusal(refused),
        }
    }

    fn shown(&self, deployment: &Deployment) -> Value {
        serde_json::from_slice(&self.bytes(deployment)).unwrap_or_default()
    }
}
