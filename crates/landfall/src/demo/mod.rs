//! `landfall demo`: `serve` with a demonstration record in it, on this machine only.

mod arguments;
mod banner;
mod run;

pub(crate) use arguments::DemoArguments;
pub(crate) use run::run;
