//! Blocks of entries: where they begin and how many entries of each class they have.

use landfall_core::id::{FulfillmentId, Timestamp};
use uuid::Uuid;

use super::list::{CLASSES, Class};

/// How many entries a block has at most; one more and it is split. Tiny where the program is built for debugging, so that tests
/// split blocks all the time; a store made with one size is as good with another.
pub(super) const BLOCK: usize = if cfg!(debug_assertions) { 8 } else { 256 };
/// How many blocks a block of the upper level covers at most.
pub(super) const FAN: usize = if cfg!(debug_assertions) { 6 } else { 128 };

/// Where an entry stands in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    /// What the list is ordered by, ascending: for "newest first" the moment with its sign turned.
    pub(crate) at: i64,
    /// What tells equals apart.
    pub(crate) id: Uuid,
}

impl Key {
    /// Before every entry. The first block of a list begins here.
    pub(crate) const LOWEST: Self = Self {
        at: i64::MIN,
        id: Uuid::nil(),
    };
    /// Behind every entry.
    pub(crate) const HIGHEST: Self = Self {
        at: i64::MAX,
        id: Uuid::max(),
    };

    /// Where a fulfillment stands that was last changed then.
    pub(crate) fn of_fulfillment(id: FulfillmentId, updated_at: Timestamp) -> Self {
        Self {
            at: updated_at.seconds().saturating_neg(),
            id: id.0,
        }
    }

    /// Before every entry of a moment.
    pub(crate) fn before(at: i64) -> Self {
        let id = Uuid::nil();
        Self { at, id }
    }
}

/// A part of a list: from a key on, up to another that is no longer in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Key,
    pub(crate) to: Key,
}

impl Span {
    /// The whole list.
    pub(crate) const ALL: Self = Self {
        from: Key::LOWEST,
        to: Key::HIGHEST,
    };

    /// Whether the key lies in it.
    pub(crate) fn has(&self, key: Key) -> bool {
        self.from <= key && key < self.to
    }
}

/// How many entries there are of each class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts(pub(crate) [i64; CLASSES]);

impl Counts {
    /// Counts `entries` more of a class. A class that no list has is not counted.
    pub(crate) fn add(&mut self, class: Class, entries: i64) {
        if let Some(count) = self.0.get_mut(usize::from(class)) {
            *count += entries;
        }
    }

    /// Counts what `other` has, too.
    pub(super) fn add_all(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }

    /// Of all classes.
    pub(crate) fn sum(&self) -> i64 {
        self.0.iter().sum()
    }
}

/// A block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    /// Where it begins. It ends where the next of its level begins.
    pub(crate) first: Key,
    pub(crate) counts: Counts,
}

/// Cuts the entries of a block that begins with `first`, in their order, into blocks of about `fill`.
pub(super) fn cut_entries(first: Key, entries: &[(Key, Class)], fill: usize) -> Vec<Block> {
    let blocks = (entries.len() / fill).max(1);
    let each = entries.len().div_ceil(blocks).max(1);
    let mut cut: Vec<Block> = entries
        .chunks(each)
        .filter_map(|entries| {
            let mut counts = Counts::default();
            for &(_, class) in entries {
                counts.add(class, 1);
            }
            entries.first().map(|&(first, _)| Block { first, counts })
        })
        .collect();
    if let Some(block) = cut.first_mut() {
        block.first = first;
    }
    cut
}

/// Blocks of the upper level over these of the lower, about `fill` under each.
pub(super) fn cut_blocks(lower: &[Block], fill: usize) -> Vec<Block> {
    let blocks = (lower.len() / fill).max(1);
    let each = lower.len().div_ceil(blocks).max(1);
    lower
        .chunks(each)
        .filter_map(|lower| {
            let mut counts = Counts::default();
            for block in lower {
                counts.add_all(&block.counts);
            }
            let first = lower.first()?.first;
            Some(Block { first, counts })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(at: i64) -> Key {
        Key {
            at,
            id: Uuid::nil(),
        }
    }

    proptest! {
        #[test]
        fn cutting_keeps_every_entry_in_a_block_of_a_good_size(entries in 1_i64..2_000, fill in 1_usize..200) {
            let all: Vec<(Key, Class)> = (0..entries).map(|at| (key(at), u8::try_from(at % 5).unwrap())).collect();
            let cut = cut_entries(Key::LOWEST, &all, fill);
            prop_assert_eq!(cut[0].first, Key::LOWEST);
            prop_assert!(cut.windows(2).all(|pair| pair[0].first < pair[1].first));
            for (index, block) in cut.iter().enumerate() {
                let to = cut.get(index + 1).map_or(Key::HIGHEST, |next| next.first);
                let span = Span { from: block.first, to };
                let mut counts = Counts::default();
                for &(_, class) in all.iter().filter(|(key, _)| span.has(*key)) {
                    counts.add(class, 1);
                }
                prop_assert_eq!(block.counts, counts);
                prop_assert!(counts.sum() <= i64::try_from(2 * fill).unwrap());
            }
            let upper = cut_blocks(&cut, fill);
            prop_assert_eq!(upper[0].first, Key::LOWEST);
            prop_assert_eq!(upper.iter().map(|block| block.counts.sum()).sum::<i64>(), entries);
        }
    }
}
