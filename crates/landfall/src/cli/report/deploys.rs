//! Deploy requests that wait for a person, and what holds others up.

use landfall_control::admin::{FreezeView, ReviewView, RuledView};
use landfall_core::model::ReviewTimes;

use crate::output::table;

/// Requests with where they stand.
pub(super) fn waiting(list: &[RuledView]) -> String {
    if list.is_empty() {
        return "No deploy request waits for a decision.".to_owned();
    }
    let rows = list.iter().map(|request| {
        vec![
            request.request.to_string(),
            request.account.clone(),
            request.policy.to_string(),
            format!("{}, {}", request.platform, request.environment),
            format!("{} since {}", request.state, request.since),
            request.submitter.clone(),
            request.message.clone(),
        ]
    });
    let head = [
        "request", "account", "policy", "for", "state", "by", "message",
    ];
    table(&head, rows)
}

/// Accounts whose requests are reviewed; all others of the tenant last.
pub(super) fn reviewed(all: ReviewTimes, list: &[ReviewView]) -> String {
    let row = |account: &str, environment: &str, within: u32| {
        vec![
            account.to_owned(),
            environment.to_owned(),
            format!("{} min", within / 60),
        ]
    };
    let times = [("production", all.production), ("staging", all.staging)];
    let all = times
        .into_iter()
        .filter_map(|(environment, within)| Some(row("all others", environment, within?)));
    let each = list
        .iter()
        .map(|review| row(&review.account, &review.environment, review.within));
    let rows: Vec<Vec<String>> = each.chain(all).collect();
    if rows.is_empty() {
        return "No account has its deploy requests reviewed.".to_owned();
    }
    table(&["reviewed account", "environment", "to decide in"], rows)
}

/// Frozen fleets.
pub(super) fn frozen(list: &[FreezeView]) -> String {
    if list.is_empty() {
        return "No fleet is frozen.".to_owned();
    }
    let rows = list.iter().map(|freeze| {
        vec![
            freeze.tenant.clone(),
            format!("{}, {}", freeze.platform, freeze.environment),
            freeze.since.clone(),
            freeze.reason.clone(),
        ]
    });
    table(&["tenant", "frozen", "since", "reason"], rows)
}
