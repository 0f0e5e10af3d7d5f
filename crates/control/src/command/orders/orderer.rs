//! Who orders.

use landfall_core::id::OrganizationId;

use crate::{
    Control, ControlError,
    access::{Caller, NativeCaller},
    command::Partner,
};

/// Who orders: a partner with the name that its orders show.
#[derive(Debug, Clone)]
pub struct Orderer {
    pub(crate) partner: Partner,
    /// The e-mail address of the person, or the id of the service client.
    pub(crate) user: String,
}

impl Orderer {
    /// A caller with the id of its request; none if it may only read.
    pub fn new(caller: &Caller, request_id: Option<String>) -> Option<Self> {
        let partner = Partner::new(caller, None, request_id)?;
        Some(Self::named(partner, caller.user_name()))
    }

    /// A partner under a name.
    pub fn named(partner: Partner, user: &str) -> Self {
        Self {
            partner,
            user: user.to_owned(),
        }
    }

    /// The partner.
    pub fn partner(&self) -> &Partner {
        &self.partner
    }
}

impl Control {
    /// A caller of the native API who orders at an organization in their view, or below it; none if they may not. A point read for
    /// operators. The id is that of the request.
    pub async fn orderer_at(
        &self,
        caller: &NativeCaller,
        organization: OrganizationId,
        request_id: Option<String>,
    ) -> Result<Option<Orderer>, ControlError> {
        let partner = self.partner_at(caller, organization, request_id).await?;
        let client = caller.credential.as_ref().and_then(|it| it.client.as_ref());
        let user = match (&caller.person, client) {
            (Some(person), _) => Some(person.email.as_str()),
            (None, Some(client)) => Some(client.user_name()),
            (None, None) => None,
        };
        Ok(partner
            .zip(user)
            .map(|(partner, user)| Orderer::named(partner, user)))
    }
}
