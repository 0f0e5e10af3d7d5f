//! How far a deploy request has got, told in full.

use landfall_control::query::{DeployLanding, Failure, PopLanding, RolledBack, Successor, Waiting};
use landfall_core::rules::counting::Tally;
use serde::Serialize;
use utoipa::ToSchema;

use super::common::Time;

/// One event of a watch, by the names that server-sent events have for its parts.
#[derive(ToSchema)]
#[schema(as = LandingEvent)]
#[expect(dead_code, reason = "it only says what the stream's text consists of")]
pub(crate) struct LandingEventView {
    /// `progress`, or, of the last one, the outcome.
    event: String,
    /// Counts the events of the stream.
    id: String,
    /// A Landing, as JSON.
    data: String,
}

/// How far a deploy request has got and what has become of it. All numbers are of one instant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Landing)]
pub(crate) struct LandingView {
    /// The deploy request.
    deploy_request_id: String,
    /// The customer whose policy it is.
    #[schema(format = Uuid)]
    account_id: String,
    /// The policy.
    policy_id: String,
    /// The policy's platform.
    platform: &'static str,
    /// Where it is applied.
    environment: &'static str,
    /// Where the request stands.
    state: &'static str,
    /// What has become of it: `under_way`, `landed`, `failed` (on some servers, and no other answer is expected), `rejected`,
    /// `canceled`, `superseded` (a newer one came before every server had it) or `rolled_back`.
    outcome: &'static str,
    /// Its hand-over; null before that.
    generation: Option<u64>,
    /// The revision at which it was released first; null before.
    revision: Option<u64>,
    /// The later request of the same account that came first; null if none did.
    superseded_by: Option<SuccessorView>,
    /// What undid it; null if nothing did.
    rolled_back: Option<RolledBackView>,
    #[serde(flatten)]
    all: TallyView,
    /// The mean of the POPs' percentages, 0 to 100. Every POP weighs the same.
    percent_of_pops: f64,
    /// Whether every counted server has landed it, and there is one.
    complete: bool,
    /// Each POP that has servers, in the order of the inventory; empty before the hand-over.
    pops: Vec<PopLandingView>,
    /// Servers where it failed, ten of a POP and two hundred in all at most; `failed` counts all of them. Null for callers who
    /// do not see the whole tenant, and so no servers.
    failures: Option<Vec<FailureView>>,
    /// Counted servers that neither run it nor have said that it failed, and that are stale or have not got on for ten seconds: as
    /// many at most, and for the same callers.
    waiting: Option<Vec<WaitingView>>,
}

/// Servers by how far they have got.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tally)]
struct TallyView {
    /// Servers that count: all that have joined and are not drained, whether they can be reached or not.
    counted: u64,
    /// Those of them that have got the change, whatever came of it.
    received: u64,
    /// Those that run it or a later one of the same account.
    landed: u64,
    /// Those where it failed: they have passed it and run something older. They try again.
    failed: u64,
    /// Those that were not heard of for longer than their lease. They count, and may have landed it before.
    stale: u64,
    /// Those of which an answer is expected: neither landed nor failed, and not stale.
    awaited: u64,
    /// Servers that do not count yet: they have still to catch up for the first time.
    joining: u64,
    /// Servers that do not count, since an operator has taken them out.
    drained: u64,
    /// Landed servers of the counted ones, 0 to 100. A large POP weighs more than a small one.
    percent: f64,
}

/// How far it has got in one POP.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PopLanding)]
struct PopLandingView {
    /// The POP.
    pop_id: String,
    /// Its name.
    name: String,
    /// Whether it, or a later one in its place, was released here.
    released: bool,
    #[serde(flatten)]
    tally: TallyView,
}

/// A server where it failed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LandingFailure)]
struct FailureView {
    /// The server.
    server_id: String,
    /// What it calls itself.
    name: String,
    /// Its POP's name.
    pop: String,
    /// The revision that it runs for the account instead; 0 for none.
    running_revision: u64,
    /// Why, in its own words; null while they are not known.
    reason: Option<String>,
}

