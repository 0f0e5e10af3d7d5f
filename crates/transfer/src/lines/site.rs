//! Sites with the places from which they are fetched and the names by which users reach them.

use landfall_core::{
    id::{EdgeCnameId, Hostname, OrganizationId, OriginName, SiteId, TenantId, Timestamp},
    model::{EdgeCname, Site, Upstream},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteLine {
    id: SiteId,
    tenant: TenantId,
    account: OrganizationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<OriginName>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    updated_at: Timestamp,
    upstreams: Vec<Upstream>,
    hostnames: Vec<EdgeCnameMember>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EdgeCnameMember {
    id: EdgeCnameId,
    hostname: Hostname,
}

pub(super) fn serialize<S: Serializer>(site: &Site, to: S) -> Result<S::Ok, S::Error> {
    let hostnames = site.hostnames.iter().map(|cname| EdgeCnameMember {
        id: cname.id,
        hostname: cname.hostname.clone(),
    });
    SiteLine {
        id: site.id,
        tenant: site.tenant.clone(),
        account: site.account,
        origin: site.origin.clone(),
        created_at: site.created_at,
        updated_at: site.updated_at,
        upstreams: site.upstreams.clone(),
        hostnames: hostnames.collect(),
    }
    .serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Site, D::Error> {
    let line = SiteLine::deserialize(from)?;
    let hostnames = line.hostnames.into_iter().map(|member| EdgeCname {
        id: member.id,
        hostname: member.hostname,
    });
    Ok(Site {
        id: line.id,
        tenant: line.tenant,
        account: line.account,
        origin: line.origin,
        upstreams: line.upstreams,
        hostnames: hostnames.collect(),
        created_at: line.created_at,
        updated_at: line.updated_at,
    })
}
