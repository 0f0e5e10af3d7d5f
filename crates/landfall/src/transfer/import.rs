//! `landfall import`.

use std::{fs::File, io, path::Path};

use landfall_control::admin::ImportOutcome;
use tokio::sync::mpsc;

use super::{
    ImportArguments,
    report::Report,
    stretches::{self, Content, Length},
    target::{Target, bring_to_server, bring_to_store},
};
use crate::{config::Config, error::CommandError, output};

/// How many stretches are read ahead.
const AHEAD: usize = 2;

/// Brings a file of records in.
pub(crate) async fn import(
    arguments: ImportArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let path = arguments.file.clone();
    let standard = path == Path::new("-");
    let file = if standard {
        None
    } else {
        Some(File::open(&path).map_err(CommandError::file(&path))?)
    };
    let size = file
        .as_ref()
        .and_then(|file| file.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|metadata| metadata.len());
    let target = Target::find(config).await?;
    if target.is_store() {
        output::note("No server runs on this data folder: importing into the store itself.");
    }
    let decodes = target.is_store();
    let alone = match &target {
        Target::Store(control) => control.expect_bulk(),
        Target::Server(_) => false,
    };
    let length = Length::new(alone);
    let lengths = length.clone();
    let (to, mut read) = mpsc::channel(AHEAD);
    // A plain thread: it may wait for standard input for ever, which must not keep the command from ending.
    std::thread::Builder::new()
        .name("read-records".to_owned())
        .spawn(move || match file {
            Some(file) => stretches::read(file, decodes, &lengths, &to),
            None => stretches::read(io::stdin(), decodes, &lengths, &to),
        })
        .map_err(CommandError::file(&path))?;
    let mut report = Report::new(size, arguments.max_report, as_json);
    while let Some(stretch) = read.recv().await {
        let mut stretch = stretch?;
        let keep_going = arguments.keep_going;
        let content = std::mem::replace(&mut stretch.content, Content::Text(Vec::new()));
        let outcome = match (content, &target) {
            (Content::Refused(bad), _) => ImportOutcome {
                bad: vec![bad],
                stopped: !keep_going,
                ..ImportOutcome::default()
            },
            (Content::Objects(lines), Target::Store(control)) => {
                bring_to_store(control, lines, keep_going).await?
            }
            (Content::Text(text), Target::Server(folder)) => {
                bring_to_server(folder, stretch.first, text, keep_going).await?
            }
            (Content::Objects(_), Target::Server(_)) | (Content::Text(_), Target::Store(_)) => {
                return Err(CommandError::Server(
                    "the lines were read for another target".to_owned(),
                ));
            }
        };
        length.heard(outcome.bad.is_empty());
        report.stretch(stretch.last, stretch.taken, &outcome)?;
        if outcome.stopped {
            return report.end(Some(&stretch));
        }
    }
    report.end(None)
}
