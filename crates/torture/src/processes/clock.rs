//! Clocks of processes that somebody may set while they run. A library of a few lines stands between a process and the machine's
//! clock, and adds what a file says; it needs a C compiler, and no rights.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
};

const SOURCE: &str = include_str!("clock.c");

/// Makes the library in a folder.
pub(super) fn library(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    fs::write(&source, SOURCE).unwrap();
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .output()
        .unwrap_or_else(|error| panic!("a C compiler is needed (apt-get install gcc): {error}"));
    assert!(made.status.success(), "{made:?}");
    library
}

/// The clock of the process that logs to a file.
#[derive(Debug, Clone)]
pub(super) struct Clock(PathBuf);

impl Clock {
    /// It shows the machine's time until it is set.
    pub(super) fn of(log: &Path) -> Self {
        let path = log.with_extension("clock");
        if !path.exists() {
            fs::write(&path, 0_i64.to_ne_bytes()).unwrap();
        }
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// From now on it shows so many seconds more than the machine's.
    pub(super) fn set(&self, seconds: i64) {
        // In place: the process looks at these very bytes.
        let file = File::options().write(true).open(&self.0).unwrap();
        file.write_all_at(&seconds.to_ne_bytes(), 0).unwrap();
    }
}
