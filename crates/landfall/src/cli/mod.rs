//! The command line.

mod administration;
mod arguments;
mod counters;
mod init;
mod openapi;
mod report;
mod run;
mod settings;
mod whole;

pub(crate) use arguments::Arguments;
pub(crate) use run::run;
