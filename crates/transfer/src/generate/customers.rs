//! Customers and their deployments abroad.

use landfall_core::{
    id::{AccountNumber, OrganizationId},
    model::{Deployment, Organization, OrganizationKind, Status},
};

use super::{Chance, LANDS, Land, Plan, name, plan::Stream, sellers::profile};

/// The number before the first account: above those that a small record has given out already.
const ACCOUNTS_BELOW: u64 = 0x0F_FFFF;
/// At most so many deployments of a customer; one in ten has any.
const DEPLOYMENTS: u64 = 3;

impl Plan {
    /// A customer's id.
    pub(super) fn customer_id(&self, number: u64) -> OrganizationId {
        OrganizationId(self.uuid(Stream::Customer, number, self.customer_came(number)))
    }

    /// The partner's own reference of a customer; three in four have one.
    pub(super) fn reference(number: u64) -> Option<String> {
        (number % 4 != 3).then(|| format!("C-{:07}", number + 1))
    }

    /// A customer's home, and the chance that everything else of it comes from.
    fn home(&self, number: u64) -> (&'static Land, Chance) {
        let mut chance = self.chance(Stream::Customer, number);
        // What `seller_of` draws first.
        let _ = chance.0.u64(..self.sellers());
        (chance.one(LANDS), chance)
    }

    /// A customer.
    pub(super) fn customer(&self, number: u64) -> Organization {
        let (land, mut chance) = self.home(number);
        let address = land.address(&mut chance);
        let name = name::company(land, &address.city, &mut chance);
        let mut profile = profile(land, &name, number, &mut chance);
        profile.address = Some(address);
        profile.global_sales = Self::goes_abroad(number);
        let at = self.customer_came(number);
        Organization {
            id: self.customer_id(number),
            tenant: self.tenant.clone(),
            parent: Some(self.partner_id(self.seller_of(number))),
            kind: OrganizationKind::Customer,
            name,
            description: String::new(),
            status: match chance.number(0, 39) {
                0 => Status::Inactive,
                1 => Status::InvalidAddress,
                2 => Status::Duplicate,
                _ => Status::Active,
            },
            external_reference: Self::reference(number).unwrap_or_default(),
            vipmp_id: Some(self.vipmp(Stream::Customer, number)),
            account_number: Some(AccountNumber::from_value(ACCOUNTS_BELOW + 1 + number)),
            created_at: at,
            updated_at: at,
            profile,
        }
    }

    fn goes_abroad(customer: u64) -> bool {
        customer.is_multiple_of(10)
    }

    /// The deployments of a customer.
    pub(super) fn deployments(&self, customer: u64) -> Vec<Deployment> {
        if !Self::goes_abroad(customer) {
            return Vec::new();
        }
        let first = customer * DEPLOYMENTS;
        let mut chance = self.chance(Stream::Deployment, customer);
        let count = u64::from(chance.number(1, 3)).min(DEPLOYMENTS);
        let came = self.customer_came(customer);
        let (home, _) = self.home(customer);
        let deployments = (0..count).map(|place| {
            // A deployment is abroad.
            let land = loop {
                let land = chance.one(LANDS);
                if land.country != home.country {
                    break land;
                }
            };
            Deployment {
                vipmp_id: self.vipmp(Stream::Deployment, first + place),
                customer: self.customer_id(customer),
                address: land.address(&mut chance),
                status: if chance.happens(15) {
                    Status::Inactive
                } else {
                    Status::Active
                },
                created_at: came.plus(i64::from(chance.number(0, 600_000))),
            }
        });
        deployments.collect()
    }
}
