//! The whole of a made-up record, one object after the other in the order in which it can be brought in.

use landfall_core::model::{Item, Tenant, TenantSettings};

use super::Plan;

/// The objects of a made-up record.
#[derive(Debug, Clone)]
pub struct Generated {
    plan: Plan,
    part: Part,
    number: u64,
    /// What belongs to the object that was given last, and comes before the next.
    waiting: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Tenant,
    Partners,
    Customers,
    Deployments,
    Fulfillments,
}

/// Makes up a record. Without a customer there is no fulfillment.
pub fn generate(plan: Plan) -> Generated {
    Generated {
        plan,
        part: Part::Tenant,
        number: 0,
        waiting: Vec::new(),
    }
}

impl Generated {
    /// Goes on to the next part once this one has given `all` of its objects; its next number otherwise.
    fn take(&mut self, all: u64, next: Option<Part>) -> Option<u64> {
        if self.number < all {
            self.number += 1;
            return Some(self.number - 1);
        }
        if let Some(next) = next {
            self.part = next;
            self.number = 0;
        }
        None
    }
}

impl Iterator for Generated {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.waiting.pop() {
                return Some(item);
            }
            match self.part {
                Part::Tenant => {
                    self.part = Part::Partners;
                    return Some(Item::Tenant(Tenant {
                        id: self.plan.tenant.clone(),
                        organization: self.plan.partner_id(0),
                        settings: TenantSettings {
                            global_sales: true,
                            ..TenantSettings::default()
                        },
                        created_at: self.plan.begins(),
                    }));
                }
                Part::Partners => {
                    let all = self.plan.partners();
                    if let Some(number) = self.take(all, Some(Part::Customers)) {
                        return Some(Item::Organization(self.plan.partner(number)));
                    }
                }
                Part::Customers => {
                    let all = self.plan.customers;
                    if let Some(number) = self.take(all, Some(Part::Deployments)) {
                        return Some(Item::Organization(self.plan.customer(number)));
                    }
                }
                Part::Deployments => {
                    let all = self.plan.customers;
                    if let Some(number) = self.take(all, Some(Part::Fulfillments)) {
                        let deployments = self.plan.deployments(number).into_iter().rev();
                        self.waiting.extend(deployments.map(Item::Deployment));
                    }
                }
                Part::Fulfillments => {
                    let all = if self.plan.customers == 0 {
                        0
                    } else {
                        self.plan.fulfillments
                    };
                    let number = self.take(all, None)?;
                    return Some(Item::Fulfillment(self.plan.fulfillment(number)));
                }
            }
        }
    }
}
