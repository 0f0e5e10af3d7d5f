//! `cargo xtask torture …`: the runs of faults that tests make for seconds, for as long as one likes.

mod arguments;
mod run;

pub(crate) use arguments::TortureArguments;
pub(crate) use run::run;
