//! Who orders.

use crate::{access::Caller, command::Partner};

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
