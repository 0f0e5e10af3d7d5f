//! An account: a customer with its services (metallic contract, section 8). Members that have no value are left out.

use landfall_core::{
    id::OrganizationId,
    model::{AccountType, Organization, Service, SoldAccount, SoldStatus, Subscription},
};
use serde::{Serialize, Serializer};

use super::{contact::Contact, time::Time};

/// An account, in lists and by itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account<'a> {
    id: OrganizationId,
    insert_ts: Time,
    update_ts: Time,
    #[serde(skip_serializing_if = "str::is_empty")]
    external_id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    website: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    provision_country: &'a str,
    status: SoldStatus,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<AccountType>,
    contacts: Administrator<'a>,
    services: Lines<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated_options: Option<DeactivatedOptions>,
}

impl<'a> From<&'a SoldAccount> for Account<'a> {
    fn from(account: &'a SoldAccount) -> Self {
        let organization = &account.organization;
        let profile = &organization.profile;
        let address = profile.address.as_ref();
        let deactivated = account.status == SoldStatus::Deactivated;
        Self {
            id: organization.id,
            insert_ts: Time(organization.created_at),
            update_ts: Time(organization.updated_at),
            external_id: &organization.external_reference,
            name: &organization.name,
            website: &profile.website,
            provision_country: address.map_or("", |address| &address.country),
            status: account.status,
            kind: account.account_type,
            contacts: Administrator(organization),
            services: Lines(&account.services),
            deactivated_options: deactivated.then_some(DeactivatedOptions {
                disable_login: false,
                disable_backup: true,
                disable_restore: false,
            }),
        }
    }
}

/// The first contact, if there is one.
struct Administrator<'a>(&'a Organization);

impl Serialize for Administrator<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let profile = &self.0.profile;
        let first = profile.contacts.first();
        serializer.collect_seq(first.map(|contact| Contact::of(contact, profile, "admin")))
    }
}

struct Lines<'a>(&'a [Subscription]);

impl Serialize for Lines<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Line::from))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    sku: &'a str,
    quantity: u32,
    order_date: Time,
    service_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial_end_date: Option<Time>,
}

impl<'a> From<&'a Subscription> for Line<'a> {
    fn from(line: &'a Subscription) -> Self {
        Self {
            sku: &line.sku,
            quantity: line.quantity,
            order_date: Time(line.ordered_at),
            service_type: line.service.as_str(),
            trial_end_date: match line.service {
                Service::Paid => None,
                Service::Trial { ends_at } => Some(Time(ends_at)),
            },
        }
    }
}

/// What a deactivated account can still do: sign in and restore.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeactivatedOptions {
    disable_login: bool,
    disable_backup: bool,
    disable_restore: bool,
}
