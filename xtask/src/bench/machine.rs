//! On what the figures were taken: the machine, and the versions of what was built.

use std::path::Path;
use std::process::Command;

use serde::Serialize;

use super::procfs;
use crate::error::Error;

/// The machine and the versions.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Machine {
    /// The processor's name.
    pub(super) processor: String,
    /// Cores that this process might run on.
    pub(super) cores: usize,
    /// The kernel's release.
    pub(super) kernel: String,
    /// What the compiler calls itself.
    pub(super) rustc: String,
    /// What the binary calls itself.
    pub(super) landfall: String,
    /// The revision of the tree; none outside of one, and for a binary that was not built from it.
    pub(super) revision: Option<String>,
}

impl Machine {
    /// Looks around. To be called before this process moves to one core.
    pub(super) fn look(landfall: &Path, built_here: bool) -> Result<Self, Error> {
        let unknown = || "unknown version".to_owned();
        let revision = || {
            said(
                "git",
                &["describe", "--always", "--dirty", "--exclude", "*"],
            )
        };
        Ok(Self {
            processor: procfs::processor()?,
            cores: procfs::allowed_cores()?.len(),
            kernel: procfs::kernel()?,
            rustc: said("rustc", &["--version"]).unwrap_or_else(unknown),
            landfall: said(landfall, &["--version"]).unwrap_or_else(unknown),
            revision: built_here.then(revision).flatten(),
        })
    }
}

/// What a program prints, if it ends well.
fn said(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref())
        .args(arguments)
        .output()
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_program_says_when_all_is_well_counts() {
        assert_eq!(said("echo", &["1.2"]).as_deref(), Some("1.2"));
        assert_eq!(said("false", &[]), None);
        assert_eq!(said("/no/such/program", &[]), None);
    }
}
