//! The binary as a process: started on free ports, ended with the test.

use std::{
    any::Any,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{SECRETS, assert_unwritten, log::Log};

/// How long what a process has written may be on its way when the process has ended.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

/// The binary, with nothing of this environment's configuration.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LANDFALL_") {
            command.env_remove(name);
        }
    }
    command.env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Runs a command to its end. What it makes it shows, and nothing else that is secret.
pub(crate) fn run(data: &Path, arguments: &[&str]) -> Output {
    let output = command()
        .arg("--data")
        .arg(data)
        .args(arguments)
        .output()
        .unwrap();
    super::secrets::learn_body(&output.stdout);
    assert_unwritten("a command", &String::from_utf8_lossy(&output.stderr));
    output
}

/// What starts a server over the store in `data`, on free ports, with further flags. It logs as much as it can.
pub(crate) fn serve_command(data: &Path, flags: &[&str]) -> Command {
    if let Ok(key) = std::fs::read_to_string(data.join("sealing.key")) {
        SECRETS.keep("the sealing key", key.trim());
    }
    let mut command = command();
    command.arg("--data").arg(data).arg("serve").args([
        "--metrics-listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
    ]);
    for (flag, value) in [("--listen", "127.0.0.1:0"), ("--log-level", "trace")] {
        if !flags.contains(&flag) {
            command.args([flag, value]);
        }
    }
    command.args(flags);
    command
}

/// Waits until `condition` holds, or fails after a minute. The pause between two looks is no measure of anything.
pub(crate) fn wait_until(what: &str, condition: impl FnMut() -> bool) {
    wait_within(Duration::from_mins(1), what, condition);
}

/// The same with a deadline that is a promise of the product.
pub(crate) fn wait_within(time: Duration, what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < time, "in vain: {what}");
        pause();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "gives the other process time between two looks at a condition"
)]
fn pause() {
    std::thread::sleep(Duration::from_millis(10));
}

/// A running server.
pub(crate) struct Landfall {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where it shows metrics.
    pub(crate) metrics: SocketAddr,
    /// What the demonstration printed; null for a plain server.
    pub(crate) printed: Value,
    /// What has to be there for as long as it runs, such as its database.
    pub(crate) keeps: Option<Arc<dyn Any + Send + Sync>>,
    /// What it logged before it was ready.
    before: String,
    log: Option<Log>,
    output: Option<Log>,
}

impl Landfall {
    /// A demonstration on free ports that speaks for its servers itself; `arguments` go behind `demo`.
    pub(crate) fn demo(arguments: &[&str]) -> Self {
        let arguments: Vec<_> = ["--no-agents"].iter().chain(arguments).copied().collect();
        Self::demo_with_agents(&arguments)
    }

    /// The same as people start it: with a process that holds its servers' connections.
    pub(crate) fn demo_with_agents(arguments: &[&str]) -> Self {
        let mut command = command();
        command
            .args(["demo", "--json", "--listen", "127.0.0.1:0"])
            .args(arguments);
        Self::start_demo(command)
    }

    /// A demonstration that `command` starts.
    pub(crate) fn start_demo(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let Ok(printed) = serde_json::from_str::<Value>(&line) else {
            let mut log = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut log)
                .unwrap();
            panic!("the demonstration printed {line:?} and {log}");
        };
        // They are printed by the demonstration, and by it alone.
        for (name, value) in printed["credentials"].as_object().unwrap() {
            let public = ["tenant", "account", "client_id", "operator_client_id"];
            let address = value.as_str().unwrap();
            if !public.contains(&name.as_str()) && !address.contains('@') {
                SECRETS.keep(&format!("the demonstration's {name}"), address);
            }
        }
        let address = |name: &str| {
            let url = printed[name].as_str().unwrap();
            url.strip_prefix("http://").unwrap().parse().unwrap()
        };
        Self {
            address: address("listen"),
            metrics: address("metrics"),
            before: String::new(),
            log: child.stderr.take().map(BufReader::new).map(Log::read),
            output: Some(Log::read(output)),
            child,
            printed,
            keeps: None,
        }
    }

    /// A server over the store in `data`, on free ports, with further flags.
    pub(crate) fn serve(data: &Path, flags: &[&str]) -> Self {
        Self::start_serve(serve_command(data, flags))
    }

    /// A server that `command` starts; it has to log JSON.
    pub(crate) fn start_serve(mut command: Command) -> Self {
        let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
        let mut server = Self {
            child: command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap(),
            address: nowhere,
            metrics: nowhere,
            printed: Value::Null,
            keeps: None,
            before: String::new(),
            log: None,
            output: None,
        };
        server.output = (server.child.stdout.take())
            .map(BufReader::new)
            .map(Log::read);
        let mut log = BufReader::new(server.child.stderr.take().unwrap());
        let mut all = String::new();
        let serving = loop {
            let mut line = String::new();
            let read = log.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "the server ended: {all}");
            all.push_str(&line);
            match serde_json::from_str::<Value>(&line) {
                Ok(line) if line["message"] == "serving" => break line,
                _ => {}
            }
        };
        let address = |name: &str| serving[name].as_str().unwrap().parse().unwrap();
        server.address = address("listen");
        server.metrics = address("metrics");
        server.before = all;
        server.log = Some(Log::read(log));
        server
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal by name, such as `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.id().to_string())
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for its end and gives what it logged since it was ready.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let rest = self.log.take().map(Log::until_the_end).unwrap_or_default();
        let status = self.child.wait().unwrap();
        self.look_through(&rest);
        (status, rest)
    }

    /// What it has written of things that went wrong, for the message of a test that fails.
    pub(crate) fn troubles(&self) -> String {
        let log = self.logged();
        let wrong = log
            .lines()
            .filter(|line| ["ERROR", "WARN"].iter().any(|level| line.contains(level)));
        wrong.collect::<Vec<_>>().join("\n")
    }

    /// What it logged so far, since it was ready.
    pub(crate) fn logged(&self) -> String {
        self.log.as_ref().map(Log::so_far).unwrap_or_default()
    }

    /// Kills it without notice and waits until it is gone.
    pub(crate) fn kill(mut self) {
        self.gone();
    }

    fn gone(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        if let Some(log) = self.log.take() {
            self.look_through(&log.until(ON_ITS_WAY));
        }
    }

    /// Nothing that it has written may have a secret in it.
    fn look_through(&mut self, log: &str) {
        assert_unwritten("a server, before it was ready,", &self.before);
        assert_unwritten("a server", log);
        if let Some(output) = self.output.take() {
            let printed = output.until(ON_ITS_WAY);
            assert_unwritten("a server, to its standard output,", &printed);
        }
    }
}

impl Drop for Landfall {
    fn drop(&mut self) {
        self.gone();
    }
}
