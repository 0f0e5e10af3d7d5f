//! The adapter over real files and real commands.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use landfall_core::id::AccountNumber;
use landfall_protocol::digest;

use super::*;
use crate::{payloads::PayloadFolder, state::Digest};

struct Place {
    _folder: tempfile::TempDir,
    path: PathBuf,
    payloads: Arc<PayloadFolder>,
    files: Files,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts");
        fs::create_dir(&path).unwrap();
        Self {
            payloads: Arc::new(PayloadFolder::open(folder.path().join("payloads")).unwrap()),
            files: Files::in_folder(path.clone(), 0o640).unwrap(),
            path,
            _folder: folder,
        }
    }

    fn placed(&self, slot: u64, text: &str) -> Placed {
        let payload = zstd::bulk::compress(text.as_bytes(), 3).unwrap();
        let name = Digest(digest(&payload));
        self.payloads.keep(name, &payload).unwrap();
        Placed {
            slot: AccountNumber::from_value(slot),
            content: Some(name),
        }
    }

    fn put(&self, slots: &[Placed], all: bool) -> Outcome {
        self.files.put(slots, all, &*self.payloads)
    }

    /// The folder as a reader sees it.
    fn seen(&self) -> BTreeMap<String, String> {
        let entries = fs::read_dir(&self.path).unwrap().map(Result::unwrap);
        let files = entries.map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        });
        files.collect()
    }
}

fn empty(slot: u64) -> Placed {
    Placed {
        slot: AccountNumber::from_value(slot),
        content: None,
    }
}

