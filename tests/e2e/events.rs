//! What happens is heard as it happens: from the command line, in another process than the one it happened in, and across
//! its end.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::{
    support::{Call, Landfall, call, command, get, run, wait_until},
    together::Place,
    world::{Engine, World, on_both_engines, text},
};

const OWN: &str = "demo-native-token";
const ADDRESS: &str = r#"{"companyProfile":{"address":{"country":"FR","region":"75","city":"Paris","addressLine1":"12 rue de Charonne","postalCode":"75011"}}}"#;

/// A customer abroad gets a deployment; its number.
fn happens(server: &Landfall, correlation: &str) -> String {
    let answer = call(
        server.address,
        &Call {
            method: "POST",
            target: "/v3/customers/5556667778/deployments",
            headers: &[
                ("Host", "localhost"),
                ("Content-Type", "application/json"),
                ("Authorization", "Bearer demo-token"),
                ("X-Api-Key", "swo-app"),
                ("X-Request-Id", correlation),
                ("X-Correlation-Id", correlation),
            ],
            body: ADDRESS,
        },
    )
    .unwrap();
    assert_eq!(answer.status, 201, "{}", answer.body);
    text(&answer.json(), "deploymentId")
}

/// Where the events stand, as one server sees it.
fn position(server: &Landfall) -> String {
    let bearer = format!("Bearer {OWN}");
    let headers = [("Authorization", bearer.as_str()), ("Host", "localhost")];
    let answer = get(server.address, "/landfall/v1/events?wait=0", &headers);
    assert_eq!(answer.status, 200, "{}", answer.body);
    text(&answer.json(), "position")
}

/// `landfall events tail`, which prints JSON. It ends with the test.
struct Tail {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Tail {
    fn begin(mut command: Command, flags: &[&str]) -> Self {
        let mut child = command
            .args(["events", "tail", "--json"])
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// From a server, with the token of a file.
    fn of(server: &Landfall, token: &Path, flags: &[&str]) -> Self {
        let mut command = command();
        command.env("LANDFALL_URL", format!("http://{}", server.address));
        let token = ["--token-file", token.to_str().unwrap()];
        Self::begin(command, &[&token, flags].concat())
    }

    /// The next event.
    fn event(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// The deployment that the next event is about, and the correlation id it was made with.
    fn deployment(&mut self) -> (String, String) {
        let event = self.event();
        assert_eq!(event["kind"], "deployment.created", "{event}");
        assert_eq!(event["actor"]["kind"], "client", "{event}");
        (text(&event, "resource_id"), text(&event, "correlation_id"))
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn operators_hear_what_happens_by_the_data_folder(engine: Engine) {
    let world = World::on(engine);
    let server = world.serve();
    let start = position(&server);
    let mut command = command();
    command.arg("--data").arg(world.data());
    let of_both = ["--tenant", "acmepaymentscorp", "--type", "deployment."];
    let mut tail = Tail::begin(command, &[&of_both, &["--after", &start][..]].concat());
    for number in ["1", "2", "3"] {
        let id = happens(&server, number);
        assert_eq!(tail.deployment(), (id, number.to_owned()));
    }
    // Told again, to a person this time and with an end.
    let flags = [
        "--after",
        &start,
        "--count",
        "2",
        "--resource",
        "deployment",
    ];
    let words = [&["events", "tail"], &of_both[..2], &flags].concat();
    let shown = run(&world.data(), &words);
    assert!(shown.status.success(), "{shown:?}");
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert_eq!(shown.lines().count(), 2, "{shown}");
    assert!(
        shown.contains("  deployment.created  deployment/"),
        "{shown}"
    );
    // Behind everything that was ever told there is nothing to go on from.
    let far = u64::MAX / 4;
    let refused = run(
        &world.data(),
        &[&words[..4], &["--after", &far.to_string()][..]].concat(),
    );
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let why = String::from_utf8(refused.stderr).unwrap();
    assert!(why.contains("The last event has position"), "{why}");
}

on_both_engines!(operators_hear_what_happens_by_the_data_folder);

#[test]
fn what_happens_in_one_process_is_heard_in_another_and_across_its_end() {
    let place = Place::new();
    let (one, other) = place.both();
    let token = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(token.path(), OWN).unwrap();
    let start = position(&one);
    let flags = ["--after", &start, "--type", "deployment."];
    let mut tail = Tail::of(&other, token.path(), &flags);
    let (mut made, mut told) = (Vec::new(), Vec::new());
    for number in ["1", "2", "3"] {
        made.push((happens(&one, number), number.to_owned()));
        told.push(tail.deployment());
    }
    // What happens while nobody tells it, and while it is told again.
    let address = other.address.to_string();
    other.kill();
    for number in ["4", "5"] {
        made.push((happens(&one, number), number.to_owned()));
    }
    let other = place.serve(1, &["--listen", &address]);
    for number in ["6", "7"] {
        made.push((happens(&one, number), number.to_owned()));
        made.push((happens(&other, &format!("{number}0")), format!("{number}0")));
    }
    while told.len() < made.len() {
        told.push(tail.deployment());
    }
    assert_eq!(told, made);
    // From either process, from the beginning: the same, and each once.
    for server in [&one, &other] {
        let mut tail = Tail::of(server, token.path(), &flags);
        let again: Vec<_> = made.iter().map(|_| tail.deployment()).collect();
        assert_eq!(again, made);
    }
    wait_until("both have come equally far", || {
        position(&one) == position(&other)
    });
}
