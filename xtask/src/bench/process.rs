//! A server in a process of its own, which says on its first line of output where it listens.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use crate::error::Error;

/// How long a server may take to start, and how long to stop.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server.
#[derive(Debug)]
pub(super) struct Server {
    name: &'static str,
    child: Child,
    /// Kept open for as long as the server is wanted.
    input: Option<ChildStdin>,
    /// Its process.
    pub(super) id: u32,
    /// Where it listens.
    pub(super) address: SocketAddr,
    /// Its first line.
    pub(super) said: Value,
}

impl Server {
    /// Starts a server and gives it one line of input. Its log goes where the command says.
    pub(super) async fn start(
        name: &'static str,
        mut command: Command,
        line: &str,
    ) -> Result<Self, Error> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Only for the ways out that are errors; `stop` is kinder.
            .kill_on_drop(true)
            .spawn()
            .map_err(Error::process(name))?;
        let mut input = child.stdin.take();
        if let Some(input) = &mut input {
            let line = format!("{line}\n");
            let written = input.write_all(line.as_bytes()).await;
            written.map_err(Error::process(name))?;
        }
        let mut said = String::new();
        if let Some(output) = child.stdout.take() {
            let mut output = BufReader::new(output);
            let read = tokio::time::timeout(PATIENCE, output.read_line(&mut said)).await;
            read.map_err(Error::process(name))?
                .map_err(Error::process(name))?;
        }
        let said: Value = serde_json::from_str(&said).map_err(|_| {
            Error::process(name)(format!("it said {said:?} instead of where it listens"))
        })?;
        let address = address(&said).ok_or_else(|| Error::process(name)("it listens nowhere"))?;
        let id = child.id().ok_or_else(|| Error::process(name)("it ended"))?;
        Ok(Self {
            name,
            child,
            input,
            id,
            address,
            said,
        })
    }

    /// Starts a server that says nothing but answers at `address` once it is ready, which `is_ready` is asked for again and
    /// again. Gives how long that took, too.
    pub(super) async fn start_silent<F: Future<Output = bool>>(
        name: &'static str,
        mut command: Command,
        address: SocketAddr,
        is_ready: impl Fn() -> F,
    ) -> Result<(Self, Duration), Error> {
        let begun = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(Error::process(name))?;
        while !is_ready().await {
            if begun.elapsed() > PATIENCE {
                return Err(Error::process(name)("it does not answer"));
            }
            if let Some(ended) = child.try_wait().map_err(Error::process(name))? {
                return Err(Error::process(name)(format!("it ended: {ended}")));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let took = begun.elapsed();
        let id = child.id().ok_or_else(|| Error::process(name)("it ended"))?;
        let server = Self {
            name,
            child,
            input: None,
            id,
            address,
            said: Value::Null,
        };
        Ok((server, took))
    }

    /// Ends the server where it is.
    pub(super) async fn kill(mut self) -> Result<(), Error> {
        self.child.kill().await.map_err(Error::process(self.name))
    }

    /// Asks the server to stop and waits until it has.
    pub(super) async fn stop(mut self) -> Result<(), Error> {
        drop(self.input.take());
        // The shell's own `kill`: the program of that name is not everywhere.
        let signal = Command::new("sh")
            .args(["-c", "kill -TERM \"$0\"", &self.id.to_string()])
            .stderr(Stdio::null())
            .status();
        // It may have ended by itself when its input did.
        let _ = signal.await;
        if tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .is_err()
        {
            let killed = self.child.kill().await;
            killed.map_err(Error::process(self.name))?;
        }
        Ok(())
    }
}

fn address(said: &Value) -> Option<SocketAddr> {
    said["listen"]
        .as_str()?
        .strip_prefix("http://")?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[tokio::test]
    async fn a_server_says_where_it_listens_and_stops_when_asked() {
        let script =
            r#"read line; echo "{\"listen\":\"http://127.0.0.1:$line\"}"; read end; read end"#;
        let server = Server::start("echo", shell(script), "81").await.unwrap();
        assert_eq!(server.address, "127.0.0.1:81".parse().unwrap());
        server.stop().await.unwrap();
    }

    #[tokio::test]
    async fn a_server_that_says_something_else_is_an_error() {
        for script in ["echo no", "echo {}", "true"] {
            let error = Server::start("echo", shell(script), "").await.unwrap_err();
            assert!(error.to_string().starts_with("echo: "), "{error}");
        }
    }
}
