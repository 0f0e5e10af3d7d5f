//! What happens in a simulation, and how it ends.

use std::time::Duration;

use turmoil::Sim;

use super::{
    disk::Failing,
    places::{CONTROL_PLANE, name},
    run::{Scene, distance, third},
};

/// Something that goes wrong, for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// The control plane dies.
    ControlPlaneDies,
    /// An agent dies.
    AgentDies(u64),
    /// A data plane or a disk fails.
    Fails(u64, Failing),
    /// Nothing passes between an edge server and the control plane.
    CutOff(u64),
    /// What an edge server says does not arrive.
    Mute(u64),
    /// What the control plane says does not arrive at an edge server.
    Deaf(u64),
    /// Everything waits on the way, and comes at once.
    Held(u64),
    /// A third of the edge servers is cut off.
    ThirdCutOff,
    /// Messages to and from an edge server take so many milliseconds from now on.
    Distance(u64, u64),
    /// The clock of an edge server, or of the control plane (0), jumps by so many seconds.
    ClockJumps(u64, i64),
    /// What is superseded is removed from the log.
    Compacted,
    /// An older record is put in the place of the present one.
    Restored,
}

const FAILING: [Failing; 5] = [
    Failing::Hangs,
    Failing::Refuses,
    Failing::Crashes,
    Failing::Dead,
    Failing::FullDisk,
];

impl Action {
    pub(super) fn draw(random: &mut fastrand::Rng, servers: u64) -> Self {
        let server = random.u64(1..=servers);
        match random.u8(..24) {
            0..=3 => Self::ControlPlaneDies,
            4..=6 => Self::AgentDies(server),
            7..=9 => Self::Fails(server, FAILING[random.usize(..FAILING.len())]),
            10..=11 => Self::CutOff(server),
            12 => Self::Mute(server),
            13 => Self::Deaf(server),
            14..=15 => Self::Held(server),
            16 => Self::ThirdCutOff,
            17..=18 => Self::ClockJumps(random.u64(0..=servers), random.i64(-200_000..200_000)),
            19..=20 => Self::Compacted,
            21..=22 => Self::Distance(server, random.u64(1..400)),
            _ => Self::Restored,
        }
    }

    /// How long it lasts at most; a partition may outlast the lease.
    pub(super) fn longest(self) -> Duration {
        match self {
            Self::CutOff(_) | Self::Mute(_) | Self::Deaf(_) | Self::ThirdCutOff => {
                Duration::from_secs(50)
            }
            Self::Held(_) => Duration::from_secs(15),
            _ => Duration::from_secs(4),
        }
    }

    /// Whether two cannot be at a time.
    pub(super) fn excludes(self, other: Self) -> bool {
        let control = |one| matches!(one, Self::ControlPlaneDies | Self::Restored);
        let network = |one| match one {
            Self::CutOff(server) | Self::Mute(server) | Self::Deaf(server) | Self::Held(server) => {
                Some(server)
            }
            Self::ThirdCutOff => Some(3),
            _ => None,
        };
        let third = |one| one == Self::ThirdCutOff;
        let both_networks = match (network(self), network(other)) {
            (Some(one), Some(other_server)) => {
                one == other_server
                    || (third(self) && other_server.is_multiple_of(3))
                    || (third(other) && one.is_multiple_of(3))
            }
            _ => false,
        };
        self == other
            || (control(self) && control(other))
            || both_networks
            || matches!((self, other), (Self::Fails(one, _), Self::Fails(another, _)) if one == another)
    }

    pub(super) fn begin(self, sim: &mut Sim<'_>, scene: &mut Scene) {
        match self {
            Self::ControlPlaneDies => scene.control_plane_dies(sim),
            Self::AgentDies(server) => sim.crash(name(server)),
            Self::Fails(server, failing) => scene.disk(server).fail(failing),
            Self::CutOff(server) => sim.partition(name(server), CONTROL_PLANE),
            Self::Mute(server) => sim.partition_oneway(name(server), CONTROL_PLANE),
            Self::Deaf(server) => sim.partition_oneway(CONTROL_PLANE, name(server)),
            Self::Held(server) => sim.hold(name(server), CONTROL_PLANE),
            Self::ThirdCutOff => {
                for server in third() {
                    sim.partition(name(server), CONTROL_PLANE);
                }
            }
            Self::ClockJumps(machine, seconds) => scene.clock(machine).jump(seconds),
            Self::Compacted => scene.compact(),
            Self::Distance(server, milliseconds) => distance(sim, server, milliseconds),
            Self::Restored => {
                scene.control_plane_dies(sim);
                scene.restore();
            }
        }
    }

    pub(super) fn end(self, sim: &mut Sim<'_>, scene: &mut Scene) {
        match self {
            Self::ControlPlaneDies | Self::Restored => sim.bounce(CONTROL_PLANE),
            Self::AgentDies(server) => sim.bounce(name(server)),
            Self::Fails(server, _) => scene.disk(server).fail(Failing::Nothing),
            Self::CutOff(server) => sim.repair(name(server), CONTROL_PLANE),
            Self::Mute(server) => sim.repair_oneway(name(server), CONTROL_PLANE),
            Self::Deaf(server) => sim.repair_oneway(CONTROL_PLANE, name(server)),
            Self::Held(server) => sim.release(name(server), CONTROL_PLANE),
            Self::ThirdCutOff => {
                for server in third() {
                    sim.repair(name(server), CONTROL_PLANE);
                }
            }
            Self::ClockJumps(..) | Self::Compacted | Self::Distance(..) => {}
        }
    }
}
