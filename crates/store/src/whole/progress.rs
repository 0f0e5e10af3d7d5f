//! How far a long piece of work is.

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a file.
    Bytes,
    /// Rows of a table.
    Rows,
}

/// Is told how far a long piece of work is, from whichever thread does it. `()` is not interested.
pub trait Progress: Send + Sync {
    /// The work enters a phase, which is done at `total`; without a total nobody knows how long it takes.
    fn phase(&self, name: &'static str, unit: Unit, total: Option<u64>);
    /// So much more is done.
    fn advance(&self, by: u64);
}

impl Progress for () {
    fn phase(&self, _: &'static str, _: Unit, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
}
