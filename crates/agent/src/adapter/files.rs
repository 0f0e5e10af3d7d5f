//! The accounts' files: one for each, with the unpacked payload. All new ones lie whole and durable beside the old ones
//! before the first takes its place, so a kill at any instant leaves every file either old or new.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use landfall_core::id::AccountNumber;

use super::{generation, names};
use crate::{
    AgentError,
    decide::{Outcome, Placed},
    durable,
    payloads::{Payloads, document},
};

/// A folder of accounts' files.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    mode: u32,
}

impl Files {
    /// The files of `folder`, which has to be there: who may read it is for its owner to say. `mode` is that of every file.
    pub fn in_folder(folder: PathBuf, mode: u32) -> Result<Self, AgentError> {
        let found = fs::metadata(&folder).map_err(AgentError::file(&folder))?;
        if !found.is_dir() {
            let folder = folder.display();
            return Err(AgentError::Configuration(format!("{folder} is no folder")));
        }
        Ok(Self { folder, mode })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the files hold this in these slots; with `all` in no others. Blocks.
    pub fn put(&self, slots: &[Placed], all: bool, payloads: &dyn Payloads) -> Outcome {
        let mut named = Vec::new();
        match self.write(slots, all, payloads, &mut named) {
            Err(error) => {
                let folder = self.folder.display();
                Outcome::Server(format!("cannot write accounts' files in {folder}: {error}"))
            }
            Ok(()) if named.is_empty() => Outcome::Done,
            Ok(()) => Outcome::Accounts(named),
        }
    }

    fn write(
        &self,
        slots: &[Placed],
        all: bool,
        payloads: &dyn Payloads,
        named: &mut Vec<(AccountNumber, String)>,
    ) -> io::Result<()> {
        let mut new = Vec::new();
        let written = self.write_beside(slots, payloads, &mut new, named);
        let places: Vec<_> = new
            .iter()
            .map(|slot| self.folder.join(names::beside(slot)))
            .collect();
        let written = written.and_then(|()| match places[..] {
            [] => Ok(()),
            _ => durable::sync_files(&self.folder, &places),
        });
        if let Err(error) = written {
            // What did not fit must not keep the disk full.
            for place in places {
                let _ = fs::remove_file(place);
            }
            return Err(error);
        }
        let mut changed = !new.is_empty();
        for (slot, place) in new.iter().zip(places) {
            fs::rename(place, self.folder.join(names::file(slot)))?;
        }
        for placed in slots.iter().filter(|placed| placed.content.is_none()) {
            changed |= remove(&self.folder.join(names::file(&placed.slot)))?;
        }
        let known: BTreeSet<_> = slots.iter().map(|placed| &placed.slot).collect();
        changed |= self.sweep(|slot| !all || known.contains(slot))?;
        if changed {
            durable::sync_folder(&self.folder)?;
            generation::advance(&self.folder, self.count()?, self.mode)?;
        }
        Ok(())
    }

    /// Writes what is not there already, and says for whom.
    fn write_beside(
        &self,
        slots: &[Placed],
        payloads: &dyn Payloads,
        new: &mut Vec<AccountNumber>,
        named: &mut Vec<(AccountNumber, String)>,
    ) -> io::Result<()> {
        for placed in slots {
            let Some(digest) = placed.content else {
                continue;
            };
            let text = match document(payloads, digest) {
                Ok(text) => text,
                Err(reason) => {
                    named.push((placed.slot.clone(), reason));
                    continue;
                }
            };
            if !self.holds(&placed.slot, &text)? {
                let place = self.folder.join(names::beside(&placed.slot));
                new.push(placed.slot.clone());
                durable::write_beside(&place, &text, self.mode, false)?;
            }
        }
        Ok(())
    }

    /// Whether an account's file has this text already, and is a file of its own.
    fn holds(&self, slot: &AccountNumber, text: &[u8]) -> io::Result<bool> {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder.join(names::file(slot));
        match fs::symlink_metadata(&path) {
            Ok(found) => Ok(found.is_file()
                && found.permissions().mode() & 0o7777 == self.mode
                && found.len() == text.len() as u64
                && fs::read(&path)? == text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes what was left behind half-written, and the files of accounts that are not `kept`. Other files are not ours.
    fn sweep(&self, kept: impl Fn(&AccountNumber) -> bool) -> io::Result<bool> {
        let mut changed = false;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if names::is_left_behind(name) {
                remove(&entry.path())?;
            } else if names::account(name).is_some_and(|slot| !kept(&slot)) {
                changed |= remove(&entry.path())?;
            }
        }
        Ok(changed)
    }

    fn count(&self) -> io::Result<usize> {
        let mut count = 0;
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            count += usize::from(name.to_str().and_then(names::account).is_some());
        }
        Ok(count)
    }
}

/// Removes a file; says whether it was there.
fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
