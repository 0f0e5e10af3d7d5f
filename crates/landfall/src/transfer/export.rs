//! `landfall export`.

use serde_json::json;

use super::{
    ExportArguments,
    progress::Progress,
    sink::Sink,
    target::{Target, take_from},
};
use crate::{config::Config, error::CommandError, output};

/// Writes the record as lines.
pub(crate) async fn export(
    arguments: ExportArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let target = Target::find(config).await?;
    let mut sink = Sink::open(arguments.output)?;
    let to_file = sink.is_file();
    let mut progress = Progress::new(None, true, as_json || !to_file);
    let mut lines = 0;
    take_from(&target, |piece| {
        let some = memchr::memchr_iter(b'\n', piece).count() as u64;
        lines += some;
        progress.advance(piece.len() as u64, some);
        sink.write(piece)
    })
    .await?;
    sink.finish()?;
    progress.end();
    if to_file {
        // The header is no object.
        let objects = lines.saturating_sub(1);
        if as_json {
            return output::json(&json!({ "objects": objects }));
        }
        output::note(&format!("{objects} objects were exported."));
    }
    Ok(())
}
