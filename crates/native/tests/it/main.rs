//! The native API over its real router, on a real store with the demonstration's record.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod access;
mod accounts;
mod decisions;
mod deploying;
mod deployments;
mod ended;
mod following;
mod golden;
mod landing;
mod lists;
mod metrics;
mod openapi;
mod orders;
mod paging;
mod policies;
mod problems;
mod reviews;
mod sessions;
mod sites;
mod strangers;
mod support;
mod tenant;
mod tokens;
mod zones;
