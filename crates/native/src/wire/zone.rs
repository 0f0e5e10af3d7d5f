//! Deployment zones.

use landfall_core::model::{Behavior, Grants, ZoneRecord};
use serde::Serialize;
use utoipa::ToSchema;

use super::common::{Time, given};

/// A named offer of one gateway group to organizations.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Zone)]
pub(crate) struct ZoneView {
    /// Its id, as akana has it without the tenant; unique in the tenant.
    #[schema(example = "container-1051")]
    id: String,
    /// The organization that defined it.
    #[schema(format = Uuid)]
    owner_id: String,
    /// Its name.
    name: String,
    /// A text for people.
    description: Option<String>,
    /// `latitude, longitude`, when known.
    location: Option<String>,
    /// The gateway group it offers.
    gateway_group_id: String,
    /// That gateway group's key.
    gateway_group_key: String,
    /// To whom below its owner it is offered.
    grants: GrantsView,
    /// The host that replaces the gateway's; null when it does not.
    host_name: Option<String>,
    /// Whether deployed APIs get a random prefix before their host.
    random_host_name: bool,
    /// Whether virtual hosts are supported.
    virtual_host: bool,
    /// Access points that were set by hand; null when they follow from the gateway's listeners.
    access_points: Option<Vec<AccessPointView>>,
    /// Which implementations run there in which environments.
    associations: Vec<AssociationView>,
    /// When it was made.
    created_at: Time,
    /// When it last changed.
    updated_at: Time,
}

/// To whom a zone is offered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ZoneGrants)]
struct GrantsView {
    /// `all` below the owner, `none`, or `some`.
    to: &'static str,
    /// For `some`: these organizations, and what lies below them.
    organization_ids: Vec<String>,
}

/// Where users reach what a zone offers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccessPoint)]
struct AccessPointView {
    /// `http` or `https`.
    protocol: &'static str,
    /// The listener's name.
    name: String,
    /// A URL with its port.
    address: String,
}

/// A pair of implementation and environment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ZoneAssociation)]
struct AssociationView {
    /// `Live` or `Sandbox`.
    implementation: &'static str,
    /// One of the tenant's environments.
    environment: String,
}

impl From<Grants> for GrantsView {
    fn from(grants: Grants) -> Self {
        let (to, organizations) = match grants {
            Grants::All => ("all", Vec::new()),
            Grants::None => ("none", Vec::new()),
            Grants::Some(organizations) => ("some", organizations),
        };
        Self {
            to,
            organization_ids: organizations.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<ZoneRecord> for ZoneView {
    fn from(
        ZoneRecord {
            zone,
            gateway_group,
        }: ZoneRecord,
    ) -> Self {
        let access_points = zone.access_points.map(|points| {
            let points = points.into_iter().map(|point| AccessPointView {
                protocol: point.protocol.as_str(),
                name: point.name,
                address: point.address,
            });
            points.collect()
        });
        let associations = zone.associations.into_iter().map(|pair| AssociationView {
            implementation: pair.implementation.as_str(),
            environment: pair.environment,
        });
        Self {
            id: zone.key,
            owner_id: zone.owner.to_string(),
            name: zone.name,
            description: given(zone.description),
            location: zone.location,
            gateway_group_id: zone.gateway_group.to_string(),
            gateway_group_key: gateway_group.key,
            grants: zone.grants.into(),
            host_name: zone.host_name,
            random_host_name: zone.random_host_name == Behavior::Allow,
            virtual_host: zone.virtual_host,
            access_points,
            associations: associations.collect(),
            created_at: Time(zone.created_at),
            updated_at: Time(zone.updated_at),
        }
    }
}
