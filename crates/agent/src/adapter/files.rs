//! The accounts' files: one for each, with the unpacked payload. All new ones lie whole and durable beside the old ones
//! before the first takes its place, so a kill at any instant leaves every file either old or new.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use landfall_core::id::AccountNumber;

use super::{generation, names};
use crate::{
    AgentError,
    decide::{Outcome, Placed},
    durable,
    payloads::{Payloads, document},
};

/// A folder of accounts' files. Cloning gives the same one.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    mode: u32,
    known: Arc<Mutex<Known>>,
}

/// What is known of the folder without looking.
#[derive(Debug, Default)]
struct Known {
    /// How many accounts have files, since the whole folder was looked through; none before, and when something went wrong. So a change
    /// of one account costs what one costs, however many there are.
    count: Option<usize>,
    /// Whether files have changed that nobody was told of.
    untold: bool,
}

/// What is to take its place in the folder, and lies beside it.
struct New {
    slot: AccountNumber,
    beside: PathBuf,
    /// Whether the account has had no file.
    first: bool,
}

/// What an account has.
#[derive(Debug, PartialEq, Eq)]
enum Held {
    This,
    Another,
    Nothing,
}

impl Files {
    /// The files of `folder`, which has to be there: who may read it is for its owner to say. `mode` is that of every file.
    pub fn in_folder(folder: PathBuf, mode: u32) -> Result<Self, AgentError> {
        let found = fs::metadata(&folder).map_err(AgentError::file(&folder))?;
        if !found.is_dir() {
            let folder = folder.display();
            return Err(AgentError::Configuration(format!("{folder} is no folder")));
        }
        Ok(Self {
            folder,
            mode,
            known: Arc::default(),
        })
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
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Whatever goes wrong from here on, the whole folder is looked through the next time.
        let counted = known.count.take();
        let mut new = Vec::new();
        let written = self.write_beside(slots, payloads, &mut new, named);
        let written = written.and_then(|()| {
            let beside: Vec<_> = new.iter().map(|one| one.beside.as_path()).collect();
            durable::sync_files(&self.folder, &beside)
        });
        if let Err(error) = written {
            // What did not fit must not keep the disk full.
            for one in new {
                let _ = fs::remove_file(one.beside);
            }
            return Err(error);
        }
        let takes_away = slots.iter().any(|placed| placed.content.is_none());
        let mut changed = known.untold || !new.is_empty();
        known.untold |= !new.is_empty() || takes_away || all;
        for one in &new {
            fs::rename(&one.beside, self.folder.join(names::file(&one.slot)))?;
        }
        let mut removed = 0;
        for placed in slots.iter().filter(|placed| placed.content.is_none()) {
            removed += usize::from(remove(&self.folder.join(names::file(&placed.slot)))?);
        }
        changed |= removed > 0;
        let first = new.iter().filter(|one| one.first).count();
        let count = if let Some(before) = counted.filter(|_| !all) {
            (before + first).saturating_sub(removed)
        } else {
            let kept: BTreeSet<_> = slots.iter().map(|placed| &placed.slot).collect();
            let (count, swept) = self.sweep(|slot| !all || kept.contains(slot))?;
            changed |= swept;
            count
        };
        if changed {
            generation::advance(&self.folder, count, self.mode)?;
            durable::sync_folder(&self.folder)?;
        }
        *known = Known {
            count: Some(count),
            untold: false,
        };
        Ok(())
    }

    /// Writes what is not there already, and says for whom.
    fn write_beside(
        &self,
        slots: &[Placed],
        payloads: &dyn Payloads,
        new: &mut Vec<New>,
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
            let held = self.held(&placed.slot, &text)?;
            if held != Held::This {
                let one = New {
                    slot: placed.slot.clone(),
                    beside: self.folder.join(names::beside(&placed.slot)),
                    first: held == Held::Nothing,
                };
                let written = durable::write_beside(&one.beside, &text, self.mode, false);
                new.push(one);
                written?;
            }
        }
        Ok(())
    }

    /// Whether an account's file has this text already, and is a file of its own.
    fn held(&self, slot: &AccountNumber, text: &[u8]) -> io::Result<Held> {
        use std::os::unix::fs::PermissionsExt;
        let path = self.folder.join(names::file(slot));
        match fs::symlink_metadata(&path) {
            Ok(found) => {
                let same = found.is_file()
                    && found.permissions().mode() & 0o7777 == self.mode
                    && found.len() == text.len() as u64
                    && fs::read(&path)? == text;
                Ok(if same { Held::This } else { Held::Another })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Held::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Removes what was left behind half-written, and the files of accounts that are not `kept`. Other files are not ours. Says how many
    /// accounts have files then, and whether any was removed.
    fn sweep(&self, kept: impl Fn(&AccountNumber) -> bool) -> io::Result<(usize, bool)> {
        let (mut count, mut changed) = (0, false);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if names::is_left_behind(name) {
                remove(&entry.path())?;
            } else if let Some(slot) = names::account(name) {
                if kept(&slot) {
                    count += 1;
                } else {
                    changed |= remove(&entry.path())?;
                }
            }
        }
        Ok((count, changed))
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
