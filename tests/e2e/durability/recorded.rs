//! The judgement over traces that were recorded from a real server while others were reading, and over the same traces with one
//! thing changed that must not pass.

use std::path::Path;

use super::{
    order::{Exchange, Fault},
    strace::parse,
};

/// A client gets a token; the answer to a read of somebody else leaves while the sync runs.
const READS: &str = include_str!("recorded/token_while_another_reads.trace");
/// The same; somebody else's request arrives while the log is being written.
const ASKS: &str = include_str!("recorded/token_while_another_asks.trace");

const LOG: &str = "/var/lib/landfall/landfall.db-wal";
/// The client's end of the connection in `READS`, and the other's.
const CLIENT: &str = "127.0.0.1:36004";
const OTHER: &str = "127.0.0.1:36008";

const SYNC_BEGINS: &str = "fdatasync(12<";
const SYNC_IS_OVER: &str = "<... fdatasync resumed>) = 0";
const ANSWER: &str =
    r#"writev(19<TCP:[127.0.0.1:8080->127.0.0.1:36004]>, [{iov_base="HTTP/1.1 200 OK"#;

fn judged(trace: &str, client: &str) -> Result<(), Fault> {
    let calls = parse(trace).unwrap();
    Exchange::on_connection(&calls, client)?.is_durable(&calls, Path::new(LOG))
}

/// The number of the one line that has `part` in it.
fn line_of(trace: &str, part: &str) -> usize {
    let mut found = trace
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains(part));
    let (at, _) = found
        .next()
        .unwrap_or_else(|| panic!("no line with {part}"));
    assert_eq!(found.next(), None, "a second line with {part}");
    at
}

/// `READS` with the line that has `part` in it taken from its place and put before the line that has `place` in it.
fn moved(part: &str, place: &str) -> String {
    let mut lines: Vec<&str> = READS.lines().collect();
    let line = lines.remove(line_of(READS, part));
    let place = lines.iter().position(|line| line.contains(place)).unwrap();
    lines.insert(place, line);
    lines.join("\n")
}

/// `READS` without the lines that have `part` in them.
fn without(part: &str) -> String {
    let kept: Vec<&str> = READS.lines().filter(|line| !line.contains(part)).collect();
    assert!(kept.len() < READS.lines().count(), "no line with {part}");
    kept.join("\n")
}

/// `READS` with a text replaced by another.
fn changed(from: &str, to: &str) -> String {
    assert!(READS.contains(from), "{from}");
    READS.replace(from, to)
}

#[test]
fn a_sync_before_the_answer_passes() {
    assert_eq!(judged(READS, CLIENT), Ok(()));
    assert_eq!(judged(ASKS, "127.0.0.1:35936"), Ok(()));
    // A build without the setting for fdatasync uses this.
    assert_eq!(judged(&changed("fdatasync", "fsync"), CLIENT), Ok(()));
}

#[test]
fn an_answer_before_the_sync_is_seen() {
    assert_eq!(
        judged(&moved(ANSWER, SYNC_BEGINS), CLIENT),
        Err(Fault::NotSynced)
    );
}

#[test]
fn an_answer_during_the_sync_is_seen() {
    assert_eq!(
        judged(&moved(ANSWER, SYNC_IS_OVER), CLIENT),
        Err(Fault::NotSynced)
    );
}

#[test]
fn an_answer_that_begins_during_the_sync_and_ends_after_it_is_seen() {
    // The other's answer does that; now it is the client's.
    let early = changed(
        "writev(20<TCP:[127.0.0.1:8080->127.0.0.1:36008]>",
        "writev(19<TCP:[127.0.0.1:8080->127.0.0.1:36004]>",
    );
    assert_eq!(judged(&early, CLIENT), Err(Fault::NotSynced));
}

#[test]
fn a_sync_that_fails_is_seen() {
    let failed = changed(
        SYNC_IS_OVER,
        "<... fdatasync resumed>) = -1 EIO (Input/output error)",
    );
    assert_eq!(judged(&failed, CLIENT), Err(Fault::NotSynced));
}

#[test]
fn a_sync_that_is_never_over_is_seen() {
    // The thread that syncs is not heard of again.
    let over = line_of(READS, SYNC_IS_OVER);
    let lines = READS.lines().enumerate();
    let kept = lines.filter(|(at, line)| *at < over || !line.starts_with("1700 "));
    let hung = kept.map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    assert_eq!(judged(&hung, CLIENT), Err(Fault::NotSynced));
    let killed = changed(SYNC_IS_OVER, "<... fdatasync resumed>) = ?");
    assert_eq!(judged(&killed, CLIENT), Err(Fault::NotSynced));
}

#[test]
fn a_write_without_a_sync_is_seen() {
    assert_eq!(judged(&without("fdatasync"), CLIENT), Err(Fault::NotSynced));
}

#[test]
fn a_sync_of_another_file_is_seen() {
    for other in [
        "fdatasync(12</var/lib/landfall/landfall.db>",
        "fdatasync(12</var/lib/landfall>",
        "fdatasync(12</var/lib/elsewhere/landfall.db-wal>",
    ] {
        let elsewhere = changed(&format!("fdatasync(12<{LOG}>"), other);
        assert_eq!(judged(&elsewhere, CLIENT), Err(Fault::NotSynced), "{other}");
    }
}

#[test]
fn a_sync_before_the_last_write_is_seen() {
    let last = "4096, 82456) = 4096";
    let lines = moved(last, SYNC_IS_OVER);
    assert_eq!(judged(&lines, CLIENT), Err(Fault::NotSynced));
}

#[test]
fn what_is_not_there_is_said() {
    assert_eq!(judged(READS, "127.0.0.1:9"), Err(Fault::NoRequest));
    assert_eq!(judged(&without(ANSWER), CLIENT), Err(Fault::NoAnswer));
    assert_eq!(
        judged(&without("pwrite64"), CLIENT),
        Err(Fault::NothingWritten)
    );
    assert_eq!(judged(READS, OTHER), Err(Fault::NothingWritten));
}
