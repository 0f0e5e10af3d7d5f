//! The one writer: a thread that runs waiting commands in one transaction, each in a savepoint, and answers all of them
//! after one commit. A command that gives up or panics undoes itself and nobody else.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread::JoinHandle,
};

use futures_util::FutureExt;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::write::SqliteTransaction;
use crate::{StoreError, Work};

/// How many commands share a commit at most.
const GROUP: usize = 64;
/// How many commands may wait; beyond that, callers do.
const WAITING: usize = 1024;

struct Command {
    work: Work,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

/// The handle to the writing thread.
pub(super) struct Writer {
    commands: Option<mpsc::Sender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, which owns the connection from now on.
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (commands, waiting) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(connection, waiting))
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self {
            commands: Some(commands),
            thread: Some(thread),
        })
    }

    /// Hands a command to the thread and waits until it is durable or has failed. A caller that stops waiting changes
    /// nothing: the command runs all the same.
    pub(super) async fn submit(&self, work: Work) -> Result<(), StoreError> {
        let gone = || StoreError::Unavailable("the writer has ended".to_owned());
        let (answer, answered) = oneshot::channel();
        let commands = self.commands.as_ref().ok_or_else(gone)?;
        commands
            .send(Command { work, answer })
            .await
            .map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.commands.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(connection: Connection, mut waiting: mpsc::Receiver<Command>) {
    let mut transaction = SqliteTransaction::new(connection);
    let mut group = Vec::with_capacity(GROUP);
    while let Some(first) = waiting.blocking_recv() {
        group.push(first);
        while group.len() < GROUP {
            match waiting.try_recv() {
                Ok(next) => group.push(next),
                Err(_) => break,
            }
        }
        let outcomes = commit_together(&mut transaction, &group);
        for (command, outcome) in group.drain(..).zip(outcomes) {
            // Who no longer waits does not hear of it.
            let _ = command.answer.send(outcome);
        }
    }
}

/// Runs every command of the group and commits; gives each one's outcome, which is final.
fn commit_together(
    transaction: &mut SqliteTransaction,
    group: &[Command],
) -> Vec<Result<(), StoreError>> {
    if let Err(error) = transaction.connection().execute_batch("BEGIN IMMEDIATE") {
        let error = StoreError::from(error);
        return group.iter().map(|_| Err(error.clone())).collect();
    }
    let mut outcomes: Vec<_> = group
        .iter()
        .map(|command| run_one(transaction, &command.work))
        .collect();
    let lost = match transaction.connection().execute_batch("COMMIT") {
        Ok(()) => return outcomes,
        Err(error) => StoreError::from(error),
    };
    tracing::error!(error = %lost, commands = group.len(), "a group of commands could not be committed");
    let _ = transaction.connection().execute_batch("ROLLBACK");
    for outcome in &mut outcomes {
        if outcome.is_ok() {
            *outcome = Err(lost.clone());
        }
    }
    outcomes
}

fn run_one(transaction: &mut SqliteTransaction, work: &Work) -> Result<(), StoreError> {
    transaction
        .connection()
        .execute_batch("SAVEPOINT command")?;
    let result = catch_unwind(AssertUnwindSafe(|| work(transaction).now_or_never()));
    let result = match result {
        Ok(Some(result)) => result,
        Ok(None) => Err(StoreError::Engine(
            "a command waited for something outside of its transaction".to_owned(),
        )),
        Err(_) => Err(StoreError::Engine("a command panicked".to_owned())),
    };
    let end = if result.is_ok() {
        "RELEASE command"
    } else {
        "ROLLBACK TO command; RELEASE command"
    };
    // Fails when SQLite has undone the whole transaction by itself (disk full, say); the commit then fails for everyone.
    transaction.connection().execute_batch(end)?;
    result
}
