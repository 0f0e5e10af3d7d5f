//! Open orders: their jobs, which workers of several processes take, their names, and how they end.

use std::sync::Mutex;

use futures_util::future::join_all;
use landfall_core::{
    id::FulfillmentId,
    model::{
        Contact, Failure, Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentStatus,
        Job, JobQueue, OrderTrace, OrderWork, Organization, OrganizationKind, Profile,
    },
};
use uuid::Uuid;

use super::fixture::{
    Row, World, at, fulfillment, given, organization, organization_id, subscription, transact,
};
use crate::{
    JobClaim, JobsDue, OrderEnd, OrderNames, ResellerNames, Store, StoreError, TakenNames,
};

const SECOND: i64 = 1_000_000;

fn holder(number: u128) -> Uuid {
    Uuid::from_u128(0xABCD_0000 + number)
}

fn queue(number: u128) -> JobQueue {
    JobQueue(Uuid::from_u128(0x9000 + number))
}

fn job(order: &Fulfillment, queue: JobQueue) -> Job {
    Job {
        fulfillment: order.id,
        tenant: order.tenant.clone(),
        queue,
        work: OrderWork::End {
            skus: vec!["MTSP-Ü".to_owned()],
            made_by: Some(order.id),
        },
        trace: OrderTrace {
            correlation_id: None,
            request_id: Some("request".to_owned()),
        },
        due_micros: 100 * SECOND,
        tries: 0,
        fencing: 0,
    }
}

/// Stores pending orders, each with its job.
async fn stored(store: &dyn Store, world: &World, jobs: &[(u128, JobQueue)]) -> Vec<Job> {
    let mut made = Vec::new();
    for &(number, queue) in jobs {
        let mut order = fulfillment(world.id(), world.msp.id, number);
        order.failure = None;
        order.fulfillment.account = Some(world.harbour.id);
        made.push((job(&order.fulfillment, queue), order));
    }
    let added = transact(store, made.clone(), |transaction, made| {
        Box::pin(async move {
            for (job, order) in made {
                transaction.insert_fulfillment(order).await?;
                transaction.insert_job(job).await?;
            }
            Ok(())
        })
    });
    added.await.unwrap();
    made.into_iter().map(|(job, _)| job).collect()
}

fn due(by: u128, now: i64) -> JobsDue {
    JobsDue {
        holder: holder(by),
        now_micros: now * SECOND,
        alone: false,
    }
}

async fn claim(store: &dyn Store, due: JobsDue, limit: u32) -> Vec<Job> {
    let claim = JobClaim {
        due,
        until_micros: due.now_micros + 30 * SECOND,
        limit,
    };
    let claimed = transact(store, claim, |transaction, claim| {
        Box::pin(async move { transaction.claim_jobs(claim).await })
    });
    claimed.await.unwrap()
}

async fn held(store: &dyn Store, job: &Job) -> bool {
    let held = transact(store, job.clone(), |transaction, job| {
        Box::pin(async move { transaction.hold_job(job).await })
    });
    held.await.unwrap()
}

async fn ended(store: &dyn Store, job: &Job) -> bool {
    let ended = transact(store, job.clone(), |transaction, job| {
        Box::pin(async move {
            Ok(transaction.hold_job(job).await?
                && transaction.end_job(job.fulfillment, job.queue).await?)
        })
    });
    ended.await.unwrap()
}

pub(super) async fn a_job_is_taken_for_a_while_and_then_by_another(store: &dyn Store) {
    let world = World::stored(store).await;
    let jobs = stored(store, &world, &[(1, queue(1)), (2, queue(2))]).await;
    assert!(store.is_job_due(&due(1, 100)).await.unwrap());
    let taken = claim(store, due(1, 100), 10).await;
    let expected: Vec<Job> = jobs
        .iter()
        .map(|job| Job {
            fencing: 1,
            ..job.clone()
        })
        .collect();
    assert_eq!(taken, expected);
    assert!(!store.is_job_due(&due(2, 129)).await.unwrap());
    assert_eq!(claim(store, due(2, 129), 10).await, []);
    // Nor does who has them get them again.
    assert_eq!(claim(store, due(1, 129), 10).await, []);
    let again = claim(store, due(2, 130), 1).await;
    assert_eq!(again.len(), 1);
    assert_eq!(
        (again[0].fulfillment, again[0].fencing),
        (jobs[0].fulfillment, 2)
    );
}

