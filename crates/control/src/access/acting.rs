//! For which account a program acts (rulesv4 contract, section 2).

use landfall_core::{
    id::{AccountNumber, OrganizationId},
    model::View,
};

use super::Caller;
use crate::{Control, ControlError};

/// The account in whose name a call is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingFor {
    /// What the caller may see; the account lies in it.
    pub view: View,
    /// The account's organization.
    pub account: OrganizationId,
    /// The account's number, as it is written.
    pub number: AccountNumber,
}

/// Which account a caller says it acts for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impersonation {
    /// The account's number as it is written.
    pub owner: Option<AccountNumber>,
    /// The account's number as a value.
    pub customer: Option<u64>,
}

/// Why there is no account to act for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotActing {
    /// The caller names two accounts.
    Contradiction,
    /// The caller names no account that it may act for, and has none of its own.
    NoAccount,
}

impl Control {
    /// The account that a caller acts for: the one it names, if it may act for that, else its own. It may act for every
    /// account in its view. Who names its account in writing may not name another one by value; without a right to the
    /// first, what it says of it is not heard. Point reads.
    pub async fn acting_for(
        &self,
        caller: &Caller,
        named: &Impersonation,
    ) -> Result<Result<ActingFor, NotActing>, ControlError> {
        if let Some(owner) = &named.owner
            && let Some(acting) = self.account(caller, owner.value(), Some(owner)).await?
        {
            let contradicts = named.customer.is_some_and(|value| value != owner.value());
            return Ok(if contradicts {
                Err(NotActing::Contradiction)
            } else {
                Ok(acting)
            });
        }
        if let Some(value) = named.customer
            && let Some(acting) = self.account(caller, value, None).await?
        {
            return Ok(Ok(acting));
        }
        let Some(home) = &caller.home_account else {
            return Ok(Err(NotActing::NoAccount));
        };
        let acting = self.account(caller, home.value(), Some(home)).await?;
        Ok(acting.ok_or(NotActing::NoAccount))
    }

    /// The account of that value in the caller's view, if it is written as given.
    async fn account(
        &self,
        caller: &Caller,
        value: u64,
        written: Option<&AccountNumber>,
    ) -> Result<Option<ActingFor>, ControlError> {
        let found = self.store.account_of_value(&caller.view, value).await?;
        let found = found.filter(|(_, number)| written.is_none_or(|written| written == number));
        Ok(found.map(|(account, number)| ActingFor {
            view: caller.view.clone(),
            account,
            number,
        }))
    }
}
