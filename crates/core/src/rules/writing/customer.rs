//! New customers, and changes to those that are there (vipmp contract, section 7.1).

use serde_json::{Map, Value};

use super::{
    Reason, Refused,
    benefits::{GivenBenefits, has_commitment},
    contacts::{addresses, in_place_of, is_shown, with_known_names},
    coterm,
    echo::{at, is_kept},
    members::{Faults, Members, Named, REFERENCE, read_body},
    membership::{GivenGroup, MEMBERSHIP, NewGroup},
    part::Sent,
    profile::{GivenProfile, Of, SUB_SEGMENTS, are_of, as_shown, profile},
};
use crate::{
    id::{Date, Timestamp, VipmpId},
    model::{
        Contact, Customer, Discount, MarketSegment, Organization, Profile, Status, TenantSettings,
    },
};

/// What a client cannot set; sent back as it was shown, it is accepted. In the order of the members, before and behind those
/// that it can set.
const FIXED_BEFORE: [&str; 2] = ["customerId", "resellerId"];
const FIXED_BEHIND: [&str; 5] = ["discounts", "tags", "cotermDate", "creationDate", "status"];
const LINKS: &str = "links";
const GLOBAL_SALES: &str = "globalSalesEnabled";
const POSTAL_CODE: &str = "companyProfile.address.postalCode";

/// The type of offers that every customer has a discount level for, the level of new ones, and that of new agencies.
const LICENSE: &str = "LICENSE";
const FIRST_LEVEL: &str = "01";
const AGENCY_LEVEL: &str = "06";

/// A body that asks for a customer.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    reseller: Named,
    reference: String,
    global_sales: bool,
    profile: GivenProfile,
    coterm_date: Option<Date>,
    benefits: GivenBenefits,
    faults: Faults,
}

/// A customer that may be made.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerToBe {
    /// Its name.
    pub name: String,
    /// The partner's own reference.
    pub external_reference: String,
    /// Its profile, with contacts as they were given.
    pub profile: Profile,
}

impl NewCustomer {
    /// Reads a body. It fails only if that is no JSON object; whatever else is wrong is told in its turn.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        Ok(Self::of(&read_body(body)?, Faults::default()))
    }

    /// Reads members that another face has put into these words, for a customer below that reseller. Whatever is wrong with them is
    /// told at once.
    pub fn below(reseller: &VipmpId, mut members: Map<String, Value>) -> Self {
        members.insert("resellerId".to_owned(), reseller.as_str().into());
        Self::of(&members, Faults::together())
    }

    /// What is wrong with such members by themselves, whoever the reseller is.
    pub fn alone(members: &Map<String, Value>) -> Result<(), Refused> {
        let faults = Self::of(members, Faults::together()).faults;
        faults.form()?;
        faults.values()
    }

    fn of(body: &Map<String, Value>, mut faults: Faults) -> Self {
        let known = [
            REFERENCE,
            "resellerId",
            GLOBAL_SALES,
            "companyProfile",
            "benefits",
            "cotermDate",
        ];
        let members = Members::of_body(body, &known, &mut faults);
        let reference = members.reference(&mut faults).unwrap_or_default();
        let reseller = members.required_id("resellerId", &mut faults);
        let global_sales = members.flag(GLOBAL_SALES, &mut faults).unwrap_or_default();
        let profile = profile(&members, Of::Customer { is_new: true }, &mut faults);
        let benefits = GivenBenefits::read(&members, None, &mut faults);
        let coterm_date = coterm::coterm_date(&members, &mut faults);
        Self {
            reseller,
            reference,
            global_sales,
            profile,
            coterm_date,
            benefits,
            faults,
        }
    }

    /// The reseller that is named.
    pub fn reseller(&self) -> Option<&VipmpId> {
        self.reseller.id()
    }

    /// The addresses of its contacts.
    pub fn addresses(&self) -> Vec<String> {
        addresses(&self.profile.contacts)
    }

    /// The customer that is to be made below that reseller, if it may be made.
    pub fn decide(
        &self,
        reseller: Option<&Organization>,
        tenant: &TenantSettings,
        today: Date,
    ) -> Result<CustomerToBe, Refused> {
        self.faults.form()?;
        let markets = match (&self.reseller, reseller) {
            (Named::Not, _) => &[][..],
            (Named::As(_), None) => return Err(Reason::NoReseller.into()),
            (Named::As(_), Some(reseller)) => {
                let is_open = matches!(reseller.status, Status::Active | Status::Pending);
                Refused::unless(is_open, Reason::ResellerNotActive)?;
                sold(reseller)
            }
        };
        let given = &self.profile;
        let segment = segment(&given.segments);
        let words = given.sub_segments.clone().unwrap_or_default();
        let is_school = segment == MarketSegment::Education && !self.benefits.agency;
        Refused::unless_fixed(is_school && !words.is_empty(), SUB_SEGMENTS)?;
        let mut faults = self.faults.clone();
        if !self.benefits.agency && !are_of(segment, &words) {
            faults.bad.push((SUB_SEGMENTS.to_owned(), false));
        }
        self.benefits.follow(&[], &mut faults);
        coterm::look(self.coterm_date, segment, today, &mut faults);
        faults.in_order();
        faults.values()?;
        let is_agency = self.benefits.agency;
        let fits = !is_agency || coterm::is_of_agency(self.coterm_date, today);
        Refused::unless(fits, Reason::AgencyAnniversary)?;
        let level = if is_agency { AGENCY_LEVEL } else { FIRST_LEVEL };
        let profile = Profile {
            preferred_language: given.language.clone(),
            market_segments: vec![segment],
            market_sub_segments: words,
            address: Some(given.address.clone()),
            contacts: given.contacts.clone(),
            global_sales: self.global_sales,
            discounts: vec![license(level)],
            benefits: self.benefits.beside(&[]),
            coterm_date: self.coterm_date,
            ..Profile::default()
        };
        self.benefits.are_enough()?;
        Agreed::between(&Profile::default(), &profile).check(tenant, markets)?;
        Ok(CustomerToBe {
            name: given.name.clone(),
            external_reference: self.reference.clone(),
            profile,
        })
    }
}

