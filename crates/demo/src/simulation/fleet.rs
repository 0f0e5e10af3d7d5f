//! The simulated servers, and what they say.

use std::{collections::HashMap, sync::Arc, time::Duration};

use fastrand::Rng;
use landfall_control::Control;
use landfall_core::{
    id::{Cursor, Epoch, ServerId},
    model::{Environment, Placement, Platform, Server, ServerMembership},
};
use landfall_feed::{Hello, Report};

use super::{
    Pace,
    schedule::{Round, Sequence},
};
use crate::{fixture::ADN_HEAD, ids};

/// How often each server is heard of.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// Fixes the order in which waiting servers finish.
const SEED: u64 = 0x1a9d_ed00;

/// Whom the simulated data plane speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voices {
    /// All servers of the demonstration tenant.
    All,
    /// Those that the examples show, of platform adn in production. All others speak for themselves ([`connects`]).
    Examples,
}

/// Whether servers of that place may be real connections. Those of the examples may not: they do what the examples show.
pub fn connects(placement: &Placement) -> bool {
    (placement.platform, placement.environment) != (Platform::Adn, Environment::Production)
}

/// Servers of the demonstration tenant. Nothing happens by itself: time passes when [`SimulatedFleet::advance`] says so.
pub struct SimulatedFleet {
    control: Arc<Control>,
    servers: Vec<Simulated>,
    heartbeats: Round,
    /// Who waits, in the order of finishing.
    waiting: Vec<usize>,
    finishing: Option<Sequence>,
}

/// One server as its own agent would know it.
struct Simulated {
    id: ServerId,
    fleet: (Platform, Environment),
    cursor: Cursor,
    waits: bool,
}

impl SimulatedFleet {
    /// All servers connect and say where they stand by the record. Those that wait go on from there.
    pub fn connect(control: Arc<Control>, pace: Pace, voices: Voices) -> Self {
        let mut servers = control.fleet().servers(&ids::tenant());
        servers.retain(|server| voices == Voices::All || !connects(&server.placement));
        // Heartbeats of one fleet shall not all come at the same moment of the round, and landings not POP by POP.
        Rng::with_seed(SEED).shuffle(&mut servers);
        let servers: Vec<_> = servers.iter().map(simulated).collect();
        let waiting: Vec<_> = (0..servers.len())
            .filter(|&server| servers[server].waits)
            .collect();
        let plane = Self {
            heartbeats: Round::new(servers.len(), HEARTBEAT),
            finishing: match pace {
                Pace::Hold => None,
                Pace::Over(time) => Some(Sequence::new(waiting.len(), time)),
            },
            waiting,
            servers,
            control,
        };
        for server in &plane.servers {
            let hello = Hello {
                cursor: server.cursor,
                exceptions: Vec::new(),
                at: plane.control.clock().now(),
            };
            // A server that was removed has nothing to say.
            let _ = plane.control.fleet().hello(server.id, &hello);
        }
        plane
    }

    /// How many servers wait or have still to finish.
    pub fn waiting(&self) -> usize {
        self.servers.iter().filter(|server| server.waits).count()
    }

    /// Says everything that is due when so much time has passed since [`SimulatedFleet::connect`].
    pub fn advance(&mut self, elapsed: Duration) {
        let heads = self.heads();
        if let Some(finishing) = &mut self.finishing {
            for number in finishing.due(elapsed) {
                let server = self.waiting[number];
                self.servers[server].waits = false;
                self.speak(server, &heads);
            }
        }
        for server in self.heartbeats.due(elapsed) {
            self.speak(server, &heads);
        }
    }

    /// A server reports what it has landed if there is something new for it, else it says that it is there.
    fn speak(&mut self, server: usize, heads: &HashMap<(Platform, Environment), Cursor>) {
        let (fleet, at) = (self.control.fleet(), self.control.clock().now());
        let server = &mut self.servers[server];
        let head = heads.get(&server.fleet).copied().unwrap_or_default();
        // Words of a server that was removed meanwhile are refused, as they would be of a real one.
        if server.waits || server.cursor == head {
            let _ = fleet.heartbeat(server.id, at);
        } else {
            server.cursor = head;
            let report = Report {
                cursor: head,
                exceptions: Vec::new(),
                at,
            };
            let _ = fleet.report(server.id, &report);
        }
    }

    /// Where the logs end.
    fn heads(&self) -> HashMap<(Platform, Environment), Cursor> {
        let fleets = Platform::ALL.iter().flat_map(|&platform| {
            let environments = Environment::ALL.iter();
            environments.map(move |&environment| (platform, environment))
        });
        fleets
            .filter_map(|(platform, environment)| {
                let fleet = self.control.fleet();
                let head = fleet.head(&ids::tenant(), platform, environment)?;
                Some(((platform, environment), head))
            })
            .collect()
    }
}

fn simulated(server: &Server) -> Simulated {
    let fleet = (server.placement.platform, server.placement.environment);
    Simulated {
        id: server.id,
        fleet,
        cursor: server.cursor,
        // The examples show it as not done.
        waits: fleet == (Platform::Adn, Environment::Production)
            && server.membership == ServerMembership::Counted
            && server.cursor.epoch == Epoch(1)
            && server.cursor.revision < ADN_HEAD,
    }
}
