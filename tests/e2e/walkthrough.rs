//! The pages that walk through the product, run as they are printed: their `sh` blocks by one shell, in order, on an empty folder; what
//! is printed behind a block has to be what it answers. `…` in a printed answer stands for what differs from run to run.

mod answer;
mod page;

use std::{
    env, fs,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Command, Stdio},
};

use self::page::{Block, Page};
use crate::support::{SECRETS, assert_unwritten};

/// Where the pages reach their server; each run has a port of its own instead.
const PRINTED: &str = "127.0.0.1:8080";

/// Where the script leaves the variables of a page that open something.
const HELD: &str = "held";
const SECRET: [&str; 8] = [
    "SECRET", "PASSWORD", "METALLIC", "NATIVE", "VIPMP", "CSRF", "RULES", "TOK",
];

#[test]
fn from_an_empty_store_to_a_cancelled_customer() {
    run(include_str!("../../docs/walk.md"));
}

/// Runs a page.
fn run(text: &str) {
    let page = Page::read(text);
    assert!(
        page.blocks.iter().any(|block| block.answer.is_some()),
        "nothing of the page is compared"
    );
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let script = script(&page.blocks).replace(PRINTED, &address);
    // The page's server is quiet; here it tells everything.
    let script = script.replace("--log-level warn", "--log-level trace");
    let output = shell(folder.path(), &address, &script);
    let trace = String::from_utf8_lossy(&output.stderr);
    for (number, block) in page.blocks.iter().enumerate() {
        let path = folder.path().join(file(number));
        let answered = fs::read_to_string(path).unwrap_or_else(|_| {
            panic!("the block was not reached:\n{}\n\n{trace}", block.commands);
        });
        if let Some(expected) = &block.answer {
            let expected = expected.replace(PRINTED, &address);
            if let Err(difference) = answer::compare(&expected, &answered) {
                panic!(
                    "{}\nanswers\n{answered}\n\n{difference}\n\n{trace}",
                    block.commands
                );
            }
        }
    }
    assert!(output.status.success(), "{:?}\n{trace}", output.status);
    assert_no_secret_is_logged(folder.path());
}

/// What the page's variables hold that opens something is in no log that it leaves.
fn assert_no_secret_is_logged(folder: &Path) {
    let held = fs::read_to_string(folder.join(HELD)).unwrap();
    for name in SECRET {
        let value = held
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        let value = value.unwrap_or_else(|| panic!("the page has no {name}"));
        assert!(value.len() > 10, "{name} is {value:?}");
        SECRETS.keep(&format!("the page's {name}"), value);
    }
    for log in ["serve.log", "simulated.log"] {
        let text = fs::read_to_string(folder.join(log)).unwrap();
        assert!(!text.is_empty(), "{log}");
        assert_unwritten(log, &text);
    }
}

/// The page as one script: every block leaves what it prints in a file of its own, and what it sets to the next one. Whatever it
/// has started in the background ends with it.
fn script(blocks: &[Block]) -> String {
    let begin = "set -eu -o pipefail\ntrap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n";
    let blocks = blocks.iter().enumerate();
    let blocks =
        blocks.map(|(number, block)| format!("{{\n{}\n}} > {}\n", block.commands, file(number)));
    let names = SECRET.map(|name| format!("${{{name}-}}"));
    let held = SECRET
        .iter()
        .zip(names)
        .map(|(name, value)| format!("echo \"{name}={value}\"\n"));
    let held = format!("{{\n{}}} > {HELD}\n", held.collect::<String>());
    let begin = std::iter::once(begin.to_owned());
    begin.chain(blocks).chain([held]).collect()
}

fn file(number: usize) -> String {
    format!("answered-{number:02}")
}

fn shell(folder: &Path, address: &str, script: &str) -> std::process::Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_landfall"));
    let path = env::var("PATH").unwrap();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    let mut shell = Command::new("timeout");
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("LANDFALL_") {
            shell.env_remove(name);
        }
    }
    shell
        .args(["--kill-after=5", "120", "bash", "-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env("LANDFALL_LISTEN", address)
        .env("LANDFALL_METRICS_LISTEN", "127.0.0.1:0")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// An address that nobody listens on. The page names it before its server starts, so that the server cannot choose.
fn free_address() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().to_string()
}
