//! `landfall fleet simulate`: many real connections from one process, for trying out and for measuring. The servers are enrolled
//! as every server is, and come back as the same ones.

mod arguments;
mod control_plane;
mod enrol;
mod intended;
mod remove;
mod run;
mod show;

pub(crate) use arguments::SimulateArguments;
pub(crate) use run::simulate;
