//! The data folder: the store, the socket of a running server, and the sealing key if it is not kept elsewhere.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use landfall_control::secret::SealingKey;

use crate::error::CommandError;

/// The name of the credential that a service manager may hand over instead of a key file.
const CREDENTIAL: &str = "landfall.key";

/// A data folder and the names in it.
#[derive(Debug, Clone)]
pub(crate) struct DataFolder {
    path: PathBuf,
}

/// The folders that were missing and have been made, the inmost first.
#[derive(Debug)]
pub(crate) struct Made(Vec<PathBuf>);

impl Made {
    /// Takes away what was made, because nothing came into it. A folder with something in it stays.
    pub(crate) fn take_back(&self) {
        for folder in &self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

impl DataFolder {
    /// The folder at `path`, which need not exist.
    pub(crate) fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The embedded store.
    pub(crate) fn store(&self) -> PathBuf {
        self.path.join("landfall.db")
    }

    /// The administration socket of a running server.
    pub(crate) fn socket(&self) -> PathBuf {
        self.path.join("admin.sock")
    }

    /// The servers of a demonstration.
    pub(crate) fn agents(&self) -> PathBuf {
        self.path.join("agents")
    }

    /// The key file when the configuration names no other.
    fn key(&self) -> PathBuf {
        self.path.join("sealing.key")
    }

    /// Makes the folder, for its owner alone, if it is missing, and sees to it that its name outlives a loss of power.
    pub(crate) fn make(&self) -> Result<Made, CommandError> {
        let missing = self.path.ancestors();
        let missing = missing.take_while(|path| *path != Path::new("") && !path.exists());
        let made = Made(missing.map(Path::to_owned).collect());
        if self.path.is_dir() {
            return Ok(made);
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.path)
            .and_then(|()| fs::canonicalize(&self.path))
            .and_then(|made| match made.parent() {
                Some(parent) => fs::File::open(parent)?.sync_all(),
                None => Ok(()),
            })
            .map_err(CommandError::file(&self.path))?;
        Ok(made)
    }

    /// Whether there is nothing in it, or no such folder.
    pub(crate) fn is_empty(&self) -> Result<bool, CommandError> {
        match fs::read_dir(&self.path) {
            Ok(mut entries) => Ok(entries.next().is_none()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(CommandError::file(&self.path)(error)),
        }
    }

    /// Makes a sealing key and keeps it in `file`, or in the data folder. A key that is there already is used.
    pub(crate) fn make_sealing_key(&self, file: Option<&Path>) -> Result<SealingKey, CommandError> {
        let path = file.map_or_else(|| self.key(), Path::to_owned);
        if path.exists() {
            return self.sealing_key(file);
        }
        let key = SealingKey::random();
        Self::keep_sealing_key(&path, &key)?;
        Ok(key)
    }

    /// Puts a sealing key into a new file.
    pub(crate) fn keep_sealing_key(path: &Path, key: &SealingKey) -> Result<(), CommandError> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .and_then(|mut file| {
                file.write_all(key.to_text().as_bytes())?;
                file.sync_all()?;
                let folder = path.parent().filter(|folder| *folder != Path::new(""));
                fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
            })
            .map_err(CommandError::file(path))
    }

    /// Where the sealing key is: in `file`, else the service manager's credential, else in the data folder.
    pub(crate) fn key_place(&self, file: Option<&Path>) -> PathBuf {
        let credential = std::env::var_os("CREDENTIALS_DIRECTORY")
            .map(|folder| Path::new(&folder).join(CREDENTIAL))
            .filter(|path| path.exists());
        match (file, credential) {
            (Some(path), _) => path.to_owned(),
            (None, Some(path)) => path,
            (None, None) => self.key(),
        }
    }

    /// Reads the sealing key: from `file`, else from the service manager's credential, else from the data folder.
    pub(crate) fn sealing_key(&self, file: Option<&Path>) -> Result<SealingKey, CommandError> {
        let path = self.key_place(file);
        let text = fs::read_to_string(&path).map_err(CommandError::file(&path))?;
        let mode = fs::metadata(&path)
            .map_err(CommandError::file(&path))?
            .permissions()
            .mode();
        if mode & 0o007 != 0 {
            return Err(CommandError::Usage(format!(
                "{} can be read by everyone on this machine; `chmod 600` it first",
                path.display()
            )));
        }
        Ok(SealingKey::from_text(&text)?)
    }
}
