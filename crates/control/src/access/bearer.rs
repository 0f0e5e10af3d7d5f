//! Programs: a client key, and a bearer token that was issued to it.

use std::sync::Arc;

use landfall_core::{
    id::{AccountNumber, Timestamp},
    model::{Actor, ApiClient, Credential, Dialect, Grant, TokenFamily, View},
};

use crate::{
    Control, ControlError,
    secret::{equal, hash},
};

/// A program that was let in.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What it may see.
    pub view: View,
    /// Who it is, for the audit trail.
    pub actor: Actor,
    /// Whether it may write as well as read.
    pub write: bool,
    /// rulesv4: the account it acts for by default.
    pub home_account: Option<AccountNumber>,
    pub(super) credential: Arc<Credential>,
}

impl Caller {
    /// Its name on the wire.
    pub fn client_id(&self) -> &str {
        self.client().map_or("", |client| client.client_id.as_str())
    }

    /// How fulfillments name who ordered.
    pub fn user_name(&self) -> &str {
        self.client().map_or("", ApiClient::user_name)
    }

    /// The client.
    pub(crate) fn client(&self) -> Option<&ApiClient> {
        self.credential.client.as_ref()
    }
}

/// What a bearer token is worth.
#[derive(Debug, Clone)]
pub enum Bearer {
    /// Nothing: it is unknown, has ended or was revoked.
    Unknown,
    /// It is good, but its client has lost its grant for what the token was issued for.
    NotGranted,
    /// It lets this program in.
    Good(Caller),
}

/// The dialect that a family of tokens opens.
pub(crate) fn dialect_of(family: TokenFamily) -> Dialect {
    match family {
        TokenFamily::Vipmp => Dialect::Vipmp,
        TokenFamily::Metallic => Dialect::Metallic,
        TokenFamily::Rulesv4Bearer | TokenFamily::Rulesv4Rest => Dialect::Rulesv4,
        TokenFamily::Native => Dialect::Native,
    }
}

/// Whether a credential opens anything at `now`.
fn alive(credential: &Credential, now: Timestamp) -> bool {
    let token = &credential.token;
    let holder_alive = credential
        .client
        .as_ref()
        .is_none_or(|client| client.revoked_at.is_none())
        && credential
            .user
            .as_ref()
            .is_none_or(|(user, _)| user.revoked_at.is_none());
    token.revoked_at.is_none() && token.expires_at.is_none_or(|end| now < end) && holder_alive
}

impl Control {
    /// The live client of that name that has a grant for the dialect. A point read.
    pub async fn client(
        &self,
        dialect: Dialect,
        client_id: &str,
    ) -> Result<Option<ApiClient>, ControlError> {
        let client = self.store.client(client_id).await?;
        Ok(client.filter(|client| client.revoked_at.is_none() && client.grant(dialect).is_some()))
    }

    /// Who a bearer token of that family stands for; none if it lets nobody in. Usually answered from memory, else by a point
    /// read.
    pub async fn bearer(
        &self,
        family: TokenFamily,
        token: &str,
    ) -> Result<Option<Caller>, ControlError> {
        match self.judged_bearer(family, token).await? {
            Bearer::Good(caller) => Ok(Some(caller)),
            Bearer::Unknown | Bearer::NotGranted => Ok(None),
        }
    }

    /// The same, with why it lets nobody in.
    pub async fn judged_bearer(
        &self,
        family: TokenFamily,
        token: &str,
    ) -> Result<Bearer, ControlError> {
        let credential = self.credential(family, token).await?;
        let Some((client, credential)) = credential
            .as_ref()
            .and_then(|credential| Some((credential.client.as_ref()?, credential)))
        else {
            return Ok(Bearer::Unknown);
        };
        Ok(match client.grant(dialect_of(family)) {
            Some(grant) => Bearer::Good(caller(client, grant, credential)),
            None => Bearer::NotGranted,
        })
    }

    /// The live credential behind a token's text.
    pub(super) async fn credential(
        &self,
        family: TokenFamily,
        token: &str,
    ) -> Result<Option<Arc<Credential>>, ControlError> {
        let hash = hash(token.as_bytes());
        let micros = self.clock.micros();
        let now = self.clock.now();
        if let Some(credential) = self.credentials.get(family, &hash, micros) {
            return Ok(Some(credential).filter(|credential| alive(credential, now)));
        }
        let found = self.store.credential(family, &hash).await?;
        let found = found
            .filter(|credential| equal(&credential.token.hash, &hash) && alive(credential, now));
        let Some(credential) = found.map(Arc::new) else {
            return Ok(None);
        };
        self.credentials
            .put(family, hash, micros, Arc::clone(&credential));
        Ok(Some(credential))
    }
}

fn caller(client: &ApiClient, grant: &Grant, credential: &Arc<Credential>) -> Caller {
    Caller {
        view: View {
            tenant: client.tenant.clone(),
            root: client.organization,
        },
        actor: Actor::Client(client.key),
        write: grant.write,
        home_account: grant.home_account.clone(),
        credential: Arc::clone(credential),
    }
}
