//! How far a generation has got, told in full, as it travels.

use landfall_control::query::{Failure, Landing, PopLanding, Waiting};
use landfall_core::{
    id::{PopId, Revision, ServerId, Timestamp},
    rules::counting::Tally,
};
use serde::{Deserialize, Serialize};

/// An answer in full.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldWire {
    pops: Vec<PopWire>,
    failures: Vec<FailureWire>,
    waiting: Vec<WaitingWire>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PopWire {
    pop: PopId,
    name: String,
    released: bool,
    counted: u64,
    received: u64,
    landed: u64,
    failed: u64,
    stale: u64,
    awaited: u64,
    joining: u64,
    drained: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FailureWire {
    server: ServerId,
    name: String,
    pop: String,
    running: Revision,
    reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitingWire {
    server: ServerId,
    name: String,
    pop: String,
    received: bool,
    stale: bool,
    since: Timestamp,
    reason: Option<String>,
}

impl ToldWire {
    pub(super) fn new(landing: Landing) -> Self {
        Self {
            pops: landing.pops.into_iter().map(PopWire::from).collect(),
            failures: (landing.failures.into_iter())
                .map(|failure| FailureWire {
                    server: failure.server,
                    name: failure.name,
                    pop: failure.pop.to_string(),
                    running: failure.running,
                    reason: failure.reason,
                })
                .collect(),
            waiting: (landing.waiting.into_iter())
                .map(|waiting| WaitingWire {
                    server: waiting.server,
                    name: waiting.name,
                    pop: waiting.pop.to_string(),
                    received: waiting.received,
                    stale: waiting.stale,
                    since: waiting.since,
                    reason: waiting.reason,
                })
                .collect(),
        }
    }

    /// None if the counts cannot be.
    pub(super) fn landing(self) -> Option<Landing> {
        let failures = self.failures.into_iter().map(|failure| Failure {
            server: failure.server,
            name: failure.name,
            pop: failure.pop.into(),
            running: failure.running,
            reason: failure.reason,
        });
        let waiting = self.waiting.into_iter().map(|waiting| Waiting {
            server: waiting.server,
            name: waiting.name,
            pop: waiting.pop.into(),
            received: waiting.received,
            stale: waiting.stale,
            since: waiting.since,
            reason: waiting.reason,
        });
        Some(Landing {
            pops: (self.pops.into_iter())
                .map(PopWire::landing)
                .collect::<Option<_>>()?,
            failures: failures.collect(),
            waiting: waiting.collect(),
        })
    }
}

impl From<PopLanding> for PopWire {
    fn from(pop: PopLanding) -> Self {
        let tally = pop.tally;
        Self {
            pop: pop.pop,
            name: pop.name.to_string(),
            released: pop.released,
            counted: tally.counted,
            received: tally.received,
            landed: tally.landed,
            failed: tally.failed,
            stale: tally.stale,
            awaited: tally.awaited,
            joining: tally.joining,
            drained: tally.drained,
        }
    }
}

impl PopWire {
    fn landing(self) -> Option<PopLanding> {
        let settled = self.landed.checked_add(self.failed)?;
        let possible = settled <= self.received
            && self.received <= self.counted
            && self.stale <= self.counted
            && self.awaited <= self.counted - settled;
        possible.then(|| PopLanding {
            pop: self.pop,
            name: self.name.into(),
            released: self.released,
            tally: Tally {
                counted: self.counted,
                received: self.received,
                landed: self.landed,
                failed: self.failed,
                stale: self.stale,
                awaited: self.awaited,
                joining: self.joining,
                drained: self.drained,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(landed: u64, failed: u64, received: u64) -> Landing {
        Landing {
            pops: vec![PopLanding {
                pop: PopId(7),
                name: "Europe : Riga".into(),
                released: true,
                tally: Tally {
                    counted: 5,
                    received,
                    landed,
                    failed,
                    stale: 1,
                    awaited: 1,
                    joining: 2,
                    drained: 3,
                },
            }],
            failures: vec![Failure {
                server: ServerId(12),
                name: "edge-12".to_owned(),
                pop: "Europe : Riga".into(),
                running: Revision(40),
                reason: Some("no such origin".to_owned()),
            }],
            waiting: vec![Waiting {
                server: ServerId(13),
                name: "edge-13".to_owned(),
                pop: "Europe : Riga".into(),
                received: true,
                stale: false,
                since: Timestamp::from_seconds(1_700_000_000),
                reason: Some("the check was not done after 30 s".to_owned()),
            }],
        }
    }

    fn travelled(landing: Landing) -> Option<Landing> {
        let text = serde_json::to_string(&ToldWire::new(landing)).unwrap();
        let wire: ToldWire = serde_json::from_str(&text).unwrap();
        wire.landing()
    }

    #[test]
    fn what_was_told_arrives_whole() {
        assert_eq!(travelled(told(2, 1, 4)), Some(told(2, 1, 4)));
    }

    #[test]
    fn counts_that_cannot_be_are_no_answer() {
        for (landed, failed, received) in [(3, 2, 4), (1, 1, 6), (u64::MAX, 1, 5), (4, 1, 5)] {
            assert_eq!(travelled(told(landed, failed, received)), None);
        }
    }
}
