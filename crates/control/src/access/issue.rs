//! Tokens for programs: the client credentials grant of OAuth 2.0, which three dialects have in three dresses.

use landfall_core::model::{Actor, ApiClient, ResourceKind, Token, TokenFamily, TokenHolder};
use landfall_store::write;
use serde_json::json;

use super::bearer::dialect_of;
use crate::{
    Control, ControlError, Provenance,
    admin::token_id,
    secret::{Secret, equal},
};

/// A client that asks for a token.
#[derive(Debug)]
pub struct IssueRequest<'a> {
    /// What the token shall open.
    pub family: TokenFamily,
    /// The client's name.
    pub client_id: &'a str,
    /// What it says its secret is.
    pub client_secret: &'a Secret,
    /// How long the token is good, in seconds.
    pub seconds: u32,
    /// The name of the call in the log.
    pub request_id: String,
}

/// A token, to be shown once.
#[derive(Debug)]
pub struct IssuedToken {
    /// Its text.
    pub token: Secret,
    /// The client it was given to.
    pub client: ApiClient,
}

/// Why a client got no token. Which of the first two it was must not show on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientRefused {
    /// No such client lives.
    Unknown,
    /// Its secret is another one.
    WrongSecret,
    /// It is who it says, but has no grant for the dialect.
    NotGranted,
}

impl Control {
    /// Gives a client a token, which is durable before it is answered. Earlier tokens stay good.
    pub async fn issue_token(
        &self,
        request: IssueRequest<'_>,
    ) -> Result<Result<IssuedToken, ClientRefused>, ControlError> {
        let client = self.store.client(request.client_id).await?;
        let Some(client) = client.filter(|client| client.revoked_at.is_none()) else {
            return Ok(Err(ClientRefused::Unknown));
        };
        if !equal(&client.secret_hash, &request.client_secret.hash()) {
            return Ok(Err(ClientRefused::WrongSecret));
        }
        if client.grant(dialect_of(request.family)).is_none() {
            return Ok(Err(ClientRefused::NotGranted));
        }
        let secret = Secret::random();
        let now = self.clock.now();
        let token = Token {
            family: request.family,
            hash: secret.hash(),
            tenant: client.tenant.clone(),
            holder: TokenHolder::Client(client.key),
            issued_at: now,
            expires_at: Some(now.plus(request.seconds.into())),
            revoked_at: None,
        };
        let provenance = Provenance {
            actor: Actor::Client(client.key),
            correlation_id: None,
            request_id: Some(request.request_id),
        };
        let event = provenance.event(
            self.clock.as_ref(),
            "token.issued",
            (Some(client.tenant.clone()), client.organization),
            (ResourceKind::Token, token_id(&token.hash)),
            &json!({ "family": token.family, "seconds": request.seconds }),
        );
        write::<_, ControlError, _>(self.store.as_ref(), move |transaction| {
            let (token, event) = (token.clone(), event.clone());
            Box::pin(async move {
                transaction.insert_token(&token).await?;
                Ok(transaction.append_event(&event).await?)
            })
        })
        .await?;
        Ok(Ok(IssuedToken {
            token: secret,
            client,
        }))
    }
}
