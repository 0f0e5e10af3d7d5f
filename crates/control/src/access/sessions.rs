//! People: signing in with a password, and the session that a cookie stands for (akana contract, section 3).
//!
//! A session is good for half an hour from when it was given and is not prolonged by use. The record keeps the hash of its
//! cookie's value alone. What a user may do is not part of it and is looked up whenever it is asked.

use std::sync::Arc;

use landfall_core::{
    id::{TenantId, Timestamp},
    model::{Actor, NewEvent, ResourceKind, Session, Tenant, User},
};
use landfall_store::write;
use serde_json::json;

use super::session_value;
use crate::{
    Control, ControlError, Provenance,
    secret::{Secret, equal, hash},
};

/// Seconds that a session is good for.
pub const SESSION_SECONDS: u32 = 30 * 60;
/// The longest address that is looked up and counted; none that mail can be sent to is longer.
const LONGEST_EMAIL: usize = 320;

/// Somebody who wants to sign in.
#[derive(Debug)]
pub struct SignIn<'a> {
    /// Where.
    pub tenant: &'a Tenant,
    /// Who they say they are; letter case and surrounding white space do not matter.
    pub email: &'a str,
    /// What they give as proof.
    pub password: &'a Secret,
    /// The id of the request.
    pub request_id: Option<String>,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// Where.
    pub tenant: TenantId,
    /// Until when.
    pub expires_at: Timestamp,
    /// The value of the session's cookie.
    pub value: Secret,
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefused {
    /// There is no such user, or the password is another. Which of the two it was, nobody learns.
    WrongCredentials,
    /// Too many attempts have failed for this address.
    TooManyFailures {
        /// Seconds to wait before the next attempt.
        seconds: i64,
    },
}

impl Control {
    /// Lets a user in, or not. The session and its event are durable before it is answered.
    pub async fn sign_in(
        &self,
        request: SignIn<'_>,
    ) -> Result<Result<SignedIn, SignInRefused>, ControlError> {
        let tenant = &request.tenant.id;
        let email = request.email.trim().to_lowercase();
        if let Some(refused) = self.too_many(tenant, &email) {
            return Ok(Err(refused));
        }
        let user = self.user(tenant, &email).await?;
        let known = user.as_ref().and_then(|user| user.password_hash.clone());
        let password = request.password.reveal().to_owned();
        let matches = self.passwords.verify(password, known).await?;
        // Asked again, since attempts that were made side by side all found the door open; the right password must not
        // show in a burst of guesses either.
        if let Some(refused) = self.too_many(tenant, &email) {
            return Ok(Err(refused));
        }
        let user_id = user.as_ref().map(|user| user.id.0);
        if let Some(user) = user.filter(|_| matches) {
            let request_id = request.request_id;
            let event = self.session_event("user.signed_in", request.tenant, &user, request_id);
            let opened = self.open_session(tenant, user, Some(event)).await?;
            if let Some(signed_in) = opened {
                self.throttle.succeeded(tenant, &email);
                return Ok(Ok(signed_in));
            }
        }
        if email.len() <= LONGEST_EMAIL {
            self.throttle.failed(tenant, &email, self.clock.now());
        }
        tracing::warn!(%tenant, user = user_id, "a sign-in failed");
        Ok(Err(SignInRefused::WrongCredentials))
    }

    /// Who the cookie value stands for now; none if it was not given out by us for this tenant, has ended or was revoked. A
    /// point read.
    pub async fn session(
        &self,
        tenant: &TenantId,
        value: &str,
    ) -> Result<Option<SignedIn>, ControlError> {
        if !session_value::is_genuine(&self.keys.session, tenant, value) {
            return Ok(None);
        }
        let Some((session, user)) = self.store.session(&hash(value.as_bytes())).await? else {
            return Ok(None);
        };
        let alive = session.revoked_at.is_none()
            && self.clock.now() < session.expires_at
            && session.tenant == *tenant
            && user.revoked_at.is_none();
        Ok(alive.then(|| SignedIn {
            user,
            tenant: session.tenant,
            expires_at: session.expires_at,
            value: Secret::known(value),
        }))
    }

