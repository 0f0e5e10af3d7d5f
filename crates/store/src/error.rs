//! What can go wrong with the record.

/// What can go wrong with the record. The texts are for operators; callers of a dialect never see them.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A value that has to be unique is there already.
    #[error("{what} exists already")]
    Conflict {
        /// Which value.
        what: String,
    },
    /// Something the write refers to is not there.
    #[error("the record refers to something that does not exist: {0}")]
    Dangling(String),
    /// The work gave up by itself; nothing of it was kept.
    #[error("the work was given up")]
    GivenUp,
    /// The engine cannot answer now and may later: it is busy, full or shutting down.
    #[error("the store cannot answer now: {0}")]
    Unavailable(String),
    /// A lease has changed hands since the write's fencing number was given; nothing of the write was kept.
    #[error("the lease {name} has changed hands since number {number} was given")]
    Fenced {
        /// Which lease.
        name: &'static str,
        /// The number that the write carried.
        number: u64,
    },
    /// Whether a write was kept cannot be found out: the store went away while it was committed and stayed away. Repeating
    /// it is safe only if it finds out by itself, as with an idempotency key.
    #[error("whether the write was kept is not known: {0}")]
    OutcomeUnknown(String),
    /// The store is of another program, or of a later version of this one.
    #[error("{0}")]
    Foreign(String),
    /// What is stored cannot be read as what it should be.
    #[error("the store holds something unreadable: {0}")]
    Corrupt(String),
    /// The engine failed.
    #[error("the store failed: {0}")]
    Engine(String),
}
