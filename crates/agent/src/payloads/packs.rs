//! Payloads in files with many of them: one call of the system keeps one, and one sync all of a round. Files are written at
//! their end alone and removed as a whole; what is still needed of one with little in it is copied first.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    Payloads,
    pack::{Pack, Place},
};
use crate::{AgentError, durable, state::Digest};

/// From so many bytes on another file is begun.
const FULL: u64 = 32 * 1024 * 1024;
/// A file of which so much is not needed any more is not written on.
const WORTH_COPYING: u64 = 1024 * 1024;
/// So many files may be there that have room for more.
const WITH_ROOM: usize = 8;

/// A folder with payloads.
#[derive(Debug)]
pub struct PayloadFolder {
    path: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    packs: BTreeMap<u64, Pack>,
    /// Where each payload is: in which file, and where there.
    index: HashMap<Digest, (u64, Place)>,
    /// The file that is written on. One that was there at the start never is: nobody knows how it ends.
    current: Option<u64>,
    /// Files in which something is not known to be durable.
    unsynced: BTreeSet<u64>,
    /// Whether files have come whose names are not known to be durable.
    unsynced_names: bool,
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

impl PayloadFolder {
    /// The folder at `path`; it is made if it is missing, for its owner alone.
    pub fn open(path: PathBuf) -> Result<Self, AgentError> {
        make_folder(&path).map_err(AgentError::file(&path))?;
        let inner = Inner::read(&path).map_err(AgentError::file(&path))?;
        Ok(Self {
            path,
            inner: Mutex::new(inner),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Whatever is in the index is in a file, whoever broke off.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn read(folder: &Path) -> io::Result<Self> {
        let mut inner = Self::default();
        let mut numbers = BTreeSet::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            numbers.extend(name.to_str().and_then(Pack::number));
        }
        for number in numbers {
            let mut found = Vec::new();
            match Pack::open(folder, number, &mut found) {
                Ok(pack) => inner.packs.insert(number, pack),
                // Another process has it: an agent that sweeps while somebody looks.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for (name, place) in found {
                inner.note(name, number, place);
            }
        }
        Ok(inner)
    }

    /// A payload is there now, and nowhere else.
    fn note(&mut self, name: Digest, number: u64, place: Place) {
        if let Some((before, place)) = self.index.insert(name, (number, place))
            && let Some(pack) = self.packs.get_mut(&before)
        {
            pack.needed -= place.whole();
        }
        if let Some(pack) = self.packs.get_mut(&number) {
            pack.needed += place.whole();
        }
    }

    fn append(&mut self, folder: &Path, name: Digest, payload: &[u8]) -> io::Result<()> {
        let number = self.place_to_write(folder)?;
        let pack = self.packs.get_mut(&number);
        let pack = pack.ok_or_else(|| io::Error::other("a file of payloads is not known"))?;
        self.unsynced.insert(number);
        match pack.append(name, payload) {
            Ok(place) => {
                self.note(name, number, place);
                Ok(())
            }
            Err(error) => {
                // Nobody knows how it ends now.
                self.current = None;
                Err(error)
            }
        }
    }

    /// The file that is written on, with room in it.
    fn place_to_write(&mut self, folder: &Path) -> io::Result<u64> {
        let current = self
            .current
            .and_then(|number| self.packs.get_key_value(&number));
        if let Some((number, pack)) = current
            && pack.length < FULL
        {
            return Ok(*number);
        }
        let number = self.packs.last_key_value().map_or(1, |(last, _)| last + 1);
        let pack = Pack::create(folder, number)?;
        self.packs.insert(number, pack);
        self.current = Some(number);
        self.unsynced_names = true;
        Ok(number)
    }

    fn sync(&mut self, folder: &Path) -> io::Result<()> {
        while let Some(number) = self.unsynced.first().copied() {
            if let Some(pack) = self.packs.get(&number) {
                if fs::metadata(Pack::path(folder, number))?.ino() != pack.inode {
                    let what = format!("{} was replaced", Pack::path(folder, number).display());
                    return Err(io::Error::other(what));
                }
                pack.file.sync_data()?;
            }
            self.unsynced.remove(&number);
        }
        if self.unsynced_names {
            durable::sync_folder(folder)?;
            self.unsynced_names = false;
        }
        Ok(())
    }

    /// Copies what is needed of files that are not worth their room, then removes files of which nothing is needed.
    fn shrink(&mut self, folder: &Path) -> io::Result<()> {
        if let Some(pack) = self.current.and_then(|number| self.packs.get(&number))
            && pack.wasted() > WORTH_COPYING.max(pack.needed)
        {
            self.current = None;
        }
        let done: Vec<u64> = self.worth_copying();
        for number in &done {
            let names: Vec<_> = (self.index.iter())
                .filter(|(_, (of, _))| of == number)
                .map(|(name, (_, place))| (*name, *place))
                .collect();
            let Some(file) = self.packs.get(number).map(|pack| Arc::clone(&pack.file)) else {
                continue;
            };
            for (name, place) in names {
                let payload = place.read(&file)?;
                self.append(folder, name, &payload)?;
            }
        }
        if !done.is_empty() {
            self.sync(folder)?;
        }
        let idle = (self.packs.iter())
            .filter(|(number, pack)| pack.needed == 0 && Some(**number) != self.current);
        let idle: Vec<u64> = idle.map(|(number, _)| *number).collect();
        for number in idle {
            match fs::remove_file(Pack::path(folder, number)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            self.packs.remove(&number);
            self.unsynced.remove(&number);
        }
        Ok(())
    }

    /// Files with more in them that is not needed than is, and those with room for more when there are many.
    fn worth_copying(&self) -> Vec<u64> {
        let others = (self.packs.iter())
            .filter(|(number, pack)| Some(**number) != self.current && pack.needed > 0);
        let (wasted, kept): (Vec<_>, Vec<_>) =
            others.partition(|(_, pack)| pack.wasted() > pack.needed);
        let mut with_room: Vec<_> = (kept.into_iter())
            .filter(|(_, pack)| pack.length < FULL / 2)
            .collect();
        if with_room.len() < WITH_ROOM {
            with_room.clear();
        }
        let both = wasted.into_iter().chain(with_room);
        both.map(|(number, _)| *number).collect()
    }
}

impl Payloads for PayloadFolder {
    fn keep(&self, name: Digest, payload: &[u8]) -> io::Result<()> {
        let mut inner = self.lock();
        // Another one of that name has the same bytes, unless it was damaged: then this one takes its place.
        if let Some((number, place)) = inner.index.get(&name).copied() {
            let file = inner.packs.get(&number).map(|pack| Arc::clone(&pack.file));
            if file.is_some_and(|file| place.read(&file).is_ok_and(|found| found == payload)) {
                inner.unsynced.insert(number);
                return Ok(());
            }
        }
        inner.append(&self.path, name, payload)
    }

    fn sync(&self) -> io::Result<()> {
        self.lock().sync(&self.path)
    }

    fn read(&self, name: Digest) -> io::Result<Vec<u8>> {
        let found = {
            let inner = self.lock();
            let found = inner.index.get(&name).copied();
            found.and_then(|(number, place)| {
                let pack = inner.packs.get(&number)?;
                Some((place, Arc::clone(&pack.file)))
            })
        };
        let (place, file) = found.ok_or(io::ErrorKind::NotFound)?;
        place.read(&file)
    }

    fn names(&self) -> io::Result<BTreeSet<Digest>> {
        Ok(self.lock().index.keys().copied().collect())
    }

    fn keep_only(&self, wanted: &BTreeSet<Digest>) -> io::Result<()> {
        let mut inner = self.lock();
        let Inner { index, packs, .. } = &mut *inner;
        index.retain(|name, (number, place)| {
            let kept = wanted.contains(name);
            if !kept && let Some(pack) = packs.get_mut(number) {
                pack.needed -= place.whole();
            }
            kept
        });
        inner.shrink(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use landfall_protocol::digest;

    use super::*;
    use crate::payloads::document;

    fn folder() -> (tempfile::TempDir, PayloadFolder) {
        let parent = tempfile::tempdir().unwrap();
        let folder = again(&parent);
        (parent, folder)
    }

    fn again(parent: &tempfile::TempDir) -> PayloadFolder {
        PayloadFolder::open(parent.path().join("payloads")).unwrap()
    }

    fn payload(number: u64, bytes: usize) -> (Digest, Vec<u8>) {
        let mut payload = vec![0; bytes];
        fastrand::Rng::with_seed(number).fill(&mut payload);
        (Digest(digest(&payload)), payload)
    }

    fn files(parent: &tempfile::TempDir) -> Vec<(PathBuf, u64)> {
        let entries = fs::read_dir(parent.path().join("payloads")).unwrap();
        let files = entries.map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files
            .filter(|path| path.extension().is_some_and(|ending| ending == "pack"))
            .map(|path| (path.clone(), fs::metadata(path).unwrap().len()))
            .collect();
        files.sort();
        files
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
        assert_eq!(document(&folder, first).unwrap().len(), 90);
        assert!(notes.exists());
    }

    #[test]
    fn a_damaged_payload_is_not_used_and_is_replaced_when_it_comes_again() {
        let (parent, folder) = folder();
        let payload = zstd::bulk::compress(b"a policy", 3).unwrap();
        let name = Digest(digest(&payload));
        folder.keep(name, &payload).unwrap();
        drop(folder);
        let (file, length) = files(&parent)[0].clone();
        let mut bytes = fs::read(&file).unwrap();
        bytes[usize::try_from(length).unwrap() - 7] ^= 1;
        fs::write(&file, bytes).unwrap();
        let folder = again(&parent);
        assert!(document(&folder, name).unwrap_err().contains("damaged"));
        folder.keep(name, &payload).unwrap();
        assert_eq!(document(&folder, name).unwrap(), b"a policy");
        folder.sync().unwrap();
        drop(folder);
        assert_eq!(document(&again(&parent), name).unwrap(), b"a policy");
        let missing = document(&again(&parent), Digest([0; 32])).unwrap_err();
        assert!(missing.contains("not there"), "{missing}");
    }

    #[test]
    fn a_file_that_is_cut_anywhere_has_what_is_whole_in_it() {
        let (parent, folder) = folder();
        let all: Vec<_> = (1..=4).map(|number| payload(number, 20)).collect();
        let mut ends = Vec::new();
        for (name, payload) in &all {
            folder.keep(*name, payload).unwrap();
            ends.push(files(&parent)[0].1);
        }
        drop(folder);
        let (file, length) = files(&parent)[0].clone();
        let bytes = fs::read(&file).unwrap();
        for cut in 0..length {
            fs::write(&file, &bytes[..usize::try_from(cut).unwrap()]).unwrap();
            let folder = again(&parent);
            let whole = ends.iter().filter(|end| **end <= cut).count();
            assert_eq!(folder.names().unwrap().len(), whole, "{cut}");
            for (name, payload) in &all[..whole] {
                assert_eq!(&folder.read(*name).unwrap(), payload);
            }
        }
        // What comes then lies in a file of its own, and nothing behind what was cut off.
        let folder = again(&parent);
        let (name, payload) = payload(9, 20);
        folder.keep(name, &payload).unwrap();
        folder.sync().unwrap();
        assert_eq!(files(&parent).len(), 2);
        assert_eq!(again(&parent).names().unwrap().len(), 4);
    }

    #[test]
    fn a_head_that_was_changed_ends_the_file() {
        let (parent, folder) = folder();
        for number in 1..=2 {
            let (name, payload) = payload(number, 20);
            folder.keep(name, &payload).unwrap();
        }
        drop(folder);
        let (file, length) = files(&parent)[0].clone();
        let bytes = fs::read(&file).unwrap();
        let second = usize::try_from(length).unwrap() / 2;
        for at in second..second + super::super::pack::HEAD {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&file, changed).unwrap();
            assert_eq!(again(&parent).names().unwrap().len(), 1, "{at}");
        }
    }

    #[test]
    fn room_is_given_back_and_everything_wanted_stays() {
        let (parent, folder) = folder();
        let mut chance = fastrand::Rng::with_seed(7);
        let mut wanted = BTreeMap::new();
        let mut most = 0;
        for round in 0..60_u64 {
            for number in 0..20 {
                let (name, payload) = payload(round * 100 + number, 20_000);
                folder.keep(name, &payload).unwrap();
                wanted.insert(name, payload);
            }
            wanted.retain(|_, _| chance.u8(..) < 128);
            folder.keep_only(&wanted.keys().copied().collect()).unwrap();
            let bytes: u64 = files(&parent).iter().map(|(_, length)| length).sum();
            most = most.max(bytes);
            for (name, payload) in &wanted {
                assert_eq!(&folder.read(*name).unwrap(), payload);
            }
        }
        assert!(most < 4 * 1024 * 1024, "{most}");
        folder.sync().unwrap();
        drop(folder);
        let folder = again(&parent);
        for (name, payload) in &wanted {
            assert_eq!(&folder.read(*name).unwrap(), payload);
        }
        folder.keep_only(&BTreeSet::new()).unwrap();
        assert_eq!(files(&parent), []);
    }

    #[test]
    fn files_of_many_starts_become_one() {
        let parent = tempfile::tempdir().unwrap();
        let mut wanted = BTreeSet::new();
        for number in 0..30 {
            let folder = again(&parent);
            let (name, payload) = payload(number, 20);
            folder.keep(name, &payload).unwrap();
            folder.sync().unwrap();
            wanted.insert(name);
            folder.keep_only(&wanted).unwrap();
            assert!(files(&parent).len() <= WITH_ROOM + 1);
        }
        assert_eq!(again(&parent).names().unwrap(), wanted);
    }

    #[test]
    fn a_folder_that_was_moved_away_is_noticed() {
        let (parent, folder) = folder();
        let (name, payload) = payload(1, 20);
        folder.keep(name, &payload).unwrap();
        let (there, away) = (parent.path().join("payloads"), parent.path().join("away"));
        fs::rename(&there, &away).unwrap();
        assert!(folder.sync().is_err());
        fs::rename(&away, &there).unwrap();
        folder.sync().unwrap();
    }
}
