//! How a server gets into the fleet: an invitation for one server, and the credential that the server gets for it.

use super::Placement;
use crate::id::{ServerId, TenantId, Timestamp};

/// An invitation for one server. It is good once and for a while, in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinToken {
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// Whose fleet the server will be part of.
    pub tenant: TenantId,
    /// Where and what it will run.
    pub placement: Placement,
    /// The name that it will have; none to let the server choose.
    pub name: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was used, and by which server.
    pub used: Option<(Timestamp, ServerId)>,
}

impl JoinToken {
    /// Whether it still lets a server in at `now`.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.used.is_none() && now < self.expires_at
    }
}

/// What a server shows when it opens its stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerCredential {
    /// SHA-256 of it.
    pub hash: [u8; 32],
    /// The server.
    pub server: ServerId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::PopId,
        model::{Environment, Platform},
    };

    #[test]
    fn an_invitation_is_good_once_and_until_its_end() {
        let at = Timestamp::from_seconds;
        let token = JoinToken {
            hash: [1; 32],
            tenant: "acme".parse().unwrap(),
            placement: Placement {
                pop: PopId(1),
                platform: Platform::Adn,
                environment: Environment::Staging,
            },
            name: None,
            created_at: at(0),
            expires_at: at(10),
            used: None,
        };
        assert!(token.is_good(at(9)));
        assert!(!token.is_good(at(10)));
        let used = JoinToken {
            used: Some((at(5), ServerId(1))),
            ..token
        };
        assert!(!used.is_good(at(9)));
    }
}