    /// The CSRF value of a session.
    pub fn csrf_value(&self, session: &SignedIn) -> Secret {
        session_value::csrf(&self.keys.session, session.value.reveal())
    }

    /// Whether `sent` is the CSRF value of the session, compared in constant time.
    pub fn csrf_matches(&self, session: &SignedIn, sent: &[u8]) -> bool {
        equal(self.csrf_value(session).reveal().as_bytes(), sent)
    }

    /// A session with a new value and a full half hour for somebody who is signed in; none if they may not be any more. The
    /// value they came with stays good until its own end.
    pub async fn renew_session(&self, session: SignedIn) -> Result<Option<SignedIn>, ControlError> {
        self.open_session(&session.tenant, session.user, None).await
    }

    /// Ends a session everywhere, durably.
    pub async fn sign_out(
        &self,
        tenant: &Tenant,
        session: &SignedIn,
        request_id: Option<String>,
    ) -> Result<(), ControlError> {
        let event = self.session_event("user.signed_out", tenant, &session.user, request_id);
        let hash = session.value.hash();
        let now = self.clock.now();
        write::<_, ControlError, _>(self.store.as_ref(), move |transaction| {
            let event = event.clone();
            Box::pin(async move {
                if transaction.revoke_session(&hash, now).await? {
                    transaction.append_event(&event).await?;
                }
                Ok(())
            })
        })
        .await
    }

    fn too_many(&self, tenant: &TenantId, email: &str) -> Option<SignInRefused> {
        let seconds = self.throttle.wait(tenant, email, self.clock.now())?;
        Some(SignInRefused::TooManyFailures { seconds })
    }

    async fn user(&self, tenant: &TenantId, email: &str) -> Result<Option<User>, ControlError> {
        if email.len() > LONGEST_EMAIL {
            return Ok(None);
        }
        let user = self.store.user_by_email(tenant, email).await?;
        Ok(user.filter(|user| user.revoked_at.is_none()))
    }

    /// Gives a session to a user whose right to it was checked a moment ago; none if they were revoked or given another
    /// password since. Signing in leaves an event, renewing does not.
    async fn open_session(
        &self,
        tenant: &TenantId,
        user: User,
        event: Option<NewEvent>,
    ) -> Result<Option<SignedIn>, ControlError> {
        let now = self.clock.now();
        let value = session_value::mint(&self.keys.session, tenant);
        let session = Session {
            hash: value.hash(),
            user: user.id,
            tenant: tenant.clone(),
            issued_at: now,
            expires_at: now.plus(SESSION_SECONDS.into()),
            revoked_at: None,
        };
        let expires_at = session.expires_at;
        let checked = Arc::new((session, user.clone(), event));
        let given = write::<_, ControlError, _>(self.store.as_ref(), move |transaction| {
            let checked = Arc::clone(&checked);
            Box::pin(async move {
                let (session, user, event) = &*checked;
                let now_known = transaction.find_user(&user.tenant, &user.email).await?;
                if now_known.as_ref() != Some(user) {
                    return Ok(false);
                }
                transaction.insert_session(session).await?;
                if let Some(event) = event {
                    transaction.append_event(event).await?;
                }
                Ok(true)
            })
        })
        .await?;
        Ok(given.then(|| SignedIn {
            user,
            tenant: tenant.clone(),
            expires_at,
            value,
        }))
    }

    fn session_event(
        &self,
        kind: &'static str,
        tenant: &Tenant,
        user: &User,
        request_id: Option<String>,
    ) -> NewEvent {
        let provenance = Provenance {
            actor: Actor::User(user.id),
            correlation_id: None,
            request_id,
        };
        provenance.event(
            self.clock.as_ref(),
            kind,
            (Some(tenant.id.clone()), Some(tenant.organization)),
            (ResourceKind::User, user.id.to_string()),
            &json!({ "email": user.email }),
        )
    }
}
