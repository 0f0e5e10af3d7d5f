//! `landfall openapi`: the documents, for people, generators of clients, and the repository.

use std::{fs, path::PathBuf};

use clap::{Args, builder::PossibleValuesParser};
use serde_json::json;

use crate::{documents, error::CommandError, output};

/// What `landfall openapi` takes.
#[derive(Debug, Args)]
pub(super) struct OpenApiArguments {
    /// Whose document
    #[arg(value_parser = PossibleValuesParser::new(documents::NAMES), required_unless_present = "output")]
    name: Option<String>,
    /// Write every document, or the named one, into this folder as NAME.json
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Prints a document, or writes files.
pub(super) fn openapi(arguments: &OpenApiArguments, json: bool) -> Result<(), CommandError> {
    let names = match &arguments.name {
        Some(name) => vec![name.as_str()],
        None => documents::NAMES.to_vec(),
    };
    let known = names
        .into_iter()
        .filter_map(|name| Some((name, documents::document(name)?)));
    let Some(folder) = &arguments.output else {
        for (_, document) in known {
            output::line(documents::text(&document).trim_end());
        }
        return Ok(());
    };
    let mut written = Vec::new();
    for (name, document) in known {
        let file = folder.join(format!("{name}.json"));
        fs::write(&file, documents::text(&document)).map_err(CommandError::file(&file))?;
        written.push(file);
    }
    if json {
        return output::json(&json!({ "written": written }));
    }
    for file in written {
        output::line(&format!("Wrote {}", file.display()));
    }
    Ok(())
}
