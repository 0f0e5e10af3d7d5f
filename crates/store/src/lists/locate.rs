//! From a position in a list to a block and a position in it.

use super::block::{Key, Span};

/// A block with the number of its entries that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) first: Key,
    pub(crate) entries: i64,
}

/// Brings the blocks of `span` up to date with changes that are not folded yet. A list without blocks gets one.
pub(crate) fn adjust(blocks: &mut Vec<Counted>, span: Span, changes: &[(Key, i64)]) {
    if blocks.is_empty() {
        let (first, entries) = (span.from, 0);
        blocks.push(Counted { first, entries });
    }
    for &(key, entries) in changes.iter().filter(|(key, _)| span.has(*key)) {
        let behind = blocks.partition_point(|block| block.first <= key);
        if let Some(block) = behind.checked_sub(1).and_then(|at| blocks.get_mut(at)) {
            block.entries += entries;
        }
    }
}

/// How many entries there are in all.
pub(crate) fn total(blocks: &[Counted]) -> u64 {
    let total: i64 = blocks.iter().map(|block| block.entries).sum();
    u64::try_from(total).unwrap_or(0)
}

/// The part of the list that one of the blocks covers in which the entry behind `skipped` others lies, and how many of those
/// are in it. `span` is what all of them cover.
pub(crate) fn find(blocks: &[Counted], span: Span, skipped: u64) -> (Span, u64) {
    let mut left = i64::try_from(skipped).unwrap_or(i64::MAX);
    let mut blocks = blocks.iter().peekable();
    let mut from = span.from;
    while let Some(block) = blocks.next() {
        from = block.first;
        match blocks.peek() {
            Some(next) if left < block.entries => {
                let to = next.first;
                return (Span { from, to }, left.unsigned_abs());
            }
            Some(_) => left -= block.entries.max(0),
            None => {}
        }
    }
    (Span { from, ..span }, left.unsigned_abs())
}

/// The part of the list that one of the blocks covers in which `key` would lie, and how many entries lie before that part.
/// `span` is what all of them cover.
pub(crate) fn around(blocks: &[Counted], span: Span, key: Key) -> (Span, u64) {
    let behind = blocks.partition_point(|block| block.first <= key).max(1);
    let (before, _) = blocks.split_at(behind.min(blocks.len()));
    let from = before.last().map_or(span.from, |block| block.first);
    let to = blocks.get(behind).map_or(span.to, |block| block.first);
    let entries = before.split_last().map_or(0, |(_, before)| total(before));
    (Span { from, to }, entries)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn key(at: i64) -> Key {
        Key {
            at,
            id: Uuid::nil(),
        }
    }

    proptest! {
        #[test]
        fn every_entry_is_found_in_its_block(
            sizes in proptest::collection::vec(0_i64..5, 1..20),
            late in proptest::collection::vec(0_i64..2_000, 0..10),
        ) {
            // Block n begins at 100 n and has its entries from there on; the late ones are not counted in the blocks.
            let begin = |at: usize| if at == 0 { Key::LOWEST } else { key(100 * i64::try_from(at).unwrap()) };
            let mut blocks: Vec<Counted> =
                sizes.iter().enumerate().map(|(at, &entries)| Counted { first: begin(at), entries }).collect();
            let mut entries: Vec<Key> = sizes
                .iter()
                .enumerate()
                .flat_map(|(at, &n)| (0..n).map(move |i| key(100 * i64::try_from(at).unwrap() + i)))
                .chain(late.iter().map(|&at| key(at)))
                .collect();
            entries.sort();
            let late: Vec<(Key, i64)> = late.into_iter().map(|at| (key(at), 1)).collect();
            adjust(&mut blocks, Span::ALL, &late);
            prop_assert_eq!(total(&blocks), entries.len() as u64);
            for (skipped, entry) in entries.iter().enumerate() {
                let (span, left) = find(&blocks, Span::ALL, skipped as u64);
                prop_assert!(span.has(*entry), "{skipped}: {entry:?} is not in {span:?}");
                let before = entries.iter().filter(|key| **key < span.from).count();
                prop_assert_eq!(before + usize::try_from(left).unwrap(), skipped);
                let (part, rank) = around(&blocks, Span::ALL, *entry);
                prop_assert!(part.has(*entry));
                prop_assert_eq!(entries.iter().filter(|key| **key < part.from).count() as u64, rank);
            }
        }
    }
}
