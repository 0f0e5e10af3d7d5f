//! Raising counters above the numbers that objects bring along.

use std::collections::BTreeMap;

use landfall_core::{id::counter, model::Item};
use landfall_store::{StoreError, Transaction};

/// The highest numbers that were brought along, by counter.
#[derive(Debug, Default)]
pub(super) struct Brought(BTreeMap<&'static str, u64>);

impl Brought {
    /// Notes the numbers of an object.
    pub(super) fn note(&mut self, item: &Item) {
        match item {
            Item::Organization(it) => {
                if let Some(number) = &it.account_number {
                    self.number(counter::ACCOUNT_NUMBER, number.value());
                }
            }
            Item::Pop(it) => self.number(counter::POP, it.id.0),
            Item::GatewayGroup(it) => self.number(counter::GATEWAY_GROUP, it.id.0),
            Item::User(it) => self.number(counter::USER, it.id.0),
            Item::Site(it) => {
                self.number(counter::SITE, it.id.0);
                for cname in &it.hostnames {
                    self.number(counter::EDGE_CNAME, cname.id.0);
                }
            }
            Item::Policy(it) => {
                self.number(counter::POLICY, it.summary.id.0);
                for rule in &it.rules {
                    self.number(counter::RULE, rule.id.0);
                }
                for step in &it.history {
                    self.number(counter::TRANSITION, step.id);
                }
            }
            Item::Server(it) => self.number(counter::SERVER, it.id.0),
            Item::DeployRequest(it) => {
                self.number(counter::DEPLOY_REQUEST, it.id.0);
                for step in &it.history {
                    self.number(counter::TRANSITION, step.id);
                }
            }
            Item::Release(it) => self.number(counter::GENERATION, it.generation.0),
            _ => {}
        }
    }

    fn number(&mut self, counter: &'static str, number: u64) {
        let highest = self.0.entry(counter).or_default();
        *highest = number.max(*highest);
    }

    /// Sees to it that none of the numbers is given out again.
    pub(super) async fn raise(&self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        for (counter, highest) in &self.0 {
            transaction.raise_counter(counter, *highest).await?;
        }
        Ok(())
    }
}
