//! End-to-end: the real binary, started on free ports, spoken to over real sockets.

mod support;

mod administration;
mod demo;
mod seeds;
mod serve;
