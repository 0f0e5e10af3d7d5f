//! Writing down what an order does.

use landfall_core::{
    id::{OrganizationId, SubscriptionId},
    model::{
        Fulfillment, NewAccount, OrderedLine, OrganizationKind, Service, Status, Subscription,
    },
    rules::ordering::Effects,
};
use landfall_store::Transaction;
use serde::Serialize;

use super::settle::Hand;
use crate::{
    ControlError,
    command::customers::{Birth, born},
    record::time_ordered_uuid,
};

/// What an order has done.
pub(super) struct Done {
    /// The customer that it was for.
    pub(super) account: Option<OrganizationId>,
    /// The same if the order has made it.
    pub(super) made: Option<OrganizationId>,
    /// Lines that have begun.
    pub(super) begun: Vec<Begun>,
    /// Lines that have ended.
    pub(super) ended: Vec<SubscriptionId>,
}

/// A line that has begun, for the event.
#[derive(Serialize)]
pub(super) struct Begun {
    id: SubscriptionId,
    sku: String,
    quantity: u32,
}

/// Does what an order does.
pub(super) async fn carried_out(
    transaction: &mut dyn Transaction,
    order: &Fulfillment,
    effects: Effects<'_>,
    hand: &Hand<'_>,
) -> Result<Done, ControlError> {
    let mut done = Done {
        account: order.account,
        made: None,
        begun: Vec::new(),
        ended: Vec::new(),
    };
    match effects {
        Effects::Create(account, lines) => {
            let made = make(transaction, order, account, hand).await?;
            (done.account, done.made) = (Some(made), Some(made));
            done.begun = begin(transaction, order, made, lines, hand).await?;
        }
        Effects::Add(lines) => {
            let account = order.account.ok_or_else(|| {
                ControlError::Internal(format!("fulfillment {} adds to nobody", order.id))
            })?;
            done.begun = begin(transaction, order, account, lines, hand).await?;
        }
        Effects::End(lines) => {
            let now = hand.clock.now();
            for line in lines {
                transaction.end_subscription(line, now).await?;
                done.ended.push(line);
            }
        }
    }
    Ok(done)
}

async fn make(
    transaction: &mut dyn Transaction,
    order: &Fulfillment,
    account: &NewAccount,
    hand: &Hand<'_>,
) -> Result<OrganizationId, ControlError> {
    let birth = Birth {
        tenant: order.tenant.clone(),
        parent: account.parent,
        kind: OrganizationKind::Customer,
        name: account.name.clone(),
        external_reference: account.external_reference.clone(),
        // It was validated when it was ordered, by the same rules.
        status: Status::Active,
        profile: account.profile.clone(),
    };
    let made = born(transaction, hand.draw, birth, hand.by()).await?;
    Ok(made.id)
}

async fn begin(
    transaction: &mut dyn Transaction,
    order: &Fulfillment,
    account: OrganizationId,
    lines: &[OrderedLine],
    hand: &Hand<'_>,
) -> Result<Vec<Begun>, ControlError> {
    let mut begun = Vec::with_capacity(lines.len());
    // Lines of one moment are shown by id: in the order in which they were ordered.
    let mut ids: Vec<_> = lines
        .iter()
        .map(|_| time_ordered_uuid(hand.clock))
        .collect();
    ids.sort_unstable();
    for (ordered, id) in lines.iter().zip(ids) {
        let line = Subscription {
            id: SubscriptionId(id),
            account,
            sku: ordered.sku.clone(),
            quantity: ordered.quantity,
            service: ordered
                .trial_ends_at
                .map_or(Service::Paid, |ends_at| Service::Trial { ends_at }),
            ordered_at: order.created_at,
            ended_at: None,
            fulfillment: Some(order.id),
        };
        transaction.insert_subscription(&line).await?;
        begun.push(Begun {
            id: line.id,
            sku: line.sku,
            quantity: line.quantity,
        });
    }
    Ok(begun)
}
