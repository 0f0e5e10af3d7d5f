//! An agent under strace: what it says that it has applied lies on its disk, with its names, before the words leave.

use std::{fmt::Write as _, fs, path::Path};

use super::{
    strace::{SystemCall, parse},
    traced::under_strace,
};
use crate::support::{Edge, Installation, policy, wait_until};

/// Everything that writes, renames, syncs or sends.
const CALLS: &str = "trace=write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,rename,renameat,renameat2,fdatasync,fsync,syncfs";

/// For people, and never read by the agent.
const STATUS: &str = "status";

/// Whether a call is of one of these names.
fn is(call: &SystemCall, names: &[&str]) -> bool {
    names.contains(&call.name.as_str())
}

/// What was written or renamed in the state folder before the last words to the control plane, and not synced by then.
fn unsynced(calls: &[SystemCall], folder: &Path, control_plane: &str) -> Result<String, String> {
    let sent = |call: &&SystemCall| {
        call.far_end() == Some(control_plane)
            && is(call, &["write", "writev", "sendto", "sendmsg"])
            && call.succeeded()
    };
    let words = calls.iter().rfind(sent).ok_or("nothing was said")?.began;
    let synced = |behind: usize, target: &Path| {
        calls.iter().any(|call| {
            let own = is(call, &["fsync", "fdatasync"]) && Path::new(&call.target) == target;
            let all = is(call, &["syncfs"]) && Path::new(&call.target).starts_with(folder);
            (own || all) && behind < call.began && call.over < words && call.succeeded()
        })
    };
    let (mut missing, mut written) = (String::new(), 0);
    for call in calls.iter().filter(|call| call.began < words) {
        let target = Path::new(&call.target);
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        if is(
            call,
            &["write", "writev", "pwrite64", "pwritev", "pwritev2"],
        ) && target.starts_with(folder)
            && !name(target).starts_with(STATUS)
        {
            written += 1;
            if !synced(call.over, target) {
                let _ = writeln!(missing, "{call:?}");
            }
        }
        if call.name.starts_with("rename") && call.succeeded() {
            let to = call.arguments.rsplit('"').nth(1).unwrap_or_default();
            let to = Path::new(to);
            let here = to.starts_with(folder) && !name(to).starts_with(STATUS);
            if here && !synced(call.over, to.parent().unwrap()) {
                let _ = writeln!(missing, "{call:?}");
            }
        }
    }
    if written == 0 {
        return Err("nothing was written".to_owned());
    }
    Ok(missing)
}

#[test]
fn what_an_agent_has_applied_is_on_its_disk_before_it_says_so() {
    let installation = Installation::with_pops(&[1]);
    let partner = installation.partner();
    let server = installation.serve();
    let mut edge = Edge::new();
    let joined = edge.join(server.address, &installation.invite(1), &["--plaintext"]);
    assert!(joined.status.success(), "{joined:?}");
    let place = edge.place().canonicalize().unwrap();
    let trace = place.join("trace");
    edge.start_as(|plain| under_strace(&plain, &trace, &["-D", "-e", CALLS]));
    wait_until("it is counted", || {
        installation.server(edge.server)["membership"] == "counted"
    });
    for name in ["first", "second"] {
        let id = partner.add(server.address, &policy("locked", &[name]).to_string());
        let request = partner.submit(server.address, &id, name);
        partner.wait_until_landed(server.address, &request.id);
    }
    // Its last words were that it runs the second.
    edge.kill();
    let mut text = String::new();
    wait_until("the trace is whole", || {
        text = fs::read_to_string(&trace).unwrap();
        text.trim_end()
            .lines()
            .last()
            .is_some_and(|line| line.contains("+++ killed by SIGKILL"))
    });
    let calls = parse(&text).unwrap();
    let missing = unsynced(&calls, &place.join("state"), &server.address.to_string());
    assert_eq!(missing, Ok(String::new()));
}

#[test]
fn words_before_a_sync_are_found_out() {
    let good = "\
7 1.0 write(9</e/state/state.new>, \"x\", 1) = 1
7 1.0 fsync(9</e/state/state.new>) = 0
7 1.0 rename(\"/e/state/state.new\", \"/e/state/state\") = 0
7 1.0 fsync(9</e/state>) = 0
7 1.0 write(9</e/state/status.json.new>, \"x\", 1) = 1
8 1.0 sendto(5<TCP:[127.0.0.1:9->127.0.0.1:80]>, \"x\", 1, MSG_NOSIGNAL, NULL, 0) = 1
";
    let judged = |trace: &str| {
        let calls = parse(trace).unwrap();
        unsynced(&calls, Path::new("/e/state"), "127.0.0.1:80")
    };
    assert_eq!(judged(good), Ok(String::new()));
    for (lacking, named) in [(1, "state.new"), (3, "rename")] {
        let lines = good.lines().enumerate();
        let kept = lines.filter(|(at, _)| *at != lacking).map(|(_, line)| line);
        let missing = judged(&kept.collect::<Vec<_>>().join("\n")).unwrap();
        assert!(missing.contains(named), "{missing}");
    }
    assert!(judged(good.lines().last().unwrap()).is_err());
}
