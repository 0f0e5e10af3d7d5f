//! Deployments of customers that may have some abroad.

use landfall_core::model::{Deployment, Status};
use landfall_transfer::generate::LANDS;

use super::{draw::Draw, tree::Partners};
use crate::Record;

/// One customer has very many, so that there are lists with many pages.
const VERY_MANY: u32 = 600;

/// Adds the deployments.
pub(super) fn spread(record: &mut Record, draw: &mut Draw, partners: &Partners) {
    let mut waits_for_very_many = true;
    for &(customer, _) in &partners.customers {
        let customer = &record.organizations[customer];
        if !customer.profile.global_sales {
            continue;
        }
        let home = (customer.profile.address.as_ref()).map_or("", |address| &address.country);
        let count = if std::mem::take(&mut waits_for_very_many) {
            VERY_MANY
        } else {
            draw.number(0, 20)
        };
        for _ in 0..count {
            let land = loop {
                let land = draw.one(LANDS);
                if land.country != home {
                    break land;
                }
            };
            let digits = draw.number(9, 10);
            record.deployments.push(Deployment {
                vipmp_id: draw.vipmp(digits),
                customer: customer.id,
                address: land.address(&mut draw.chance),
                status: if draw.happens(15) || customer.status != Status::Active {
                    Status::Inactive
                } else {
                    Status::Active
                },
                created_at: draw.between(customer.created_at, draw.now),
            });
        }
    }
}
