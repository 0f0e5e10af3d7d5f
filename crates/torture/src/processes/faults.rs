//! Faults: what begins, what it hits, and how it ends.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use super::{
    control_plane::{fill_disk, freeze},
    edge::Edge,
    storm::storm,
    world::{World, lock},
};
use crate::proxy::{Mode, Spoil};

/// What a fault hits. One thing has one fault at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    ControlPlane,
    Agent(usize),
    DataPlane(usize),
    Network(usize),
    Clock(Option<usize>),
    Everybody,
}

/// Something that goes wrong, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The control plane is killed, and started when the fault ends.
    ControlPlaneKilled,
    /// The control plane stands still.
    ControlPlaneFrozen,
    /// The control plane cannot write.
    ControlPlaneFull,
    /// An agent is killed, and started when the fault ends.
    AgentKilled(usize),
    /// An agent is killed while it applies something.
    AgentKilledApplying(usize),
    /// An agent stands still.
    AgentFrozen(usize),
    /// An agent cannot write.
    AgentFull(usize),
    /// A data plane fails in a way.
    DataPlane(usize, &'static str),
    /// A network fails in a way.
    Network(usize, Mode),
    /// Every third edge server is cut off.
    Partition,
    /// Connections that nobody needs.
    Storm,
    /// The clock of an edge server, or of the control plane, jumps by so many seconds, and back when the fault ends.
    ClockJumps(Option<usize>, i64),
}

/// A fault that has begun.
pub(super) struct Begun {
    pub(super) fault: Fault,
    pub(super) ends: Instant,
}

/// By so many seconds clocks jump at most: more than two days.
const DAYS: i64 = 200_000;
/// So far ahead the control plane's may be without the end of partners' tokens, which last an hour.
const AHEAD: i64 = 600;
const DATA_PLANE: [&str; 4] = ["hang", "refuse", "crash", "dead"];

impl Fault {
    /// Draws one among so many edge servers.
    pub(super) fn draw(random: &mut fastrand::Rng, edges: usize) -> Self {
        let edge = random.usize(..edges);
        let spoil = Spoil::ALL[random.usize(..Spoil::ALL.len())];
        match random.u8(..27) {
            0..=3 => Self::ControlPlaneKilled,
            4 => Self::ControlPlaneFrozen,
            5 => Self::ControlPlaneFull,
            6..=7 => Self::AgentKilled(edge),
            8..=9 => Self::AgentKilledApplying(edge),
            10 => Self::AgentFrozen(edge),
            11 => Self::AgentFull(edge),
            12..=14 => Self::DataPlane(edge, DATA_PLANE[random.usize(..DATA_PLANE.len())]),
            15..=17 => Self::Network(edge, Mode::Spoiled(spoil)),
            18 => Self::Network(edge, Mode::Cut),
            19 => Self::Network(edge, Mode::Silent),
            20 => Self::Network(edge, Mode::Late),
            21 => Self::Network(edge, Mode::Slow),
            22 => Self::Partition,
            23..=24 => Self::ClockJumps(Some(edge), random.i64(-DAYS..DAYS)),
            25 => Self::ClockJumps(None, random.i64(-DAYS..AHEAD)),
            _ => Self::Storm,
        }
    }

    /// One of each kind, in an order and in places that are drawn; of the spoiled changes one.
    pub(super) fn of_each_kind(random: &mut fastrand::Rng, edges: usize) -> Vec<Self> {
        let mut edge = || random.usize(..edges);
        let mut all = vec![
            Self::ControlPlaneKilled,
            Self::ControlPlaneFrozen,
            Self::ControlPlaneFull,
            Self::AgentKilled(edge()),
            Self::AgentKilledApplying(edge()),
            Self::AgentFrozen(edge()),
            Self::AgentFull(edge()),
            Self::ClockJumps(Some(edge()), DAYS),
            Self::ClockJumps(Some(edge()), -DAYS),
            Self::ClockJumps(None, -DAYS),
            Self::ClockJumps(None, AHEAD),
            Self::Partition,
            Self::Storm,
        ];
        all.extend(DATA_PLANE.map(|how| Self::DataPlane(edge(), how)));
        let spoil = Spoil::ALL[random.usize(..Spoil::ALL.len())];
        let modes = [
            Mode::Cut,
            Mode::Silent,
            Mode::Late,
            Mode::Slow,
            Mode::Spoiled(spoil),
        ];
        // Those whose networks can be anything.
        let edges: Vec<usize> = (0..edges).filter(|number| number % 3 != 2).collect();
        all.extend(modes.map(|mode| Self::Network(edges[random.usize(..edges.len())], mode)));
        random.shuffle(&mut all);
        all
    }

