//! An edge server: a folder with the agent's state and a data plane made of files and commands, and the agent as a process.

use std::{
    collections::BTreeMap,
    fs,
    io::BufReader,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use super::{SECRETS, assert_unwritten, command, log::Log};

/// How long what an agent has written may be on its way when it has ended. A command of the data plane that it has left behind may
/// hold the pipe for longer.
const ON_ITS_WAY: Duration = Duration::from_millis(300);

/// The data plane checks that no file has the word `refuse`. While there is a file `hold` it does not come to an end with that, and says
/// by `held` that it is there. What was checked is loaded by copying, all at once.
const CHECK: &str =
    "cd \"$1\" || exit 9; while test -e hold; do : > held; sleep 0.02; done; rm -f held
    ! grep -l refuse accounts/*.json 2>/dev/null";
const RELOAD: &str = "cd \"$1\" || exit 9; exec 9>lock; flock 9; new=$(mktemp -d loading.XXXXXX)
    cp accounts/*.json $new/ 2>/dev/null; ln -sfn $new loaded.new && mv -T loaded.new loaded";

/// An edge server. Its agent runs, or does not; the folder stays until it is dropped.
pub(crate) struct Edge {
    folder: TempDir,
    /// Which server of the fleet it is; 0 before it has joined.
    pub(crate) server: u64,
    running: Option<(Child, [Log; 2])>,
}

impl Edge {
    /// One that has joined over plain HTTP and whose agent runs.
    pub(crate) fn running(control: SocketAddr, invitation: &str) -> Self {
        let mut edge = Self::new();
        let joined = edge.join(control, invitation, &["--plaintext"]);
        assert!(joined.status.success(), "{joined:?}");
        edge.start();
        edge
    }

    /// One that has not joined.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().to_str().unwrap();
        fs::create_dir(folder.path().join("accounts")).unwrap();
        let hook = |name: &str, script: &str| {
            format!("[{name}]\ncommand = [\"sh\", \"-c\", '''{script}''', \"sh\", \"{place}\"]\n")
        };
        let text = format!(
            "state = \"{place}/state\"\n[files]\nfolder = \"{place}/accounts\"\n[log]\nlevel = \"trace\"\nformat = \"json\"\n{}{}",
            hook("check", CHECK),
            hook("reload", RELOAD)
        );
        fs::write(folder.path().join("agent.toml"), text).unwrap();
        Self {
            folder,
            server: 0,
            running: None,
        }
    }

    /// Its data plane has these types of matches and features alone.
    pub(crate) fn able_to(self, types: &[&str]) -> Self {
        let text = fs::read_to_string(self.configuration()).unwrap();
        let text = text.replace("[files]\n", &format!("[files]\ntypes = {types:?}\n"));
        fs::write(self.configuration(), text).unwrap();
        self
    }

    /// Its folder.
    pub(crate) fn place(&self) -> &Path {
        self.folder.path()
    }

    fn configuration(&self) -> PathBuf {
        self.place().join("agent.toml")
    }

    /// Takes up an invitation.
    pub(crate) fn join(&mut self, control: SocketAddr, invitation: &str, flags: &[&str]) -> Output {
        // Servers of one machine need names of their own.
        let name = self.place().file_name().unwrap().to_str().unwrap();
        let output = command()
            .args([
                "agent",
                "join",
                "--json",
                "--name",
                name,
                &control.to_string(),
            ])
            .arg(self.configuration())
            .args(flags)
            .env("LANDFALL_INVITATION", invitation)
            .output()
            .unwrap();
        if output.status.success() {
            let joined: Value = serde_json::from_slice(&output.stdout).unwrap();
            self.server = joined["server"].as_u64().unwrap();
            let credential = fs::read_to_string(self.place().join("state/credential")).unwrap();
            SECRETS.keep("an agent's credential", credential.trim());
        }
        for written in [&output.stdout, &output.stderr] {
            assert_unwritten("an agent that joins", &String::from_utf8_lossy(written));
        }
        output
    }

    /// Becomes a copy of another one: with its number and its credential, as when a machine's disk is cloned.
    pub(crate) fn copy_of(other: &Self) -> Self {
        let mut copy = Self::new();
        copy.server = other.server;
        let (from, to) = (other.place().join("state"), copy.place().join("state"));
        fs::create_dir(&to).unwrap();
        for name in ["joined.toml", "credential"] {
            let text = fs::read_to_string(from.join(name)).unwrap();
            let text = text.replace(from.to_str().unwrap(), to.to_str().unwrap());
            super::installation::keep_private(&to.join(name), &text);
        }
        copy
    }

    /// Starts its agent.
    pub(crate) fn start(&mut self) {
        self.start_as(|plain| plain);
    }

    /// Starts its agent by another command that does the same, such as one that traces it.
    pub(crate) fn start_as(&mut self, as_this: impl FnOnce(Command) -> Command) {
        assert!(self.running.is_none(), "its agent runs");
        let mut plain = command();
        plain.args(["agent", "run"]).arg(self.configuration());
        let mut child = as_this(plain)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Log::read(BufReader::new(child.stderr.take().unwrap()));
        let output = Log::read(BufReader::new(child.stdout.take().unwrap()));
        self.running = Some((child, [log, output]));
    }

    /// Kills the agent without notice, and gives what it has logged.
    pub(crate) fn kill(&mut self) -> String {
        self.killed().expect("its agent runs")
    }

    fn killed(&mut self) -> Option<String> {
        let (mut child, logs) = self.running.take()?;
        let _ = child.kill();
        let _ = child.wait();
        let [log, output] = logs.map(|log| log.until(ON_ITS_WAY));
        assert_unwritten("an agent", &log);
        assert_unwritten("an agent, to its standard output,", &output);
        Some(log)
    }

    /// Asks the agent to stop, and waits for it.
    pub(crate) fn stop(&mut self) -> (ExitStatus, String) {
        let (mut child, logs) = self.running.take().expect("its agent runs");
        let id = child.id().to_string();
        let sent = std::process::Command::new("kill").arg(id).status();
        assert!(sent.unwrap().success());
        let status = child.wait().unwrap();
        let [log, output] = logs.map(Log::until_the_end);
        assert_unwritten("an agent", &log);
        assert_unwritten("an agent, to its standard output,", &output);
        (status, log)
    }

    /// What the agent has logged since it was started.
    pub(crate) fn logged(&self) -> String {
        (self.running.as_ref()).map_or_else(String::new, |(_, [log, _])| log.so_far())
    }

    /// What `landfall agent status` shows; null before there is something to show.
    pub(crate) fn status(&self) -> Value {
        let output = command()
            .args(["agent", "status", "--json"])
            .arg(self.configuration())
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// The accounts' files in a folder of the data plane: `accounts` as the agent writes them, `loaded` as they are served.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Value> {
        let entries = fs::read_dir(self.place().join(folder))
            .into_iter()
            .flatten();
        let files = entries.filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().unwrap();
            let number = name.strip_suffix(".json")?.to_owned();
            let text = fs::read_to_string(self.place().join(folder).join(&name)).ok()?;
            // What is there is whole at every moment.
            Some((number, serde_json::from_str(&text).unwrap()))
        });
        files.collect()
    }

    /// What is served for an account.
    pub(crate) fn serves(&self, account: &str) -> Option<Value> {
        self.files("loaded").remove(account)
    }

    /// The id of the policy that is served for an account.
    pub(crate) fn policy(&self, account: &str) -> Option<String> {
        let id = self.serves(account)?["policy"]["id"].clone();
        Some(
            id.as_str()
                .map_or_else(|| id.to_string(), ToOwned::to_owned),
        )
    }

    /// Has the data plane's check wait until it is let go.
    pub(crate) fn hold(&self) {
        fs::write(self.place().join("hold"), "").unwrap();
    }

    /// Lets it go.
    pub(crate) fn release(&self) {
        fs::remove_file(self.place().join("hold")).unwrap();
    }

    /// Whether a check is waiting.
    pub(crate) fn is_held(&self) -> bool {
        self.place().join("held").exists()
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        self.killed();
    }
}