impl CustomerToBe {
    /// The profile as it is kept, when these contacts of other customers of the reseller are known: their names stay.
    pub fn kept(&self, known: &[Contact]) -> Profile {
        Profile {
            contacts: with_known_names(&self.profile.contacts, known),
            ..self.profile.clone()
        }
    }
}

/// A body that asks for changes to a customer.
#[derive(Debug, Clone)]
pub struct CustomerPatch(Sent);

/// What a change is decided by beside the customer itself.
#[derive(Debug)]
pub struct CustomerAround<'a> {
    /// The reseller that it belongs to.
    pub reseller: &'a Organization,
    /// The tenant's settings.
    pub tenant: &'a TenantSettings,
    /// It has an active deployment.
    pub is_deployed: bool,
    /// Contacts with the body's addresses that customers of the reseller have.
    pub known: &'a [Contact],
    /// Now.
    pub now: Timestamp,
}

/// A customer as it is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedCustomer {
    /// The organization; the one that was there if nothing changes.
    pub organization: Organization,
    /// A group that it is to own.
    pub group: Option<NewGroup>,
}

impl CustomerPatch {
    /// Reads a body. It fails only if that is no JSON object; whatever else is wrong is told in its turn.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        Sent::read(body).map(Self)
    }

    /// A change of these members alone, which another face has put into these words: whatever is not among them stays. All that is
    /// wrong with them is told at once.
    pub fn part(members: Map<String, Value>) -> Self {
        Self(Sent::part(members))
    }

    /// The addresses that its contacts may have.
    pub fn addresses(&self) -> Vec<String> {
        let contacts = self
            .0
            .members()
            .get("companyProfile")
            .and_then(|it| it.get("contacts"));
        let contacts = contacts.and_then(Value::as_array).into_iter().flatten();
        let texts = contacts.filter_map(|contact| contact.get("email")?.as_str());
        texts.map(str::to_owned).collect()
    }

    /// The customer as it is to be, if it may be so. `shown` is how the client sees it now.
    pub fn decide(
        &self,
        customer: &Customer,
        shown: &Value,
        around: &CustomerAround<'_>,
    ) -> Result<ChangedCustomer, Refused> {
        let before = &customer.organization;
        let whole = self.0.over(shown);
        let body = Value::Object(whole.clone().into_owned());
        let mut read = self.0.faults();
        let known = [
            &[
                REFERENCE,
                GLOBAL_SALES,
                "companyProfile",
                "benefits",
                MEMBERSHIP,
                LINKS,
            ][..],
            &FIXED_BEFORE,
            &FIXED_BEHIND,
        ]
        .concat();
        let members = Members::of_body(&whole, &known, &mut read);
        let reference = members.reference(&mut read);
        let global_sales = members.flag(GLOBAL_SALES, &mut read);
        let given = profile(&members, Of::Customer { is_new: false }, &mut read);
        let nothing = Value::Null;
        let benefits = shown.get("benefits").unwrap_or(&nothing);
        let benefits = GivenBenefits::read(&members, Some(benefits), &mut read);
        let group = GivenGroup::read(&members, shown.get(MEMBERSHIP), &mut read);
        // A postal code that made the account invalid is looked at again.
        let looked_at: &[&str] = match before.status {
            Status::InvalidAddress => &[POSTAL_CODE],
            _ => &[],
        };
        let mut faults = read.besides_echoes(&body, shown, looked_at);
        faults.form()?;
        let is_open = !matches!(before.status, Status::Pending | Status::Blocked);
        Refused::unless(is_open, Reason::AccountNotEditable)?;

        let stored = &before.profile;
        let turns_off = stored.global_sales && global_sales == Some(false) && around.is_deployed;
        let segment_before = segment(&stored.market_segments);
        let segment = given.segments.first().copied().unwrap_or(segment_before);
        let words = given.sub_segments.as_deref();
        let is_agency = stored.is_large_agency() || benefits.agency;
        let rewords = segment == MarketSegment::Education
            && !is_agency
            && words.is_some_and(|words| !words.is_empty() && words != stored.market_sub_segments);
        let fixed = Fixed { body: &body, shown };
        let mut paths = fixed.of(&FIXED_BEFORE);
        paths.extend(turns_off.then(|| GLOBAL_SALES.to_owned()));
        paths.extend(fixed.changed("companyProfile.companyName"));
        paths.extend(rewords.then(|| SUB_SEGMENTS.to_owned()));
        paths.extend(fixed.place());
        paths.extend(benefits.fixed.iter().cloned());
        paths.extend(fixed.of(&FIXED_BEHIND));
        paths.extend(group.fixed.iter().cloned());
        paths.extend(fixed.of(&[LINKS]));
        Refused::if_any(Reason::Fixed, &paths)?;

        let sub_segments = sub_segments(stored, segment, words);
        if !is_agency && !are_of(segment, &sub_segments) {
            faults.bad.push((SUB_SEGMENTS.to_owned(), false));
        }
        benefits.follow(&stored.benefits, &mut faults);
        faults.in_order();
        faults.values()?;
        benefits.are_enough()?;

        let mut profile = Profile {
            global_sales: global_sales.unwrap_or(stored.global_sales),
            benefits: benefits.beside(&stored.benefits),
            ..common(stored, &given, &fixed, around.known)
        };
        if segment != segment_before {
            profile.market_segments = vec![segment];
        }
        profile.market_sub_segments = sub_segments;
        if is_agency && benefits.agency {
            promote(&mut profile.discounts);
        }
        Agreed::between(stored, &profile).check(around.tenant, sold(around.reseller))?;
        let group = group.decide(&profile)?;
        let reference = reference.unwrap_or(before.external_reference.clone());
        let organization = changed(before, reference, profile, around.now);
        Ok(ChangedCustomer {
            organization,
            group,
        })
    }
}

