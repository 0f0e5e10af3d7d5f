//! Walking lists by key: what both engines share. A [`Request`] is a listing that fits its resource, a [`Resource`] knows the
//! columns of its fields and the [`Route`]s to its rows, and a [`Statement`] is the SQL text of a request along a route. Texts
//! are put together from what is written here, never from a caller's words; every value is a parameter.

pub(crate) mod columns;
mod request;
mod resource;
mod route;
mod sight;
mod statement;

pub(crate) use request::Request;
pub(crate) use resource::Resource;
pub(crate) use route::Route;
pub(crate) use statement::{Engine, Statement};

/// How many rows are few: so many at most are gathered and sorted, where a walk in order would have to pass what is out of
/// view.
pub(crate) const FEW: u32 = 4_000;
