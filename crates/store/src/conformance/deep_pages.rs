//! Counted lists: whatever is added, moved and given up, in whatever order and by however many at a time, each page of the
//! default sort is the one of the plain list, with its exact total.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use futures_util::future::join_all;
use landfall_core::{
    id::FulfillmentId,
    model::{
        Direction, Fulfillment, FulfillmentField, FulfillmentOrder, FulfillmentStatus, Page,
        PageRequest, View,
    },
};
use proptest::{
    collection::vec,
    prelude::{Strategy, any},
    prop_oneof,
    sample::select,
};
use uuid::Uuid;

use super::{
    fixture::{World, at, fulfillment, given, transact},
    fulfillments::expected,
    property,
};
use crate::{CounterReport, Store, StoreError, Transaction};

/// One thing that a command does.
#[derive(Debug, Clone)]
enum Step {
    /// Adds a fulfillment of one of the first six organizations.
    Add {
        seller: usize,
        status: FulfillmentStatus,
        moment: i64,
    },
    /// Moves one that there is.
    Move {
        which: usize,
        to: FulfillmentStatus,
        moment: i64,
    },
}

/// What one transaction does, and whether it gives up in the end.
#[derive(Debug, Clone)]
struct Command {
    steps: Vec<Step>,
    gives_up: bool,
}

fn steps() -> impl Strategy<Value = Step> {
    let moments = || prop_oneof![0_i64..40, 17_i64..19];
    prop_oneof![
        2 => (0_usize..6, select(FulfillmentStatus::ALL), moments())
            .prop_map(|(seller, status, moment)| Step::Add { seller, status, moment }),
        1 => (any::<usize>(), select(FulfillmentStatus::ALL), moments())
            .prop_map(|(which, to, moment)| Step::Move { which, to, moment }),
    ]
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let command = (vec(steps(), 1..40), 0_u8..5);
    let command = command.prop_map(|(steps, chance)| Command {
        steps,
        gives_up: chance == 0,
    });
    vec(command, 1..10)
}

/// What one transaction is asked for, in the record's terms.
#[derive(Debug, Clone)]
enum Write {
    Add(Box<Fulfillment>),
    Move(Box<Fulfillment>, FulfillmentStatus, i64),
}

async fn apply(
    transaction: &mut dyn Transaction,
    writes: &[Write],
    gives_up: bool,
) -> Result<(), StoreError> {
    for write in writes {
        match write {
            Write::Add(row) => {
                let mut detail = fulfillment(&row.tenant, row.seller, 0);
                detail.fulfillment = row.as_ref().clone();
                transaction.insert_fulfillment(&detail).await?;
            }
            Write::Move(row, to, moment) => {
                let moved = transaction
                    .set_fulfillment_status(&row.tenant, row.id, row.status, *to, at(*moment))
                    .await?;
                assert!(moved);
            }
        }
    }
    if gives_up {
        return Err(StoreError::GivenUp);
    }
    Ok(())
}

async fn run(store: &dyn Store, writes: Vec<Write>, gives_up: bool) {
    let done = transact(store, (writes, gives_up), |transaction, (writes, up)| {
        Box::pin(apply(transaction, writes, *up))
    });
    assert_eq!(done.await.is_err(), gives_up);
}

fn row(
    world: &World,
    seller: usize,
    status: FulfillmentStatus,
    id: u128,
    moment: i64,
) -> Fulfillment {
    let seller = world.organizations()[seller].id;
    // Neighbours in time are none by their ids, and no two tenants share one.
    let tenant = u128::from(world.root.id.0.as_u64_pair().1);
    let scattered = u64::try_from(id)
        .unwrap()
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut row = fulfillment(world.id(), seller, 0).fulfillment;
    row.id = FulfillmentId(Uuid::from_u128(
        u128::from(scattered) << 64 | tenant << 32 | id,
    ));
    row.status = status;
    row.updated_at = at(moment);
    row
}

