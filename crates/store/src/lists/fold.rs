//! Putting changes into blocks, and splitting those that have grown too large.

use uuid::Uuid;

use super::{
    block::{BLOCK, FAN, Key, cut_blocks, cut_entries},
    list::{Class, List},
    rows::{Level, ListRows, Touched},
};

/// Entries that have come or gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) list: List,
    pub(crate) scope: Uuid,
    pub(crate) key: Key,
    pub(crate) class: Class,
    /// How many more there are: 1 or −1, until changes are put together.
    pub(crate) entries: i64,
}

/// Sorts changes, puts those of one key and class together, and leaves out what comes to nothing.
fn together(mut changes: Vec<Change>) -> Vec<Change> {
    let order = |change: &Change| (change.list, change.scope, change.key, change.class);
    changes.sort_unstable_by_key(order);
    let mut sums: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        match sums.last_mut() {
            Some(last) if order(last) == order(&change) => last.entries += change.entries,
            _ => sums.push(change),
        }
    }
    sums.retain(|change| change.entries != 0);
    sums
}

/// Puts changes into the blocks. The entries themselves are as the changes say already.
pub(crate) async fn fold<R: ListRows>(rows: &mut R, changes: Vec<Change>) -> Result<(), R::Error> {
    let changes = together(changes);
    if changes.is_empty() {
        return Ok(());
    }
    let mut touched = rows.add(&changes).await?;
    // The upper level first: what is gone there no longer keeps a block of the lower.
    touched.sort_by_key(|block| std::cmp::Reverse(block.level));
    let limit = i64::try_from(BLOCK).unwrap_or(i64::MAX);
    for block in touched {
        let Touched {
            list,
            scope,
            level,
            first,
            entries,
        } = block;
        if entries == 0 && first != Key::LOWEST {
            rows.remove_empty(list, scope, level, first).await?;
        } else if entries > limit && level == Level::Lower {
            split(rows, list, scope, first).await?;
        }
    }
    Ok(())
}

/// Splits a block of the lower level, and the one above it when that has too many then.
async fn split<R: ListRows>(
    rows: &mut R,
    list: List,
    scope: Uuid,
    first: Key,
) -> Result<(), R::Error> {
    let span = rows.span(list, scope, Level::Lower, first).await?;
    let mut entries = rows.counted_entries(list, scope, span).await?;
    entries.sort_unstable();
    let blocks = cut_entries(first, &entries, BLOCK / 2);
    rows.put_blocks(list, scope, Level::Lower, &blocks).await?;
    let above = rows.span(list, scope, Level::Upper, first).await?;
    let lower = rows.blocks(list, scope, Level::Lower, above).await?;
    if lower.len() > FAN {
        let upper = cut_blocks(&lower, FAN / 2);
        rows.put_blocks(list, scope, Level::Upper, &upper).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_and_goes_in_one_transaction_is_no_change() {
        let change = |at, class, entries| Change {
            list: List::Fulfillments,
            scope: Uuid::nil(),
            key: Key {
                at,
                id: Uuid::nil(),
            },
            class,
            entries,
        };
        let changes = vec![
            change(2, 0, 1),
            change(1, 0, 1),
            change(2, 0, -1),
            change(2, 1, 1),
            change(1, 0, 1),
        ];
        assert_eq!(together(changes), [change(1, 0, 2), change(2, 1, 1)]);
    }
}
