//! What is told in lines of how a change lands: where nobody watches bars, and in tables.

use std::{collections::HashSet, time::Duration};

use super::told::{Failure, Landing, Tally, Waiting};
use crate::output::table;

/// The least time between two lines that only say how far it has got.
const APART: Duration = Duration::from_secs(1);

/// How many servers that are waited for are named while it goes on.
const NAMED: usize = 10;

/// What has been told.
#[derive(Debug, Default)]
pub(super) struct Lines {
    last: Option<(Duration, Tally, String)>,
    failures: HashSet<(String, Option<String>)>,
    waiting: HashSet<(String, Option<String>)>,
}

impl Lines {
    /// What there is to tell of an event at `now`, counted from the beginning: how far it has got, unless that was told a moment
    /// ago or has not changed, and servers where it failed that were not named yet.
    pub(super) fn of(&mut self, landing: &Landing, now: Duration, is_last: bool) -> Vec<String> {
        let mut lines = self.named(landing);
        let state = landing.state.clone();
        let due = match &self.last {
            None => true,
            Some((at, tally, told)) => {
                let news = *tally != landing.all || *told != state;
                news && (is_last || *told != state || now >= *at + APART)
            }
        };
        if due {
            lines.push(progress(landing));
            self.last = Some((now, landing.all, state));
        }
        lines
    }

    /// The servers where it failed, and the first few that are waited for, that were not named yet.
    pub(super) fn named(&mut self, landing: &Landing) -> Vec<String> {
        let failures = landing.failures.iter().flatten();
        let new = failures.filter(|failure| {
            let known = (failure.server_id.clone(), failure.reason.clone());
            self.failures.insert(known)
        });
        let mut lines: Vec<String> = new.map(failure).collect();
        for one in landing.waiting.iter().flatten() {
            let known = (one.server_id.clone(), one.reason.clone());
            if self.waiting.len() < NAMED && self.waiting.insert(known) {
                lines.push(waiting(one));
            }
        }
        lines
    }
}

/// How far it has got, in a line.
pub(super) fn progress(landing: &Landing) -> String {
    if landing.state != "deployed" {
        return format!("{}: not with the fleet yet", landing.state);
    }
    let all = &landing.all;
    let mut line = format!(
        "{} of {} servers run it ({}), {} have it",
        all.landed,
        all.counted,
        percent(all.percent),
        all.received
    );
    for (count, what) in [
        (all.failed, "failed"),
        (all.stale, "stale"),
        (all.joining, "joining"),
        (all.drained, "drained"),
    ] {
        if count > 0 {
            line = format!("{line}, {count} {what}");
        }
    }
    line
}

/// A server where it failed, in a line.
pub(super) fn failure(failure: &Failure) -> String {
    let reason = failure
        .reason
        .as_deref()
        .unwrap_or("its reason is not known");
    format!(
        "failed on {} (server {}, {}): {reason}",
        failure.name, failure.server_id, failure.pop
    )
}

/// A server that is waited for, in a line.
pub(super) fn waiting(waiting: &Waiting) -> String {
    let Waiting {
        server_id,
        name,
        pop,
        since,
        ..
    } = waiting;
    let who = format!("{name} (server {server_id}, {pop})");
    if waiting.state == "stale" {
        return format!("stale: {who} was heard of last at {since}");
    }
    let has = if waiting.received {
        "has it"
    } else {
        "does not have it"
    };
    let reason = waiting.reason.as_deref().unwrap_or("it does not say why");
    format!("awaited: {who} {has} and has not got on since {since}: {reason}")
}

/// A percentage that is 100 only where everything is.
pub(super) fn percent(percent: f64) -> String {
    let shown = (percent * 10.0).floor() / 10.0;
    format!("{shown:.1} %")
}

