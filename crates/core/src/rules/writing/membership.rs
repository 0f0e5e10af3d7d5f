//! Groups of customers: making one, and joining one (vipmp contract, section 7.4).

use serde_json::Value;

use super::{
    Reason, Refused,
    benefits::is_committing,
    members::{Faults, Members, read_body},
};
use crate::{
    id::VipmpId,
    model::{Customer, GroupKind, MembershipGroup, Profile},
    rules::shown::is_line,
};

/// The member of the body that has a group.
pub(super) const MEMBERSHIP: &str = "linkedMembership";
const MEMBERS: [&str; 7] = [
    "id",
    "name",
    "type",
    "linkedMembershipType",
    "creationDate",
    "country",
    "benefitTypes",
];

/// A group to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// What kind of group it is.
    pub kind: GroupKind,
}

/// What a body says of a group.
#[derive(Debug, Clone, Default)]
pub(super) struct GivenGroup {
    /// It asks for a group.
    asked: Option<NewGroup>,
    /// Read-only members that would change.
    pub(super) fixed: Vec<String>,
}

impl GivenGroup {
    /// The group in a body. One that is shown may be sent back, whole or in part; another cannot take its place.
    pub(super) fn read(body: &Members<'_>, shown: Option<&Value>, faults: &mut Faults) -> Self {
        let mut given = Self::default();
        let Some(members) = body.object(MEMBERSHIP, &MEMBERS, faults) else {
            return given;
        };
        if let Some(shown) = shown {
            let is_kept = |name: &&str| {
                let sent = members.get(name);
                sent.is_none_or(|sent| shown.get(*name) == Some(sent))
            };
            if !MEMBERS.iter().all(is_kept) {
                given.fixed.push(MEMBERSHIP.to_owned());
            }
            return given;
        }
        let of_server = MEMBERS
            .iter()
            .filter(|name| !matches!(**name, "name" | "type"));
        let fixed = of_server.filter(|name| members.get(name).is_some());
        given.fixed.extend(fixed.map(|name| members.path_of(name)));
        let name = members.required_text("name", faults);
        if name.is_some_and(|name| name.chars().count() > 80 || !is_line(name)) {
            members.bad("name", faults);
        }
        let kind = members.required_text("type", faults);
        let kind = kind.and_then(|text| {
            let kind = text.parse().ok();
            if kind.is_none() {
                members.bad("type", faults);
            }
            kind
        });
        if let (Some(name), Some(kind)) = (name, kind) {
            let name = name.to_owned();
            given.asked = Some(NewGroup { name, kind });
        }
        given
    }

    /// The group to be made for a customer that will have that profile.
    pub(super) fn decide(&self, profile: &Profile) -> Result<Option<NewGroup>, Refused> {
        let may = self.asked.is_none() || !is_committing(&profile.benefits);
        Refused::unless(may, Reason::CommittedInGroup)?;
        Ok(self.asked.clone())
    }
}

/// A body that has nothing to say: it is empty, or an object without members.
#[derive(Debug, Clone, Default)]
pub struct NoBody {
    unexpected: Vec<String>,
}

impl NoBody {
    /// Reads a body. It fails only if there is one that is no JSON object.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        if body.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        let object = read_body(body)?;
        let unexpected = object.keys().cloned().collect();
        Ok(Self { unexpected })
    }

    /// Refuses what it says all the same.
    pub fn check(&self) -> Result<(), Refused> {
        Refused::if_any(Reason::Unexpected, &self.unexpected)
    }
}

/// What joining a group comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// The customer becomes a member.
    Joins,
    /// It is in that group already.
    IsIn,
}

/// Whether a customer may join a group. The distributors are those above the customer and above the group's owner.
pub fn join(
    customer: &Customer,
    group: &MembershipGroup,
    (own, owner): (&VipmpId, Option<&VipmpId>),
) -> Result<Joining, Refused> {
    let is_same = owner.is_none_or(|owner| owner == own);
    Refused::unless(is_same, Reason::OtherDistributor)?;
    let profile = &customer.organization.profile;
    Refused::unless(profile.is_large_agency(), Reason::CustomerIsNoAgency)?;
    let Some(agency) = &group.large_agency else {
        return Err(Reason::GroupOfNoAgencies.into());
    };
    Refused::unless(!is_committing(&profile.benefits), Reason::CommittedInGroup)?;
    let country = profile.address.as_ref().map(|it| it.country.as_str());
    let is_here = country == Some(agency.country.as_str());
    Refused::unless(is_here, Reason::GroupElsewhere)?;
    match &customer.membership {
        None => Ok(Joining::Joins),
        Some((its, _)) if its.vipmp_id == group.vipmp_id => Ok(Joining::IsIn),
        Some(_) => Err(Refused {
            reason: Reason::Fixed,
            details: vec![MEMBERSHIP.to_owned()],
        }),
    }
}
