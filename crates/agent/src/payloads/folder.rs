//! Payloads as files of a folder.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use super::Payloads;
use crate::{AgentError, durable, state::Digest};

const MODE: u32 = 0o600;

/// A folder with a file for each payload, named by its digest.
#[derive(Debug)]
pub struct PayloadFolder {
    path: PathBuf,
    /// What was kept and is not known to be durable.
    unsynced: Mutex<Vec<Digest>>,
}

impl PayloadFolder {
    /// The folder at `path`; it is made if it is missing, for its owner alone.
    pub fn open(path: PathBuf) -> Result<Self, AgentError> {
        make_folder(&path).map_err(AgentError::file(&path))?;
        Ok(Self {
            path,
            unsynced: Mutex::default(),
        })
    }

    fn file(&self, name: Digest) -> PathBuf {
        self.path.join(name.to_string())
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Digest>> {
        (self.unsynced.lock()).expect("nothing panics while it has this lock")
    }
}

/// Makes a folder for its owner alone, unless it is there.
pub fn make_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if path.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)?;
    match path.parent() {
        Some(parent) if parent != Path::new("") => durable::sync_folder(parent),
        _ => Ok(()),
    }
}

impl Payloads for PayloadFolder {
    fn keep(&self, name: Digest, payload: &[u8]) -> io::Result<()> {
        let path = self.file(name);
        // Another one of that name has the same bytes, unless it was damaged: then it is replaced.
        if fs::metadata(&path).is_ok_and(|found| found.len() == payload.len() as u64)
            && fs::read(&path).is_ok_and(|found| found == payload)
        {
            self.waiting().push(name);
            return Ok(());
        }
        // A file that is cut off by a crash is named by no state, and is replaced when it comes again.
        durable::write_beside(&path, payload, MODE, false)?;
        self.waiting().push(name);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let waiting = std::mem::take(&mut *self.waiting());
        if waiting.is_empty() {
            return Ok(());
        }
        let files: Vec<_> = waiting.iter().map(|name| self.file(*name)).collect();
        let synced = durable::sync_files(&self.path, &files);
        if synced.is_err() {
            self.waiting().extend(waiting);
        }
        synced
    }

    fn read(&self, name: Digest) -> io::Result<Vec<u8>> {
        fs::read(self.file(name))
    }

    fn names(&self) -> io::Result<BTreeSet<Digest>> {
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            names.extend(name.to_str().and_then(|name| name.parse::<Digest>().ok()));
        }
        Ok(names)
    }

    fn keep_only(&self, wanted: &BTreeSet<Digest>) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let Some(text) = name.to_str() else { continue };
            let ours = text.parse::<Digest>().ok();
            if ours.is_some_and(|digest| !wanted.contains(&digest)) {
                remove(&self.path.join(&name))?;
            }
        }
        Ok(())
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use landfall_protocol::digest;

    use super::*;
    use crate::payloads::document;

    fn folder() -> (tempfile::TempDir, PayloadFolder) {
        let parent = tempfile::tempdir().unwrap();
        let folder = PayloadFolder::open(parent.path().join("payloads")).unwrap();
        (parent, folder)
    }

    #[test]
    fn what_is_kept_is_found_and_what_nobody_wants_goes() {
        let (parent, folder) = folder();
        let mut names = BTreeSet::new();
        for number in 0..40_u8 {
            let payload = zstd::bulk::compress(&[number; 90], 3).unwrap();
            let name = Digest(digest(&payload));
            folder.keep(name, &payload).unwrap();
            folder.keep(name, &payload).unwrap();
            names.insert(name);
        }
        folder.sync().unwrap();
        assert_eq!(folder.names().unwrap(), names);
        let first = *names.first().unwrap();
        assert_eq!(document(&folder, first).unwrap().len(), 90);
        let notes = parent.path().join("payloads/notes");
        fs::write(&notes, "not ours").unwrap();
        folder.keep_only(&[first].into()).unwrap();
        assert_eq!(folder.names().unwrap(), [first].into());
        assert!(notes.exists());
        assert_eq!(
            fs::read_dir(parent.path().join("payloads"))
                .unwrap()
                .count(),
            2
        );
    }

    #[test]
    fn a_damaged_payload_is_not_used_and_is_replaced_when_it_comes_again() {
        let (_parent, folder) = folder();
        let payload = zstd::bulk::compress(b"a policy", 3).unwrap();
        let name = Digest(digest(&payload));
        folder.keep(name, &payload).unwrap();
        let mut damaged = payload.clone();
        damaged[7] ^= 1;
        fs::write(folder.file(name), &damaged).unwrap();
        assert!(document(&folder, name).unwrap_err().contains("damaged"));
        folder.keep(name, &payload).unwrap();
        assert_eq!(document(&folder, name).unwrap(), b"a policy");
        let missing = document(&folder, Digest([0; 32])).unwrap_err();
        assert!(missing.contains("not there"), "{missing}");
    }
}