/// Does a command, in the store and in the model.
async fn perform(
    store: &dyn Store,
    world: &World,
    model: &mut BTreeMap<FulfillmentId, Fulfillment>,
    next: &mut u128,
    command: &Command,
) {
    let mut then = model.clone();
    let mut writes = Vec::new();
    for step in &command.steps {
        match *step {
            Step::Add {
                seller,
                status,
                moment,
            } => {
                *next += 1;
                let row = row(world, seller, status, *next, moment);
                then.insert(row.id, row.clone());
                writes.push(Write::Add(Box::new(row)));
            }
            Step::Move { which, to, moment } => {
                let which = which.checked_rem(then.len()).unwrap_or(0);
                let Some(row) = then.values_mut().nth(which) else {
                    continue;
                };
                writes.push(Write::Move(Box::new(row.clone()), to, moment));
                (row.status, row.updated_at) = (to, at(moment));
            }
        }
    }
    run(store, writes, command.gives_up).await;
    if !command.gives_up {
        *model = then;
    }
}

async fn page(
    store: &dyn Store,
    view: &View,
    status: Option<FulfillmentStatus>,
    direction: Direction,
    (offset, limit): (u64, u32),
) -> Page<Fulfillment> {
    let sort: [FulfillmentOrder; 1] = [(FulfillmentField::UpdatedAt, direction)];
    let request = PageRequest { offset, limit };
    store
        .fulfillments(view, status, &sort, request)
        .await
        .unwrap()
}

/// Compares pages of every view, status and direction with the plain list; `limits` are the sizes of pages that are walked.
async fn compare(store: &dyn Store, world: &World, rows: &[Fulfillment], limits: &[u32]) {
    let roots = world.organizations().into_iter().map(Some);
    for root in std::iter::once(None).chain(roots) {
        let view = root.map_or_else(|| world.whole(), |root| world.below(root));
        let statuses = FulfillmentStatus::ALL.iter().copied().map(Some);
        for status in std::iter::once(None).chain(statuses) {
            for direction in [Direction::Descending, Direction::Ascending] {
                let sort = [(FulfillmentField::UpdatedAt, direction)];
                let in_view = |row: &Fulfillment| {
                    root.is_none_or(|root| world.is_at_or_above(root, row.seller))
                        && status.is_none_or(|status| row.status == status)
                };
                let all = expected(rows, in_view, &sort);
                for &limit in limits {
                    let mut offset = 0;
                    loop {
                        let found = page(store, &view, status, direction, (offset, limit)).await;
                        let place =
                            format!("{status:?} {direction:?} {offset}+{limit} in {view:?}");
                        assert_eq!(found.total, all.len() as u64, "{place}");
                        let skipped = usize::try_from(offset).unwrap();
                        let expected = all.iter().skip(skipped).take(limit as usize);
                        assert!(found.rows.iter().eq(expected), "{place}");
                        if found.rows.is_empty() {
                            break;
                        }
                        // Not every page of a long list, but also such as no walk by this limit has.
                        offset += u64::from(limit) + offset % 3;
                    }
                }
            }
        }
    }
}

async fn check(store: &dyn Store) -> CounterReport {
    let heard = Arc::new(AtomicU64::new(0));
    let most = Arc::clone(&heard);
    let report = store.check_counters(Arc::new(move |done, of| {
        most.fetch_max(done, Ordering::Relaxed);
        assert!(done <= of, "{done} of {of}");
    }));
    let report = report.await.unwrap();
    assert_eq!(heard.load(Ordering::Relaxed), report.rows + report.entries);
    report
}

async fn is_good(store: &dyn Store) -> CounterReport {
    let report = check(store).await;
    assert_eq!((report.faults, &report.told), (0, &Vec::new()));
    report
}

