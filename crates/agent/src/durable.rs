//! Files that are either what they were or what they were to become, whatever happens in between.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// Makes the names in a folder outlive a loss of power.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// From so many files on, one sync of the whole file system is less work than one of each.
const SYNCED_ONE_BY_ONE: usize = 16;

/// Makes the content of files of a folder durable, not their names.
pub(crate) fn sync_files(folder: &Path, files: &[&Path]) -> io::Result<()> {
    if files.len() > SYNCED_ONE_BY_ONE {
        return Ok(rustix::fs::syncfs(File::open(folder)?)?);
    }
    files
        .iter()
        .try_for_each(|file| File::open(file)?.sync_all())
}

/// Writes a new file beside the place where it is to be, with exactly this mode. Whatever had its name is gone first, so that
/// nothing is written through a link that somebody else has put there.
pub(crate) fn write_beside(path: &Path, content: &[u8], mode: u32, sync: bool) -> io::Result<()> {
    let create = || {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(mode).open(path)
    };
    let mut file = match create() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            create()?
        }
        other => other?,
    };
    let written = (|| {
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.write_all(content)?;
        if sync { file.sync_all() } else { Ok(()) }
    })();
    if written.is_err() {
        // A disk that is full should not keep the half of what did not fit.
        let _ = fs::remove_file(path);
    }
    written
}

/// Replaces `path` as a whole: a new file beside it, synced, renamed, and the folder synced.
pub(crate) fn replace(path: &Path, beside: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    write_beside(beside, content, mode, true)?;
    if let Err(error) = fs::rename(beside, path) {
        let _ = fs::remove_file(beside);
        return Err(error);
    }
    match path.parent() {
        Some(folder) if folder != Path::new("") => sync_folder(folder),
        _ => sync_folder(Path::new(".")),
    }
}

/// Keeps a file that is for its owner alone: replaced as a whole, and durable when this returns.
pub fn keep_private(path: &Path, content: &[u8]) -> io::Result<()> {
    replace(path, &path.with_extension("new"), content, 0o600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_the_way_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("precious");
        fs::write(&target, "mine").unwrap();
        let beside = folder.path().join("new");
        std::os::unix::fs::symlink(&target, &beside).unwrap();
        replace(&folder.path().join("file"), &beside, b"text", 0o640).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
        let mode = fs::metadata(folder.path().join("file")).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o640);
        assert!(!beside.exists());
    }
}
