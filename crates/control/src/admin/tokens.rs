//! Tokens that operators make and end.

use landfall_core::{
    id::TenantId,
    model::{ResourceKind, Token, TokenFamily, TokenHolder},
};
use serde_json::json;

use super::{AdminReply, NewToken, TokenView, execute::Intent, reply::token_id};
use crate::{
    Control, ControlError,
    access::dialect_of,
    record::random_uuid,
    secret::{Secret, hash},
};

/// The longest life of a token that an operator makes for a client: a year.
const LONGEST: u32 = 366 * 86_400;

impl Control {
    pub(super) async fn create_token(
        &self,
        new: NewToken,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let (secret, token) = match &new {
            NewToken::Client { .. } => self.client_token(&new).await?,
            NewToken::User { .. } => self.user_token(&new).await?,
        };
        let view = TokenView::from(&token);
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "token.created",
            (Some(token.tenant.clone()), None),
            (ResourceKind::Token, token_id(&token.hash)),
            &json!({ "family": token.family, "holder": view.holder }),
        );
        let at = self.clock.now();
        let done = self
            .commit(intent, move |transaction| {
                let (token, event, view) = (token.clone(), event.clone(), view.clone());
                Box::pin(async move {
                    if let TokenHolder::User { user, slot, .. } = &token.holder {
                        transaction.revoke_slot(*user, *slot, at).await?;
                    }
                    transaction.insert_token(&token).await?;
                    Ok((AdminReply::Token(view), event))
                })
            })
            .await?;
        let mut reply = done.reply;
        if let (AdminReply::Token(view), false) = (&mut reply, done.replayed) {
            view.token = Some(secret.reveal().to_owned());
        }
        Ok(reply)
    }

    async fn client_token(&self, new: &NewToken) -> Result<(Secret, Token), ControlError> {
        let NewToken::Client {
            tenant,
            client_id,
            family,
            seconds,
        } = new
        else {
            return Err(ControlError::Internal("not a client's token".to_owned()));
        };
        if *family == TokenFamily::Rulesv4Rest {
            return Err(ControlError::Invalid(
                "family: TOK tokens belong to users; name a user and an account".to_owned(),
            ));
        }
        if !(1..=LONGEST).contains(seconds) {
            return Err(ControlError::Invalid(
                "lifetime: from one second to 366 days".to_owned(),
            ));
        }
        self.known_tenant(tenant).await?;
        let client = self.client(dialect_of(*family), client_id).await?;
        let client = client
            .filter(|client| client.tenant == *tenant)
            .ok_or_else(|| {
                ControlError::NotFound(format!(
                    "tenant {tenant} has no living client {client_id} with a grant for that dialect"
                ))
            })?;
        let secret = Secret::random();
        let now = self.clock.now();
        let token = Token {
            family: *family,
            hash: secret.hash(),
            tenant: tenant.clone(),
            holder: TokenHolder::Client(client.key),
            issued_at: now,
            expires_at: Some(now.plus((*seconds).into())),
            revoked_at: None,
        };
        Ok((secret, token))
    }

    async fn user_token(&self, new: &NewToken) -> Result<(Secret, Token), ControlError> {
        let NewToken::User {
            tenant,
            email,
            account,
            slot,
            write,
        } = new
        else {
            return Err(ControlError::Internal("not a user's token".to_owned()));
        };
        self.known_tenant(tenant).await?;
        let email = email.trim().to_lowercase();
        let user = self.store.user_by_email(tenant, &email).await?;
        let user = user
            .filter(|user| user.revoked_at.is_none())
            .ok_or_else(|| {
                ControlError::NotFound(format!("tenant {tenant} has no living user {email}"))
            })?;
        let account_id = self.store.account(tenant, account).await?.ok_or_else(|| {
            ControlError::NotFound(format!("tenant {tenant} has no account {account}"))
        })?;
        // The form that clients of this dialect know: a UUID in lower case.
        let secret = Secret::known(random_uuid().to_string());
        let token = Token {
            family: TokenFamily::Rulesv4Rest,
            hash: secret.hash(),
            tenant: tenant.clone(),
            holder: TokenHolder::User {
                user: user.id,
                account: account_id,
                slot: *slot,
                write: *write,
            },
            issued_at: self.clock.now(),
            expires_at: None,
            revoked_at: None,
        };
        Ok((secret, token))
    }

    pub(super) async fn list_tokens(
        &self,
        tenant: TenantId,
        limit: u32,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let now = self.clock.now().seconds();
        let tokens = self
            .store
            .tokens(&tenant, now, limit.clamp(1, 1000))
            .await?;
        Ok(AdminReply::Tokens(
            tokens.iter().map(TokenView::from).collect(),
        ))
    }

    pub(super) async fn revoke_token(
        &self,
        tenant: TenantId,
        named: String,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let now = self.clock.now();
        // A TOK token is kept by the hash of its lower-case form.
        let hashes = [
            hash(named.as_bytes()),
            hash(named.to_ascii_lowercase().as_bytes()),
        ];
        let alive = self.store.tokens(&tenant, now.seconds(), u32::MAX).await?;
        let found: Vec<Token> = alive
            .into_iter()
            .filter(|token| token_id(&token.hash) == named || hashes.contains(&token.hash))
            .collect();
        if found.is_empty() {
            return Err(ControlError::NotFound(format!(
                "tenant {tenant} has no good token of that name; `landfall token list` shows those there are"
            )));
        }
        let id = token_id(&found[0].hash);
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "token.revoked",
            (Some(tenant.clone()), None),
            (ResourceKind::Token, id.clone()),
            &json!({}),
        );
        let reply = AdminReply::Revoked {
            what: format!("token {id}"),
        };
        self.commit(intent, move |transaction| {
            let (found, event) = (found.clone(), event.clone());
            let (tenant, reply) = (tenant.clone(), reply.clone());
            Box::pin(async move {
                for token in &found {
                    transaction
                        .revoke_token(&tenant, token.family, &token.hash, now)
                        .await?;
                }
                Ok((reply, event))
            })
        })
        .await
        .map(|done| done.reply)
    }
}
