//! What people see: tables that fit a terminal, JSON for programs, colours that switch off.

mod table;

use std::io::Write;

use anstyle::{AnsiColor, Style};
use clap::ColorChoice;

pub(crate) use table::table;

use crate::error::CommandError;

/// Sets for the whole process whether there are colours: as asked, else if the output is a terminal and `NO_COLOR` is not
/// set.
pub(crate) fn choose_colours(choice: ColorChoice) {
    let choice = match choice {
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
        ColorChoice::Auto => anstream::ColorChoice::Auto,
    };
    choice.write_global();
}

/// A headline.
pub(crate) const HEADLINE: Style = Style::new().bold();
/// Something that a person is to copy.
pub(crate) const COPY: Style = AnsiColor::Cyan.on_default();

/// Prints a line. A reader that has gone away is no error.
pub(crate) fn line(text: &str) {
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Prints a value as JSON, one line.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<(), CommandError> {
    let text = serde_json::to_string(value)
        .map_err(|error| CommandError::Server(format!("the reply cannot be written: {error}")))?;
    line(&text);
    Ok(())
}

/// Prints what went wrong.
pub(crate) fn error(error: &CommandError) {
    let style = AnsiColor::Red.on_default().bold();
    let _ = writeln!(anstream::stderr(), "{style}error:{style:#} {error}");
}

/// Prints something worth knowing that is no part of the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
