//! Partners and their customers: distributors with MSPs and resellers, and who they sell to.

use std::collections::HashSet;

use landfall_core::{
    id::{OrganizationId, Timestamp},
    model::{Contact, Discount, MarketSegment, Organization, OrganizationKind, Profile, Status},
};
use landfall_transfer::generate::{LANDS, Land, domain};

use super::draw::Draw;
use crate::{Record, ids};

/// Distributors beside the tenant's own.
const DISTRIBUTORS: [&str; 3] = [
    "Acme Payments Distribution EMEA",
    "Acme Payments Distribution Asia Pacific",
    "Acme Payments Distribution Latin America",
];
const MSPS_EACH: u32 = 3;
const RESELLERS_EACH: u32 = 6;
const RESELLERS_OF_AN_MSP: u32 = 2;
const DAY: i64 = 24 * 3600;

/// Who sells, and what they sold to whom, as positions in the record's organizations.
pub(super) struct Partners {
    /// MSPs and resellers.
    pub(super) sellers: Vec<usize>,
    /// Customers, each with its seller.
    pub(super) customers: Vec<(usize, usize)>,
}

/// Adds the partners and their customers.
pub(super) fn grow(record: &mut Record, draw: &mut Draw) -> Partners {
    let mut grower = Grower {
        record,
        draw,
        names: HashSet::new(),
    };
    let sellers = grower.sellers();
    let customers = grower.customers(&sellers);
    Partners { sellers, customers }
}

struct Grower<'a> {
    record: &'a mut Record,
    draw: &'a mut Draw,
    names: HashSet<String>,
}

impl Grower<'_> {
    fn sellers(&mut self) -> Vec<usize> {
        let mut distributors = vec![ids::organization(ids::DISTRIBUTOR)];
        for name in DISTRIBUTORS {
            let mut distributor = self.organization(
                OrganizationKind::Distributor,
                ids::organization(ids::TENANT_ORGANIZATION),
                self.draw.first,
            );
            name.clone_into(&mut distributor.name);
            distributors.push(distributor.id);
            self.add(distributor);
        }
        let mut sellers = Vec::new();
        for distributor in distributors {
            for _ in 0..MSPS_EACH {
                let msp = self.seller(OrganizationKind::Msp, distributor);
                sellers.push(msp);
                let msp = self.record.organizations[msp].id;
                for _ in 0..RESELLERS_OF_AN_MSP {
                    sellers.push(self.seller(OrganizationKind::Reseller, msp));
                }
            }
            for _ in 0..RESELLERS_EACH {
                sellers.push(self.seller(OrganizationKind::Reseller, distributor));
            }
        }
        sellers
    }

    fn customers(&mut self, sellers: &[usize]) -> Vec<(usize, usize)> {
        let mut customers = Vec::new();
        for &seller in sellers {
            for _ in 0..self.draw.number(4, 10) {
                customers.push((self.customer(seller), seller));
            }
        }
        customers
    }

    fn seller(&mut self, kind: OrganizationKind, parent: OrganizationId) -> usize {
        let land = self.draw.one(LANDS);
        let since = self.draw.first;
        let at = self.draw.between(since, since.plus(200 * DAY));
        let mut seller = self.organization(kind, parent, at);
        seller.name = self.name(land);
        seller.profile = self.profile(land, &seller.name);
        seller.profile.discounts.clear();
        if self.draw.happens(60) {
            (seller.profile.market_segments)
                .extend([MarketSegment::Education, MarketSegment::Government]);
        }
        self.add(seller)
    }

    fn customer(&mut self, seller: usize) -> usize {
        let (parent, since, may_teach) = {
            let seller = &self.record.organizations[seller];
            let segments = &seller.profile.market_segments;
            (
                seller.id,
                seller.created_at,
                segments.contains(&MarketSegment::Education),
            )
        };
        let land = self.draw.one(LANDS);
        let at = self.draw.between(since, self.draw.now);
        let mut customer = self.organization(OrganizationKind::Customer, parent, at);
        customer.name = self.name(land);
        customer.profile = self.profile(land, &customer.name);
        customer.account_number = Some(self.draw.account());
        if may_teach && self.draw.happens(15) {
            customer.profile.market_segments = vec![MarketSegment::Education];
            customer.profile.market_sub_segments = vec!["HIGHER_ED".to_owned()];
        } else {
            customer.profile.global_sales = self.draw.happens(70);
        }
        if self.draw.happens(75) {
            customer.external_reference = self.draw.pattern("C-#####");
        }
        customer.status = match self.draw.number(0, 39) {
            0 => Status::Inactive,
            1 => Status::InvalidAddress,
            2 => Status::Duplicate,
            _ => Status::Active,
        };
        self.add(customer)
    }

    fn organization(
        &mut self,
        kind: OrganizationKind,
        parent: OrganizationId,
        at: Timestamp,
    ) -> Organization {
        Organization {
            id: OrganizationId(self.draw.uuid()),
            tenant: ids::tenant(),
            parent: Some(parent),
            kind,
            name: String::new(),
            description: String::new(),
            status: Status::Active,
            external_reference: String::new(),
            vipmp_id: Some(self.draw.vipmp(10)),
            account_number: None,
            created_at: at,
            updated_at: at,
            profile: Profile::default(),
        }
    }

    /// A company name that nobody has.
    fn name(&mut self, land: &Land) -> String {
        loop {
            let tongue = land.tongue;
            let (first, second) = (self.draw.one(tongue.first), self.draw.one(tongue.second));
            let name = format!("{first} {second} {}", land.form);
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }

    fn profile(&mut self, land: &Land, name: &str) -> Profile {
        let domain = domain(name);
        Profile {
            preferred_language: land.locale.to_owned(),
            market_segments: vec![MarketSegment::Commercial],
            address: Some(land.address(&mut self.draw.chance)),
            contacts: vec![Contact {
                first_name: (*self.draw.one(&["IT", "Service", "Office", "Web"])).to_owned(),
                last_name: (*self.draw.one(&["Desk", "Operations", "Team"])).to_owned(),
                email: format!("it@{domain}"),
                ..Contact::default()
            }],
            discounts: vec![Discount {
                offer_type: "LICENSE".to_owned(),
                level: (*self.draw.one(&["01", "01", "02", "03", "04"])).to_owned(),
            }],
            website: domain,
            ..Profile::default()
        }
    }

    fn add(&mut self, organization: Organization) -> usize {
        self.record.organizations.push(organization);
        self.record.organizations.len() - 1
    }
}
