//! The folder with the file: opened by one process at a time, read once, then handed to the one who appends to it.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use landfall_agent::{FolderLock, Identity, make_folder};
use landfall_core::id::ServerId;
use tracing::warn;

use super::record::{Record, gone_line, read_line, server_line, state_line};
use crate::{SimulateError, State};

/// The file's name.
const NAME: &str = "servers.log";
/// Its first line.
const FIRST: &[u8] = b"landfall simulated servers 1\n";

/// A server as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Who it is.
    pub identity: Identity,
    /// Its name in the fleet.
    pub name: String,
    /// Where it stands.
    pub state: State,
}

/// The servers of a folder, by number. Nobody else opens it meanwhile.
#[derive(Debug)]
pub struct Folder {
    file: Appended,
    servers: BTreeMap<ServerId, Kept>,
    lock: FolderLock,
}

/// A file that grows by whole lines.
#[derive(Debug)]
pub(super) struct Appended {
    path: PathBuf,
    file: File,
    /// Bytes that are known to be good and durable.
    pub(super) length: u64,
}

impl Folder {
    /// Opens the folder, which is made if it is missing. What a kill has left half written was never confirmed, and is cut off.
    pub fn open(folder: &Path) -> Result<Self, SimulateError> {
        make_folder(folder).map_err(SimulateError::file(folder))?;
        let lock = FolderLock::take(folder)?;
        let path = folder.join(NAME);
        let mut file = (OpenOptions::new().read(true).append(true).create(true))
            .mode(0o600)
            .open(&path)
            .map_err(SimulateError::file(&path))?;
        let mut content = Vec::new();
        file.read_to_end(&mut content)
            .map_err(SimulateError::file(&path))?;
        let mut servers = BTreeMap::new();
        let length = if FIRST.starts_with(&content) {
            // New, or cut off at its very beginning.
            0
        } else if content.starts_with(FIRST) {
            FIRST.len() + read_all(&content[FIRST.len()..], &mut servers)
        } else {
            return Err(SimulateError::Foreign {
                path,
                why: "it is no list of simulated servers, or one of another version; name another folder",
            });
        };
        if length < content.len() && length > 0 {
            let lost = content.len() - length;
            warn!(file = %path.display(), bytes = lost, "the end of the file was not whole and is left out");
        }
        let mut file = Appended {
            path,
            file,
            length: length as u64,
        };
        file.cut().map_err(SimulateError::file(&file.path))?;
        if length == 0 {
            (file.append(FIRST))
                .and_then(|()| sync_folder(folder))
                .map_err(SimulateError::file(&file.path))?;
        }
        Ok(Self {
            file,
            servers,
            lock,
        })
    }

    /// All servers.
    pub fn servers(&self) -> &BTreeMap<ServerId, Kept> {
        &self.servers
    }

    /// Adds servers, or puts others in their place. They are durable when this returns.
    pub fn add(&mut self, servers: Vec<Kept>) -> Result<(), SimulateError> {
        let lines: String = (servers.iter())
            .map(|kept| server_line(kept) + &state_line(kept.identity.server, &kept.state))
            .collect();
        self.append(&lines)?;
        let servers = servers.into_iter();
        self.servers
            .extend(servers.map(|kept| (kept.identity.server, kept)));
        Ok(())
    }

    /// Forgets servers, durably.
    pub fn forget(&mut self, servers: &[ServerId]) -> Result<(), SimulateError> {
        let lines: String = servers.iter().map(|id| gone_line(*id)).collect();
        self.append(&lines)?;
        for id in servers {
            self.servers.remove(id);
        }
        Ok(())
    }

    fn append(&mut self, lines: &str) -> Result<(), SimulateError> {
        if lines.is_empty() {
            return Ok(());
        }
        (self.file.append(lines.as_bytes())).map_err(SimulateError::file(&self.file.path))
    }

    /// The servers; the file with what it would be if it were written anew; and the lock that has to be held meanwhile.
    pub(crate) fn into_parts(self) -> (Vec<Kept>, Written, FolderLock) {
        let latest = (self.servers.iter())
            .map(|(id, kept)| (*id, [server_line(kept), state_line(*id, &kept.state)]))
            .collect();
        let written = Written {
            file: self.file,
            latest,
        };
        (self.servers.into_values().collect(), written, self.lock)
    }
}

/// Reads lines for as long as they are whole; says how many bytes they have.
fn read_all(mut rest: &[u8], servers: &mut BTreeMap<ServerId, Kept>) -> usize {
    let whole = rest.len();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let Some(record) = read_line(&rest[..end]) else {
            break;
        };
        match record {
            Record::Server(record) => {
                let Some(kept) = record.into_kept() else {
                    break;
                };
                servers.insert(kept.identity.server, kept);
            }
            Record::State(record) => {
                let Some((id, state)) = record.into_state() else {
                    break;
                };
                if let Some(kept) = servers.get_mut(&id) {
                    kept.state = state;
                }
            }
            Record::Gone(id) => {
                servers.remove(&id);
            }
        }
        rest = &rest[end + 1..];
    }
    whole - rest.len()
}

