//! Zones, and what they are for, as bodies say them (akana contract, sections 6 and 7).

use landfall_core::rules::{
    shown::Unfit,
    zones::{AccessPointForm, AssociationForm, ZoneForm},
};
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use super::{
    media::BodyForm,
    members::{Faults, Members, together},
    node::Node,
};
use crate::error::Fault;

const ID: &str = "DeploymentZoneID";
const CONTAINER_NAME: &str = "ContainerName";
const ACCESS_POINTS: &str = "DeploymentZoneAccessPoint";
const ASSOCIATIONS: &str = "DZoneEnvImplAssociations";
const ASSOCIATION: &str = "DZoneEnvImplAssociation";

/// The names that the record has for members, and theirs here.
const NAMES: [(&str, &str); 12] = [
    ("name", "Name"),
    ("description", "Description"),
    ("location", "Location"),
    ("container_key", "ContainerKey"),
    ("address_override", "AddressOverrideBehavior"),
    ("random_host_name", "RandomHostNameBehavior"),
    ("host_name", "HostName"),
    ("access_points", ACCESS_POINTS),
    ("protocol", "Protocol"),
    ("address", "Address"),
    ("implementation", "Implementation"),
    ("environment", "Environment"),
];

/// Which members are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// All that a zone can be given.
    AtAll,
    /// Those without access points, which follow from the gateway's listeners.
    AtAllButAccessPoints,
}

/// The zone that a body asks for: 400 if it says something else. Its id and the name of its gateway group are not looked at.
pub(crate) fn zone(body: &[u8], form: BodyForm, looks: Looks) -> Result<ZoneForm, Fault> {
    let body = read(body, form)?;
    let mut faults = Faults::default();
    let known = [
        ID,
        "Name",
        "Description",
        "Location",
        "ContainerKey",
        CONTAINER_NAME,
        "AddressOverrideBehavior",
        "RandomHostNameBehavior",
        "HostName",
        "VirtualHostSupported",
        ACCESS_POINTS,
        ASSOCIATIONS,
    ];
    let members = Members::of_body(&body, form, &known, &mut faults);
    let zone = members.map(|members| zone_of(&members, looks, &mut faults));
    faults.settle()?;
    Ok(zone.unwrap_or_default())
}

fn zone_of(members: &Members<'_>, looks: Looks, faults: &mut Faults) -> ZoneForm {
    let mut text = |name| members.text(name, faults);
    let mut zone = ZoneForm {
        name: text("Name"),
        description: text("Description"),
        location: text("Location"),
        container_key: text("ContainerKey"),
        address_override: text("AddressOverrideBehavior"),
        random_host_name: text("RandomHostNameBehavior"),
        host_name: text("HostName"),
        ..ZoneForm::default()
    };
    zone.virtual_host = members.truth("VirtualHostSupported", faults);
    if looks == Looks::AtAll {
        let points = members.list(ACCESS_POINTS, &["Protocol", "Name", "Address"], faults);
        let point = |point: Members<'_>| AccessPointForm {
            protocol: point.text("Protocol", faults),
            name: point.text("Name", faults),
            address: point.text("Address", faults),
        };
        zone.access_points = points.map(|points| points.into_iter().map(point).collect());
    }
    let associations = members.object(ASSOCIATIONS, &[ASSOCIATION], faults);
    zone.associations = associations.map(|pairs| pairs_of(&pairs, faults));
    zone
}

/// What a zone is to be for: 400 if the body says something else.
pub(crate) fn associations(body: &[u8], form: BodyForm) -> Result<Vec<AssociationForm>, Fault> {
    let body = read(body, form)?;
    let mut faults = Faults::default();
    let members = Members::of_body(&body, form, &[ASSOCIATION], &mut faults);
    let pairs = members.map(|members| pairs_of(&members, &mut faults));
    faults.settle()?;
    Ok(pairs.unwrap_or_default())
}

/// The pairs in an object of them. In XML it has no element for an empty set.
fn pairs_of(members: &Members<'_>, faults: &mut Faults) -> Vec<AssociationForm> {
    let pairs = members.whole_list(ASSOCIATION, &["Implementation", "Environment"], faults);
    let pair = |pair: Members<'_>| AssociationForm {
        implementation: pair.text("Implementation", faults),
        environment: pair.text("Environment", faults),
    };
    pairs.into_iter().map(pair).collect()
}

