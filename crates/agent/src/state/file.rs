//! The state file. What it says is on the disk before anybody is told. It grows by what has changed, and is written anew, shorter,
//! when that is more than the state itself.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tracing::warn;

use super::{
    Digest, State,
    read::{Text, Unreadable, read},
    write::{Part, changes, whole},
};
use crate::durable;

const NAME: &str = "state";
const MODE: u32 = 0o600;
/// However small a state is, so many bytes of changes may stand behind it.
const BEHIND_AT_LEAST: u64 = 64 * 1024;

/// Where an agent's state is kept.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    /// The file as this process has written it; none before, and after a failure: then it is written anew.
    written: Mutex<Option<Written>>,
}

/// A file whose end is known.
#[derive(Debug)]
struct Written {
    file: File,
    /// What it says.
    state: Arc<State>,
    /// The sum of its last part.
    sum: Digest,
    /// Bytes of its first part, and of those behind it.
    first: u64,
    behind: u64,
    /// Which file of its disk it is.
    inode: u64,
}

impl Written {
    /// Has the part on the disk. What could not be written whole is taken away again.
    fn append(&mut self, part: &Part, state: &Arc<State>) -> io::Result<()> {
        let appended =
            (self.file.write_all(part.text.as_bytes())).and_then(|()| self.file.sync_data());
        if let Err(error) = appended {
            // A disk that is full should not keep the half of what did not fit; a reader passes it over anyway.
            let _ = self.file.set_len(self.first + self.behind);
            return Err(error);
        }
        self.behind += part.text.len() as u64;
        self.sum = part.sum;
        self.state = Arc::clone(state);
        Ok(())
    }
}

/// What was found at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The state that was last written.
    State(State),
    /// No file: the server begins with an empty disk.
    Empty,
    /// A file of ours that was damaged. It lies beside now, and the server begins as with an empty disk: it reads the whole
    /// log again. What the data plane serves stays until the log has been read to its end.
    Damaged {
        /// Where the damaged file is now.
        moved_to: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Why a state file is not used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another program's file has the name.
    #[error("{} is no state file of an agent; give the agent a folder of its own, or move the file away", .0.display())]
    Foreign(PathBuf),
    /// Another version of the agent has written it.
    #[error(
        "{} has form {found}, and this agent knows form {known}; run the version of the agent that wrote it, or move the \
         file away to have this server read its log anew", path.display(), known = super::write::VERSION
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The form that it says it has.
        found: String,
    },
    /// The system said no.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

impl StateFile {
    /// The state file in `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join(NAME),
            written: Mutex::default(),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads what was last stored. A damaged file is moved aside; one that is not ours is left alone and refused.
    pub fn load(&self) -> Result<Found, StateError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Empty),
            Err(source) => return Err(self.fault(source)),
        };
        match read(&bytes) {
            Ok(Text { state, cut_off }) => {
                if cut_off > 0 {
                    let file = self.path.display();
                    warn!(%file, bytes = cut_off, "the agent ended while it was storing its state; what was stored before counts");
                }
                Ok(Found::State(state))
            }
            Err(Unreadable::Foreign) => Err(StateError::Foreign(self.path.clone())),
            Err(Unreadable::Version(found)) => Err(StateError::Version {
                path: self.path.clone(),
                found,
            }),
            Err(Unreadable::Torn(why)) => {
                let moved_to = self.path.with_extension("damaged");
                fs::rename(&self.path, &moved_to).map_err(|source| self.fault(source))?;
                Ok(Found::Damaged { moved_to, why })
            }
        }
    }

    /// Stores the state: as what has changed, behind what is there, or as a whole in a new file. When this returns, the state
    /// outlives a loss of power; when it fails, the file says what it said, or this.
    pub fn store(&self, state: &Arc<State>) -> Result<(), StateError> {
        let mut place = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        // Whatever fails from here on, the next time begins with a new file: nobody knows how this one ends.
        let short = |written: &Written| written.behind < written.first.max(BEHIND_AT_LEAST);
        // What is written to a file that somebody has moved away, or whose folder is gone, is nowhere the next time.
        let in_place = |written: &Written| {
            fs::symlink_metadata(&self.path).is_ok_and(|found| found.ino() == written.inode)
        };
        let part = place
            .take()
            .filter(short)
            .filter(in_place)
            .and_then(|written| {
                let part = changes(&written.state, state, written.sum)?;
                Some((written, part))
            });
        let written = match part {
            Some((mut written, part)) => written.append(&part, state).map(|()| written),
            None => self.replace(state),
        };
        *place = Some(written.map_err(|source| self.fault(source))?);
        Ok(())
    }

    /// Replaces the file as a whole.
    fn replace(&self, state: &Arc<State>) -> io::Result<Written> {
        let beside = self.path.with_extension("new");
        let Part { text, sum } = whole(state);
        durable::replace(&self.path, &beside, text.as_bytes(), MODE)?;
        let file = File::options().append(true).open(&self.path)?;
        Ok(Written {
            inode: file.metadata()?.ino(),
            file,
            state: Arc::clone(state),
            sum,
            first: text.len() as u64,
            behind: 0,
        })
    }

    fn fault(&self, source: io::Error) -> StateError {
        StateError::File {
            path: self.path.clone(),
            source,
        }
    }
}
