//! The one writer: a thread that runs waiting commands in one transaction and answers all of them after one commit. A command
//! that gives up or panics undoes itself and nobody else: most of those have changed nothing, and for one that has, the group
//! is run once more with a savepoint before each command.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use futures_util::FutureExt;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    lock::Lock,
    readers::Readers,
    write::{Mark, SqliteTransaction},
};
use crate::{StoreError, Work};

#[cfg(test)]
mod tests;

/// How many commands share a commit at most.
const GROUP: usize = 64;
/// How many commands may wait; beyond that, callers do.
const WAITING: usize = 1024;
/// What the connection gets for much at a time: room for the pages that tens of thousands of rows touch all over the indexes,
/// so that each is written once for all of them, to the log and from there to the file.
const BULK: &str = "PRAGMA cache_size = -1048576; PRAGMA wal_autocheckpoint = 100000;";

struct Command {
    work: Work,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

/// The handle to the writing thread.
pub(super) struct Writer {
    commands: Option<mpsc::Sender<Command>>,
    thread: Option<JoinHandle<()>>,
    bulk: Arc<AtomicBool>,
    commits: watch::Sender<()>,
}

impl Writer {
    /// Starts the thread, which owns the connection from now on and lets the lock go when it has closed it. The readers hear
    /// of every group; it does not keep them open.
    pub(super) fn start(
        connection: Connection,
        readers: Weak<Readers>,
        lock: Lock,
    ) -> Result<Self, StoreError> {
        let (commands, waiting) = mpsc::channel(WAITING);
        let bulk = Arc::new(AtomicBool::new(false));
        let expected = Arc::clone(&bulk);
        let commits = watch::Sender::new(());
        let committed = commits.clone();
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                run(connection, &readers, waiting, &expected, &committed);
                drop(lock);
            })
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self {
            commands: Some(commands),
            thread: Some(thread),
            bulk,
            commits,
        })
    }

    /// Changes with every group that has committed.
    pub(super) fn commits(&self) -> watch::Receiver<()> {
        self.commits.subscribe()
    }

    /// From the next group on, uses memory so that large commands are quick.
    pub(super) fn expect_bulk(&self) {
        self.bulk.store(true, Ordering::Relaxed);
    }

    /// Hands a command to the thread and waits until it is durable or has failed. Once it has been handed over, a caller that
    /// stops waiting changes nothing: the command runs all the same.
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
    /// Waits until every command that was handed over has been answered and the file is closed.
    fn drop(&mut self) {
        drop(self.commands.take());
        if let Some(thread) = self.thread.take()
            // A command may have held the last handle to the store; a thread cannot wait for itself.
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

fn run(
    connection: Connection,
    readers: &Weak<Readers>,
    mut waiting: mpsc::Receiver<Command>,
    bulk: &AtomicBool,
    commits: &watch::Sender<()>,
) {
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
        if bulk.swap(false, Ordering::Relaxed)
            && let Err(error) = transaction.connection().execute_batch(BULK)
        {
            tracing::warn!(%error, "the store could not be set up for much at a time; it will be slower");
        }
        if let Some(readers) = readers.upgrade() {
            readers.begin_write();
        }
        let outcomes = commit_together(&mut transaction, &group);
        if let Some(readers) = readers.upgrade() {
            readers.end_write();
        }
        commits.send_replace(());
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
    let mut outcomes = vec![Ok(()); group.len()];
    // A command that is alone needs no mark to go back to: the whole transaction is its own.
    let mut mark = if group.len() > 1 {
        Mark::None
    } else {
        Mark::Begin
    };
    while let Err(lost) = attempt(transaction, group, mark, &mut outcomes) {
        match lost {
            Lost::Transaction => {}
            Lost::Mark => {
                mark = Mark::Savepoint;
                outcomes.fill(Ok(()));
            }
            Lost::Group(error) => {
                tracing::error!(%error, commands = group.len(), "a group of commands could not be committed");
                for outcome in outcomes.iter_mut().filter(|outcome| outcome.is_ok()) {
                    *outcome = Err(error.clone());
                }
                break;
            }
        }
    }
    outcomes
}

/// Why a group was not committed.
enum Lost {
    /// One command, which has its error by now, took the transaction down with it. The others run again without it.
    Transaction,
    /// One command gave up behind changes of its own, and there was no mark to go back to. All run again, with marks.
    Mark,
    /// The engine could not begin or commit.
    Group(StoreError),
}

/// Runs the commands that have no error yet in one transaction, notes the errors of those that give up, and commits.
fn attempt(
    transaction: &mut SqliteTransaction,
    group: &[Command],
    mark: Mark,
    outcomes: &mut [Result<(), StoreError>],
) -> Result<(), Lost> {
    if !transaction.connection().is_autocommit() {
        // An earlier commit failed and could not be undone then.
        transaction.control("ROLLBACK").map_err(Lost::Group)?;
    }
    transaction.changes.clear();
    transaction
        .control("BEGIN IMMEDIATE")
        .map_err(Lost::Group)?;
    for (command, outcome) in group.iter().zip(outcomes.iter_mut()) {
        if outcome.is_err() {
            continue;
        }
        match run_one(transaction, &command.work, mark) {
            Ok(Ran::Ended(result)) => *outcome = result,
            Ok(Ran::CannotUndo) => {
                transaction.control("ROLLBACK").map_err(Lost::Group)?;
                return Err(Lost::Mark);
            }
            Err(error) => {
                *outcome = Err(error.clone());
                let connection = transaction.connection();
                if !connection.is_autocommit() {
                    transaction
                        .control("ROLLBACK")
                        .map_err(|_| Lost::Group(error))?;
                }
                return Err(Lost::Transaction);
            }
        }
    }
    if transaction.connection().is_autocommit() {
        // The only command gave up, and has undone everything.
        return Ok(());
    }
    let counted = transaction.fold();
    let committed = counted.and_then(|()| transaction.control("COMMIT"));
    committed.map_err(|error| {
        let _ = transaction.control("ROLLBACK");
        Lost::Group(error)
    })
}

/// What became of a command.
enum Ran {
    /// It has its outcome, and nothing of it is there unless that is good.
    Ended(Result<(), StoreError>),
    /// It gave up, and what it has changed is still there.
    CannotUndo,
}

/// Runs one command; gives what became of it, or the error after which the transaction cannot go on.
fn run_one(
    transaction: &mut SqliteTransaction,
    work: &Work,
    mark: Mark,
) -> Result<Ran, StoreError> {
    transaction.begin_command(mark)?;
    let result = catch_unwind(AssertUnwindSafe(|| work(transaction).now_or_never()));
    let result = match result {
        // A command that carries on after an error of the store's does not get the half that worked.
        Ok(Some(result)) => result.and_then(|()| transaction.failure().map_or(Ok(()), Err)),
        Ok(None) => Err(StoreError::Engine(
            "a command waited for something outside of its transaction".to_owned(),
        )),
        Err(_) => Err(StoreError::Engine("a command panicked".to_owned())),
    };
    // SQLite undoes a whole transaction by itself when it can no longer vouch for a part of it: a full disk, a failed
    // write. The savepoint is gone then, and the next one would begin a transaction of its own.
    if transaction.connection().is_autocommit() {
        return Err(transaction.failure().unwrap_or_else(|| {
            StoreError::Unavailable("the engine undid the transaction".to_owned())
        }));
    }
    if result.is_err() && !transaction.undo_command(mark)? {
        return Ok(Ran::CannotUndo);
    }
    if matches!(mark, Mark::Savepoint) {
        transaction.control("RELEASE command")?;
    }
    Ok(Ran::Ended(result))
}
