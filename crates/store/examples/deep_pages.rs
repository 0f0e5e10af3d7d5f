//! Measures what a page of fulfillments costs, wherever it lies, and what counting costs their writers:
//! `cargo run --release -p landfall-store --example deep_pages -- sqlite|postgres [ROWS] [ROUNDS]`.
//!
//! Builds a tenant of so many fulfillments (a million) in a temporary folder or in a PostgreSQL of its own, a fifth of them
//! within three minutes, then asks for pages in turns and prints medians.

#![expect(clippy::print_stdout, reason = "it prints a table")]
#![expect(clippy::unwrap_used, reason = "it runs on what it made itself")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use landfall_core::{
    id::{FulfillmentId, OrganizationId, TenantId, Timestamp},
    model::{
        Direction::{self, Ascending, Descending},
        Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentField, FulfillmentKind,
        FulfillmentStatus, Organization, OrganizationKind, PageRequest, Profile, SellerKind,
        Status, Tenant, TenantSettings, View,
    },
};
use landfall_store::{
    Create, Store, StoreError,
    postgres::{Options, PostgresStore, testing::Cluster},
    sqlite::SqliteStore,
    write,
};
use uuid::Uuid;

const PAGE: u32 = 25;
/// How many rows share a transaction.
const GROUP: u64 = 64;
/// How many writers fill the store at a time, before the part that is timed.
const WRITERS: u64 = 8;
/// How many rows are added one transaction after another at the end, for the cost of one.
const TIMED: u64 = 50_000;

fn tenant() -> TenantId {
    "acme".parse().unwrap()
}

fn organization_id(number: u64) -> OrganizationId {
    OrganizationId(Uuid::from_u128(u128::from(number) << 64 | 1))
}

// Organization 1 is the tenant's own; 2 and 3 are distributors. Below 2 hang 200 resellers, below 3 fifty MSPs.
const LARGE: u64 = 2;
const SMALL: u64 = 3;
const RESELLERS: u64 = 200;
const MSPS: u64 = 50;

fn reseller(n: u64) -> u64 {
    1_000 + n
}

fn msp(n: u64) -> u64 {
    5_000 + n
}

fn organizations() -> Vec<Organization> {
    use OrganizationKind::{Distributor, Msp, Reseller, Tenant};
    let one = |number: u64, parent: Option<u64>, kind| Organization {
        id: organization_id(number),
        tenant: tenant(),
        parent: parent.map(organization_id),
        kind,
        name: format!("{kind} {number}"),
        description: String::new(),
        status: Status::Active,
        external_reference: String::new(),
        vipmp_id: (kind != Tenant).then(|| (1_000_000_000 + number).to_string().parse().unwrap()),
        account_number: None,
        created_at: Timestamp::from_seconds(0),
        updated_at: Timestamp::from_seconds(0),
        profile: Profile::default(),
    };
    let mut all = vec![
        one(1, None, Tenant),
        one(LARGE, Some(1), Distributor),
        one(SMALL, Some(1), Distributor),
    ];
    all.extend((0..RESELLERS).map(|n| one(reseller(n), Some(LARGE), Reseller)));
    all.extend((0..MSPS).map(|n| one(msp(n), Some(SMALL), Msp)));
    all
}

