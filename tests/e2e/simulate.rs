//! `landfall fleet simulate`: servers in a process of their own, which may die at any time.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

use serde_json::Value;

use crate::support::{
    Edge, Installation, Landfall, Log, assert_unwritten, command, policy, wait_until,
};

/// A process with simulated servers.
struct Simulated {
    child: Child,
    lines: BufReader<ChildStdout>,
    log: Log,
}

impl Simulated {
    fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut child = command()
            .arg("--data")
            .arg(data)
            .args(["fleet", "simulate", "--json"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let log = Log::read(BufReader::new(child.stderr.take().unwrap()));
        Self { child, lines, log }
    }

    /// Reads what it shows until that is so.
    fn until(&mut self, what: &str, condition: impl Fn(&Value) -> bool) {
        let mut last = String::new();
        for _ in 0..60 {
            let mut line = String::new();
            assert_ne!(
                self.lines.read_line(&mut line).unwrap(),
                0,
                "it ended: {last} {}",
                self.log.so_far()
            );
            assert_unwritten("a simulation, to its standard output,", &line);
            if condition(&serde_json::from_str(&line).unwrap()) {
                return;
            }
            last = line;
        }
        panic!("in vain: {what}; the last was {last}");
    }

    fn until_connected(&mut self, servers: u64) {
        self.until("all are connected", |line| {
            line["connected"] == servers && line["servers"] == servers
        });
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        assert_unwritten("a simulation", &self.log.until_the_end());
    }

    fn interrupt(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        let status = self.child.wait().unwrap();
        assert_unwritten("a simulation", &self.log.until_the_end());
        status
    }
}

fn servers(installation: &Installation) -> Vec<Value> {
    let all = installation.made("server list --tenant acme");
    all.as_array().unwrap().clone()
}

fn numbers(servers: &[Value]) -> Vec<u64> {
    servers
        .iter()
        .map(|one| one["server"].as_u64().unwrap())
        .collect()
}

/// Whether so many servers have landed it, in those POPs together.
fn landed(server: &Landfall, partner: &crate::support::Partner, id: &str) -> f64 {
    let status = partner.status(server.address, id).unwrap();
    status.json()["Percent_propagated"].as_f64().unwrap()
}

#[test]
fn servers_land_what_is_deployed_and_come_back_as_the_same_after_a_kill() {
    let installation = Installation::with_pops(&[1, 2, 3]);
    let partner = installation.partner();
    let server = installation.serve();
    let (url, state) = (
        format!("http://{}", server.address),
        installation.path("simulated"),
    );
    let state = state.to_str().unwrap();
    let mut simulated = Simulated::start(
        &installation.data(),
        &[
            "--servers",
            "30",
            "--pops",
            "3",
            "--connect",
            &url,
            "--state",
            state,
        ],
    );
    simulated.until_connected(30);
    let before = servers(&installation);
    for pop in 1..=3 {
        assert_eq!(before.iter().filter(|one| one["pop"] == pop).count(), 10);
    }
    let first = partner.add(server.address, &policy("locked", &["first"]).to_string());
    let request = partner.submit(server.address, &first, "first");
    partner.wait_until_landed(server.address, &request.id);
    simulated.until("it shows where they stand", |line| {
        line["lowest"] == 1 && line["applied"] != 0
    });
    simulated.kill();
    // Deployed while none of them is there.
    let second = partner.add(server.address, &policy("locked", &["second"]).to_string());
    let request = partner.submit(server.address, &second, "second");
    assert!(landed(&server, &partner, &request.id) < 100.0);
    // The address is known, and so are the servers.
    let mut simulated = Simulated::start(&installation.data(), &["--state", state]);
    simulated.until_connected(30);
    partner.wait_until_landed(server.address, &request.id);
    assert_eq!(numbers(&servers(&installation)), numbers(&before));
    assert!(simulated.interrupt().success());
    // More of them, then none.
    let mut simulated =
        Simulated::start(&installation.data(), &["--state", state, "--servers", "35"]);
    simulated.until_connected(35);
    assert!(simulated.interrupt().success());
    let removed = installation.made(&format!("fleet simulate --remove --state {state}"));
    assert_eq!(removed["removed"], 35);
    // A list shows those that are in the fleet.
    assert_eq!(servers(&installation), Vec::<Value>::new());
    let again = installation.made(&format!("fleet simulate --remove --state {state}"));
    assert_eq!(again["removed"], 0);
}

#[test]
fn an_account_fails_where_it_is_told_to_and_lands_when_that_is_over() {
    let installation = Installation::with_pops(&[1]);
    let partner = installation.partner();
    let server = installation.serve();
    let (url, state) = (
        format!("http://{}", server.address),
        installation.path("simulated"),
    );
    let state = state.to_str().unwrap();
    // As somebody would do it on another machine: invitations in a file.
    let invited = installation.made(
        "server invite-many --tenant acme --servers 10 --platform http_large --environment production",
    );
    let tokens: Vec<_> = invited
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["token"].as_str().unwrap())
        .collect();
    let file = installation.path("invitations");
    std::fs::write(&file, tokens.join("\n")).unwrap();
    let nowhere = installation.path("nowhere");
    let mut simulated = Simulated::start(
        &nowhere,
        &[
            "--servers",
            "10",
            "--connect",
            &url,
            "--state",
            state,
            "--invitations",
            file.to_str().unwrap(),
            "--fail",
            "0001/2",
        ],
    );
    simulated.until_connected(10);
    let added = partner.add(server.address, &policy("locked", &["first"]).to_string());
    let request = partner.submit(server.address, &added, "first");
    simulated.until("half of them fail", |line| {
        line["exceptions"] == 5 && line["lowest"] == 1
    });
    wait_until("the others have landed it", || {
        (landed(&server, &partner, &request.id) - 50.0).abs() < f64::EPSILON
    });
    simulated.kill();
    let mut simulated = Simulated::start(&nowhere, &["--state", state, "--unpack"]);
    simulated.until("nothing fails any more", |line| {
        line["exceptions"] == 0 && line["connected"] == 10
    });
    partner.wait_until_landed(server.address, &request.id);
    assert!(simulated.interrupt().success());
}

