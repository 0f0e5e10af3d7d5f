//! Where lines are written: standard output, or a file that takes its name when it is whole.

use std::{
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::error::CommandError;

/// Where lines are written.
pub(super) enum Sink {
    /// Standard output.
    Standard(BufWriter<io::Stdout>),
    /// A file beside its future name.
    File(Box<BufWriter<NamedTempFile>>, PathBuf),
}

impl Sink {
    /// Opens the file's folder, or takes standard output.
    pub(super) fn open(path: Option<PathBuf>) -> Result<Self, CommandError> {
        let Some(path) = path else {
            return Ok(Self::Standard(BufWriter::with_capacity(
                1 << 16,
                io::stdout(),
            )));
        };
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let file = NamedTempFile::new_in(folder).map_err(CommandError::file(&path))?;
        let writer = BufWriter::with_capacity(1 << 16, file);
        Ok(Self::File(Box::new(writer), path))
    }

    /// Whether it is a file, so that standard output and the terminal are free.
    pub(super) fn is_file(&self) -> bool {
        matches!(self, Self::File(..))
    }

    /// Writes; false when the reader has gone away, which is no error.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<bool, CommandError> {
        match self {
            Self::Standard(out) => going_on(out.write_all(bytes)),
            Self::File(out, path) => out
                .write_all(bytes)
                .map(|()| true)
                .map_err(CommandError::file(&*path)),
        }
    }

    /// Writes what is left and gives the file its name.
    pub(super) fn finish(self) -> Result<(), CommandError> {
        match self {
            Self::Standard(mut out) => going_on(out.flush()).map(drop),
            Self::File(out, path) => {
                let file = out
                    .into_inner()
                    .map_err(|error| CommandError::file(&path)(error.into_error()))?;
                file.as_file()
                    .sync_all()
                    .map_err(CommandError::file(&path))?;
                file.persist(&path)
                    .map_err(|error| CommandError::file(&path)(error.error))?;
                Ok(())
            }
        }
    }
}

fn going_on(written: io::Result<()>) -> Result<bool, CommandError> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(CommandError::file("standard output")(error)),
    }
}
