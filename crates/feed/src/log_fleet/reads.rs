//! What others want to know of a log's servers.

use landfall_core::{
    id::{ServerId, Timestamp},
    model::{Placement, Server},
    rules::counting::Rollout,
};

use crate::{Health, PopHealth, PopShare, Propagation, Servers, exceptions::Place};

use super::LogFleet;

impl LogFleet {
    /// Counts how far a rollout has landed; nowhere when there is none or it was in another log.
    pub(crate) fn propagation(&self, rollout: Option<&Rollout>) -> Propagation {
        let rollout = rollout.filter(|rollout| self.log == Some(rollout.log()));
        let pops = (self.order.iter())
            .map(|&at| (at, &self.pops[at]))
            .filter(|(_, pop)| pop.members() > 0)
            .map(|(at, pop)| {
                let count = |rollout: &Rollout| {
                    let exceptions = || self.exceptions.in_pop(rollout.slot(), at);
                    let target = rollout.target(pop.pop)?;
                    let done = target.count(pop.columns(), exceptions());
                    Some((done, target.failed(pop.columns(), exceptions())))
                };
                let (done, exceptions) = rollout.and_then(count).unwrap_or((0, 0));
                PopShare {
                    name: pop.name.clone(),
                    done,
                    all: pop.members(),
                    exceptions,
                }
            })
            .collect();
        Propagation { pops }
    }

    /// How many POPs have or had servers here.
    pub(crate) fn pop_count(&self) -> usize {
        self.pops.len()
    }

    /// The health of the servers in the POP at index `at`; none when it has no servers any more.
    pub(crate) fn health(&self, at: usize, now: Timestamp) -> Option<PopHealth> {
        let pop = self.pops.get(at).filter(|pop| pop.len() > 0)?;
        let mut health = PopHealth {
            tenant: self.key.tenant.clone(),
            platform: self.key.platform,
            environment: self.key.environment,
            pop: pop.pop,
            name: pop.name.clone(),
            counted: Servers::default(),
            joining: Servers::default(),
            drained: Servers::default(),
        };
        for row in 0..pop.len() {
            let membership = pop.standing(row).membership();
            health.add(membership, Health::of(pop.last_seen_at(row), now));
        }
        Some(health)
    }

    /// The servers in the POP at index `at`.
    pub(crate) fn servers_of(&self, at: usize, into: &mut Vec<Server>) {
        let rows = self
            .pops
            .get(at)
            .map_or(0, crate::pop_servers::PopServers::len);
        into.extend((0..rows).map(|row| self.server_at(Place { pop: at, row })));
    }

    /// One server.
    pub(crate) fn server(&self, server: ServerId) -> Option<Server> {
        let place = self.place(server).ok()?;
        Some(self.server_at(place))
    }

    fn server_at(&self, place: Place) -> Server {
        let pop = &self.pops[place.pop];
        let (standing, label) = (pop.standing(place.row), pop.label(place.row));
        Server {
            id: label.id,
            tenant: self.key.tenant.clone(),
            name: label.name.clone(),
            placement: Placement {
                pop: pop.pop,
                platform: self.key.platform,
                environment: self.key.environment,
            },
            membership: standing.membership(),
            cursor: standing.cursor(),
            counted: standing.counted(),
            last_seen_at: pop.last_seen_at(place.row),
        }
    }
}
