//! What was answered stays. Once by the order of the server's system calls: the sync returns before the answer leaves, so that
//! a loss of power takes nothing back; the same for what an agent says that it has applied. Once by killing the server under load and looking for every answered write.

mod agent;
mod killed;
mod ledger;
mod load;
mod order;
mod recorded;
mod strace;
mod traced;

use std::path::Path;

use serde_json::Value;

use crate::support::run;

/// What a command of the binary prints as JSON.
fn json(data: &Path, arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.push("--json");
    let output = run(data, &all);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Makes a store for the tenant `acme`; gives the password of `root@acme.example`.
fn init(data: &Path) -> String {
    let made = json(
        data,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    text(&made["administrator"]["password"])
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}
