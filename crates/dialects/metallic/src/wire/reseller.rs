//! A reseller (metallic contract, section 8). Members that have no value are left out.

use landfall_core::{id::OrganizationId, model::Organization};
use serde::{Serialize, Serializer};

use super::{contact::Contact, time::Time};

/// A reseller by itself. The contract knows no other type and no other status of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reseller<'a> {
    id: OrganizationId,
    insert_ts: Time,
    update_ts: Time,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    contacts: Contacts<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    website: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    external_id: &'a str,
    workload_access: bool,
}

impl<'a> Reseller<'a> {
    /// Shows an organization of kind `reseller`.
    pub(crate) fn of(organization: &'a Organization) -> Self {
        Self {
            id: organization.id,
            insert_ts: Time(organization.created_at),
            update_ts: Time(organization.updated_at),
            name: &organization.name,
            kind: "reseller",
            status: "active",
            contacts: Contacts(organization),
            website: &organization.profile.website,
            external_id: &organization.external_reference,
            workload_access: organization.profile.workload_access,
        }
    }
}

struct Contacts<'a>(&'a Organization);

impl Serialize for Contacts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let profile = &self.0.profile;
        let contacts = profile.contacts.iter();
        serializer.collect_seq(contacts.map(|contact| Contact::of(contact, profile, "primary")))
    }
}
