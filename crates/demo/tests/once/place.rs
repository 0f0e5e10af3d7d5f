//! The fixed record on either engine, processes on it, and a write that can be counted.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use landfall_control::{
    Clock, Control, ControlError, ManualClock, Settings,
    once::{Answer, Answered, Repeatable},
    secret::SealingKey,
};
use landfall_core::{
    id::EventId,
    model::{Actor, Dialect, NewEvent, ResourceKind},
    rules::once::OncePolicy,
};
use landfall_demo::{Scale, load};
use landfall_store::{
    Create, Store,
    postgres::{Options, PostgresStore, testing::Cluster},
    sqlite::SqliteStore,
};
use tempfile::TempDir;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

enum Home {
    Folder(TempDir),
    Cluster(Cluster),
}

/// A record that outlives the processes on it.
pub(crate) struct Place {
    home: Home,
    pub(crate) clock: Arc<ManualClock>,
    sealing: SealingKey,
}

/// A process.
pub(crate) struct Process {
    pub(crate) control: Arc<Control>,
    store: Arc<dyn Store>,
}

/// What the counted write answers.
#[derive(Clone)]
pub(crate) enum Outcome {
    /// That status.
    Status(u16),
    /// A fault, so many times, and 201 from then on.
    Faults(Arc<AtomicU16>),
}

impl Place {
    pub(crate) async fn new(engine: Engine) -> Self {
        let this = Self {
            home: match engine {
                Engine::Sqlite => Home::Folder(tempfile::tempdir().unwrap()),
                Engine::Postgres => Home::Cluster(Cluster::start()),
            },
            clock: Arc::new(ManualClock::at("2026-03-02T10:00:00Z".parse().unwrap())),
            sealing: SealingKey::random(),
        };
        let store = this.store(Create::New).await;
        let clock = this.clock.as_ref();
        let loaded = load(store.as_ref(), clock, &this.sealing, Scale::Fixtures);
        loaded.await.unwrap();
        this
    }

    async fn store(&self, create: Create) -> Arc<dyn Store> {
        match &self.home {
            Home::Folder(folder) => {
                let path = folder.path().join("landfall.db");
                Arc::new(SqliteStore::open(&path, create).unwrap())
            }
            Home::Cluster(cluster) => {
                let options = Options::default();
                let address = cluster.address();
                let store = PostgresStore::open(&address, create, &options);
                Arc::new(store.await.unwrap())
            }
        }
    }

    /// A process. On SQLite the one before has to be gone.
    pub(crate) async fn process(&self) -> Process {
        let store = self.store(Create::Never).await;
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let settings = Settings::default();
        let control = Control::start(Arc::clone(&store), clock, &self.sealing, settings);
        Process {
            control: Arc::new(control.await.unwrap()),
            store,
        }
    }
}

impl Process {
    /// Makes a call that leaves one event behind when it is carried out.
    pub(crate) async fn call(
        &self,
        call: &Repeatable,
        outcome: Outcome,
    ) -> Result<Answered, ControlError> {
        let at_micros = self.control.clock().micros();
        let answered = self.control.once(call, move |transaction| {
            let outcome = outcome.clone();
            Box::pin(async move {
                let number = transaction.next_number("counted").await?;
                let status = match &outcome {
                    Outcome::Status(status) => *status,
                    Outcome::Faults(left) => {
                        let one_less = |left: u16| left.checked_sub(1);
                        let order = Ordering::SeqCst;
                        if left.fetch_update(order, order, one_less).is_ok() {
                            return Err(ControlError::Unavailable("a fault".to_owned()));
                        }
                        201
                    }
                };
                let event = NewEvent {
                    id: EventId(uuid::Uuid::from_u128(number.into())),
                    tenant: None,
                    organization: None,
                    actor: Actor::System,
                    kind: "counted",
                    resource: ResourceKind::Store,
                    resource_id: number.to_string(),
                    detail: "{}".to_owned(),
                    correlation_id: None,
                    request_id: None,
                    at_micros,
                };
                transaction.append_event(&event).await?;
                Ok(Answer {
                    status,
                    body: format!("number {number}").into_bytes(),
                })
            })
        });
        answered.await
    }

    /// How often calls have been carried out and kept.
    pub(crate) async fn count(&self) -> usize {
        let events = self.store.events(0, 1000).await.unwrap();
        events
            .iter()
            .filter(|event| event.kind == "counted")
            .count()
    }
}

/// A call of that name with that body.
pub(crate) fn call(policy: &'static OncePolicy, name: &str, body: &str) -> Repeatable {
    let name = [name.as_bytes()];
    Repeatable::new(policy, Dialect::Vipmp, "7", &name, body.as_bytes())
}

/// The same with the two ids of vipmp.
pub(crate) fn call_with_ids(
    policy: &'static OncePolicy,
    path: &str,
    correlation: &str,
    request: Option<&str>,
) -> Repeatable {
    let name = [path.as_bytes(), correlation.as_bytes()];
    Repeatable::new(policy, Dialect::Vipmp, "7", &name, b"{}")
        .with_ids(correlation.to_owned(), request.map(str::to_owned))
}

pub(crate) const GOOD: Outcome = Outcome::Status(201);

/// The body of a call that was carried out now, or that was before.
pub(crate) fn body(answered: &Answered) -> (bool, String) {
    let (now, answer) = match answered {
        Answered::Now(answer) => (true, answer),
        Answered::Before(answer) => (false, answer),
        other => panic!("{other:?}"),
    };
    assert_eq!(answer.status, 201);
    (now, String::from_utf8(answer.body.clone()).unwrap())
}
