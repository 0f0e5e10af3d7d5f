//! Whether lists and their counters are as the record says: each row has the entries that it should have and there are no
//! others, and each block counts what lies in it.

use uuid::Uuid;

use super::{
    block::{Block, Counts, Key, Span},
    list::List,
    report::{CounterProgress, CounterReport},
    rows::{Level, ListRows},
};

/// How many rows or entries are looked at in one step.
pub(super) const STEP: u32 = 10_000;

/// Looks at all lists. What it reads has to be of one snapshot.
pub(crate) async fn check<R: ListRows>(
    rows: &mut R,
    progress: &CounterProgress,
) -> Result<CounterReport, R::Error> {
    let mut report = CounterReport::default();
    for &list in List::ALL {
        let work = rows.count_rows(list).await? + rows.count_entries(list).await?;
        let mut done = 0;
        let mut expected = 0;
        let mut missing = 0;
        let mut after = None;
        loop {
            let portion = rows.portion(list, after, STEP, false).await?;
            report.rows += portion.rows;
            expected += portion.expected;
            missing += portion.missing;
            done += portion.rows;
            progress(done, work);
            let Some(last) = portion.last else { break };
            after = Some(last);
        }
        if missing > 0 {
            report.fault(missing, || {
                format!("{}: {missing} entries are missing", list.name())
            });
        }
        let mut found = 0;
        let mut scope = None;
        while let Some(next) = rows.next_scope(list, scope).await? {
            found += one(rows, &mut report, list, next, &mut |entries| {
                progress(done + found + entries, work);
            })
            .await?;
            scope = Some(next);
        }
        done += found;
        progress(done, work);
        report.entries += found;
        let surplus = (found + missing).saturating_sub(expected);
        if surplus > 0 {
            report.fault(surplus, || {
                format!("{}: {surplus} entries are of no row", list.name())
            });
        }
    }
    Ok(report)
}

/// Looks at the blocks of one scope; gives the number of its entries.
async fn one<R: ListRows>(
    rows: &mut R,
    report: &mut CounterReport,
    list: List,
    scope: Uuid,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, R::Error> {
    let lower = rows.blocks(list, scope, Level::Lower, Span::ALL).await?;
    let upper = rows.blocks(list, scope, Level::Upper, Span::ALL).await?;
    report.blocks += (lower.len() + upper.len()) as u64;
    // What lies in no block is counted beside them.
    let mut outside = Counts::default();
    let mut counts = vec![Counts::default(); lower.len()];
    let mut of = |key: Key, class, entries| {
        let behind = lower.partition_point(|block| block.first <= key);
        let counts = behind.checked_sub(1).and_then(|at| counts.get_mut(at));
        counts.unwrap_or(&mut outside).add(class, entries);
    };
    let mut found = 0;
    let mut after = Key::LOWEST;
    loop {
        let entries = rows.entries_after(list, scope, after, STEP).await?;
        let Some(&(end, _)) = entries.last() else {
            break;
        };
        after = end;
        found += entries.len() as u64;
        for (key, class) in entries {
            of(key, class, 1);
        }
        progress(found);
    }
    for change in rows.unfolded(list, scope).await? {
        of(change.key, change.class, -change.entries);
    }
    let name = list.name();
    if outside != Counts::default() {
        report.fault(1, || {
            format!("{name} of {scope}: no block has its beginning")
        });
    }
    for (block, counts) in lower.iter().zip(&counts) {
        compare(report, list, scope, "a block", block, counts);
    }
    for (at, block) in upper.iter().enumerate() {
        let from = if at == 0 { Key::LOWEST } else { block.first };
        let to = upper.get(at + 1).map_or(Key::HIGHEST, |next| next.first);
        let span = Span { from, to };
        let mut sum = Counts::default();
        for (lower, counts) in lower.iter().zip(&counts) {
            if span.has(lower.first) {
                sum.add_all(counts);
            }
        }
        compare(report, list, scope, "an upper block", block, &sum);
        if lower
            .binary_search_by_key(&block.first, |lower| lower.first)
            .is_err()
        {
            report.fault(1, || {
                format!("{name} of {scope}: an upper block begins inside of a block")
            });
        }
    }
    Ok(found)
}

fn compare(
    report: &mut CounterReport,
    list: List,
    scope: Uuid,
    what: &str,
    block: &Block,
    found: &Counts,
) {
    if block.counts == *found {
        return;
    }
    report.fault(1, || {
        let show = |counts: &Counts| {
            let classes = counts.0.iter().take(usize::from(list.classes()));
            classes.map(i64::to_string).collect::<Vec<_>>().join(" ")
        };
        format!(
            "{} of {scope}: {what} counts {} and has {}",
            list.name(),
            show(&block.counts),
            show(found),
        )
    });
}
