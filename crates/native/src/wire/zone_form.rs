//! Zones as they are sent.

use landfall_core::{
    id::OrganizationId,
    model::Grants,
    rules::{
        shown::Unfit,
        wish::Wish,
        zones::{AccessPointForm, AssociationForm, ZonePatch},
    },
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::members::{Members, object, settled};
use crate::error::{InputError, Problem};

/// A zone that is to be defined, or what of one is to change. What the server gives (`id`, `gateway_group_id`, times) is not
/// looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ZoneForm)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read with its errors"
)]
pub(crate) struct ZoneFormView {
    /// The organization that defines it, for a new zone: the caller's place unless said. It never changes.
    #[schema(format = Uuid)]
    owner_id: Option<String>,
    /// Its name. A new zone needs one.
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// A text for people.
    #[schema(max_length = 4000)]
    description: Option<String>,
    /// `latitude, longitude`; an empty one is unknown.
    #[schema(example = "37.339835, -121.88615")]
    location: Option<String>,
    /// The key of a gateway group with listeners. A new zone needs one.
    #[schema(example = "container-1051")]
    gateway_group_key: Option<String>,
    /// To whom below its owner it is offered: to all unless said.
    grants: Option<GrantsForm>,
    /// The host that replaces the gateway's; an empty one, or null, does not.
    host_name: Option<String>,
    /// Whether deployed APIs get a random prefix before their host: they do unless said.
    random_host_name: Option<bool>,
    /// Whether virtual hosts are supported: they are not unless said.
    virtual_host: Option<bool>,
    /// What is advertised; null when access points follow from the gateway's listeners.
    access_points: Option<Vec<AccessPointBody>>,
    /// Which implementations run there in which environments: both in Production unless said.
    associations: Option<Vec<AssociationBody>>,
}

/// To whom a zone is offered.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ZoneGrantsForm)]
#[expect(dead_code, reason = "as above")]
struct GrantsForm {
    /// `all` below the owner, `none`, or `some`.
    #[schema(example = "some")]
    to: String,
    /// For `some`: these organizations, which lie below the owner, and what lies below them.
    organization_ids: Option<Vec<String>>,
}

/// Where users reach what a zone offers.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AccessPointForm)]
#[expect(dead_code, reason = "as above")]
struct AccessPointBody {
    /// `http` or `https`.
    protocol: String,
    /// The name of a listener of the gateway group; each once.
    name: String,
    /// A URL with its port.
    #[schema(example = "https://gateway.example.com:443")]
    address: String,
}

/// A pair of implementation and environment.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ZoneAssociationForm)]
#[expect(dead_code, reason = "as above")]
struct AssociationBody {
    /// `Live` or `Sandbox`.
    #[schema(example = "Live")]
    implementation: String,
    /// One of the tenant's environments.
    #[schema(example = "Production")]
    environment: String,
}

/// What was sent: whose zone it is to be, and what of it.
pub(crate) struct SentZone {
    /// The owner, if one is named.
    pub(crate) owner: Option<String>,
    /// Everything else.
    pub(crate) patch: ZonePatch,
}

/// Reads a body.
pub(crate) fn read_zone(body: &[u8]) -> Result<SentZone, Problem> {
    let body = object(body)?;
    let mut errors = Vec::new();
    let known = [
        "id",
        "owner_id",
        "name",
        "description",
        "location",
        "gateway_group_id",
        "gateway_group_key",
        "grants",
        "host_name",
        "random_host_name",
        "virtual_host",
        "access_points",
        "associations",
        "created_at",
        "updated_at",
    ];
    let members = Members::new(&body, "", &known, &mut errors);
    let errors_of = &mut errors;
    let owner = members.text("owner_id", errors_of).value();
    let patch = ZonePatch {
        name: members.text("name", errors_of),
        description: members.text("description", errors_of),
        location: members.text("location", errors_of),
        gateway_group_key: members.text("gateway_group_key", errors_of),
        host_name: members.text("host_name", errors_of),
        random_host_name: members.truth("random_host_name", errors_of),
        virtual_host: members.truth("virtual_host", errors_of),
        access_points: points(&members, errors_of),
        associations: associations(&members, errors_of),
        grants: grants(&members, errors_of),
    };
    settled(SentZone { owner, patch }, errors)
}

fn points(members: &Members<'_>, errors: &mut Vec<InputError>) -> Wish<Vec<AccessPointForm>> {
    let points = members.objects("access_points", &["protocol", "name", "address"], errors);
    points.map(|points| {
        let points = points.iter().map(|point| AccessPointForm {
            protocol: point.text("protocol", errors).value(),
            name: point.text("name", errors).value(),
            address: point.text("address", errors).value(),
        });
        points.collect()
    })
}

fn associations(members: &Members<'_>, errors: &mut Vec<InputError>) -> Wish<Vec<AssociationForm>> {
    let pairs = members.objects("associations", &["implementation", "environment"], errors);
    pairs.map(|pairs| {
        let pairs = pairs.iter().map(|pair| AssociationForm {
            implementation: pair.text("implementation", errors).value(),
            environment: pair.text("environment", errors).value(),
        });
        pairs.collect()
    })
}

fn grants(members: &Members<'_>, errors: &mut Vec<InputError>) -> Wish<Grants> {
    let grants = members.object("grants", &["to", "organization_ids"], errors);
    grants.map(|grants| {
        let to = grants.text("to", errors).value();
        let named = grants.texts("organization_ids", errors).value();
        let named = named.unwrap_or_default();
        match to.as_deref() {
            Some("all") => Grants::All,
            Some("none") => Grants::None,
            Some("some") => Grants::Some(organizations(&named, errors)),
            _ => {
                let detail = "has to be all, none or some";
                errors.push(InputError::member("/grants/to", detail));
                Grants::None
            }
        }
    })
}

fn organizations(named: &[String], errors: &mut Vec<InputError>) -> Vec<OrganizationId> {
    let mut read: Vec<OrganizationId> = Vec::with_capacity(named.len());
    for (index, text) in named.iter().enumerate() {
        match text.parse() {
            Ok(id) => read.push(id),
            Err(_) => errors.push(InputError::member(
                &format!("/grants/organization_ids/{index}"),
                "has to be the UUID of an organization",
            )),
        }
    }
    // As they are kept and shown.
    read.sort_unstable();
    read.dedup();
    read
}

/// What does not fit about a zone, by pointers into the body.
pub(crate) fn unfit_zone(findings: Vec<Unfit>) -> Problem {
    let errors = findings.into_iter().map(|unfit| {
        let path = unfit.member.replace('[', "/").replace(']', "");
        let path = path.replace('.', "/");
        let path = path.replace("container_key", "gateway_group_key");
        InputError::member(&format!("/{path}"), format!("has to be {}", unfit.rule))
    });
    Problem::body(errors.collect())
}