/// The account with those members, if they differ, and in the status that it comes into by that.
pub(super) fn changed(
    before: &Organization,
    external_reference: String,
    profile: Profile,
    now: Timestamp,
) -> Organization {
    // Whatever was found invalid is validated again.
    let status = match before.status {
        Status::InvalidAddress | Status::Duplicate => Status::Pending,
        status => status,
    };
    let mut after = Organization {
        status,
        external_reference,
        profile,
        ..before.clone()
    };
    if after != *before {
        after.updated_at = now;
    }
    after
}

/// What customers and resellers have in common of their profiles, as it is to be. What was shown and sent back leaves what is
/// stored as it is, also where a default was shown.
pub(super) fn common(
    stored: &Profile,
    given: &GivenProfile,
    fixed: &Fixed<'_>,
    known: &[Contact],
) -> Profile {
    let mut profile = stored.clone();
    if fixed.now("companyProfile.preferredLanguage") != Some(&given.language.as_str().into()) {
        profile.preferred_language.clone_from(&given.language);
    }
    let (address, shown) = ("companyProfile.address", as_shown(&given.address));
    let stays = at(fixed.body, address) == fixed.now(address);
    if !stays && fixed.now(address) != Some(&shown) {
        profile.address = Some(given.address.clone());
    }
    if !is_shown(fixed.body, fixed.shown) {
        profile.contacts = in_place_of(&stored.contacts, &given.contacts, known);
    }
    profile
}

/// What cannot be changed, by how it is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed<'a> {
    pub(super) body: &'a Value,
    pub(super) shown: &'a Value,
}

