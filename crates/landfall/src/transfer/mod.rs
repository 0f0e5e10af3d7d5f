//! Records in and out: `landfall import`, `landfall export`, `landfall generate`, `landfall schema`.

mod arguments;
mod export;
mod generate;
mod import;
mod progress;
mod report;
mod sink;
mod stretches;
mod target;

pub(crate) use arguments::{ExportArguments, GenerateArguments, ImportArguments};
pub(crate) use export::export;
pub(crate) use generate::generate;
pub(crate) use import::import;

use crate::output;

/// Prints the JSON Schema of a line.
pub(crate) fn schema() {
    output::line(landfall_transfer::SCHEMA.trim_end());
}