fn map(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let files = files.iter();
    files
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn each_account_has_a_file_named_by_its_number_and_a_generation_follows() {
    let place = Place::new();
    let two = [place.placed(1, "one"), place.placed(0xC1B6, "two")];
    assert_eq!(place.put(&two, false), Outcome::Done);
    let first = map(&[
        ("0001.json", "one"),
        ("C1B6.json", "two"),
        ("generation", "{\"generation\":1,\"accounts\":2}\n"),
    ]);
    assert_eq!(place.seen(), first);
    let mode = fs::metadata(place.path.join("0001.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    // What is there already is not written again.
    assert_eq!(place.put(&two, true), Outcome::Done);
    assert_eq!(place.seen(), first);
    assert_eq!(place.put(&[empty(1), empty(2)], false), Outcome::Done);
    let then = map(&[
        ("C1B6.json", "two"),
        ("generation", "{\"generation\":2,\"accounts\":1}\n"),
    ]);
    assert_eq!(place.seen(), then);
}

#[test]
fn only_accounts_files_that_nobody_wants_are_swept() {
    let place = Place::new();
    let stray = ["0009.json", ".0009.json.new", ".generation.new"];
    let others = [
        "README",
        "site.conf",
        ".hidden",
        "00c1.json",
        "0009.json.bak",
    ];
    for name in stray.iter().chain(&others) {
        fs::write(place.path.join(name), "").unwrap();
    }
    let one = [place.placed(1, "one")];
    assert_eq!(place.put(&one, true), Outcome::Done);
    let seen = place.seen();
    assert!(
        stray.iter().all(|name| !seen.contains_key(*name)),
        "{seen:?}"
    );
    assert!(
        others.iter().all(|name| seen.contains_key(*name)),
        "{seen:?}"
    );
}

#[test]
fn an_account_whose_payload_cannot_be_had_is_named_and_keeps_its_file() {
    let place = Place::new();
    place.put(&[place.placed(1, "before")], false);
    let bomb = Placed {
        content: Some(Digest([9; 32])),
        ..empty(1)
    };
    let Outcome::Accounts(named) = place.put(&[bomb, place.placed(2, "two")], false) else {
        panic!("nobody was named");
    };
    assert_eq!(named.len(), 1);
    assert_eq!(named[0].0.as_str(), "0001");
    let seen = place.seen();
    assert_eq!(
        (&seen["0001.json"][..], &seen["0002.json"][..]),
        ("before", "two")
    );
}

#[test]
fn what_cannot_be_written_leaves_all_files_as_they_were() {
    let place = Place::new();
    place.put(&[place.placed(1, "one"), place.placed(2, "two")], false);
    let before = place.seen();
    // A folder with something in it where the second file is to be written.
    let in_the_way = place.path.join(".0002.json.new");
    fs::create_dir_all(in_the_way.join("x")).unwrap();
    let outcome = place.put(&[place.placed(1, "new"), place.placed(2, "new")], false);
    assert!(
        matches!(&outcome, Outcome::Server(reason) if reason.contains("cannot write")),
        "{outcome:?}"
    );
    fs::remove_dir_all(in_the_way).unwrap();
    assert_eq!(place.seen(), before);
}

#[test]
fn accounts_are_counted_without_looking_through_the_folder_each_time() {
    let place = Place::new();
    let count = |accounts: usize| {
        let text = fs::read_to_string(place.path.join("generation")).unwrap();
        assert!(
            text.ends_with(&format!("\"accounts\":{accounts}}}\n")),
            "{text}"
        );
    };
    place.put(&[place.placed(1, "one"), place.placed(2, "two")], false);
    count(2);
    place.put(&[place.placed(1, "new"), place.placed(3, "three")], false);
    count(3);
    place.put(&[empty(2), empty(7), place.placed(4, "four")], false);
    count(3);
    // What others have done is seen when the whole is put, and after a failure.
    fs::remove_file(place.path.join("0003.json")).unwrap();
    place.put(&[place.placed(1, "newer")], false);
    count(3);
    let in_the_way = place.path.join(".0001.json.new");
    fs::create_dir_all(in_the_way.join("x")).unwrap();
    assert!(matches!(
        place.put(&[place.placed(1, "no")], false),
        Outcome::Server(_)
    ));
    fs::remove_dir_all(in_the_way).unwrap();
    fs::write(place.path.join(".0008.json.new"), "half").unwrap();
    place.put(&[place.placed(1, "newest")], false);
    count(2);
    assert!(!place.path.join(".0008.json.new").exists());
    place.put(&[place.placed(1, "newest")], true);
    count(1);
}

#[test]
fn a_link_is_replaced_and_never_written_through() {
    let place = Place::new();
    let elsewhere = place.path.parent().unwrap().join("precious");
    fs::write(&elsewhere, "mine").unwrap();
    symlink(&elsewhere, place.path.join("0001.json")).unwrap();
    symlink(&elsewhere, place.path.join(".0001.json.new")).unwrap();
    assert_eq!(place.put(&[place.placed(1, "mine")], false), Outcome::Done);
    assert_eq!(fs::read_to_string(elsewhere).unwrap(), "mine");
    assert!(
        fs::symlink_metadata(place.path.join("0001.json"))
            .unwrap()
            .is_file()
    );
}

fn hook(command: &[&str], milliseconds: u64) -> Hook {
    Hook {
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        limit: Duration::from_millis(milliseconds),
    }
}

fn adapter(place: &Place, check: Hook) -> FilesAdapter {
    let hooks = Hooks {
        check: Some(check),
        ..Hooks::default()
    };
    FilesAdapter::new(place.files.clone(), hooks)
}

fn refusal(outcome: Outcome) -> String {
    match outcome {
        Outcome::Refused(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_command_is_started_without_a_shell_in_a_clean_environment() {
    let place = Place::new();
    let words = adapter(
        &place,
        hook(&["test", "$(false); a b", "=", "$(false); a b"], 5_000),
    );
    assert_eq!(words.check().await, Outcome::Done);
    let environment = adapter(&place, hook(&["sh", "-c", "env; exit 3"], 5_000));
    let reason = refusal(environment.check().await);
    assert!(
        reason.starts_with("sh ended with exit status: 3: "),
        "{reason}"
    );
    assert!(!reason.contains("CARGO"), "{reason}");
    let folder = adapter(
        &place,
        hook(
            &["sh", "-c", "test -d \"$LANDFALL_FOLDER\" && test ! -t 0"],
            5_000,
        ),
    );
    assert_eq!(folder.check().await, Outcome::Done);
}

#[tokio::test]
async fn a_reason_has_what_was_said_and_stays_short() {
    let place = Place::new();
    let talkative = "echo 'line 7: bad header' >&2; yes | head -c 3000000; exit 1";
    let reason = refusal(
        adapter(&place, hook(&["sh", "-c", talkative], 20_000))
            .check()
            .await,
    );
    assert!(reason.contains("line 7: bad header y y y"), "{reason}");
    assert!(reason.len() < 600);
}

#[tokio::test]
async fn a_late_command_is_killed_with_all_that_it_has_started() {
    let place = Place::new();
    let pids = place.path.join("pids");
    let text = format!(
        "sleep 600 & echo $! > {0}.new; mv {0}.new {0}; sleep 600",
        pids.display()
    );
    let late = adapter(&place, hook(&["sh", "-c", &text], 1_000));
    let reason = refusal(late.check().await);
    assert!(reason.contains("was not done after 1 s"), "{reason}");
    wait_until_gone(&pids).await;
}

#[tokio::test]
async fn a_command_that_nobody_waits_for_any_more_is_killed() {
    let place = Place::new();
    let pids = place.path.join("pids");
    let text = format!(
        "sleep 600 & echo $! > {0}.new; mv {0}.new {0}; wait",
        pids.display()
    );
    let endless = adapter(&place, hook(&["sh", "-c", &text], 600_000));
    tokio::select! {
        outcome = endless.check() => panic!("{outcome:?}"),
        () = until(|| pids.exists()) => {}
    }
    wait_until_gone(&pids).await;
}

#[tokio::test]
async fn what_a_command_leaves_running_does_not_hold_it_up() {
    let place = Place::new();
    let pids = place.path.join("pids");
    let text = format!("sleep 600 & echo $! > {}", pids.display());
    let daemon = adapter(&place, hook(&["sh", "-c", &text], 60_000));
    assert_eq!(daemon.check().await, Outcome::Done);
    let pid = fs::read_to_string(&pids).unwrap();
    let status = std::process::Command::new("kill")
        .arg(pid.trim())
        .status()
        .unwrap();
    assert!(status.success(), "it was left alone");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_the_server_s_fault() {
    let place = Place::new();
    let outcome = adapter(&place, hook(&["/no/such/program"], 1_000))
        .check()
        .await;
    assert!(
        matches!(&outcome, Outcome::Server(reason) if reason.contains("/no/such/program")),
        "{outcome:?}"
    );
    let hooks = Hooks {
        reload: Some(hook(&["false"], 5_000)),
        ..Hooks::default()
    };
    let outcome = FilesAdapter::new(place.files.clone(), hooks).reload().await;
    assert!(matches!(outcome, Outcome::Server(_)), "{outcome:?}");
}

/// Waits for a condition, looking again whenever others had their turn.
async fn until(mut condition: impl FnMut() -> bool) {
    while !condition() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Waits until the process whose number is in the file has gone.
async fn wait_until_gone(pids: &Path) {
    let pid = fs::read_to_string(pids).unwrap();
    let status = PathBuf::from(format!("/proc/{}/stat", pid.trim()));
    // A process that nobody has waited for is gone, too.
    until(|| fs::read_to_string(&status).map_or(true, |text| text.contains(") Z "))).await;
}

#[test]
fn a_change_that_could_not_be_told_of_is_told_of_the_next_time() {
    let place = Place::new();
    let one = [place.placed(1, "one")];
    // Where the new generation is written stands a folder.
    let in_the_way = place.path.join(".generation.new");
    fs::create_dir(&in_the_way).unwrap();
    assert!(matches!(place.put(&one, false), Outcome::Server(_)));
    assert!(place.path.join("0001.json").exists());
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(place.put(&one, false), Outcome::Done);
    let told = fs::read_to_string(place.path.join("generation")).unwrap();
    assert_eq!(told, "{\"generation\":1,\"accounts\":1}\n");
    // And no more than once.
    assert_eq!(place.put(&one, true), Outcome::Done);
    assert_eq!(
        fs::read_to_string(place.path.join("generation")).unwrap(),
        told
    );
}
