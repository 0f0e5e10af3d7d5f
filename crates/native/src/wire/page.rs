//! A page of any list.

use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items, in the order that was asked for.
    pub(crate) items: Vec<T>,
    /// What to send as `page_token` for the next page; null on the last one.
    pub(crate) next_page_token: Option<String>,
}