impl Fixed<'_> {
    /// Those of the members that would change.
    pub(super) fn of(&self, names: &[&str]) -> Vec<String> {
        let changed = names
            .iter()
            .filter(|name| !is_kept(name, self.body, self.shown));
        changed.map(|&name| name.to_owned()).collect()
    }

    fn now(&self, path: &str) -> Option<&Value> {
        at(self.shown, path)
    }

    /// The path of a text, if it would change. One that is no text is told with the values.
    pub(super) fn changed(&self, path: &str) -> Option<String> {
        let sent = at(self.body, path).filter(|sent| sent.is_string())?;
        (self.now(path) != Some(sent)).then(|| path.to_owned())
    }

    /// Country and region, if they would change.
    pub(super) fn place(&self) -> Vec<String> {
        let members = ["country", "region"];
        let paths = members.map(|name| format!("companyProfile.address.{name}"));
        paths.iter().filter_map(|path| self.changed(path)).collect()
    }
}

impl Refused {
    fn unless_fixed(would_change: bool, path: &str) -> Result<(), Self> {
        let path = would_change.then(|| path.to_owned());
        Self::if_any(Reason::Fixed, path.as_slice())
    }
}

/// The finer segments as they are to be. Those of another segment go with it; for schools they are the vendor's to set.
fn sub_segments(stored: &Profile, segment: MarketSegment, words: Option<&[String]>) -> Vec<String> {
    match words {
        Some(words) if segment != MarketSegment::Education || !words.is_empty() => words.to_vec(),
        _ if are_of(segment, &stored.market_sub_segments) => stored.market_sub_segments.clone(),
        _ => Vec::new(),
    }
}

/// Gives a customer that has become an agency the level of one, unless it has another than the first.
fn promote(discounts: &mut Vec<Discount>) {
    if discounts.is_empty() {
        discounts.push(license(AGENCY_LEVEL));
    }
    for discount in discounts {
        if discount.offer_type == LICENSE && discount.level == FIRST_LEVEL {
            AGENCY_LEVEL.clone_into(&mut discount.level);
        }
    }
}

fn license(level: &str) -> Discount {
    Discount {
        offer_type: LICENSE.to_owned(),
        level: level.to_owned(),
    }
}

/// A customer's segment; one that never chose is of the commercial market.
fn segment(segments: &[MarketSegment]) -> MarketSegment {
    let first = segments.first().copied();
    first.unwrap_or(MarketSegment::Commercial)
}

/// The markets that a reseller sells to.
fn sold(reseller: &Organization) -> &[MarketSegment] {
    match reseller.profile.market_segments.as_slice() {
        [] => &[MarketSegment::Commercial],
        given => given,
    }
}

/// What a customer agrees to by becoming what it is to be: the rules over several members and over who else is concerned.
struct Agreed<'a> {
    before: &'a Profile,
    after: &'a Profile,
}

impl<'a> Agreed<'a> {
    fn between(before: &'a Profile, after: &'a Profile) -> Self {
        Self { before, after }
    }

    fn check(&self, tenant: &TenantSettings, markets: &[MarketSegment]) -> Result<(), Refused> {
        let (before, after) = (self.before, self.after);
        let segment = segment(&after.market_segments);
        let turns_global = after.global_sales && !before.global_sales;
        let may = !turns_global || tenant.global_sales;
        Refused::unless(may, Reason::PartnerWithoutGlobalSales)?;
        let may = !after.global_sales || segment == MarketSegment::Commercial;
        Refused::unless(may, Reason::GlobalSalesForBusinessOnly)?;
        let is_agency = after.is_large_agency();
        let may = !is_agency || !has_commitment(&after.benefits);
        Refused::unless(may, Reason::CommittedAgency)?;
        if is_agency {
            let becomes = !before.is_large_agency();
            let is_government = segment == MarketSegment::Government;
            Refused::unless(is_government, Reason::AgencyOfOtherMarket)?;
            let may = !becomes || tenant.large_government_agencies;
            Refused::unless(may, Reason::PartnerWithoutAgencies)?;
            let country = after.address.as_ref().map(|it| it.country.as_str());
            let is_there = matches!(country, Some("US" | "CA"));
            Refused::unless(is_there, Reason::AgencyElsewhere)?;
            let words = after.market_sub_segments.as_slice();
            let is_part = words.len() == 1 && are_of(MarketSegment::Government, words);
            Refused::unless(is_part, Reason::AgencyOfOtherPart)?;
        }
        let is_new_market = before.market_segments != after.market_segments;
        let may = !is_new_market || markets.contains(&segment);
        Refused::unless(may, Reason::MarketNotSold)
    }
}
