//! What an engine does with the rows that lists are made of. The rest is the same for all engines.

use uuid::Uuid;

use super::{
    block::{Block, Key, Span},
    fold::Change,
    list::{Class, List},
};

/// An entry: where it stands, and its class.
pub(crate) type Entry = (Key, Class);

/// A level of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Blocks of entries. A list that has entries has at least one.
    Lower = 0,
    /// Blocks over blocks, each beginning where one of the lower level does. Short lists have none.
    Upper = 1,
}

impl Level {
    /// As it is stored.
    pub(crate) fn number(self) -> i16 {
        self as i16
    }
}

/// A block whose counts were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) list: List,
    pub(crate) scope: Uuid,
    pub(crate) level: Level,
    pub(crate) first: Key,
    /// How many entries it has now.
    pub(crate) entries: i64,
}

/// Some rows of a list's table, in the order of their ids, beside the entries that they should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Portion {
    /// The last row's id; none behind the last row.
    pub(crate) last: Option<Uuid>,
    pub(crate) rows: u64,
    /// How many entries these rows should have.
    pub(crate) expected: u64,
    /// How many of them are not there.
    pub(crate) missing: u64,
}

/// The rows that lists are made of, on one connection and in one transaction.
pub(crate) trait ListRows {
    /// What an engine can fail with.
    type Error;

    /// Puts changes into the blocks of both levels that they fall into; a list that has no block gets its first. The changes
    /// are sorted, and each key and class has one.
    async fn add(&mut self, changes: &[Change]) -> Result<Vec<Touched>, Self::Error>;

    /// The block of a level in which a key lies, as a part of the list; the whole list if the level has none.
    async fn span(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        key: Key,
    ) -> Result<Span, Self::Error>;

    /// The blocks of a level that begin in a part of a list, in order.
    async fn blocks(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        span: Span,
    ) -> Result<Vec<Block>, Self::Error>;

    /// The entries in a part of a list, in any order, as blocks count them: without changes that are not folded yet.
    async fn counted_entries(
        &mut self,
        list: List,
        scope: Uuid,
        span: Span,
    ) -> Result<Vec<Entry>, Self::Error>;

    /// Adds blocks, or replaces those that begin with the same key.
    async fn put_blocks(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        blocks: &[Block],
    ) -> Result<(), Self::Error>;

    /// Removes a block that counts nothing, so that the one before it covers its part; of the lower level only where no block
    /// of the upper begins.
    async fn remove_empty(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        first: Key,
    ) -> Result<(), Self::Error>;

    /// The next scope, by its id, that has entries or blocks.
    async fn next_scope(
        &mut self,
        list: List,
        after: Option<Uuid>,
    ) -> Result<Option<Uuid>, Self::Error>;

    /// Entries behind a key, in order, at most `limit`.
    async fn entries_after(
        &mut self,
        list: List,
        scope: Uuid,
        after: Key,
        limit: u32,
    ) -> Result<Vec<Entry>, Self::Error>;

    /// Changes that are not folded yet, with those that the transaction itself has noted.
    async fn unfolded(&mut self, list: List, scope: Uuid) -> Result<Vec<Change>, Self::Error>;

    /// How many rows the list's table has.
    async fn count_rows(&mut self, list: List) -> Result<u64, Self::Error>;

    /// How many entries the list has in all scopes.
    async fn count_entries(&mut self, list: List) -> Result<u64, Self::Error>;

    /// Looks at the next rows behind an id, at most `limit`; `mend` adds the entries that are missing.
    async fn portion(
        &mut self,
        list: List,
        after: Option<Uuid>,
        limit: u32,
        mend: bool,
    ) -> Result<Portion, Self::Error>;

    /// Removes the entries of a scope that no row has.
    async fn remove_surplus(&mut self, list: List, scope: Uuid) -> Result<u64, Self::Error>;

    /// Removes every block of a list, and the changes that wait to be folded into them.
    async fn clear_blocks(&mut self, list: List) -> Result<(), Self::Error>;
}
