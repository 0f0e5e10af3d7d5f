//! Users of one rulesv4 account, with their long-lived `TOK` tokens.

use landfall_core::{
    id::{AccountNumber, OrganizationId},
    model::{Actor, TokenFamily, TokenHolder, View},
};

use crate::{Control, ControlError};

/// A user whose `TOK` token was good.
#[derive(Debug, Clone)]
pub struct RestCaller {
    /// What they may see: their account.
    pub view: View,
    /// Who they are, for the audit trail.
    pub actor: Actor,
    /// The account's organization.
    pub account: OrganizationId,
    /// The account's number.
    pub account_number: AccountNumber,
    /// Whether they may write as well as read.
    pub write: bool,
}

impl Control {
    /// Who a `TOK` token stands for; none if it is unknown or was revoked. Letter case does not matter (rulesv4 contract,
    /// section 2). Usually answered from memory, else by a point read.
    pub async fn rest_token(&self, token: &str) -> Result<Option<RestCaller>, ControlError> {
        let token = token.to_ascii_lowercase();
        let credential = self.credential(TokenFamily::Rulesv4Rest, &token).await?;
        let caller = credential.and_then(|credential| {
            let (_, account_number) = credential.user.as_ref()?;
            let TokenHolder::User {
                user,
                account,
                write,
                ..
            } = credential.token.holder
            else {
                return None;
            };
            Some(RestCaller {
                view: View::below(credential.token.tenant.clone(), account),
                actor: Actor::User(user),
                account,
                account_number: account_number.clone(),
                write,
            })
        });
        Ok(caller)
    }
}
