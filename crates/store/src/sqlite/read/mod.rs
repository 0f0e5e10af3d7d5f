//! Reading, one file for each part of the record.

pub(super) mod access;
mod account_lists;
pub(super) mod accounts;
pub(super) mod admin;
mod conditions;
pub(super) mod deploy;
pub(super) mod deploying;
pub(super) mod deployments;
mod enrolment;
mod events;
pub(super) mod fleet;
pub(super) mod fulfillments;
pub(super) mod items;
pub(super) mod leases;
mod log;
pub(super) mod orders;
pub(super) mod policies;
mod sites;
mod sold_filter;
pub(super) mod subscriptions;
mod walked;
pub(super) mod zones;

#[cfg(test)]
mod tests;

use landfall_core::model::View;

/// The condition that the organization in column `$column` is in view. The view's root is the parameter `$root`, NULL for
/// the whole tenant; the tenant is checked beside it.
macro_rules! in_view {
    ($column:literal, $root:literal) => {
        concat!(
            "(",
            $root,
            " IS NULL OR EXISTS (SELECT 1 FROM organization_closure WHERE descendant = ",
            $column,
            " AND ancestor = ",
            $root,
            "))"
        )
    };
}
use in_view;

/// The condition that the organization in the row `$row` is in view, found by the one above it: of a customer that is one of
/// few, whose place in the tree is read all the time, while its own place is one of a million.
macro_rules! organization_in_view {
    ($row:literal, $root:literal) => {
        concat!(
            "(",
            $root,
            " IS NULL OR ",
            $row,
            ".id = ",
            $root,
            " OR EXISTS (SELECT 1 FROM organization_closure WHERE descendant = ",
            $row,
            ".parent AND ancestor = ",
            $root,
            "))"
        )
    };
}
use organization_in_view;

/// The root of a view as a parameter.
fn root(view: &View) -> Option<[u8; 16]> {
    view.root.map(|root| *root.0.as_bytes())
}
