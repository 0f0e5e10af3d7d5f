//! A tenant: one platform owner's part of the record.

use serde::{Deserialize, Serialize};

use super::Environment;
use crate::id::{OrganizationId, TenantId, Timestamp};

/// One platform owner's part of the record; nothing is visible from one tenant to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its name.
    pub id: TenantId,
    /// The organization of kind `tenant` at the root of its tree.
    pub organization: OrganizationId,
    /// What the owner may switch.
    pub settings: TenantSettings,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a platform owner may switch for a tenant. Settings that a stored tenant does not name have their default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TenantSettings {
    /// Whether customers may be enabled for global sales (vipmp contract, code 1139).
    pub global_sales: bool,
    /// Whether large government agencies may be registered (vipmp contract, code 1164).
    pub large_government_agencies: bool,
    /// Whether cookie sessions must send the CSRF header on GET and HEAD (akana contract, section 3).
    pub read_csrf: bool,
    /// Whether cookie sessions must send the CSRF header on writes (akana contract, section 3).
    pub write_csrf: bool,
    /// The environments that zone associations may name (akana contract, section 6).
    pub environments: Vec<String>,
    /// Where another person looks at the deploy requests of every account (rulesv4 contract, section 6).
    pub review: ReviewTimes,
}

/// In which environments another person looks at deploy requests before they are handed over, of every account of a tenant or of
/// one that has it [so for itself](super::Review): the seconds for a decision, or none where nobody looks on their account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewTimes {
    /// In production.
    pub production: Option<u32>,
    /// In staging.
    pub staging: Option<u32>,
}

impl ReviewTimes {
    /// Seconds for a decision in that environment, if requests are reviewed there.
    pub fn within(self, environment: Environment) -> Option<u32> {
        match environment {
            Environment::Production => self.production,
            Environment::Staging => self.staging,
        }
    }
}

impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            global_sales: false,
            large_government_agencies: false,
            read_csrf: false,
            write_csrf: true,
            environments: vec!["Production".to_owned(), "Sandbox".to_owned()],
            review: ReviewTimes::default(),
        }
    }
}
