//! What an order does to the record, decided at the moment when it does it.

use super::machine::{ACCOUNT_CLOSED, NO_LINE_LEFT, failure, no_longer_offered};
use crate::{
    id::SubscriptionId,
    model::{Failure, NewAccount, OrderWork, OrderedLine, Organization, Status, Subscription},
};

/// A customer with everything that decides whether it is in use.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The customer.
    pub organization: &'a Organization,
    /// Every line that it has or had.
    pub lines: &'a [Subscription],
    /// Whether it is in use by its lines and deployments ([`is_in_use`](crate::model::CustomerUse::is_in_use)).
    pub in_use: bool,
}

/// What is to be done, all of it in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Effects<'w> {
    /// This customer is made, with these lines.
    Create(&'w NewAccount, &'w [OrderedLine]),
    /// The customer gets these lines.
    Add(&'w [OrderedLine]),
    /// These lines end.
    End(Vec<SubscriptionId>),
}

/// Whether a customer takes no orders any more. One that turned inactive because its last line ended gets new ones; one that is
/// inactive although it is in use was made so by an operator.
pub fn is_closed(account: Account<'_>) -> bool {
    match account.organization.status {
        Status::Active | Status::Pending => false,
        Status::Inactive => account.in_use,
        Status::InvalidAddress | Status::Blocked | Status::Duplicate => true,
    }
}

/// What an order does, or why it has failed. `account` is the customer that it is for, none where that is gone or still to be
/// made; `is_offered` says whether a SKU can be had.
pub fn effects<'w>(
    work: &'w OrderWork,
    account: Option<Account<'_>>,
    is_offered: impl Fn(&str) -> bool,
) -> Result<Effects<'w>, Failure> {
    let known = || {
        let gone = || failure(ACCOUNT_CLOSED, "the account is gone");
        account.ok_or_else(gone)
    };
    match work {
        OrderWork::Create { account, lines } => {
            offered(lines, is_offered)?;
            Ok(Effects::Create(account, lines))
        }
        OrderWork::Add { lines } => {
            if is_closed(known()?) {
                return Err(failure(ACCOUNT_CLOSED, "the account is closed"));
            }
            offered(lines, is_offered)?;
            Ok(Effects::Add(lines))
        }
        OrderWork::End { skus, made_by } => {
            let lines = known()?.lines.iter().filter(|line| {
                line.ended_at.is_none()
                    && skus.contains(&line.sku)
                    && made_by.is_none_or(|order| line.fulfillment == Some(order))
            });
            let lines: Vec<_> = lines.map(|line| line.id).collect();
            if lines.is_empty() {
                return Err(failure(NO_LINE_LEFT, "no active line is left to end"));
            }
            Ok(Effects::End(lines))
        }
    }
}

fn offered(lines: &[OrderedLine], is_offered: impl Fn(&str) -> bool) -> Result<(), Failure> {
    match lines.iter().find(|line| !is_offered(&line.sku)) {
        Some(line) => Err(no_longer_offered(&line.sku)),
        None => Ok(()),
    }
}
