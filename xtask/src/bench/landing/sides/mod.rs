//! Those who send: the product, the floor and two brokers.

mod brokers;
mod product;
mod side;
mod tunnel;

pub(super) use product::{Product, Secured, id_of};
pub(super) use side::{PATIENCE, Side, connected, receivers, receiving};