#[test]
fn servers_that_a_killed_run_enrolled_and_could_not_write_down_are_taken_out() {
    let installation = Installation::with_pops(&[1]);
    let server = installation.serve();
    let url = format!("http://{}", server.address);
    let state = installation.path("simulated");
    // What is there when a run was killed between the answer to an enrolment and its own disk.
    let mut lost = Edge::new();
    let joined = lost.join(server.address, &installation.invite(1), &["--plaintext"]);
    assert!(joined.status.success(), "{joined:?}");
    let name = lost.place().file_name().unwrap().to_str().unwrap();
    std::fs::create_dir(&state).unwrap();
    let intended = serde_json::json!({ "tenant": "acme", "names": [name, "simulated-never"] });
    std::fs::write(state.join("enrolling.json"), intended.to_string()).unwrap();
    let state = state.to_str().unwrap();
    let mut simulated = Simulated::start(
        &installation.data(),
        &["--servers", "3", "--connect", &url, "--state", state],
    );
    simulated.until_connected(3);
    assert!(!numbers(&servers(&installation)).contains(&lost.server));
    assert!(!Path::new(state).join("enrolling.json").exists());
    // A server that is taken out is not dialled again: the process says so, and the others go on.
    let ours = numbers(&servers(&installation));
    assert_eq!(ours.len(), 3);
    installation.take_out("remove", ours[0]);
    simulated.until("one is given up", |line| {
        line["given_up"] == 1 && line["connected"] == 2
    });
    simulated.kill();
    let mut simulated = Simulated::start(&installation.data(), &["--state", state]);
    simulated.until("it is given up anew", |line| {
        line["given_up"] == 1 && line["connected"] == 2
    });
    assert!(simulated.interrupt().success());
}

#[test]
fn what_is_missing_is_named() {
    let installation = Installation::with_pops(&[1]);
    let state = installation.path("simulated");
    let refused = |arguments: &[&str]| {
        let output = command()
            .arg("--data")
            .arg(installation.data())
            .args(["fleet", "simulate", "--state"])
            .arg(&state)
            .args(arguments)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&[]).contains("--servers"));
    assert!(refused(&["--servers", "2"]).contains("connect"));
    let many = refused(&["--servers", "4000000000", "--connect", "http://127.0.0.1:1"]);
    assert!(many.contains("raise the limit on open files"), "{many}");
    let pops = refused(&[
        "--servers",
        "2",
        "--pops",
        "9",
        "--connect",
        "http://127.0.0.1:1",
    ]);
    assert!(pops.contains("1 to 1"), "{pops}");
    let nobody = refused(&["--servers", "2", "--connect", "http://127.0.0.1:1"]);
    assert!(
        nobody.contains("cannot join the fleet of 127.0.0.1:1"),
        "{nobody}"
    );
    let url = refused(&["--servers", "2", "--connect", "127.0.0.1:1"]);
    assert!(url.contains("write it as http://"), "{url}");
}
