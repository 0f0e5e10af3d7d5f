//! End-to-end: the real binary, started on free ports, spoken to over real sockets.

#![expect(
    clippy::unwrap_used,
    reason = "a fault of the harness has to fail the test"
)]

mod support;

mod accounts;
mod administration;
mod browser;
mod catalogue;
mod demo;
mod durability;
mod events;
mod generated;
mod hostile;
mod landing;
mod openapi;
mod operations;
mod orders;
mod partner;
mod policies;
mod postgres;
mod reference;
mod review;
mod seeds;
mod serve;
mod shown;
mod simulate;
mod strangers;
mod together;
mod torture;
mod transfer;
mod walkthrough;
mod whole;
mod world;
