//! Several processes with one record in a real PostgreSQL: who counts the fleet. The processes are values here, so that each
//! can be stopped at the worst moment.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod ownership;
mod place;
