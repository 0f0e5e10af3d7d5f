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
mod isolation;
mod landing;
mod one_customer;
mod openapi;
mod operations;
mod orders;
mod partner;
mod places;
mod policies;
mod postgres;
mod reference;
mod review;
mod secrets;
mod seeds;
mod serve;
mod sharing;
mod shown;
mod simulate;
mod strangers;
mod together;
mod torture;
mod transfer;
mod walkthrough;
mod whole;
mod world;