fn read(body: &[u8], form: BodyForm) -> Result<Node, Fault> {
    Node::read(body, form).map_err(|error| Fault::bad_request(error.to_string()))
}

/// What does not fit about a zone, in the names of this dialect. `within` is where its associations stand in the body.
pub(crate) fn told(findings: &[Unfit], within: Associations) -> String {
    let complaints = findings.iter().map(|unfit| {
        let steps = unfit.member.split('.').map(|step| named(step, within));
        let path = steps.collect::<Vec<_>>().join(".");
        // One rule speaks of another member.
        let rule = unfit
            .rule
            .replace("address_override", "AddressOverrideBehavior");
        format!("{path}: {rule}")
    });
    together(complaints.collect())
}

/// Where associations stand in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Associations {
    /// In a member of the zone.
    OfZone,
    /// They are the body.
    Alone,
}

/// A step of a path, which may end in the place in a list.
fn named(step: &str, within: Associations) -> String {
    let (name, place) = step.split_at(step.find('[').unwrap_or(step.len()));
    let known = NAMES.iter().find(|(record, _)| *record == name);
    match (known, name, within) {
        (Some((_, name)), _, _) => format!("{name}{place}"),
        (None, "associations", Associations::OfZone) => {
            format!("{ASSOCIATIONS}.{ASSOCIATION}{place}")
        }
        (None, "associations", Associations::Alone) => format!("{ASSOCIATION}{place}"),
        (None, other, _) => format!("{other}{place}"),
    }
}

/// What the document says of a body that asks for a zone.
pub(crate) fn schema(looks: Looks) -> Schema {
    let permission = json!({ "enum": ["com.akana.allow", "com.akana.dontallow", null] });
    let point = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["Protocol", "Name", "Address"],
        "properties": {
            "Protocol": { "enum": ["http", "https"] },
            "Name": { "type": "string", "description": "The name of a listener of the gateway group." },
            "Address": { "type": "string", "pattern": "^https?://[^/]+:[0-9]+$" },
        },
    });
    let points = match looks {
        Looks::AtAll => json!({
            "type": ["array", "null"],
            "items": point,
            "description": "What is advertised; left out, access points follow from the gateway's listeners.",
        }),
        Looks::AtAllButAccessPoints => json!({ "description": "Not looked at." }),
    };
    let mut associations = associations_schema();
    associations.insert("type".to_owned(), json!(["object", "null"]));
    json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": ["Name", "ContainerKey"],
        "properties": {
            ID: { "description": "Not looked at." },
            "Name": { "type": "string", "minLength": 1, "maxLength": 100 },
            "Description": { "type": ["string", "null"], "maxLength": 4000 },
            "Location": { "type": ["string", "null"], "description": "`lat, long`; an empty one is unknown." },
            "ContainerKey": { "type": "string", "description": "A gateway group with listeners." },
            CONTAINER_NAME: { "description": "Not looked at." },
            "AddressOverrideBehavior": permission,
            "RandomHostNameBehavior": permission,
            "HostName": {
                "type": ["string", "null"],
                "description": "Asked for with `AddressOverrideBehavior` `com.akana.allow`, and not looked at otherwise.",
            },
            "VirtualHostSupported": { "type": ["boolean", "null"] },
            ACCESS_POINTS: points,
            ASSOCIATIONS: associations,
        },
    })
}

/// What the document says of a body that says what a zone is for.
pub(crate) fn associations_schema() -> Schema {
    json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": [ASSOCIATION],
        "properties": {
            ASSOCIATION: {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["Implementation", "Environment"],
                    "properties": {
                        "Implementation": {
                            "type": "string",
                            "description": "`Live` or `Sandbox`, in any letter case.",
                        },
                        "Environment": {
                            "type": "string",
                            "description": "One of the tenant's environments.",
                        },
                    },
                },
            },
        },
    })
}

/// A zone to ask for.
pub(crate) fn example() -> Value {
    json!({
        "Name": "Payments EU",
        "ContainerKey": "container-1051",
        "DZoneEnvImplAssociations": pairs_example(),
    })
}

/// What a zone could be for.
pub(crate) fn pairs_example() -> Value {
    json!({ "DZoneEnvImplAssociation": [{ "Implementation": "Live", "Environment": "Production" }] })
}
