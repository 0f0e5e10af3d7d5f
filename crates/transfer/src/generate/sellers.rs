//! The partners: three distributors, MSPs below them, and resellers below distributors and MSPs.

use landfall_core::{
    id::OrganizationId,
    model::{
        Contact, Discount, MarketSegment, Organization, OrganizationKind, Profile, SellerKind,
        Status,
    },
};

use super::{Chance, LANDS, Land, Plan, domain, name, plan::Stream};

/// The tenant's own, two further distributors and the house reseller come before the sellers.
const DISTRIBUTORS: u64 = 3;
/// The number of the first seller, which is the house reseller.
const FIRST_SELLER: u64 = 1 + DISTRIBUTORS;

impl Plan {
    /// How many organizations there are above customers.
    pub(super) fn partners(&self) -> u64 {
        FIRST_SELLER + self.sellers()
    }

    /// The id of the partner of that number; 0 is the tenant's own organization.
    pub(super) fn partner_id(&self, number: u64) -> OrganizationId {
        let at = self.partner_came(number, self.partners());
        OrganizationId(self.uuid(Stream::Partner, number, at))
    }

    fn partner_kind(&self, number: u64) -> OrganizationKind {
        match number {
            0 => OrganizationKind::Tenant,
            1..FIRST_SELLER => OrganizationKind::Distributor,
            // Every fifth is an MSP; the first is the house reseller.
            _ if (number - FIRST_SELLER) % 5 == 1 => OrganizationKind::Msp,
            _ => OrganizationKind::Reseller,
        }
    }

    /// The partner above: the tenant, a distributor, or the MSP that came last before it.
    fn above(&self, number: u64) -> Option<u64> {
        match number {
            0 => None,
            1..FIRST_SELLER => Some(0),
            FIRST_SELLER => Some(1),
            _ => {
                let place = (number - FIRST_SELLER) % 5;
                let msp = number - place + 1;
                // Two of five resellers hang below an MSP.
                if matches!(place, 2 | 3) {
                    Some(msp)
                } else {
                    Some(1 + number % DISTRIBUTORS)
                }
            }
        }
    }

    /// The number of the partner that a customer is sold by.
    pub(super) fn seller_of(&self, customer: u64) -> u64 {
        let mut chance = self.chance(Stream::Customer, customer);
        FIRST_SELLER + chance.0.u64(..self.sellers())
    }

    /// Who introduced the customers of that partner.
    pub(super) fn seller_kind(&self, number: u64) -> SellerKind {
        match self.partner_kind(number) {
            OrganizationKind::Msp => SellerKind::Msp,
            _ => SellerKind::Reseller,
        }
    }

    /// The mail address under which a partner orders.
    pub(super) fn orders_from(&self, number: u64) -> String {
        format!("orders@partner-{number}.example")
    }

    /// The partner of that number.
    pub(super) fn partner(&self, number: u64) -> Organization {
        let mut chance = self.chance(Stream::Partner, number);
        let kind = self.partner_kind(number);
        let land = chance.one(LANDS);
        let address = land.address(&mut chance);
        let tenant = &self.tenant;
        let name = match number {
            0 => tenant.to_string(),
            1 => format!("{tenant} distribution"),
            FIRST_SELLER => format!("{tenant} house reseller"),
            _ => name::company(land, &address.city, &mut chance),
        };
        let sells = matches!(kind, OrganizationKind::Msp | OrganizationKind::Reseller);
        let mut profile = Profile::default();
        if sells {
            profile = Profile {
                address: Some(address),
                ..self::profile(land, &name, number, &mut chance)
            };
            profile.discounts.clear();
            profile.market_segments = MarketSegment::ALL.to_vec();
        }
        let at = self.partner_came(number, self.partners());
        Organization {
            id: self.partner_id(number),
            tenant: tenant.clone(),
            parent: self.above(number).map(|above| self.partner_id(above)),
            kind,
            // Whatever the tenant is called, a reseller's name has to have the form of a company's.
            name: name.chars().take(80).collect(),
            description: String::new(),
            status: Status::Active,
            external_reference: String::new(),
            vipmp_id: (number > 0).then(|| self.vipmp(Stream::Partner, number)),
            account_number: None,
            created_at: at,
            updated_at: at,
            profile,
        }
    }
}

/// What a company of that name has beside its address.
pub(super) fn profile(land: &Land, name: &str, number: u64, chance: &mut Chance) -> Profile {
    let domain = domain(&format!("{name} {number:x}"));
    Profile {
        preferred_language: land.locale.to_owned(),
        market_segments: vec![MarketSegment::Commercial],
        contacts: vec![Contact {
            first_name: (*chance.one(&["IT", "Service", "Office", "Web"])).to_owned(),
            last_name: (*chance.one(&["Desk", "Operations", "Team"])).to_owned(),
            email: format!("it@{domain}"),
            ..Contact::default()
        }],
        discounts: vec![Discount {
            offer_type: "LICENSE".to_owned(),
            level: (*chance.one(&["01", "01", "02", "03", "04"])).to_owned(),
        }],
        website: domain,
        ..Profile::default()
    }
}
