//! The command itself: gather, judge, tell.

use std::io::Write;

use super::workspace::Workspace;
use super::{direction, file_size};
use crate::error::Error;

/// Checks the workspace of the current folder and writes every violation, or one line of figures, to `output`.
pub(crate) fn run(output: &mut impl Write) -> Result<(), Error> {
    let workspace = Workspace::load()?;
    let files = file_size::source_files(&workspace.root, &workspace.target_directory)?;

    let mut violations = direction::violations(&workspace);
    violations.extend(file_size::violations(&files));
    for violation in &violations {
        writeln!(output, "structure: {violation}")?;
    }
    if !violations.is_empty() {
        return Err(Error::Violations(violations.len()));
    }

    let mut lengths: Vec<_> = files
        .iter()
        .filter(|file| !file.is_test())
        .map(|file| file.lines)
        .collect();
    lengths.sort_unstable();
    writeln!(
        output,
        "structure: {} crates, {} files outside tests: median {} lines, longest {}",
        workspace.packages.len(),
        lengths.len(),
        lengths.get(lengths.len() / 2).copied().unwrap_or_default(),
        lengths.last().copied().unwrap_or_default(),
    )?;
    Ok(())
}
