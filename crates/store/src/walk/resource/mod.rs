//! Each resource: the columns of its fields, and the routes to its rows.

mod accounts;
mod deploy;
mod deployments;
mod events;
mod fleet;
mod fulfillments;
mod holders;
mod subscriptions;

use super::{Request, Route};
use crate::listing::Field;

/// A resource, by the fields that it has.
pub(crate) trait Resource: Field {
    /// The field that names the organization right below which an item is.
    const CHILDREN_OF: Option<Self> = None;

    /// The column that the field is ordered by.
    fn column(self) -> &'static str;

    /// The column that has the field as it is.
    fn exact(self) -> &'static str {
        self.column()
    }

    /// The route for a request. Where it depends on how much is in view, `few` says whether the rows of another route are
    /// so few that gathering and sorting them all is the shortest way.
    fn route<E>(
        request: &Request<'_, Self>,
        few: impl FnOnce(&Route) -> Result<bool, E>,
    ) -> Result<Route, E>;
}