impl Appended {
    /// Adds lines. When this returns they outlive a loss of power; when it fails, none of them is there.
    pub(super) fn append(&mut self, lines: &[u8]) -> std::io::Result<()> {
        let written = self
            .file
            .write_all(lines)
            .and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => {
                self.length += lines.len() as u64;
                Ok(())
            }
            Err(error) => {
                let _ = self.cut();
                Err(error)
            }
        }
    }

    /// Cuts off what is not known to be good.
    pub(super) fn cut(&mut self) -> std::io::Result<()> {
        if self.file.metadata()?.len() > self.length {
            self.file.set_len(self.length)?;
        }
        Ok(())
    }
}

/// The file, and of each server the newest lines.
#[derive(Debug)]
pub(crate) struct Written {
    pub(super) file: Appended,
    pub(super) latest: BTreeMap<ServerId, [String; 2]>,
}

impl Written {
    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.file.path
    }

    /// Writes the file anew, with the newest lines alone. Until it has its name, the old one counts.
    pub(super) fn rewrite(&mut self) -> std::io::Result<()> {
        let path = &self.file.path;
        let beside = path.with_extension("new");
        let mut content = FIRST.to_vec();
        for lines in self.latest.values() {
            for line in lines {
                content.extend(line.as_bytes());
            }
        }
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = (OpenOptions::new().append(true).create_new(true))
            .mode(0o600)
            .open(&beside)?;
        file.write_all(&content)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        if let Some(folder) = path.parent() {
            sync_folder(folder)?;
        }
        self.file.file = file;
        self.file.length = content.len() as u64;
        Ok(())
    }
}

fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
pub(in crate::keep) mod tests {
    use landfall_core::{
        id::{Cursor, Epoch, PopId, Revision},
        model::{Environment, Placement, Platform},
    };

    use super::*;

    pub(in crate::keep) fn kept(id: u64, revision: u64) -> Kept {
        Kept {
            identity: Identity {
                server: ServerId(id),
                tenant: "acme".parse().unwrap(),
                placement: Placement {
                    pop: PopId(1),
                    platform: Platform::HttpLarge,
                    environment: Environment::Production,
                },
                credential: format!("secret-{id}"),
                keys: vec![(1, [7; 32])],
            },
            name: format!("edge-{id}"),
            state: State {
                cursor: Cursor {
                    epoch: Epoch(1),
                    revision: Revision(revision),
                },
                ..State::default()
            },
        }
    }

    fn revisions(folder: &Folder) -> Vec<(u64, u64)> {
        let servers = folder.servers().iter();
        servers
            .map(|(id, kept)| (id.0, kept.state.cursor.revision.0))
            .collect()
    }

    #[test]
    fn what_a_kill_has_left_half_written_is_cut_off_wherever_that_was() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        folder.add(vec![kept(1, 5), kept(2, 6)]).unwrap();
        drop(folder);
        let path = place.path().join(NAME);
        let before = fs::read(&path).unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        folder.add(vec![kept(1, 9)]).unwrap();
        folder.forget(&[ServerId(2)]).unwrap();
        assert_eq!(revisions(&folder), [(1, 9)]);
        drop(folder);
        let after = fs::read(&path).unwrap();
        assert_eq!(&after[..before.len()], before);
        for cut in 0..=after.len() {
            fs::write(&path, &after[..cut]).unwrap();
            let folder = Folder::open(place.path()).unwrap();
            if cut == after.len() {
                assert_eq!(revisions(&folder), [(1, 9)]);
            } else if cut >= before.len() {
                // The new line of server 1 puts it back to its beginning until the line behind it is there too.
                let first = folder.servers()[&ServerId(1)].state.cursor.revision.0;
                assert!([0, 5, 9].contains(&first), "{cut}");
                assert_eq!(folder.servers()[&ServerId(2)].state.cursor.revision.0, 6);
            }
            drop(folder);
            let left = fs::read(&path).unwrap();
            assert!(left.starts_with(FIRST) && left.ends_with(b"\n"), "{cut}");
        }
    }

    #[test]
    fn a_folder_is_opened_by_one_at_a_time_and_other_files_are_refused() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        assert!(matches!(
            Folder::open(place.path()),
            Err(SimulateError::Folder(_))
        ));
        drop(folder);
        fs::write(place.path().join(NAME), "a list of other things").unwrap();
        let refused = Folder::open(place.path()).unwrap_err().to_string();
        assert!(refused.contains("another folder"), "{refused}");
    }
}
