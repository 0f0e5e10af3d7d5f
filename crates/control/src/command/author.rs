//! Who changes things in the name of an account, and which user stands for them in histories.
//!
//! Histories name users. A person who calls stands there as themselves, and so does the person in whose name an operator acts.
//! Other callers are API clients. A client that is bound to a person stands for that person, if the tenant knows them; any other
//! has a user of its own, which is made when it is first needed and cannot sign in.

use std::sync::Arc;

use landfall_core::{
    id::{OrganizationId, UserId, counter},
    model::{ApiClient, ResourceKind, User},
};
use landfall_store::{listing::CustomerName, write};
use serde_json::json;

use super::Refusal;
use crate::{
    Control, ControlError, Provenance,
    access::{ActingFor, Caller, NativeCaller},
    record::random_uuid,
    secret::hash,
};

/// Who changes things in the name of an account.
#[derive(Debug, Clone)]
pub struct Author {
    /// For which account.
    pub acting: ActingFor,
    by: By,
    provenance: Provenance,
}

/// Who stands for an author in histories.
#[derive(Debug, Clone)]
enum By {
    /// This user.
    Person(UserId),
    /// The user of a client.
    Client(ApiClient),
}

impl Author {
    /// A caller that acts for that account; none if it may only read. The id is that of the request.
    pub fn new(caller: &Caller, acting: ActingFor, request_id: Option<String>) -> Option<Self> {
        let client = caller.client().filter(|_| caller.write)?;
        Some(Self {
            acting,
            by: By::Client(client.clone()),
            provenance: Provenance {
                actor: caller.actor,
                correlation_id: None,
                request_id,
            },
        })
    }

    /// Where its commands come from.
    pub(crate) fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}

impl Control {
    /// A caller of the native API that changes things in the name of an account in its view; none if it may not. That there is no
    /// such account in view is a refusal. Point reads. The id is that of the request.
    pub async fn author(
        &self,
        caller: &NativeCaller,
        account: OrganizationId,
        request_id: Option<String>,
    ) -> Result<Option<Author>, Refusal> {
        if !caller.write {
            return Ok(None);
        }
        let known = CustomerName::Id(account);
        let customer = self.store.customer_named(&caller.view, &known).await?;
        let number = customer.and_then(|customer| customer.organization.account_number);
        let number = number.ok_or(Refusal::NotFound)?;
        if !self.may_write_at(caller, account).await? {
            return Ok(None);
        }
        let credential = caller.credential.as_ref();
        let client = credential.and_then(|credential| credential.client.as_ref());
        let by = match (&caller.person, client) {
            (Some(person), _) => By::Person(person.id),
            (None, Some(client)) => By::Client(client.clone()),
            (None, None) => return Ok(None),
        };
        Ok(Some(Author {
            acting: ActingFor {
                view: caller.view.clone(),
                account,
                number,
            },
            by,
            provenance: Provenance {
                actor: caller.actor,
                correlation_id: None,
                request_id,
            },
        }))
    }

    /// The user who stands in histories for what the author does. Point reads; one write when a client changes something for the
    /// first time.
    pub(crate) async fn user_of(&self, author: &Author) -> Result<UserId, ControlError> {
        match &author.by {
            By::Person(user) => Ok(*user),
            By::Client(client) => self.user_of_client(client, &author.provenance).await,
        }
    }

    /// The same for any client, whose commands come from there.
    pub(crate) async fn user_of_client(
        &self,
        client: &ApiClient,
        provenance: &Provenance,
    ) -> Result<UserId, ControlError> {
        let tenant = &client.tenant;
        if let Some(person) = &client.person {
            let email = person.trim().to_lowercase();
            if let Some(user) = self.store.user_by_email(tenant, &email).await? {
                return Ok(user.id);
            }
        }
        let email = address_of(&client.client_id);
        match self.store.user_by_email(tenant, &email).await? {
            Some(user) => Ok(user.id),
            None => self.add_user_of(client, provenance, email).await,
        }
    }

    /// Adds the client's own user, unless another call has done so meanwhile.
    async fn add_user_of(
        &self,
        client: &ApiClient,
        provenance: &Provenance,
        email: String,
    ) -> Result<UserId, ControlError> {
        let (clock, client) = (Arc::clone(&self.clock), client.clone());
        let provenance = provenance.clone();
        write(self.store.as_ref(), move |transaction| {
            let (clock, client, email) = (Arc::clone(&clock), client.clone(), email.clone());
            let provenance = provenance.clone();
            Box::pin(async move {
                // Whoever else makes this user waits here.
                transaction.find_client(&client.client_id).await?;
                if let Some(user) = transaction.find_user(&client.tenant, &email).await? {
                    return Ok(user.id);
                }
                let user = User {
                    id: UserId(transaction.next_number(counter::USER).await?),
                    uuid: random_uuid(),
                    tenant: client.tenant.clone(),
                    name: email.split('@').next().unwrap_or_default().to_owned(),
                    email,
                    first_name: "API client".to_owned(),
                    last_name: client.client_id.clone(),
                    password_hash: None,
                    created_at: clock.now(),
                    revoked_at: None,
                };
                transaction.insert_user(&user).await?;
                let event = provenance.event(
                    clock.as_ref(),
                    "user.created",
                    (Some(user.tenant.clone()), client.organization),
                    (ResourceKind::User, user.id.to_string()),
                    &json!({ "email": user.email, "client": client.client_id }),
                );
                transaction.append_event(&event).await?;
                Ok(user.id)
            })
        })
        .await
    }
}

/// The address of a client's own user: no mail can be sent to it, and no two clients of a tenant have the same. One that would
/// not read as an address in lower case is told by its hash; a colon is in no client's name.
fn address_of(client_id: &str) -> String {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    let name = if client_id.bytes().all(plain) {
        client_id.to_owned()
    } else {
        let hash = hash(client_id.as_bytes());
        let digits = hash.iter().map(|byte| format!("{byte:02x}"));
        format!("sha256:{}", digits.collect::<String>())
    };
    format!("{name}@clients.invalid")
}

#[cfg(test)]
mod tests {
    use landfall_core::rules::account::is_email;

    use super::*;

    #[test]
    fn each_client_has_an_address_of_its_own_in_lower_case() {
        assert_eq!(address_of("swo-app"), "swo-app@clients.invalid");
        let long = "x".repeat(128);
        let names = ["swo-app", "SWO-app", "a@b", "a%40b", "é", long.as_str()];
        let addresses = names.map(address_of);
        for (place, address) in addresses.iter().enumerate() {
            assert!(is_email(address), "{address}");
            assert_eq!(*address, address.to_lowercase());
            assert!(!addresses[..place].contains(address), "{address}");
        }
    }
}
