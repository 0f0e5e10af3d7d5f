//! How long a source file may be. A file that holds one idea is short; a long one usually holds two. Tests are not
//! bounded: a list of a contract's traps is as long as the contract makes it.

use std::fs;
use std::path::{Path, PathBuf};

use super::violation::Violation;
use crate::error::Error;

/// The most lines that a source file outside the tests may have.
pub(crate) const MAXIMUM_LINES: usize = 800;

/// A Rust source file and its length.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// Relative to the workspace's folder.
    pub(crate) path: PathBuf,
    /// Lines, blank ones and comments included.
    pub(crate) lines: usize,
}

impl SourceFile {
    /// Whether the file holds tests alone: it lies below a `tests` folder or is a `tests.rs`.
    pub(crate) fn is_test(&self) -> bool {
        self.path
            .iter()
            .any(|part| part == "tests" || part == "tests.rs")
    }
}

/// Every Rust file below `root`, in order of path; hidden folders and `target_directory` are passed over.
pub(crate) fn source_files(root: &Path, target_directory: &Path) -> Result<Vec<SourceFile>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Error::reading(&folder))? {
            let entry = entry.map_err(Error::reading(&folder))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(Error::reading(&path))?;
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if kind.is_dir()
                && !is_hidden
                && path != target_directory
                && path != root.join("target")
            {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs")
            {
                let lines = fs::read(&path)
                    .map_err(Error::reading(&path))?
                    .split(|byte| *byte == b'\n')
                    .count()
                    - 1;
                let path = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
                files.push(SourceFile { path, lines });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Every file outside the tests that is longer than [`MAXIMUM_LINES`].
pub(crate) fn violations(files: &[SourceFile]) -> Vec<Violation> {
    let too_long = files
        .iter()
        .filter(|file| !file.is_test() && file.lines > MAXIMUM_LINES);
    too_long
        .map(|file| Violation::TooLong {
            path: file.path.clone(),
            lines: file.lines,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> SourceFile {
        SourceFile {
            path: PathBuf::from(path),
            lines,
        }
    }

    #[test]
    fn the_bound_itself_is_allowed_and_one_line_more_is_not() {
        assert_eq!(violations(&[file("crates/core/src/zone.rs", 800)]), []);
        assert_eq!(
            violations(&[file("crates/core/src/zone.rs", 801)]),
            [Violation::TooLong {
                path: PathBuf::from("crates/core/src/zone.rs"),
                lines: 801
            }]
        );
    }

    #[test]
    fn tests_are_not_bounded_but_a_file_with_a_similar_name_is() {
        let tests = [
            "crates/akana/tests/zones.rs",
            "tests/demo.rs",
            "crates/core/src/zone/tests.rs",
        ];
        assert_eq!(violations(&tests.map(|path| file(path, 5_000))), []);
        assert_eq!(
            violations(&[file("crates/core/src/latest/contests.rs", 5_000)]).len(),
            1
        );
    }

    #[test]
    fn every_rust_file_is_found_and_nothing_that_was_built() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (path, text) in [
            ("crates/a/src/lib.rs", "one\ntwo\n"),
            ("crates/a/src/target/aim.rs", "one\n"),
            ("crates/a/src/notes.md", "one\n"),
            (".hidden/lib.rs", "one\n"),
            ("target/debug/built.rs", "one\n"),
            ("elsewhere/debug/built.rs", "one\n"),
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        assert_eq!(
            source_files(root, &root.join("elsewhere")).unwrap(),
            [
                file("crates/a/src/lib.rs", 2),
                file("crates/a/src/target/aim.rs", 1)
            ]
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_named_in_the_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = source_files(&folder.path().join("absent"), folder.path()).unwrap_err();
        assert!(error.to_string().contains("absent"), "{error}");
    }
}
