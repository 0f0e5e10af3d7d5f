//! The workspace as `cargo metadata` tells it: its folder, its crates and what their manifests name. Only what the
//! checks need is read; the rest of cargo's answer is passed over.

use std::collections::BTreeSet;
use std::env;
use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use crate::error::Error;

/// Cargo's answer, without the resolved dependency graph.
#[derive(Debug, Deserialize)]
pub(crate) struct Workspace {
    /// The crates of the workspace.
    pub(crate) packages: Vec<Package>,
    /// The folder of the root manifest.
    #[serde(rename = "workspace_root")]
    pub(crate) root: PathBuf,
    /// Where cargo builds; may lie inside the workspace's folder.
    pub(crate) target_directory: PathBuf,
}

/// One crate of the workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    /// Its name in the registry's sense, whatever others rename it to.
    pub(crate) name: String,
    /// What its manifest names.
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a manifest's dependency tables.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    /// The crate's own name, also where the manifest renames it.
    pub(crate) name: String,
    /// The table it stands in.
    #[serde(default, deserialize_with = "null_is_normal")]
    pub(crate) kind: DependencyKind,
}

/// The table of a manifest that a dependency stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DependencyKind {
    /// `[dependencies]`; cargo writes `null`.
    #[default]
    Normal,
    /// `[dev-dependencies]`: tests, examples and benchmarks.
    Dev,
    /// `[build-dependencies]`.
    Build,
}

impl fmt::Display for DependencyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Normal => "dependencies",
            Self::Dev => "dev-dependencies",
            Self::Build => "build-dependencies",
        })
    }
}

fn null_is_normal<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<DependencyKind, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Workspace {
    /// Asks the cargo that runs this command about the workspace of the current folder.
    pub(crate) fn load() -> Result<Self, Error> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .output()
            .map_err(|error| Error::CargoMetadata(error.to_string()))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Error::CargoMetadata(said.trim().to_owned()));
        }
        Self::parse(&output.stdout)
    }

    /// Reads the text that `cargo metadata --format-version 1` prints.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Error> {
        Ok(serde_json::from_slice(text)?)
    }

    /// The names of the workspace's crates.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        self.packages
            .iter()
            .map(|package| package.name.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_kinds_are_told_apart() {
        let workspace = Workspace::parse(
            br#"{"packages":[{"name":"a","dependencies":[
                {"name":"b","kind":null},{"name":"c","kind":"dev"},{"name":"d","kind":"build"}
            ]}],"workspace_root":"/w","target_directory":"/w/target"}"#,
        )
        .unwrap();
        let kinds: Vec<_> = workspace.packages[0]
            .dependencies
            .iter()
            .map(|dependency| dependency.kind)
            .collect();
        assert_eq!(
            kinds,
            [
                DependencyKind::Normal,
                DependencyKind::Dev,
                DependencyKind::Build
            ]
        );
    }

    #[test]
    fn an_unknown_form_is_an_error() {
        assert!(matches!(
            Workspace::parse(br#"{"packages":7}"#),
            Err(Error::MetadataForm(_))
        ));
    }

    #[test]
    fn cargo_is_understood_as_it_is_installed() {
        assert!(Workspace::load().unwrap().names().contains("xtask"));
    }
}