/// A number that follows from `n` and looks like chance.
fn scattered(n: u64) -> u64 {
    let mut x = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Row `n` of `all`, in the order of time but for a minute: four fifths over a year, and between them a fifth in three minutes.
fn row(n: u64, all: u64) -> FulfillmentDetail {
    let chance = scattered(n);
    let (before, burst) = (all * 2 / 5, all / 5);
    let start = 1_700_000_000;
    let second = if n < before {
        n * 15_768_000 / before
    } else if n < before + burst {
        15_768_000 + (n - before) * 180 / burst
    } else {
        15_768_180 + (n - before - burst) * 15_768_000 / (all - before - burst)
    };
    let at = Timestamp::from_seconds(start + i64::try_from(second + chance % 60).unwrap());
    // A fifth below the small distributor, of which one MSP has every fortieth.
    let seller = if n.is_multiple_of(5) {
        let small = n.is_multiple_of(200);
        msp(if small { 0 } else { 1 + chance % (MSPS - 1) })
    } else {
        reseller(chance % RESELLERS)
    };
    let status = match chance >> 32 & 127 {
        0 => FulfillmentStatus::Pending,
        1 => FulfillmentStatus::InProgress,
        2..=4 => FulfillmentStatus::Failed,
        5 => FulfillmentStatus::Cancelled,
        _ => FulfillmentStatus::Complete,
    };
    FulfillmentDetail {
        fulfillment: Fulfillment {
            id: FulfillmentId(Uuid::from_u128(u128::from(scattered(chance)) << 64 | u128::from(n))),
            tenant: tenant(),
            seller: organization_id(seller),
            kind: FulfillmentKind {
                seller: SellerKind::Msp,
                action: FulfillmentAction::AddService,
            },
            status,
            account: None,
            external_account_id: Some(format!("CUST-{n}")),
            user: format!("user-{}@acme.example", chance % 1_000),
            created_at: at,
            updated_at: at,
        },
        request: r#"{"account":{"externalId":"CUST-88"},"service":{"skus":[{"sku":"MTSP-M365E-USR","quantity":40}]}}"#
            .to_owned(),
        failure: None,
    }
}

async fn add(store: &dyn Store, from: u64, to: u64, all: u64) {
    let rows: Arc<Vec<FulfillmentDetail>> = Arc::new((from..to).map(|n| row(n, all)).collect());
    write::<(), StoreError, _>(store, move |transaction| {
        let rows = Arc::clone(&rows);
        Box::pin(async move {
            for row in rows.iter() {
                transaction.insert_fulfillment(row).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
}

async fn build(store: &Arc<dyn Store>, all: u64) {
    write::<(), StoreError, _>(store.as_ref(), |transaction| {
        Box::pin(async move {
            transaction
                .insert_tenant(&Tenant {
                    id: tenant(),
                    organization: organization_id(1),
                    settings: TenantSettings::default(),
                    created_at: Timestamp::from_seconds(0),
                })
                .await?;
            for organization in organizations() {
                transaction.insert_organization(&organization).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
    let timed = all.saturating_sub(TIMED);
    let start = Instant::now();
    let writers = (0..WRITERS).map(|writer| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            let mut from = writer * GROUP;
            while from < timed {
                add(store.as_ref(), from, timed.min(from + GROUP), all).await;
                from += WRITERS * GROUP;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    per_row("added by eight writers", start.elapsed(), timed);
    let start = Instant::now();
    for from in (timed..all).step_by(usize::try_from(GROUP).unwrap()) {
        add(store.as_ref(), from, all.min(from + GROUP), all).await;
    }
    per_row("added by one writer", start.elapsed(), all - timed);
}

fn per_row(what: &str, time: Duration, rows: u64) {
    let micros = time.as_secs_f64() * 1e6 / f64::from(u32::try_from(rows.max(1)).unwrap());
    println!("{rows} {what}, {GROUP} a transaction: {micros:.1} µs each");
}

/// A page that is asked for.
struct Probe {
    what: String,
    view: View,
    status: Option<FulfillmentStatus>,
    sort: (FulfillmentField, Direction),
    page: PageRequest,
    times: Vec<Duration>,
}

async fn total(store: &dyn Store, view: &View, status: Option<FulfillmentStatus>) -> u64 {
    let nothing = PageRequest {
        offset: 0,
        limit: 0,
    };
    store
        .fulfillments(view, status, &[], nothing)
        .await
        .unwrap()
        .total
}

#[expect(clippy::too_many_lines, reason = "a table")]
async fn probes(store: &dyn Store) -> Vec<Probe> {
    use FulfillmentField::{CreatedAt, UpdatedAt, User};
    let complete = Some(FulfillmentStatus::Complete);
    let failed = Some(FulfillmentStatus::Failed);
    let whole = View::whole(tenant());
    let below = |number| View::below(tenant(), organization_id(number));
    let mut probes = Vec::new();
    for (name, view, status, field, direction, middle) in [
        (
            "all, default",
            whole.clone(),
            None,
            UpdatedAt,
            Descending,
            "in the burst",
        ),
        (
            "all, complete",
            whole.clone(),
            complete,
            UpdatedAt,
            Descending,
            "in the burst",
        ),
        (
            "all, failed",
            whole.clone(),
            failed,
            UpdatedAt,
            Descending,
            "in the burst",
        ),
        (
            "distributor, default",
            below(SMALL),
            None,
            UpdatedAt,
            Descending,
            "in the burst",
        ),
        (
            "distributor, complete",
            below(SMALL),
            complete,
            UpdatedAt,
            Descending,
            "in the burst",
        ),
        (
            "MSP, default",
            below(msp(0)),
            None,
            UpdatedAt,
            Descending,
            "in the burst",
        ),
        (
            "MSP, complete",
            below(msp(0)),
            complete,
            UpdatedAt,
            Descending,
            "in the burst",
        ),
        (
            "all, asc:updateTs",
            whole.clone(),
            None,
            UpdatedAt,
            Ascending,
            "in the burst",
        ),
        (
            "all, asc:insertTs",
            whole.clone(),
            None,
            CreatedAt,
            Ascending,
            "middle",
        ),
        (
            "distributor, asc:insertTs",
            below(SMALL),
            None,
            CreatedAt,
            Ascending,
            "middle",
        ),
        (
            "MSP, asc:insertTs",
            below(msp(0)),
            None,
            CreatedAt,
            Ascending,
            "middle",
        ),
        (
            "all, asc:userId",
            whole.clone(),
            None,
            User,
            Ascending,
            "middle",
        ),
        (
            "MSP, asc:userId",
            below(msp(0)),
            None,
            User,
            Ascending,
            "middle",
        ),
    ] {
        let total = total(store, &view, status).await;
        let pages = total / u64::from(PAGE);
        for (place, page) in [
            ("page 0", 0),
            (middle, pages / 2),
            ("last full page", pages - 1),
        ] {
            probes.push(Probe {
                what: format!("{name} ({total}): {place}"),
                view: view.clone(),
                status,
                sort: (field, direction),
                page: PageRequest {
                    offset: page * u64::from(PAGE),
                    limit: PAGE,
                },
                times: Vec::new(),
            });
        }
    }
    probes
}

async fn measure(store: &dyn Store, rounds: usize) {
    let mut probes = probes(store).await;
    for round in 0..=rounds {
        for probe in &mut probes {
            // What takes long is not asked for so often.
            if probe
                .times
                .first()
                .is_some_and(|time| time.as_millis() > 20)
                && round % 20 != 0
            {
                continue;
            }
            let start = Instant::now();
            let sort = [probe.sort];
            let page = store.fulfillments(&probe.view, probe.status, &sort, probe.page);
            let page = page.await.unwrap();
            let time = start.elapsed();
            assert_eq!(page.rows.len(), PAGE as usize, "{}", probe.what);
            // The first round warms.
            if round > 0 || time.as_millis() > 20 {
                probe.times.push(time);
            }
        }
    }
    let mut first = 1.0;
    for (n, probe) in probes.iter_mut().enumerate() {
        probe.times.sort_unstable();
        let median = probe.times.get(probe.times.len() / 2).unwrap();
        let millis = median.as_secs_f64() * 1e3;
        if n.is_multiple_of(3) {
            first = millis;
        }
        println!(
            "{:<62} {millis:>9.3} ms {:>7.2}",
            probe.what,
            millis / first
        );
    }
}

/// Moves pending rows, as many to a transaction.
async fn moves(store: &dyn Store) {
    let sort = [(FulfillmentField::UpdatedAt, Descending)];
    let page = PageRequest {
        offset: 0,
        limit: 4_096,
    };
    let (from, to) = (FulfillmentStatus::Pending, FulfillmentStatus::Complete);
    let whole = View::whole(tenant());
    let pending = store.fulfillments(&whole, Some(from), &sort, page);
    let pending = pending.await.unwrap().rows;
    let start = Instant::now();
    for rows in pending.chunks(usize::try_from(GROUP).unwrap()) {
        let rows: Arc<[Fulfillment]> = rows.into();
        write::<(), StoreError, _>(store, move |transaction| {
            let rows = Arc::clone(&rows);
            Box::pin(async move {
                let at = Timestamp::from_seconds(1_800_000_000);
                for row in rows.iter() {
                    transaction
                        .set_fulfillment_status(&row.tenant, row.id, from, to, at)
                        .await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    }
    per_row("moved by one writer", start.elapsed(), pending.len() as u64);
}

async fn counters(store: &dyn Store) {
    let start = Instant::now();
    let report = store.check_counters(Arc::new(|_, _| ())).await.unwrap();
    println!("{report:?} in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    write::<u64, StoreError, _>(store, |transaction| {
        Box::pin(async move {
            transaction
                .rebuild_counters(&(Arc::new(|_, _| ()) as _))
                .await
        })
    })
    .await
    .unwrap();
    println!("rebuilt in {:.1} s", start.elapsed().as_secs_f64());
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |at: usize, default| {
        arguments
            .get(at)
            .map_or(default, |text| text.parse().unwrap())
    };
    let (rows, rounds) = (
        number(2, 1_000_000),
        usize::try_from(number(3, 200)).unwrap(),
    );
    let folder = tempfile::tempdir().unwrap();
    let mut cluster = None;
    let store: Arc<dyn Store> = match arguments.get(1).map(String::as_str) {
        Some("sqlite") => {
            let path = folder.path().join("landfall.db");
            Arc::new(SqliteStore::open(&path, Create::New).unwrap())
        }
        Some("postgres") => {
            // As an installation would have it, not as tests do.
            let settings = [
                "fsync=on",
                "full_page_writes=on",
                "autovacuum=on",
                "shared_buffers=1GB",
                "max_wal_size=1GB",
            ];
            let cluster = cluster.insert(Cluster::with_settings(&settings));
            let options = Options::default();
            let store = PostgresStore::open(&cluster.address(), Create::New, &options).await;
            Arc::new(store.unwrap())
        }
        _ => {
            println!("deep_pages sqlite|postgres [ROWS] [ROUNDS]");
            return;
        }
    };
    build(&store, rows).await;
    if let Some(cluster) = &cluster {
        cluster
            .session()
            .await
            .batch_execute("VACUUM ANALYZE")
            .await
            .unwrap();
    }
    measure(store.as_ref(), rounds).await;
    moves(store.as_ref()).await;
    counters(store.as_ref()).await;
}