/// Everything that is known of a request: POP by POP, and who is in the way.
pub(super) fn whole(landing: &Landing) -> String {
    let mut text = format!(
        "Deploy request {}: policy {} on {} {}, {}\n{}",
        landing.deploy_request_id,
        landing.policy_id,
        landing.platform,
        landing.environment,
        landing.outcome.replace('_', " "),
        progress(landing),
    );
    if !landing.pops.is_empty() {
        let of_pops = percent(landing.percent_of_pops);
        text = format!("{text}; POPs on average {of_pops}");
    }
    if let Some(by) = &landing.superseded_by {
        text = format!(
            "{text}\nSuperseded by deploy request {} (generation {}).",
            by.deploy_request_id, by.generation
        );
    }
    if let Some(undone) = &landing.rolled_back {
        text = format!("{text}\nRolled back at revision {}.", undone.revision);
    }
    if !landing.pops.is_empty() {
        let head = [
            "pop", "landed", "of", "", "received", "failed", "stale", "joining", "drained",
        ];
        let row = |name: &str, tally: &Tally| {
            vec![
                name.to_owned(),
                tally.landed.to_string(),
                tally.counted.to_string(),
                percent(tally.percent),
                tally.received.to_string(),
                tally.failed.to_string(),
                tally.stale.to_string(),
                tally.joining.to_string(),
                tally.drained.to_string(),
            ]
        };
        let rows = landing.pops.iter().map(|pop| row(&pop.name, &pop.tally));
        let rows = rows.chain([row("all", &landing.all)]);
        text = format!("{text}\n\n{}", table(&head, rows));
    }
    let failures = landing.failures.as_deref().unwrap_or_default();
    if !failures.is_empty() {
        let named: Vec<String> = failures.iter().map(failure).collect();
        text = format!("{text}\n\n{}", named.join("\n"));
    }
    let named = u64::try_from(failures.len()).unwrap_or(u64::MAX);
    if landing.failures.is_some() && landing.all.failed > named {
        let more = landing.all.failed - named;
        text = format!("{text}\nand on {more} more");
    }
    let in_the_way = landing.waiting.as_deref().unwrap_or_default();
    if !in_the_way.is_empty() {
        let named: Vec<String> = in_the_way.iter().map(waiting).collect();
        text = format!("{text}\n\n{}", named.join("\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::told::Pop;

    fn landing(landed: u64, failures: &[(&str, &str)]) -> Landing {
        let failed = u64::try_from(failures.len()).unwrap();
        #[expect(clippy::cast_precision_loss, reason = "a few servers")]
        let percent = landed as f64 * 10.0;
        let all = Tally {
            counted: 10,
            received: 10,
            landed,
            failed,
            percent,
            ..Tally::default()
        };
        Landing {
            deploy_request_id: "7".to_owned(),
            policy_id: "12".to_owned(),
            platform: "http_large".to_owned(),
            environment: "production".to_owned(),
            state: "deployed".to_owned(),
            outcome: "under_way".to_owned(),
            all,
            percent_of_pops: percent,
            pops: vec![Pop {
                name: "Europe : Riga".to_owned(),
                tally: all,
            }],
            failures: Some(
                failures
                    .iter()
                    .map(|(server, reason)| Failure {
                        server_id: (*server).to_owned(),
                        name: format!("edge-{server}"),
                        pop: "Europe : Riga".to_owned(),
                        reason: Some((*reason).to_owned()),
                    })
                    .collect(),
            ),
            ..Landing::default()
        }
    }

    const START: Duration = Duration::ZERO;

    #[test]
    fn a_line_comes_at_once_then_every_second_and_at_the_end() {
        let mut lines = Lines::default();
        let told = lines.of(&landing(1, &[]), START, false);
        assert_eq!(told, ["1 of 10 servers run it (10.0 %), 10 have it"]);
        let soon = Duration::from_millis(500);
        assert!(lines.of(&landing(2, &[]), soon, false).is_empty());
        let later = Duration::from_secs(1);
        assert!(
            lines.of(&landing(1, &[]), later, false).is_empty(),
            "no news"
        );
        assert_eq!(lines.of(&landing(3, &[]), later, false).len(), 1);
        assert_eq!(lines.of(&landing(10, &[]), later, true).len(), 1);
    }

    #[test]
    fn a_new_state_is_told_at_once() {
        let mut lines = Lines::default();
        let mut waits = landing(0, &[]);
        waits.state = "pending_review".to_owned();
        assert_eq!(
            lines.of(&waits, START, false),
            ["pending_review: not with the fleet yet"]
        );
        assert_eq!(lines.of(&landing(0, &[]), START, false).len(), 1);
    }

    #[test]
    fn a_failure_is_told_once_for_each_reason() {
        let mut lines = Lines::default();
        let first = lines.of(&landing(1, &[("3", "no such origin")]), START, false);
        assert_eq!(
            first[0],
            "failed on edge-3 (server 3, Europe : Riga): no such origin"
        );
        assert!(first[1].ends_with("1 failed"), "{first:?}");
        let again = lines.of(&landing(1, &[("3", "no such origin")]), START, false);
        assert!(again.is_empty());
        let other = landing(1, &[("3", "disk full"), ("4", "no such origin")]);
        assert_eq!(lines.of(&other, START, false).len(), 2);
    }

    fn waited_for(server: u32, state: &str, reason: Option<&str>) -> Waiting {
        Waiting {
            server_id: server.to_string(),
            name: format!("edge-{server}"),
            pop: "Europe : Riga".to_owned(),
            state: state.to_owned(),
            received: true,
            since: "2026-02-03T04:05:06Z".to_owned(),
            reason: reason.map(str::to_owned),
        }
    }

    #[test]
    fn who_is_waited_for_is_named_once_and_not_by_the_hundred() {
        let mut lines = Lines::default();
        let mut under_way = landing(1, &[]);
        under_way.waiting = Some(vec![
            waited_for(3, "awaited", Some("the check was not done after 30 s")),
            waited_for(4, "stale", None),
            waited_for(5, "awaited", None),
        ]);
        let told = lines.named(&under_way);
        assert_eq!(
            told,
            [
                "awaited: edge-3 (server 3, Europe : Riga) has it and has not got on since 2026-02-03T04:05:06Z: the check was not done after 30 s",
                "stale: edge-4 (server 4, Europe : Riga) was heard of last at 2026-02-03T04:05:06Z",
                "awaited: edge-5 (server 5, Europe : Riga) has it and has not got on since 2026-02-03T04:05:06Z: it does not say why",
            ]
        );
        assert!(lines.named(&under_way).is_empty());
        under_way.waiting = Some((10..100).map(|id| waited_for(id, "stale", None)).collect());
        assert_eq!(lines.named(&under_way).len(), NAMED - 3);
        assert!(whole(&under_way).contains("edge-99"));
    }

    #[test]
    fn one_hundred_percent_is_everybody() {
        assert_eq!(percent(99.99), "99.9 %");
        assert_eq!(percent(100.0), "100.0 %");
    }

    #[test]
    fn everything_is_told_pop_by_pop() {
        let mut landing = landing(9, &[("3", "no such origin")]);
        landing.all.failed = 2;
        let text = whole(&landing);
        for part in [
            "Deploy request 7: policy 12 on http_large production, under way",
            "POPs on average 90.0 %",
            "Europe : Riga",
            "no such origin",
            "and on 1 more",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
