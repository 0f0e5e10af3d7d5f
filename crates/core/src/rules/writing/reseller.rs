//! New resellers, and changes to those that are there (vipmp contract, section 7.2).

use serde_json::{Map, Value};

use super::{
    Reason, Refused,
    customer::{Fixed, changed, common},
    members::{Faults, Members, Named, REFERENCE, read_body},
    part::Sent,
    profile::{GivenProfile, Of, profile},
};
use crate::{
    id::{Timestamp, VipmpId},
    model::{MarketSegment, Organization, Profile, Reseller, Status},
};

/// What a client cannot set; sent back as it was shown, it is accepted. In the order of the members, before and behind those
/// that it can set.
const DISTRIBUTOR: &str = "distributorId";
const FIXED_BEFORE: [&str; 2] = [DISTRIBUTOR, "resellerId"];
const FIXED_BEHIND: [&str; 3] = ["creationDate", "status", "links"];
const POSTAL_CODE: &str = "companyProfile.address.postalCode";

/// A body that asks for a reseller.
#[derive(Debug, Clone)]
pub struct NewReseller {
    distributor: Named,
    reference: String,
    profile: GivenProfile,
    faults: Faults,
}

/// A reseller that may be made.
#[derive(Debug, Clone, PartialEq)]
pub struct ResellerToBe {
    /// Its name.
    pub name: String,
    /// The partner's own reference.
    pub external_reference: String,
    /// Its profile.
    pub profile: Profile,
}

impl NewReseller {
    /// Reads a body. It fails only if that is no JSON object; whatever else is wrong is told in its turn.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        Ok(Self::of(&read_body(body)?, Faults::default()))
    }

    /// Reads members that another face has put into these words, for a reseller below that distributor. Whatever is wrong with them
    /// is told at once.
    pub fn below(distributor: &VipmpId, mut members: Map<String, Value>) -> Self {
        members.insert(DISTRIBUTOR.to_owned(), distributor.as_str().into());
        Self::of(&members, Faults::together())
    }

    /// What is wrong with such members by themselves, whoever the distributor is.
    pub fn alone(members: &Map<String, Value>) -> Result<(), Refused> {
        let faults = Self::of(members, Faults::together()).faults;
        faults.form()?;
        faults.values()
    }

    fn of(body: &Map<String, Value>, mut faults: Faults) -> Self {
        let known = [DISTRIBUTOR, REFERENCE, "companyProfile"];
        let members = Members::of_body(body, &known, &mut faults);
        let distributor = members.required_id(DISTRIBUTOR, &mut faults);
        let reference = members.reference(&mut faults).unwrap_or_default();
        let profile = profile(&members, Of::Reseller { is_new: true }, &mut faults);
        Self {
            distributor,
            reference,
            profile,
            faults,
        }
    }

    /// The distributor that is named.
    pub fn distributor(&self) -> Option<&VipmpId> {
        self.distributor.id()
    }

    /// The reseller that is to be made below that distributor, if it may be made.
    pub fn decide(&self, distributor: Option<&Organization>) -> Result<ResellerToBe, Refused> {
        self.faults.form()?;
        let is_known = matches!(self.distributor, Named::Not) || distributor.is_some();
        Refused::unless(is_known, Reason::NoDistributor)?;
        self.faults.values()?;
        let given = &self.profile;
        let segments = match given.segments.as_slice() {
            [] => vec![MarketSegment::Commercial],
            given => given.to_vec(),
        };
        Ok(ResellerToBe {
            name: given.name.clone(),
            external_reference: self.reference.clone(),
            profile: Profile {
                preferred_language: given.language.clone(),
                market_segments: segments,
                address: Some(given.address.clone()),
                contacts: given.contacts.clone(),
                ..Profile::default()
            },
        })
    }
}

/// A body that asks for changes to a reseller.
#[derive(Debug, Clone)]
pub struct ResellerPatch(Sent);

impl ResellerPatch {
    /// Reads a body. It fails only if that is no JSON object; whatever else is wrong is told in its turn.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        Sent::read(body).map(Self)
    }

    /// A change of these members alone, which another face has put into these words: whatever is not among them stays. All that is
    /// wrong with them is told at once.
    pub fn part(members: Map<String, Value>) -> Self {
        Self(Sent::part(members))
    }

    /// The reseller as it is to be, if it may be so. `shown` is how the client sees it now.
    pub fn decide(
        &self,
        reseller: &Reseller,
        shown: &Value,
        now: Timestamp,
    ) -> Result<Organization, Refused> {
        let before = &reseller.organization;
        let whole = self.0.over(shown);
        let body = Value::Object(whole.clone().into_owned());
        let mut read = self.0.faults();
        let known = [
            &[REFERENCE, "companyProfile"][..],
            &FIXED_BEFORE,
            &FIXED_BEHIND,
        ]
        .concat();
        let members = Members::of_body(&whole, &known, &mut read);
        let reference = members.reference(&mut read);
        let given = profile(&members, Of::Reseller { is_new: false }, &mut read);
        // A postal code that made the account invalid is looked at again.
        let looked_at: &[&str] = match before.status {
            Status::InvalidAddress => &[POSTAL_CODE],
            _ => &[],
        };
        let faults = read.besides_echoes(&body, shown, looked_at);
        faults.form()?;
        let is_open = !matches!(before.status, Status::Pending | Status::Blocked);
        Refused::unless(is_open, Reason::AccountNotEditable)?;
        let fixed = Fixed { body: &body, shown };
        let mut paths = fixed.of(&FIXED_BEFORE);
        paths.extend(fixed.changed("companyProfile.companyName"));
        paths.extend(fixed.place());
        paths.extend(fixed.of(&FIXED_BEHIND));
        Refused::if_any(Reason::Fixed, &paths)?;
        faults.values()?;
        let stored = &before.profile;
        let sold = match stored.market_segments.as_slice() {
            [] => &[MarketSegment::Commercial][..],
            stored => stored,
        };
        let keeps = sold.iter().all(|segment| given.segments.contains(segment));
        Refused::unless(keeps, Reason::MarketRemoved)?;
        let mut profile = common(stored, &given, &fixed, &[]);
        if given.segments != sold {
            profile.market_segments.clone_from(&given.segments);
        }
        let reference = reference.unwrap_or(before.external_reference.clone());
        Ok(changed(before, reference, profile, now))
    }
}
