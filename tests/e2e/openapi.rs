//! The OpenAPI documents: the repository has them as the code makes them.

use std::{fs, path::Path, process::Command};

/// The folder of the workspace.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn the_repository_has_the_documents_that_the_code_makes() {
    let made = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["openapi", "--output"])
        .arg(made.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.retain(|name| name != "README.md");
        names.sort();
        names
    };
    let kept = Path::new(ROOT).join("docs/openapi");
    assert_eq!(names(made.path()), names(&kept));
    for name in names(&kept) {
        let [made, kept] =
            [made.path(), &kept].map(|folder| fs::read_to_string(folder.join(&name)).unwrap());
        assert!(
            made == kept,
            "{} is not what the code makes; run `cargo run -- openapi --output docs/openapi`, and look at what has changed",
            name.display()
        );
    }
}
