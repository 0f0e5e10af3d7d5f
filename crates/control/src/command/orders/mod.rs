//! Orders: taken in, withdrawn, and carried out.
//!
//! An order is accepted with its job, in one transaction: what it does is decided then and kept with the job. A worker takes
//! jobs and carries them out, each in a transaction that has the effects and the status in it. Whether a withdrawal or the worker
//! comes first is decided by one compare-and-set of the status.

mod body;
mod carry;
mod claim;
mod effects;
mod facts;
mod orderer;
mod reseller;
mod settle;
mod submit;
mod told;
mod withdraw;

pub use body::OrderBody;
pub use orderer::Orderer;
pub use withdraw::Withdrawn;
