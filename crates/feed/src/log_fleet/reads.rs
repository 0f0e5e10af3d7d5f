//! What others want to know of a log's servers.

use landfall_core::{
    id::{Revision, ServerId, Timestamp},
    model::{Placement, Server, ServerMembership},
    rules::counting::{Fate, Rollout, Tally, UNHEARD, Word},
};

use crate::{
    Asked, Failure, Health, Landing, PopHealth, PopLanding, PopShare, Propagation, Servers,
    Waiting, exceptions::Place, landing::has_room, pop_servers::PopServers,
};

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

    /// Tells how far a rollout has got; nobody has got anything when there is none or it was in another log. A server that was
    /// not heard of since the fleet was read is not taken for lost, unless that was a while ago.
    pub(crate) fn landing(&self, rollout: Option<&Rollout>, asked: Asked) -> Landing {
        let rollout = rollout.filter(|rollout| self.log == Some(rollout.log()));
        let mut landing = Landing::default();
        for &at in &self.order {
            let pop = &self.pops[at];
            if pop.len() == 0 {
                continue;
            }
            let target = rollout.and_then(|rollout| rollout.target(pop.pop));
            let slot = rollout.map(Rollout::slot).into_iter();
            // In the order of the rows.
            let mut exceptions = slot
                .flat_map(|slot| self.exceptions.in_pop(slot, at))
                .peekable();
            let mut tally = Tally::default();
            let (mut failing, mut waiting) = (0, 0);
            for row in 0..pop.len() {
                let running = exceptions.next_if(|(of, _)| *of == row).map(|e| e.1);
                let membership = pop.standing(row).membership();
                let (counted, reached, received) = pop.revisions(row);
                let fate = target.map_or(Fate::Owed, |target| {
                    target.fate(counted, reached, running, received)
                });
                let word = match Health::of(pop.last_seen_at(row), asked.now) {
                    Health::Healthy => Word::Fresh,
                    Health::Stale if reached == UNHEARD && asked.newly_read => Word::Unasked,
                    Health::Stale => Word::Stale,
                };
                tally.add(membership, fate, word);
                if membership != ServerMembership::Counted || target.is_none() {
                    continue;
                }
                let label = pop.label(row);
                match fate {
                    Fate::Landed => {}
                    Fate::Failed => {
                        if has_room(failing, landing.failures.len()) {
                            failing += 1;
                            landing.failures.push(Failure {
                                server: label.id,
                                name: label.name.clone(),
                                pop: pop.name.clone(),
                                running: running.unwrap_or(Revision(0)),
                                reason: None,
                            });
                        }
                    }
                    Fate::Owed | Fate::Received => {
                        let since = waits_since(pop, row, word, asked);
                        if let Some(since) = since
                            && has_room(waiting, landing.waiting.len())
                        {
                            waiting += 1;
                            landing.waiting.push(Waiting {
                                server: label.id,
                                name: label.name.clone(),
                                pop: pop.name.clone(),
                                received: fate == Fate::Received,
                                stale: word == Word::Stale,
                                since,
                                reason: None,
                            });
                        }
                    }
                }
            }
            landing.pops.push(PopLanding {
                pop: pop.pop,
                name: pop.name.clone(),
                released: target.is_some(),
                tally,
            });
        }
        landing
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
            behind: 0,
            with_exceptions: 0,
        };
        for row in 0..pop.len() {
            let membership = pop.standing(row).membership();
            health.add(membership, Health::of(pop.last_seen_at(row), now));
            let cursor = pop.standing(row).cursor();
            // A new server has no history yet, and owes nothing where there is nothing.
            let owes = self.head.revision > Revision(0)
                && cursor.within(self.head.epoch) < self.head.revision;
            health.behind += u64::from(owes);
            let fails = !self.exceptions.of(pop.label(row).id).is_empty();
            health.with_exceptions += u64::from(fails);
        }
        Some(health)
    }

    /// The servers in the POP at index `at`.
    pub(crate) fn servers_of(&self, at: usize, into: &mut Vec<Server>) {
        let rows = self.pops.get(at).map_or(0, PopServers::len);
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

/// Since when a server that has neither landed a change nor failed with it has been waited for; none if that is not worth a word.
fn waits_since(pop: &PopServers, row: usize, word: Word, asked: Asked) -> Option<Timestamp> {
    match word {
        Word::Unasked => None,
        Word::Stale => Some(pop.last_seen_at(row).unwrap_or(asked.handed_over_at)),
        Word::Fresh => asked.still_since(pop.moved_at(row)),
    }
}
