//! What has come of a deploy request, as the process says it by its exit code.

use super::told::{Landing, Successor};

/// How waiting ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// As many servers run it as were wanted.
    Landed,
    /// The time is over.
    TimedOut,
    /// It was refused, or failed on so many servers that it can get no further.
    Failed,
    /// Something stopped it: it was withdrawn, superseded or rolled back.
    Stopped,
}

impl End {
    /// What the process ends with.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Landed => 0,
            Self::TimedOut => 3,
            Self::Failed => 4,
            Self::Stopped => 5,
        }
    }

    /// Its name in JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Landed => "landed",
            Self::TimedOut => "timed_out",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }
}

/// How waiting for `wanted` percent of the servers ends; none as long as it goes on.
pub(super) fn verdict(landing: &Landing, wanted: f64) -> Option<End> {
    let enough = landing.all.counted > 0 && landing.all.percent >= wanted;
    match landing.outcome.as_str() {
        "rolled_back" | "canceled" => Some(End::Stopped),
        "rejected" => Some(End::Failed),
        _ if enough => Some(End::Landed),
        "landed" => Some(End::Landed),
        "failed" => Some(End::Failed),
        "superseded" => Some(End::Stopped),
        _ => None,
    }
}

/// The end in a sentence; `wanted` percent were waited for.
pub(super) fn sentence(end: End, landing: &Landing, wanted: f64) -> String {
    let id = &landing.deploy_request_id;
    let all = &landing.all;
    let so_far = format!("{} of {} servers run it", all.landed, all.counted);
    let by = |successor: &Successor| format!("deploy request {}", successor.deploy_request_id);
    match end {
        End::Landed if all.landed == all.counted => {
            format!("Deploy request {id} has landed: {so_far}.")
        }
        End::Landed => format!("Deploy request {id} has landed as far as wanted: {so_far}."),
        End::TimedOut => match landing.state.as_str() {
            "deployed" if all.counted == 0 => format!(
                "the time is over, and no server counts yet: deploy request {id} waits for servers of {} {}; `landfall server list` shows those there are",
                landing.platform, landing.environment
            ),
            "deployed" => format!(
                "the time is over, and deploy request {id} has not landed as far as wanted ({wanted} %): {so_far}; it goes on by itself, see `landfall status {id} --watch`"
            ),
            state => format!(
                "the time is over, and deploy request {id} is {state}; it goes on by itself, see `landfall status {id} --watch`"
            ),
        },
        End::Failed if landing.outcome == "rejected" => format!("deploy request {id} was rejected"),
        End::Failed => format!(
            "deploy request {id} has failed on {} servers and can get no further for now: {so_far}; the servers try again",
            all.failed
        ),
        End::Stopped => match (landing.outcome.as_str(), &landing.rolled_back) {
            ("canceled", _) => format!("deploy request {id} was withdrawn"),
            (_, Some(rolled_back)) => format!(
                "deploy request {id} was rolled back at revision {}{}",
                rolled_back.revision,
                (rolled_back.by.as_ref())
                    .map_or_else(String::new, |by_this| format!(" by {}", by(by_this)))
            ),
            _ => format!(
                "deploy request {id} was superseded{} before every server had it: {so_far}",
                (landing.superseded_by.as_ref()).map_or_else(String::new, |by_this| format!(
                    " by {} (generation {})",
                    by(by_this),
                    by_this.generation
                ))
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::told::{RolledBack, Tally};

    fn stands(outcome: &str, landed: u64, counted: u64) -> Landing {
        #[expect(clippy::cast_precision_loss, reason = "a few servers")]
        let percent = if counted == 0 {
            0.0
        } else {
            landed as f64 / counted as f64 * 100.0
        };
        Landing {
            deploy_request_id: "7".to_owned(),
            state: "deployed".to_owned(),
            outcome: outcome.to_owned(),
            all: Tally {
                counted,
                landed,
                percent,
                ..Tally::default()
            },
            ..Landing::default()
        }
    }

    #[test]
    fn it_ends_when_as_many_servers_run_it_as_wanted() {
        assert_eq!(verdict(&stands("under_way", 3, 4), 100.0), None);
        assert_eq!(verdict(&stands("under_way", 3, 4), 75.0), Some(End::Landed));
        assert_eq!(verdict(&stands("landed", 4, 4), 100.0), Some(End::Landed));
        assert_eq!(
            verdict(&stands("under_way", 0, 0), 1.0),
            None,
            "nobody is no one who runs it"
        );
    }

    #[test]
    fn it_fails_unless_enough_servers_run_it_anyway() {
        assert_eq!(verdict(&stands("failed", 3, 4), 100.0), Some(End::Failed));
        assert_eq!(verdict(&stands("failed", 3, 4), 75.0), Some(End::Landed));
        assert_eq!(verdict(&stands("rejected", 0, 0), 1.0), Some(End::Failed));
    }

    #[test]
    fn whatever_stops_it_stops_the_waiting() {
        assert_eq!(
            verdict(&stands("superseded", 3, 4), 100.0),
            Some(End::Stopped)
        );
        assert_eq!(
            verdict(&stands("superseded", 3, 4), 50.0),
            Some(End::Landed)
        );
        assert_eq!(verdict(&stands("canceled", 0, 0), 1.0), Some(End::Stopped));
        assert_eq!(
            verdict(&stands("rolled_back", 4, 4), 1.0),
            Some(End::Stopped)
        );
    }

    #[test]
    fn each_end_has_its_exit_code() {
        let codes = [End::Landed, End::TimedOut, End::Failed, End::Stopped].map(End::exit_code);
        assert_eq!(codes, [0, 3, 4, 5]);
    }

    #[test]
    fn an_end_is_told_with_what_to_do() {
        let late = sentence(End::TimedOut, &stands("under_way", 3, 4), 100.0);
        assert!(
            late.contains("3 of 4 servers") && late.contains("landfall status 7 --watch"),
            "{late}"
        );
        let nobody = sentence(End::TimedOut, &stands("under_way", 0, 0), 100.0);
        assert!(nobody.contains("no server counts yet"), "{nobody}");
        let mut undone = stands("rolled_back", 1, 4);
        undone.rolled_back = Some(RolledBack {
            revision: 60,
            by: Some(Successor {
                deploy_request_id: "8".to_owned(),
                generation: 3,
            }),
        });
        let undone = sentence(End::Stopped, &undone, 100.0);
        assert_eq!(
            undone,
            "deploy request 7 was rolled back at revision 60 by deploy request 8"
        );
    }
}
