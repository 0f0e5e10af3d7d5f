//! The command line.

mod administration;
mod arguments;
mod init;
mod report;
mod run;
mod settings;
mod whole;

pub(crate) use arguments::Arguments;
pub(crate) use run::run;
