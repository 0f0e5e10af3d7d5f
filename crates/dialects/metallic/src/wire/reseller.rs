//! A reseller (metallic contract, section 8). Members that have no value are left out.

use landfall_core::{id::OrganizationId, model::Organization};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::{
    contact::Contact,
    shapes::{Uuid, external_id, name, some_text},
    time::Time,
};

/// A reseller by itself. The contract knows no other type and no other status of it.
/// Members in this order; one that has no value is left out.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Reseller<'a> {
    #[schemars(with = "Uuid")]
    id: OrganizationId,
    insert_ts: Time,
    update_ts: Time,
    #[schemars(schema_with = "name")]
    name: &'a str,
    #[serde(rename = "type")]
    #[schemars(extend("const" = "reseller"))]
    kind: &'static str,
    #[schemars(extend("const" = "active"))]
    status: &'static str,
    #[schemars(with = "Vec<Contact<'a>>")]
    contacts: Contacts<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "some_text")]
    website: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    #[schemars(schema_with = "external_id")]
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
