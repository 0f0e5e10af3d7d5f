//! A file with payloads, one behind the other: each has a head that says whose it is, how long it is, and that the head is whole.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use landfall_protocol::digest;

use crate::state::Digest;

const MODE: u32 = 0o600;
const ENDING: &str = ".pack";
/// Bytes of a head: the name, the length, and the beginning of the digest of both.
pub(super) const HEAD: usize = 32 + 4 + 4;

/// A file.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) file: Arc<File>,
    pub(super) inode: u64,
    /// Bytes up to the end of the last whole payload.
    pub(super) length: u64,
    /// Bytes of payloads that somebody needs, with their heads.
    pub(super) needed: u64,
    /// What is put together for one call of the system.
    buffer: Vec<u8>,
}

/// Where a payload is in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    at: u64,
    length: u32,
}

impl Place {
    /// Its bytes with the head.
    pub(super) fn whole(self) -> u64 {
        u64::from(self.length) + HEAD as u64
    }

    /// Reads it.
    pub(super) fn read(self, file: &File) -> io::Result<Vec<u8>> {
        let length = usize::try_from(self.length).map_err(io::Error::other)?;
        let mut payload = vec![0; length];
        file.read_exact_at(&mut payload, self.at)?;
        Ok(payload)
    }
}

fn head(name: Digest, length: u32) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..32].copy_from_slice(&name.0);
    head[32..36].copy_from_slice(&length.to_le_bytes());
    let check = digest(&head[..36]);
    head[36..].copy_from_slice(&check[..4]);
    head
}

impl Pack {
    /// The number of a file with this name; none for a file that is not ours.
    pub(super) fn number(name: &str) -> Option<u64> {
        let digits = name.strip_suffix(ENDING)?;
        let number: u64 = digits.parse().ok()?;
        (name == Self::name(number)).then_some(number)
    }

    fn name(number: u64) -> String {
        format!("{number:08}{ENDING}")
    }

    pub(super) fn path(folder: &Path, number: u64) -> PathBuf {
        folder.join(Self::name(number))
    }

    /// A new file.
    pub(super) fn create(folder: &Path, number: u64) -> io::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create_new(true)
            .mode(MODE)
            .open(Self::path(folder, number))?;
        Self::of(file)
    }

    fn of(file: File) -> io::Result<Self> {
        Ok(Self {
            inode: file.metadata()?.ino(),
            file: Arc::new(file),
            length: 0,
            needed: 0,
            buffer: Vec::new(),
        })
    }

    /// A file that is there, and what is whole in it.
    pub(super) fn open(
        folder: &Path,
        number: u64,
        found: &mut Vec<(Digest, Place)>,
    ) -> io::Result<Self> {
        let mut pack = Self::of(File::open(Self::path(folder, number))?)?;
        let file = Arc::clone(&pack.file);
        let all = file.metadata()?.len();
        let mut reader = BufReader::with_capacity(64 * 1024, &*file);
        reader.seek(SeekFrom::Start(0))?;
        let mut bytes = [0; HEAD];
        while pack.length + HEAD as u64 <= all {
            reader.read_exact(&mut bytes)?;
            let (mut name, mut length) = ([0; 32], [0; 4]);
            name.copy_from_slice(&bytes[..32]);
            length.copy_from_slice(&bytes[32..36]);
            let (name, length) = (Digest(name), u32::from_le_bytes(length));
            let place = Place {
                at: pack.length + HEAD as u64,
                length,
            };
            if head(name, length) != bytes || pack.length + place.whole() > all {
                break;
            }
            reader.seek_relative(i64::from(length))?;
            pack.length += place.whole();
            found.push((name, place));
        }
        Ok(pack)
    }

    /// Adds a payload. After an error nothing may be added any more.
    pub(super) fn append(&mut self, name: Digest, payload: &[u8]) -> io::Result<Place> {
        let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
        self.buffer.clear();
        self.buffer.extend_from_slice(&head(name, length));
        self.buffer.extend_from_slice(payload);
        let written = (&*self.file).write_all(&self.buffer);
        if self.buffer.capacity() > 64 * 1024 {
            self.buffer = Vec::new();
        }
        if let Err(error) = written {
            // A disk that is full should not keep the half of what did not fit.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        let place = Place {
            at: self.length + HEAD as u64,
            length,
        };
        self.length += place.whole();
        Ok(place)
    }

    /// Bytes that nobody needs.
    pub(super) fn wasted(&self) -> u64 {
        self.length.saturating_sub(self.needed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_not_ours() {
        assert_eq!(Pack::number("00000017.pack"), Some(17));
        assert_eq!(Pack::number("123456789.pack"), Some(123_456_789));
        for name in [
            "17.pack",
            "000000017.pack",
            "00000017",
            "+0000017.pack",
            ".pack",
        ] {
            assert_eq!(Pack::number(name), None, "{name}");
        }
    }
}