pub(super) async fn every_page_is_that_of_a_plain_sort(store: &dyn Store) {
    let case = std::cell::Cell::new(0_u64);
    property::holds(6, &commands(), async |commands: Vec<Command>| {
        let number = case.replace(case.get() + 1);
        let world = World::new(&format!("tenant-{number}"), 0x1_0000 + number * 0x100);
        given(store, world.rows()).await;
        let (mut model, mut next) = (BTreeMap::new(), 0);
        for command in &commands {
            perform(store, &world, &mut model, &mut next, command).await;
        }
        let rows: Vec<Fulfillment> = model.into_values().collect();
        compare(store, &world, &rows, &[19]).await;
        is_good(store).await;
    });
}

/// Commands for one of several writers, whose rows are its own.
fn of_writer(world: &World, writer: u128) -> Vec<(Vec<Write>, bool, Vec<Fulfillment>)> {
    let mut commands = Vec::new();
    for command in 0..10_u128 {
        let mut rows: Vec<Fulfillment> = (0..5_u128)
            .map(|n| {
                let id = writer * 1_000 + command * 10 + n + 1;
                let seller = usize::try_from((writer + n) % 6).unwrap();
                let moment = i64::try_from((id * 7) % 23).unwrap();
                row(world, seller, FulfillmentStatus::Pending, id, moment)
            })
            .collect();
        let mut all: Vec<Write> = rows.iter().cloned().map(Box::new).map(Write::Add).collect();
        for row in rows.iter_mut().take(3) {
            let (to, moment) = (FulfillmentStatus::Complete, 30);
            all.push(Write::Move(Box::new(row.clone()), to, moment));
            (row.status, row.updated_at) = (to, at(moment));
        }
        commands.push((all, command % 4 == 3, rows));
    }
    commands
}

pub(super) async fn writers_at_the_same_time_are_all_counted(store: &dyn Store) {
    let world = World::stored(store).await;
    let writers = (0..12).map(|writer| {
        let commands = of_writer(&world, writer);
        async move {
            let mut kept = Vec::new();
            for (writes, gives_up, rows) in commands {
                run(store, writes, gives_up).await;
                if !gives_up {
                    kept.extend(rows);
                }
            }
            kept
        }
    });
    let rows: Vec<Fulfillment> = join_all(writers).await.concat();
    compare(store, &world, &rows, &[61]).await;
    let report = is_good(store).await;
    assert_eq!(report.rows, rows.len() as u64);
    let seen_by = |row: &Fulfillment| {
        let above = world.organizations().into_iter();
        above
            .filter(|organization| world.is_at_or_above(organization, row.seller))
            .count() as u64
    };
    assert_eq!(report.entries, rows.iter().map(seen_by).sum::<u64>());
}

pub(super) async fn every_snapshot_has_the_rows_that_it_counts(store: &dyn Store) {
    let world = World::stored(store).await;
    let ended = AtomicBool::new(false);
    let writing = async {
        let writers = (0..4).map(|writer| {
            let commands = of_writer(&world, writer);
            async {
                for (writes, gives_up, _) in commands {
                    run(store, writes, gives_up).await;
                }
            }
        });
        join_all(writers).await;
        ended.store(true, Ordering::Relaxed);
    };
    let reading = async {
        let mut seen = 0;
        loop {
            let last = ended.load(Ordering::Relaxed);
            for status in [None, Some(FulfillmentStatus::Complete)] {
                for direction in [Direction::Descending, Direction::Ascending] {
                    let whole = world.whole();
                    let found = page(store, &whole, status, direction, (0, 1_000)).await;
                    assert_eq!(found.total, found.rows.len() as u64);
                    let moment = |row: &Fulfillment| row.updated_at.seconds();
                    let in_order = found.rows.is_sorted_by_key(|row| match direction {
                        Direction::Ascending => (moment(row), row.id.0),
                        Direction::Descending => (-moment(row), row.id.0),
                    });
                    assert!(in_order);
                    if status.is_none() && direction == Direction::Descending {
                        assert!(seen <= found.total);
                        seen = found.total;
                    }
                }
            }
            if last {
                return seen;
            }
        }
    };
    let (seen, ()) = futures_util::future::join(reading, writing).await;
    assert_eq!(seen, 4 * 8 * 5);
}

