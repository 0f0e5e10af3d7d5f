//! Whether a customer that an order created is in use (vipmp contract, section 6; metallic contract, section 7).

use crate::model::{Deployment, Status, Subscription};

/// Whether such a customer is in use, by all its service lines and all its deployments: not when its last line has ended and
/// no deployment is active. It turns inactive then, and active again when either returns. What made other customers does not
/// decide over them, nor over one that an operator took out of use.
pub fn is_in_use<'a>(
    lines: impl IntoIterator<Item = &'a Subscription>,
    deployments: impl IntoIterator<Item = &'a Deployment>,
) -> bool {
    let mut lines = lines.into_iter().peekable();
    let never_had_one = lines.peek().is_none();
    let is_active = |deployment: &Deployment| deployment.status == Status::Active;
    never_had_one
        || lines.any(|line| line.ended_at.is_none())
        || deployments.into_iter().any(is_active)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{OrganizationId, SubscriptionId, Timestamp},
        model::{Address, Service},
    };

    fn line(ended: bool) -> Subscription {
        Subscription {
            id: SubscriptionId(uuid::Uuid::nil()),
            account: OrganizationId(uuid::Uuid::nil()),
            sku: "MTSP-M365E-USR".to_owned(),
            quantity: 1,
            service: Service::Paid,
            ordered_at: Timestamp::default(),
            ended_at: ended.then(Timestamp::default),
            fulfillment: None,
        }
    }

    fn deployment(status: Status) -> Deployment {
        Deployment {
            vipmp_id: "345434543".parse().unwrap(),
            customer: OrganizationId(uuid::Uuid::nil()),
            address: Address::default(),
            status,
            created_at: Timestamp::default(),
        }
    }

    #[test]
    fn the_last_line_and_the_last_deployment_decide() {
        let (active, ended) = (line(false), line(true));
        let (up, down) = (deployment(Status::Active), deployment(Status::Inactive));
        assert!(is_in_use([], []));
        assert!(is_in_use([], [&down]));
        assert!(is_in_use([&ended, &active], []));
        assert!(is_in_use([&ended], [&down, &up]));
        assert!(!is_in_use([&ended, &ended], []));
        assert!(!is_in_use([&ended], [&down]));
    }
}
