//! Making lists and their counters anew from the record.

use super::{
    block::{BLOCK, Block, Counts, FAN, Key, cut_blocks},
    check::STEP,
    list::List,
    report::CounterProgress,
    rows::{Entry, Level, ListRows},
};

/// How many entries a new block has: room is left for what comes.
const FILL: usize = 3 * BLOCK / 4;

/// Adds the entries that are missing, removes those that belong to no row, and counts all of them anew. Nobody else may
/// change listed rows meanwhile. Gives the number of rows.
pub(crate) async fn rebuild<R: ListRows>(
    rows: &mut R,
    progress: &CounterProgress,
) -> Result<u64, R::Error> {
    let mut all = 0;
    for &list in List::ALL {
        let count = rows.count_rows(list).await?;
        let mut expected = 0;
        let mut done = 0;
        let mut after = None;
        loop {
            let portion = rows.portion(list, after, STEP, true).await?;
            done += portion.rows;
            expected += portion.expected;
            progress(done, 2 * count);
            let Some(last) = portion.last else { break };
            after = Some(last);
        }
        all += done;
        if rows.count_entries(list).await? > expected {
            let mut scope = None;
            while let Some(next) = rows.next_scope(list, scope).await? {
                rows.remove_surplus(list, next).await?;
                scope = Some(next);
            }
        }
        rows.clear_blocks(list).await?;
        let mut counted = 0;
        let mut scope = None;
        while let Some(next) = rows.next_scope(list, scope).await? {
            let mut cutter = Cutter::default();
            let mut after = Key::LOWEST;
            loop {
                let entries = rows.entries_after(list, next, after, STEP).await?;
                let Some(&(last, _)) = entries.last() else {
                    break;
                };
                after = last;
                counted += entries.len() as u64;
                // Of the entries that there are, the part that the rows are of both halves.
                progress(done + count * counted / expected.max(1), 2 * count);
                for entry in entries {
                    cutter.push(entry);
                }
            }
            let lower = cutter.blocks;
            rows.put_blocks(list, next, Level::Lower, &lower).await?;
            if lower.len() > FAN {
                let upper = cut_blocks(&lower, 3 * FAN / 4);
                rows.put_blocks(list, next, Level::Upper, &upper).await?;
            }
            scope = Some(next);
        }
    }
    Ok(all)
}

/// Cuts entries that come in order into blocks.
#[derive(Default)]
struct Cutter {
    blocks: Vec<Block>,
    /// How many entries the last block has.
    filled: usize,
}

impl Cutter {
    fn push(&mut self, (key, class): Entry) {
        if self.blocks.is_empty() || self.filled == FILL {
            self.filled = 0;
            let first = if self.blocks.is_empty() {
                Key::LOWEST
            } else {
                key
            };
            let counts = Counts::default();
            self.blocks.push(Block { first, counts });
        }
        if let Some(block) = self.blocks.last_mut() {
            block.counts.add(class, 1);
            self.filled += 1;
        }
    }
}