pub(super) async fn a_job_waits_until_it_is_due(store: &dyn Store) {
    let world = World::stored(store).await;
    stored(store, &world, &[(1, queue(1))]).await;
    assert!(!store.is_job_due(&due(1, 99)).await.unwrap());
    assert_eq!(claim(store, due(1, 99), 10).await, []);
    let taken = claim(store, due(1, 101), 10).await.remove(0);
    let postponed = transact(store, taken.clone(), |transaction, job| {
        Box::pin(async move { transaction.postpone_job(job, 3, 500 * SECOND).await })
    });
    assert!(postponed.await.unwrap());
    assert_eq!(claim(store, due(1, 499), 10).await, []);
    let again = claim(store, due(2, 500), 10).await.remove(0);
    assert_eq!(
        (again.tries, again.fencing, again.due_micros),
        (3, 2, 500 * SECOND)
    );
}

pub(super) async fn jobs_of_a_queue_are_taken_one_at_a_time_in_order(store: &dyn Store) {
    let world = World::stored(store).await;
    // In the order in which they came, whatever their ids are.
    let jobs = stored(
        store,
        &world,
        &[(3, queue(1)), (1, queue(1)), (2, queue(1))],
    )
    .await;
    for job in &jobs {
        let taken = claim(store, due(1, 200), 10).await;
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].fulfillment, job.fulfillment);
        assert_eq!(claim(store, due(2, 200), 10).await, []);
        assert!(ended(store, &taken[0]).await);
    }
    assert!(!store.is_job_due(&due(1, 10_000)).await.unwrap());
}

pub(super) async fn who_has_lost_a_job_cannot_go_on(store: &dyn Store) {
    let world = World::stored(store).await;
    stored(store, &world, &[(1, queue(1))]).await;
    let first = claim(store, due(1, 100), 10).await.remove(0);
    assert!(held(store, &first).await);
    let second = claim(store, due(2, 130), 10).await.remove(0);
    assert!(!held(store, &first).await);
    let postponed = transact(store, first.clone(), |transaction, job| {
        Box::pin(async move { transaction.postpone_job(job, 1, 0).await })
    });
    assert!(!postponed.await.unwrap());
    assert!(held(store, &second).await);
    assert!(ended(store, &second).await);
    assert!(!held(store, &second).await);
    assert!(!ended(store, &first).await);
}

pub(super) async fn what_others_hold_nobody_holds_when_one_is_alone(store: &dyn Store) {
    let world = World::stored(store).await;
    stored(store, &world, &[(1, queue(1)), (2, queue(2))]).await;
    claim(store, due(1, 100), 1).await;
    let alone = JobsDue {
        alone: true,
        ..due(2, 101)
    };
    assert_eq!(claim(store, alone, 10).await.len(), 2);
    assert_eq!(claim(store, alone, 10).await, []);
    let released = transact(store, holder(2), |transaction, holder| {
        Box::pin(async move { transaction.release_jobs(*holder).await })
    });
    assert_eq!(released.await.unwrap(), 2);
    assert_eq!(claim(store, due(1, 101), 10).await.len(), 2);
}

/// Takes jobs and ends them until there are none; notes which, in the transaction that ends them.
async fn work(store: &dyn Store, by: u128, done: &Mutex<Vec<(JobQueue, FulfillmentId)>>) {
    while store.is_job_due(&due(by, 200)).await.unwrap() {
        for job in claim(store, due(by, 200), 3).await {
            if ended(store, &job).await {
                done.lock().unwrap().push((job.queue, job.fulfillment));
            }
        }
        tokio::task::yield_now().await;
    }
}

pub(super) async fn of_many_workers_each_job_is_done_by_one_in_order(store: &dyn Store) {
    let world = World::stored(store).await;
    let places: Vec<(u128, JobQueue)> =
        (1..=48).map(|number| (number, queue(number % 7))).collect();
    let jobs = stored(store, &world, &places).await;
    let done = Mutex::new(Vec::new());
    // Who finds nothing free goes before the others are done, so they are sent again until nothing is left.
    for _ in 0..50 {
        join_all((1..=6).map(|by| work(store, by, &done))).await;
        if done.lock().unwrap().len() == jobs.len() {
            break;
        }
    }
    let done = done.into_inner().unwrap();
    assert_eq!(done.len(), jobs.len());
    for number in 0..7 {
        let of = |list: &mut dyn Iterator<Item = (JobQueue, FulfillmentId)>| -> Vec<FulfillmentId> {
            list.filter(|(it, _)| *it == queue(number))
                .map(|(_, id)| id)
                .collect()
        };
        let expected = of(&mut jobs.iter().map(|job| (job.queue, job.fulfillment)));
        assert_eq!(of(&mut done.iter().copied()), expected, "queue {number}");
    }
}

