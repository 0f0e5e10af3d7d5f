//! The judgement over a trace: between a request and its answer, everything that went into the store's log was synced, and
//! the sync was over when the answer began.

use std::{fmt, path::Path};

use super::strace::SystemCall;

const RECEIVING: [&str; 4] = ["read", "readv", "recvfrom", "recvmsg"];
const SENDING: [&str; 5] = ["write", "writev", "sendto", "sendmsg", "sendmmsg"];
const WRITING: [&str; 5] = ["write", "writev", "pwrite64", "pwritev", "pwritev2"];
/// The slower `fsync` does the same and more.
const SYNCING: [&str; 2] = ["fdatasync", "fsync"];

/// Why a trace does not show what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing was received there.
    NoRequest,
    /// Nothing that begins like an answer was sent there.
    NoAnswer,
    /// Nothing was written to the file before the answer began.
    NothingWritten,
    /// No sync of the file that began behind its last write was over, without an error, when the answer began.
    NotSynced,
}

/// The lines of a trace between which a write has to become durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exchange {
    /// The request has arrived.
    asked: usize,
    /// The answer begins to leave.
    answers: usize,
}

impl Exchange {
    /// The one call that was made over the connection whose other end is `client`.
    pub(super) fn on_connection(calls: &[SystemCall], client: &str) -> Result<Self, Fault> {
        let there = |call: &&SystemCall| call.far_end() == Some(client);
        let asked = calls
            .iter()
            .filter(there)
            .find(|call| {
                RECEIVING.contains(&call.name.as_str())
                    && call.number().is_some_and(|number| number > 0)
            })
            .ok_or(Fault::NoRequest)?;
        let answer = calls
            .iter()
            .filter(there)
            .find(|call| SENDING.contains(&call.name.as_str()))
            .filter(|call| call.arguments.contains("\"HTTP/1.1 "))
            .ok_or(Fault::NoAnswer)?;
        Ok(Self {
            asked: asked.over,
            answers: answer.began,
        })
    }

    /// A command that does its work without a server: it is asked when it starts, and answers with the first thing that it
    /// prints.
    pub(super) fn of_command(calls: &[SystemCall]) -> Result<Self, Fault> {
        let printed = calls
            .iter()
            .find(|call| SENDING.contains(&call.name.as_str()) && call.descriptor == Some(1))
            .ok_or(Fault::NoAnswer)?;
        Ok(Self {
            asked: 0,
            answers: printed.began,
        })
    }

    /// Finds that what was written to `file` was synced before the answer. Whatever was written there in the meantime counts:
    /// the server must not be doing anything else.
    pub(super) fn is_durable(self, calls: &[SystemCall], file: &Path) -> Result<(), Fault> {
        let written = calls
            .iter()
            .filter(|call| is_about(call, file) && WRITING.contains(&call.name.as_str()))
            .filter(|call| self.asked <= call.began && call.began < self.answers)
            .map(|call| call.over)
            .max()
            .ok_or(Fault::NothingWritten)?;
        self.is_synced_behind(written, calls, file)
    }

    /// Finds that the folder, in which a file was made, was synced before the answer.
    pub(super) fn is_folder_synced(self, calls: &[SystemCall], folder: &Path) -> Result<(), Fault> {
        self.is_synced_behind(self.asked, calls, folder)
    }

    fn is_synced_behind(self, line: usize, calls: &[SystemCall], file: &Path) -> Result<(), Fault> {
        calls
            .iter()
            .filter(|call| is_about(call, file) && SYNCING.contains(&call.name.as_str()))
            .any(|sync| line < sync.began && sync.over < self.answers && sync.succeeded())
            .then_some(())
            .ok_or(Fault::NotSynced)
    }
}

fn is_about(call: &SystemCall, file: &Path) -> bool {
    Path::new(&call.target) == file
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRequest => "no request was received on the connection",
            Self::NoAnswer => "no answer was sent on the connection",
            Self::NothingWritten => "nothing was written before the answer",
            Self::NotSynced => "the answer began before a sync of what was written was over",
        })
    }
}
