//! The server's credential: a file that not everyone on the machine can read.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::error::CommandError;

/// Reads the credential. Its file holds one line.
pub(super) fn read(path: &Path) -> Result<String, CommandError> {
    let found = fs::metadata(path).map_err(CommandError::file(path))?;
    if found.permissions().mode() & 0o007 != 0 {
        return Err(CommandError::Configuration(format!(
            "{} can be read by everyone on this machine; `chmod 600` it first",
            path.display()
        )));
    }
    let text = fs::read_to_string(path).map_err(CommandError::file(path))?;
    let credential = text.trim();
    if credential.is_empty() || !credential.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(CommandError::Configuration(format!(
            "{} does not hold one line with a credential",
            path.display()
        )));
    }
    Ok(credential.to_owned())
}
