//! One simulated server: it dials, follows its log over a stream, and comes back when that ends. It is one task, which holds what
//! the server knows and, between two messages, nothing of what came.

mod intake;
mod report;
mod run;
mod session;

pub(crate) use run::Server;
