//! Whatever an import takes, every dialect can show: a record with changes in many of its objects is brought in, line by line as
//! far as lines are taken, and then read through every face. Each answer has to be as the face's own document says.

mod changed;
mod faces;

use std::{collections::BTreeMap, io::Write, path::Path};

use serde_json::Value;

use self::{changed::Changes, faces::Faces};
use crate::support::{Landfall, run};

/// So many objects of each kind are tried to be changed, each in so many ways.
const OBJECTS: usize = 40;
const WAYS: usize = 6;
/// What is brought in as it was: what everything else refers to.
const UNCHANGED: [&str; 2] = ["tenant", "log"];

fn objects(lines: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(lines).unwrap().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn kind(object: &Value) -> &str {
    object.as_object().unwrap().keys().next().unwrap()
}

/// What the demonstration's record consists of.
fn demonstration(folder: &Path) -> Vec<u8> {
    let data = folder.join("demo");
    let demo = Landfall::demo(&["--data", data.to_str().unwrap()]);
    demo.signal("TERM");
    assert!(demo.end().0.success());
    let exported = run(&data, &["export"]);
    assert!(exported.status.success(), "{exported:?}");
    exported.stdout
}

/// The lines with changed ones before some of them: whichever comes first and is taken is the object.
fn with_changes(lines: &[Value], changes: &mut Changes) -> Vec<u8> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        *counts.entry(kind(line)).or_default() += 1;
    }
    let mut text = Vec::new();
    for line in lines {
        let is_object = kind(line) != "landfall" && !UNCHANGED.contains(&kind(line));
        if is_object && changes.one_in(counts[kind(line)].div_ceil(OBJECTS)) {
            for _ in 0..WAYS {
                writeln!(text, "{}", changes.of(line)).unwrap();
            }
        }
        writeln!(text, "{line}").unwrap();
    }
    text
}

#[test]
fn whatever_an_import_takes_fits_the_documents_of_all_faces() {
    let seed = fastrand::u64(..);
    let folder = tempfile::tempdir().unwrap();
    let before = demonstration(folder.path());
    let lines = objects(&before);
    let mut source = Changes::new(seed);
    let file = folder.path().join("changed.ndjson");
    std::fs::write(&file, with_changes(&lines, &mut source)).unwrap();

    let data = folder.path().join("data");
    assert!(run(&data, &["init", "--empty"]).status.success());
    let file = file.to_str().unwrap();
    let import = run(
        &data,
        &["import", file, "--keep-going", "--max-report", "0"],
    );
    assert_eq!(import.status.code(), Some(3), "{import:?}");
    let exported = run(&data, &["export"]);
    assert!(exported.status.success(), "{exported:?}");
    let record = objects(&exported.stdout);
    // What was there comes in, changed or not.
    let known: std::collections::HashSet<String> = lines.iter().map(Value::to_string).collect();
    let is_new = |object: &&Value| !known.contains(&object.to_string());
    let taken: Vec<Value> = record.iter().filter(is_new).cloned().collect();
    let mut new: BTreeMap<&str, usize> = BTreeMap::new();
    for object in &taken {
        *new.entry(kind(object)).or_default() += 1;
    }
    assert!(
        record.len() >= lines.len() * 9 / 10,
        "{}: {new:?}",
        record.len()
    );
    assert!(taken.len() > 150, "seed {seed}: {new:?}");

    let faces = Faces::over(&data, &record);
    let shown = faces.read(&record, &taken);
    assert!(shown.answers > 200, "{} answers", shown.answers);
    let faults: Vec<String> = shown.faults.into_iter().take(20).collect();
    assert!(faults.is_empty(), "seed {seed}: {faults:#?}");
}

/// What is made up has nothing in it that an import does not take, whatever the seed.
#[test]
fn whatever_is_generated_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    for seed in [fastrand::u64(..1 << 32), 1, 2] {
        let data = folder.path().join(format!("data-{seed}"));
        assert!(run(&data, &["init", "--empty"]).status.success());
        let file = folder.path().join("made.ndjson").display().to_string();
        let seed = seed.to_string();
        let arguments = [
            "generate",
            "--customers",
            "400",
            "--fulfillments",
            "400",
            "--seed",
            &seed,
            "--output",
            &file,
        ];
        assert!(run(&data, &arguments).status.success());
        let import = run(&data, &["import", &file]);
        assert!(import.status.success(), "seed {seed}: {import:?}");
        std::fs::remove_file(&file).unwrap();
    }
}
