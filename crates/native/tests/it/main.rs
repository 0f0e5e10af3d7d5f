//! The native API over its real router, on a real store with the demonstration's record.

mod access;
mod golden;
mod lists;
mod openapi;
mod paging;
mod problems;
mod sessions;
mod strangers;
mod support;
mod tokens;