pub(super) async fn a_status_is_left_once(store: &dyn Store) {
    use FulfillmentStatus::{Cancelled, InProgress, Pending};
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let row = row(&world, 5, Pending, 1, 10);
    run(store, vec![Write::Add(Box::new(row.clone()))], false).await;
    let attempt = async |tenant: &World, from, to| {
        let input = (tenant.id().clone(), row.id, from, to);
        let moved = transact(store, input, |transaction, (tenant, id, from, to)| {
            Box::pin(transaction.set_fulfillment_status(tenant, *id, *from, *to, at(20)))
        });
        moved.await.unwrap()
    };
    assert!(!attempt(&stranger, Pending, Cancelled).await);
    assert!(!attempt(&world, InProgress, Cancelled).await);
    let both = futures_util::future::join(
        attempt(&world, Pending, Cancelled),
        attempt(&world, Pending, InProgress),
    );
    let (cancelled, started) = both.await;
    assert_ne!(cancelled, started);
    let row = Fulfillment {
        status: if cancelled { Cancelled } else { InProgress },
        updated_at: at(20),
        ..row
    };
    compare(store, &world, &[row], &[10]).await;
    is_good(store).await;
}

async fn rebuild(store: &dyn Store, writes: Vec<Write>, gives_up: bool) -> Result<u64, StoreError> {
    transact(
        store,
        (writes, gives_up),
        |transaction, (writes, gives_up)| {
            Box::pin(async move {
                apply(transaction, writes, false).await?;
                let rows = transaction
                    .rebuild_counters(&(Arc::new(|_, _| ()) as _))
                    .await?;
                apply(transaction, &[], *gives_up).await?;
                Ok(rows)
            })
        },
    )
    .await
}

pub(super) async fn a_rebuild_changes_no_page(store: &dyn Store) {
    let world = World::stored(store).await;
    assert_eq!(rebuild(store, Vec::new(), false).await.unwrap(), 0);
    let mut rows = Vec::new();
    for (writes, gives_up, of) in of_writer(&world, 1).into_iter().chain(of_writer(&world, 2)) {
        run(store, writes, gives_up).await;
        if !gives_up {
            rows.extend(of);
        }
    }
    // What the same transaction has written is counted once.
    let new = row(&world, 2, FulfillmentStatus::Failed, 9_000, 12);
    let written = vec![Write::Add(Box::new(new.clone()))];
    rows.push(new);
    let rebuilt = rebuild(store, written, false).await.unwrap();
    assert_eq!(rebuilt, rows.len() as u64);
    is_good(store).await;
    compare(store, &world, &rows, &[40]).await;
    for (writes, gives_up, of) in of_writer(&world, 3) {
        run(store, writes, gives_up).await;
        if !gives_up {
            rows.extend(of);
        }
    }
    is_good(store).await;
    compare(store, &world, &rows, &[40]).await;
}

pub(super) async fn a_rebuild_that_is_given_up_leaves_the_counters(store: &dyn Store) {
    let world = World::stored(store).await;
    let rows: Vec<Fulfillment> = (1..60)
        .map(|id| row(&world, 3, FulfillmentStatus::Pending, id, 5))
        .collect();
    let writes = |rows: &[Fulfillment]| -> Vec<Write> {
        rows.iter().cloned().map(Box::new).map(Write::Add).collect()
    };
    // At a time, so that an engine that commits together does.
    let (first, second) = rows.split_at(30);
    let together = futures_util::future::join3(
        run(store, writes(first), false),
        rebuild(
            store,
            vec![Write::Add(Box::new(row(
                &world,
                3,
                FulfillmentStatus::Failed,
                99,
                6,
            )))],
            true,
        ),
        run(store, writes(second), false),
    );
    let ((), given_up, ()) = together.await;
    assert!(given_up.is_err());
    is_good(store).await;
    compare(store, &world, &rows, &[25]).await;
}
