//! A process that takes part in the measurement and is spoken with in lines of JSON.

use std::process::Stdio;
use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::error::Error;

/// How long a process may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process, with both ends of the conversation.
#[derive(Debug)]
pub(super) struct Talk {
    name: &'static str,
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
    /// Its process.
    pub(super) id: u32,
}

impl Talk {
    /// Starts a process.
    pub(super) fn start(name: &'static str, mut command: Command) -> Result<Self, Error> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(Error::process(name))?;
        let ends = child.stdin.take().zip(child.stdout.take());
        let (input, output) = ends.ok_or_else(|| Error::process(name)("it has no ends"))?;
        let id = child.id().ok_or_else(|| Error::process(name)("it ended"))?;
        Ok(Self {
            name,
            child,
            input: Some(input),
            output: BufReader::new(output).lines(),
            id,
        })
    }

    /// Says something.
    pub(super) async fn say(&mut self, what: &impl Serialize) -> Result<(), Error> {
        let mut line = serde_json::to_vec(what)?;
        line.push(b'\n');
        let input = self.input.as_mut();
        let input = input.ok_or_else(|| Error::process(self.name)("it was told to end"))?;
        let said = input.write_all(&line).await;
        said.map_err(Error::process(self.name))
    }

    /// Waits for the next thing that it says.
    pub(super) async fn hear<T: DeserializeOwned>(&mut self, most: Duration) -> Result<T, Error> {
        let line = tokio::time::timeout(most, self.output.next_line()).await;
        let line = line
            .map_err(|_| Error::process(self.name)(format!("it was silent for {most:?}")))?
            .map_err(Error::process(self.name))?
            .ok_or_else(|| Error::process(self.name)("it ended"))?;
        serde_json::from_str(&line)
            .map_err(|_| Error::process(self.name)(format!("it said {line:?}")))
    }

    /// Ends its input, and waits until it has ended.
    pub(super) async fn stop(mut self) -> Result<(), Error> {
        drop(self.input.take());
        if tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .is_err()
        {
            self.child.kill().await.map_err(Error::process(self.name))?;
        }
        Ok(())
    }
}