/// A server that is waited for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LandingWaiting)]
struct WaitingView {
    /// The server.
    server_id: String,
    /// What it calls itself.
    name: String,
    /// Its POP's name.
    pop: String,
    /// `stale` when it was not heard of for half a minute, or `awaited` when it is there and does not get on.
    state: &'static str,
    /// Whether it has got the change.
    received: bool,
    /// Since when: the last that was heard of a stale one, or when an awaited one has got on last, at the earliest the hand-over.
    since: Time,
    /// Why it is stuck, in its own words; null if it has not said so.
    reason: Option<String>,
}

/// A later deploy request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Successor)]
struct SuccessorView {
    /// Its number.
    deploy_request_id: String,
    /// Its hand-over.
    generation: u64,
    /// Where it stands in the log.
    revision: u64,
}

/// That it was undone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RolledBack)]
struct RolledBackView {
    /// At this revision.
    revision: u64,
    /// By this; null if it came from no deploy request.
    by: Option<SuccessorView>,
}

impl LandingView {
    /// How far it has got; servers are named where `names_servers`.
    pub(crate) fn new(told: &DeployLanding, names_servers: bool) -> Self {
        let (request, all, first) = (&told.request, told.all(), told.releases.first());
        let (pops, failures, waiting) = match &told.landing {
            None => (&[][..], &[][..], &[][..]),
            Some(landing) => (
                landing.pops.as_slice(),
                landing.failures.as_slice(),
                landing.waiting.as_slice(),
            ),
        };
        Self {
            deploy_request_id: request.id.to_string(),
            account_id: request.account.to_string(),
            policy_id: request.policy.to_string(),
            platform: request.platform.as_str(),
            environment: request.environment.as_str(),
            state: request.state.as_str(),
            outcome: told.outcome.as_str(),
            generation: first.map(|release| release.generation.0),
            revision: first.map(|release| release.revision.0),
            superseded_by: told.superseded_by.map(SuccessorView::from),
            rolled_back: told.rolled_back.map(RolledBackView::from),
            all: all.into(),
            percent_of_pops: (told.landing.as_ref())
                .map_or(0.0, landfall_control::query::Landing::percent_of_pops),
            complete: all.is_complete(),
            pops: pops.iter().map(PopLandingView::from).collect(),
            failures: names_servers.then(|| failures.iter().map(FailureView::from).collect()),
            waiting: names_servers.then(|| waiting.iter().map(WaitingView::from).collect()),
        }
    }
}

impl From<Tally> for TallyView {
    fn from(tally: Tally) -> Self {
        Self {
            counted: tally.counted,
            received: tally.received,
            landed: tally.landed,
            failed: tally.failed,
            stale: tally.stale,
            awaited: tally.awaited,
            joining: tally.joining,
            drained: tally.drained,
            percent: tally.percent().value(),
        }
    }
}

impl From<&PopLanding> for PopLandingView {
    fn from(pop: &PopLanding) -> Self {
        Self {
            pop_id: pop.pop.to_string(),
            name: pop.name.to_string(),
            released: pop.released,
            tally: pop.tally.into(),
        }
    }
}

impl From<&Failure> for FailureView {
    fn from(failure: &Failure) -> Self {
        Self {
            server_id: failure.server.to_string(),
            name: failure.name.clone(),
            pop: failure.pop.to_string(),
            running_revision: failure.running.0,
            reason: failure.reason.clone(),
        }
    }
}

impl From<&Waiting> for WaitingView {
    fn from(waiting: &Waiting) -> Self {
        Self {
            server_id: waiting.server.to_string(),
            name: waiting.name.clone(),
            pop: waiting.pop.to_string(),
            state: if waiting.stale { "stale" } else { "awaited" },
            received: waiting.received,
            since: Time(waiting.since),
            reason: waiting.reason.clone(),
        }
    }
}

impl From<Successor> for SuccessorView {
    fn from(successor: Successor) -> Self {
        Self {
            deploy_request_id: successor.request.to_string(),
            generation: successor.generation.0,
            revision: successor.revision.0,
        }
    }
}

impl From<RolledBack> for RolledBackView {
    fn from(rolled_back: RolledBack) -> Self {
        Self {
            revision: rolled_back.at.0,
            by: rolled_back.by.map(SuccessorView::from),
        }
    }
}
