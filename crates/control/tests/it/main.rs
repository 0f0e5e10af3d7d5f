//! The use cases over a real PostgreSQL, where several processes have one record.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod ownership;
mod place;
