//! Deploy requests that wait for a person, and what holds others up.

use landfall_control::admin::{FreezeView, ReviewView, RuledView};

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

/// Accounts whose requests are reviewed.
pub(super) fn reviewed(list: &[ReviewView]) -> String {
    if list.is_empty() {
        return "No account has its deploy requests reviewed.".to_owned();
    }
    let rows = list.iter().map(|review| {
        vec![
            review.account.clone(),
            review.environment.clone(),
            format!("{} min", review.within / 60),
        ]
    });
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
