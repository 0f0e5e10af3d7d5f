//! The dialect from its router to a real store: the contract's examples, errors and traps.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod businesses;
mod caching;
mod context_traps;
mod cookie_traps;
mod errors;
mod events;
mod examples;
mod fixture;
mod media_traps;
mod odd_input;
mod routes;
mod sessions;
mod strangers;
mod throttle;
mod world;
mod zone_bodies;
mod zone_by_id;
mod zone_events;
mod zone_traps;
mod zone_use;
mod zone_write_order;
mod zone_write_traps;
mod zone_writes;