    /// Under which name it is counted.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::DataPlane(_, how) => format!("data plane: {how}"),
            Self::Network(_, mode) => format!("network: {mode:?}"),
            Self::AgentKilled(_) => "agent killed".to_owned(),
            Self::AgentKilledApplying(_) => "agent killed applying".to_owned(),
            Self::AgentFrozen(_) => "agent frozen".to_owned(),
            Self::AgentFull(_) => "agent's disk full".to_owned(),
            Self::ControlPlaneKilled => "control plane killed".to_owned(),
            Self::ControlPlaneFrozen => "control plane frozen".to_owned(),
            Self::ControlPlaneFull => "control plane's disk full".to_owned(),
            Self::Partition => "a third cut off".to_owned(),
            Self::Storm => "storm of connections".to_owned(),
            Self::ClockJumps(whose, seconds) => format!(
                "{} clock {}",
                whose.map_or("control plane's", |_| "agent's"),
                if *seconds < 0 { "back" } else { "ahead" }
            ),
        }
    }

    /// What it hits.
    pub(super) fn target(&self) -> Target {
        match self {
            Self::ControlPlaneKilled | Self::ControlPlaneFrozen | Self::ControlPlaneFull => {
                Target::ControlPlane
            }
            Self::AgentKilled(edge)
            | Self::AgentKilledApplying(edge)
            | Self::AgentFrozen(edge)
            | Self::AgentFull(edge) => Target::Agent(*edge),
            Self::DataPlane(edge, _) => Target::DataPlane(*edge),
            Self::Network(edge, _) => Target::Network(*edge),
            Self::Partition => Target::Everybody,
            Self::Storm => Target::Network(usize::MAX),
            Self::ClockJumps(whose, _) => Target::Clock(*whose),
        }
    }

    /// Whether both cannot be at a time.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        let (one, other) = (self.target(), other.target());
        let everybody =
            |one, other| one == Target::Everybody && matches!(other, Target::Network(_));
        one == other || everybody(one, other) || everybody(other, one)
    }

    /// How long it may last at most.
    pub(super) fn longest(&self) -> Duration {
        match self {
            Self::ControlPlaneFrozen | Self::ControlPlaneFull => Duration::from_millis(2_500),
            Self::DataPlane(_, "hang") => Duration::from_secs(6),
            Self::Network(..) | Self::Partition => Duration::from_secs(5),
            _ => Duration::from_secs(2),
        }
    }

    pub(super) fn begin(&self, world: &World, edges: &[Mutex<Edge>]) {
        match self {
            Self::ControlPlaneKilled => world.kill(),
            Self::ControlPlaneFrozen | Self::ControlPlaneFull => self.control_plane(world, true),
            Self::AgentKilled(edge) => lock(&edges[*edge]).kill(),
            Self::AgentKilledApplying(edge) => {
                lock(&edges[*edge]).kill_while_loading(Duration::from_secs(2));
            }
            Self::AgentFrozen(edge) => freeze(lock(&edges[*edge]).process().unwrap(), true),
            Self::AgentFull(edge) => lock(&edges[*edge]).fill_disk(true),
            Self::DataPlane(edge, how) => lock(&edges[*edge]).set(how, true),
            Self::Network(edge, mode) => lock(&edges[*edge]).network(*mode),
            Self::Partition => partition(edges, Mode::Cut),
            Self::Storm => storm(world.runtime.handle(), world.address, self.longest()),
            Self::ClockJumps(whose, seconds) => set_clock(world, edges, *whose, *seconds),
        }
    }

    pub(super) fn end(&self, world: &World, edges: &[Mutex<Edge>]) {
        match self {
            Self::ControlPlaneKilled => world.start(),
            Self::ControlPlaneFrozen | Self::ControlPlaneFull => self.control_plane(world, false),
            Self::AgentKilled(edge) | Self::AgentKilledApplying(edge) => {
                lock(&edges[*edge]).start();
            }
            Self::AgentFrozen(edge) => freeze(lock(&edges[*edge]).process().unwrap(), false),
            Self::AgentFull(edge) => lock(&edges[*edge]).fill_disk(false),
            Self::DataPlane(edge, how) => lock(&edges[*edge]).set(how, false),
            Self::Network(edge, _) => lock(&edges[*edge]).network(Mode::Honest),
            Self::Partition => partition(edges, Mode::Honest),
            Self::Storm => {}
            Self::ClockJumps(whose, _) => set_clock(world, edges, *whose, 0),
        }
    }

    fn control_plane(&self, world: &World, begins: bool) {
        let place = lock(&world.control_plane);
        let process = place.as_ref().unwrap().process();
        if *self == Self::ControlPlaneFull {
            fill_disk(process, begins);
        } else {
            freeze(process, begins);
        }
    }
}

fn set_clock(world: &World, edges: &[Mutex<Edge>], whose: Option<usize>, seconds: i64) {
    match whose {
        Some(edge) => lock(&edges[edge]).set_clock(seconds),
        None => world.set_clock(seconds),
    }
}

fn partition(edges: &[Mutex<Edge>], mode: Mode) {
    for edge in edges {
        let edge = lock(edge);
        if edge.has_network() && edge.number.is_multiple_of(3) {
            edge.network(mode);
        }
    }
}
