//! The command line.

mod administration;
mod arguments;
mod init;
mod openapi;
mod report;
mod run;
mod settings;

pub(crate) use arguments::Arguments;
pub(crate) use run::run;
