//! For tests: what somebody may do to lists and counters by hand, and that it is found and mended.

use std::sync::Arc;

use landfall_core::model::{
    Direction, Fulfillment, FulfillmentField, FulfillmentStatus, Page, PageRequest, View,
};

use crate::{
    Store,
    conformance::fixture::{Row, World, at, fulfillment, given, transact},
};

/// Statements that both engines understand, each of which leaves lists or counters wrong.
pub(crate) const TAMPERINGS: [&str; 9] = [
    "UPDATE list_block SET c0 = c0 + 1 WHERE level = 0 AND at > -9000000000000000000",
    "UPDATE list_block SET c0 = c0 - 1, c1 = c1 + 1 WHERE level = 1",
    "DELETE FROM list_block WHERE level = 0 AND at < -9000000000000000000",
    "DELETE FROM list_block WHERE level = 0",
    "DELETE FROM list_block",
    "DELETE FROM list_entry",
    "DELETE FROM list_entry WHERE (scope, at, id) IN (SELECT scope, at, id FROM list_entry LIMIT 1)",
    "INSERT INTO list_entry (scope, list, class, at, id) SELECT scope, list, class, at - 1, id FROM list_entry LIMIT 1",
    "UPDATE fulfillment SET status = 'failed' WHERE updated_at = (SELECT max(updated_at) FROM fulfillment)",
];

/// Fills a store.
pub(crate) async fn filled(store: &dyn Store) -> World {
    let world = World::stored(store).await;
    let rows = (1..=90_u128).map(|n| {
        let seller = if n % 3 == 0 { &world.msp } else { &world.house };
        let mut row = fulfillment(world.id(), seller.id, n);
        row.fulfillment.status = FulfillmentStatus::ALL[usize::try_from(n % 2).unwrap()];
        row.fulfillment.updated_at = at(i64::try_from(n * 5 % 31).unwrap());
        Row::from(row)
    });
    // Not all in one transaction, so that blocks have been split.
    let rows: Vec<Row> = rows.collect();
    for rows in rows.chunks(20) {
        given(store, rows.to_vec()).await;
    }
    assert_eq!(faults(store).await, 0);
    world
}

async fn faults(store: &dyn Store) -> u64 {
    let report = store.check_counters(Arc::new(|_, _| ())).await.unwrap();
    assert_eq!(report.told.is_empty(), report.faults == 0);
    report.faults
}

async fn page(store: &dyn Store, world: &World) -> Page<Fulfillment> {
    let sort = [(FulfillmentField::UpdatedAt, Direction::Descending)];
    let page = PageRequest {
        offset: 40,
        limit: 30,
    };
    let whole = world.whole();
    let page = store.fulfillments(&whole, None, &sort, page);
    page.await.unwrap()
}

/// Rows behind those of a [`filled`] store, put there by hand: of the engine's expression for a new id of the row `n`, which
/// comes from `series`.
pub(crate) fn many_more(series: &str, id: &str) -> String {
    format!(
        "INSERT INTO fulfillment SELECT {id}, f.tenant, f.seller, f.kind,
           CASE n % 2 WHEN 0 THEN 'complete' ELSE 'pending' END, f.account, f.external_account_id, f.\"user\",
           f.created_at, f.updated_at + n / 3, f.request, f.failure, NULL
         FROM {series}, (SELECT * FROM fulfillment ORDER BY id LIMIT 1) f"
    )
}

/// How many rows [`many_more`] are.
pub(crate) const MANY: u32 = 6_000;

/// What the pages of long lists are asked for by: the class, and whether it is as the row's own seller sees it.
pub(crate) const DEEP: [(Option<FulfillmentStatus>, bool); 4] = [
    (None, false),
    (Some(FulfillmentStatus::Complete), false),
    (None, true),
    (Some(FulfillmentStatus::Complete), true),
];

/// A page of a long list.
pub(crate) struct Deep {
    view: View,
    class: Option<FulfillmentStatus>,
    page: PageRequest,
}

impl Deep {
    /// The first and the last full page of one of [`DEEP`].
    pub(crate) async fn of(
        store: &dyn Store,
        world: &World,
        (class, bound): (Option<FulfillmentStatus>, bool),
    ) -> [Self; 2] {
        let page = |offset| PageRequest { offset, limit: 25 };
        let of_all = Self {
            view: world.whole(),
            class,
            page: page(0),
        };
        let seller = of_all.read(store).await.rows[0].seller;
        let view = View {
            root: bound.then_some(seller),
            ..world.whole()
        };
        let first = Self {
            view: view.clone(),
            ..of_all
        };
        let total = first.read(store).await.total;
        assert!(total >= u64::from(MANY) / 2, "{total}");
        let last = Self {
            view,
            class,
            page: page(total - 25),
        };
        [first, last]
    }

    /// Reads it.
    pub(crate) async fn read(&self, store: &dyn Store) -> Page<Fulfillment> {
        let sort = [(FulfillmentField::UpdatedAt, Direction::Descending)];
        let read = store.fulfillments(&self.view, self.class, &sort, self.page);
        let read = read.await.unwrap();
        assert_eq!(read.rows.len(), 25);
        read
    }
}

/// Makes the counters of a store anew.
pub(crate) async fn rebuilt(store: &dyn Store) -> u64 {
    let rebuilt = transact(store, (), |transaction, ()| {
        Box::pin(async {
            transaction
                .rebuild_counters(&(Arc::new(|_, _| ()) as _))
                .await
        })
    });
    rebuilt.await.unwrap()
}

/// A store that was tampered with says so, and a rebuild mends it.
pub(crate) async fn is_found_and_mended(store: &dyn Store, world: &World, tampering: &str) {
    assert!(faults(store).await > 0, "{tampering}");
    assert_eq!(rebuilt(store).await, 90, "{tampering}");
    assert_eq!(faults(store).await, 0, "{tampering}");
    let found = page(store, world).await;
    assert_eq!((found.total, found.rows.len()), (90, 30), "{tampering}");
    let key = |row: &Fulfillment| (-row.updated_at.seconds(), row.id.0);
    assert!(found.rows.is_sorted_by_key(key), "{tampering}");
}
