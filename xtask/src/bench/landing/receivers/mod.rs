//! The servers: thousands of connections in one process. What a receiver does with a change is the same whoever sent it: nothing,
//! or the check that an agent makes, or that and a word on the disk before it acknowledges.

mod check;
mod etcd;
pub(super) mod etcd_wire;
mod feed;
mod kept;
mod nats;
mod order;
mod raw;
mod start;

pub(super) use nats::{ACKS, CHANGES, Nats};
pub(super) use order::{Kind, Order, Pinned, Pinning, Said, Work};
pub(super) use start::raise_descriptors;
pub(in crate::bench) use start::run;