pub(super) async fn jobs_that_arrive_while_others_end_are_not_forgotten(store: &dyn Store) {
    let world = World::stored(store).await;
    let done = Mutex::new(Vec::new());
    let arriving = (1..=24).map(|number| {
        let world = &world;
        async move {
            stored(store, world, &[(number, queue(number % 2))]).await;
        }
    });
    let working = async {
        for _ in 0..10_000 {
            work(store, 1, &done).await;
            if done.lock().unwrap().len() == 24 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    futures_util::future::join(join_all(arriving), working).await;
    assert_eq!(done.into_inner().unwrap().len(), 24);
}

pub(super) async fn an_order_ends_with_what_it_made_or_why_it_failed(store: &dyn Store) {
    let world = World::stored(store).await;
    let orders = [1, 2, 3].map(|number| {
        let mut order = fulfillment(world.id(), world.msp.id, number);
        order.failure = None;
        order.fulfillment.status = FulfillmentStatus::InProgress;
        order
    });
    given(store, orders.iter().map(Row::from)).await;
    let failure = Failure {
        code: 2003,
        message: "none left".to_owned(),
    };
    let end = |place: usize| OrderEnd {
        tenant: world.id().clone(),
        id: orders[place].fulfillment.id,
        made: None,
        failure: None,
        at: at(500),
    };
    let made = OrderEnd {
        made: Some(world.harbour.id),
        ..end(0)
    };
    let failed = OrderEnd {
        failure: Some(failure.clone()),
        ..end(1)
    };
    let outcome = transact(store, [made, failed, end(2)], |transaction, ends| {
        Box::pin(async move {
            let mut told = Vec::new();
            for end in ends {
                told.push(transaction.end_order(end).await?);
                told.push(transaction.end_order(end).await?);
                let found = transaction.find_fulfillment(&end.tenant, end.id).await?;
                assert!(found.unwrap().fulfillment.status.is_final());
            }
            Ok(told)
        })
    });
    let (yes, no) = (true, false);
    assert_eq!(outcome.await.unwrap(), [yes, no, yes, no, yes, no]);
    for (place, status, account, why) in [
        (0, FulfillmentStatus::Complete, Some(world.harbour.id), None),
        (1, FulfillmentStatus::Failed, None, Some(failure)),
        (2, FulfillmentStatus::Complete, None, None),
    ] {
        let whole = world.whole();
        let found = store.fulfillment(&whole, orders[place].fulfillment.id);
        let expected = FulfillmentDetail {
            fulfillment: Fulfillment {
                status,
                account,
                updated_at: at(500),
                ..orders[place].fulfillment.clone()
            },
            failure: why,
            ..orders[place].clone()
        };
        assert_eq!(found.await.unwrap(), Some(expected));
    }
    let report = store.check_counters(std::sync::Arc::new(|_, _| ()));
    let report = report.await.unwrap();
    assert_eq!(report.faults, 0, "{report:?}");
}

pub(super) async fn a_cancellation_and_a_worker_do_not_both_win(store: &dyn Store) {
    let world = World::stored(store).await;
    let places: Vec<(u128, JobQueue)> = (1..=40).map(|number| (number, queue(number))).collect();
    let jobs = stored(store, &world, &places).await;
    let cancelled = join_all(jobs.iter().map(|job| {
        transact(store, job.clone(), |transaction, job| {
            Box::pin(async move {
                transaction.end_job(job.fulfillment, job.queue).await?;
                let (from, to) = (FulfillmentStatus::Pending, FulfillmentStatus::Cancelled);
                let (tenant, id) = (&job.tenant, job.fulfillment);
                if transaction
                    .set_fulfillment_status(tenant, id, from, to, at(300))
                    .await?
                {
                    return Ok(id);
                }
                Err(StoreError::GivenUp)
            })
        })
    }));
    let started = join_all((1..=5).map(|by| {
        let claim = JobClaim {
            due: due(by, 200),
            until_micros: 1_000 * SECOND,
            limit: 8,
        };
        transact(store, claim, |transaction, claim| {
            Box::pin(async move {
                let taken = transaction.claim_jobs(claim).await?;
                for job in &taken {
                    let (from, to) = (FulfillmentStatus::Pending, FulfillmentStatus::InProgress);
                    let (tenant, id) = (&job.tenant, job.fulfillment);
                    let moved = transaction
                        .set_fulfillment_status(tenant, id, from, to, at(300))
                        .await?;
                    assert!(moved, "a job that can be taken is pending");
                }
                Ok(taken)
            })
        })
    }));
    let (cancelled, started) = futures_util::future::join(cancelled, started).await;
    let mut decided = Vec::new();
    for id in cancelled.into_iter().flatten() {
        decided.push((id, FulfillmentStatus::Cancelled));
    }
    for job in started.into_iter().flat_map(Result::unwrap) {
        decided.push((job.fulfillment, FulfillmentStatus::InProgress));
    }
    assert_eq!(decided.len(), jobs.len());
    for (id, status) in decided {
        let found = store.fulfillment(&world.whole(), id).await.unwrap();
        assert_eq!(found.unwrap().fulfillment.status, status);
    }
}

/// An order of that number, that action and that status, with that name.
fn named(
    world: &World,
    number: u128,
    action: FulfillmentAction,
    status: FulfillmentStatus,
    name: &str,
) -> FulfillmentDetail {
    let mut order = fulfillment(world.id(), world.msp.id, number);
    order.fulfillment.kind.action = action;
    order.fulfillment.status = status;
    order.fulfillment.external_account_id = Some(format!("account of {name}"));
    let is_create = action == FulfillmentAction::CreateAccount;
    let is_there = !is_create || status == FulfillmentStatus::Complete;
    order.fulfillment.account = is_there.then_some(world.harbour.id);
    order.request = serde_json::json!({ "externalId": name, "unknown": [1.0] }).to_string();
    order
}

async fn taken(store: &dyn Store, names: OrderNames) -> (bool, bool) {
    let found = transact(store, names, |transaction, names| {
        Box::pin(async move { transaction.find_taken(names).await })
    });
    let TakenNames { order, account } = found.await.unwrap();
    (order, account)
}

pub(super) async fn names_are_taken_below_a_partner_by_what_is_open_or_done(store: &dyn Store) {
    use FulfillmentAction::{AddService, CancelService, CreateAccount};
    use FulfillmentStatus::{Cancelled, Complete, Failed, InProgress, Pending};
    let world = World::stored(store).await;
    let mut number = 0;
    for (action, status, order_taken, account_taken) in [
        (CreateAccount, Pending, true, true),
        (CreateAccount, InProgress, true, true),
        (CreateAccount, Complete, true, false),
        (CreateAccount, Failed, false, false),
        (CreateAccount, Cancelled, false, false),
        (AddService, Pending, true, false),
        (AddService, Complete, true, false),
        (AddService, Failed, false, false),
        (CancelService, Pending, false, false),
        (CancelService, Complete, false, false),
    ] {
        number += 1;
        let name = format!("ORD-{number}");
        given(
            store,
            [Row::from(named(&world, number, action, status, &name))],
        )
        .await;
        for (root, sees) in [
            (world.msp.id, true),
            (world.aggregator.id, true),
            (world.reseller.id, false),
        ] {
            let names = OrderNames {
                tenant: world.id().clone(),
                root,
                order: Some(name.clone()),
                account: Some(format!("account of {name}")),
            };
            let expected = (order_taken && sees, account_taken && sees);
            assert_eq!(
                taken(store, names).await,
                expected,
                "{action} {status} {root}"
            );
        }
    }
    let of_account = |root| OrderNames {
        tenant: world.id().clone(),
        root,
        order: None,
        account: Some(world.harbour.external_reference.clone()),
    };
    assert_eq!(taken(store, of_account(world.msp.id)).await, (false, true));
    assert_eq!(
        taken(store, of_account(world.house.id)).await,
        (false, false)
    );
}

pub(super) async fn of_many_who_ask_for_a_name_one_gets_it(store: &dyn Store) {
    let world = World::stored(store).await;
    let asked = (1..=8).map(|number| {
        let status = FulfillmentStatus::Pending;
        let order = named(
            &world,
            number,
            FulfillmentAction::CreateAccount,
            status,
            "ORD-1",
        );
        let names = OrderNames {
            tenant: world.id().clone(),
            root: world.msp.id,
            order: Some("ORD-1".to_owned()),
            account: Some("account of ORD-1".to_owned()),
        };
        transact(store, (order, names), |transaction, (order, names)| {
            Box::pin(async move {
                let taken = transaction.find_taken(names).await?;
                if taken == TakenNames::default() {
                    transaction.insert_fulfillment(order).await?;
                }
                Ok(taken)
            })
        })
    });
    let answers = join_all(asked).await;
    let got = answers.into_iter().map(Result::unwrap);
    let got = got.filter(|taken| *taken == TakenNames::default());
    assert_eq!(got.count(), 1);
}

pub(super) async fn a_complete_order_is_found_by_its_name(store: &dyn Store) {
    use FulfillmentAction::{AddService, CancelService, CreateAccount};
    use FulfillmentStatus::{Complete, Pending};
    let world = World::stored(store).await;
    given(
        store,
        [
            named(&world, 1, CreateAccount, Complete, "made"),
            named(&world, 2, AddService, Complete, "added"),
            named(&world, 3, AddService, Pending, "open"),
            named(&world, 4, CancelService, Complete, "ended"),
        ]
        .map(Row::from),
    )
    .await;
    let found = async |root, account, name: &'static str| {
        let input = (root, account, name.to_owned());
        let found = transact(store, input, |transaction, (root, account, name)| {
            Box::pin(async move { transaction.find_order_named(*root, *account, name).await })
        });
        found.await.unwrap().map(|id| id.0.as_u128())
    };
    let (msp, harbour) = (world.msp.id, world.harbour.id);
    assert_eq!(found(msp, harbour, "made").await, Some(1));
    assert_eq!(found(world.aggregator.id, harbour, "added").await, Some(2));
    assert_eq!(found(msp, harbour, "open").await, None);
    assert_eq!(found(msp, harbour, "ended").await, None);
    assert_eq!(found(msp, world.school.id, "made").await, None);
    assert_eq!(found(world.house.id, harbour, "made").await, None);
}

pub(super) async fn lines_and_lineages_are_found(store: &dyn Store) {
    use OrganizationKind::{Aggregator, Customer, Distributor, Msp, Tenant};
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let lines = [1, 2].map(|number| subscription(world.harbour.id, number, 7));
    let beside = subscription(world.school.id, 3, 1);
    given(store, lines.iter().chain([&beside]).rev().map(Row::from)).await;
    let found = transact(store, world.harbour.id, |transaction, account| {
        Box::pin(async move { transaction.find_lines(*account).await })
    });
    assert_eq!(found.await.unwrap(), lines);
    let lineage = store.lineage(world.id(), world.harbour.id).await.unwrap();
    assert_eq!(
        lineage,
        [
            (world.harbour.id, Customer),
            (world.msp.id, Msp),
            (world.aggregator.id, Aggregator),
            (world.distributor.id, Distributor),
            (world.root.id, Tenant),
        ]
    );
    let foreign = store.lineage(stranger.id(), world.harbour.id).await;
    assert_eq!(foreign.unwrap(), []);
    let nothing = store.lineage(world.id(), organization_id(u64::MAX)).await;
    assert_eq!(nothing.unwrap(), []);
}

pub(super) async fn a_reseller_s_names_are_taken_below_an_organization(store: &dyn Store) {
    let world = World::stored(store).await;
    let theirs = Organization {
        name: "Lakeside Resale".to_owned(),
        external_reference: "RES-12".to_owned(),
        profile: Profile {
            contacts: vec![Contact {
                email: "Sales@Lakeside.example".to_owned(),
                ..Contact::default()
            }],
            ..Profile::default()
        },
        ..organization(
            world.id(),
            Some(world.distributor.id),
            OrganizationKind::Reseller,
            700,
        )
    };
    given(store, [Row::from(&theirs)]).await;
    let email = "sales@lakeside.example";
    let names = |root, reference: &str, name: &str, email: &str| ResellerNames {
        tenant: world.id().clone(),
        root,
        external_reference: reference.to_owned(),
        name: name.to_owned(),
        emails: vec!["nobody@example.com".to_owned(), email.to_owned()],
    };
    let (above, beside) = (world.distributor.id, world.msp.id);
    let (reference, name) = (
        theirs.external_reference.as_str(),
        theirs.name.to_uppercase(),
    );
    for (asked, expected) in [
        (names(above, "-", "-", "-"), (false, false, false)),
        (names(above, reference, "-", "-"), (true, false, false)),
        (names(above, "-", &name, "-"), (false, true, false)),
        (names(above, "-", "-", email), (false, false, true)),
        (
            names(theirs.id, reference, &name, email),
            (true, true, true),
        ),
        // Nobody is below that.
        (
            names(beside, reference, &name, email),
            (false, false, false),
        ),
    ] {
        let found = transact(store, asked, |transaction, asked| {
            Box::pin(async move { transaction.find_reseller_names(asked).await })
        });
        let taken = found.await.unwrap();
        let taken = (taken.external_reference, taken.name, taken.email);
        assert_eq!(taken, expected);
    }
}
