//! The fixed record in a PostgreSQL, and the use cases of several processes on it. They share a clock that stands still, so
//! only the store's own time passes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use landfall_control::{
    Clock, Control, ControlError, FleetTypes, LinkError, ManualClock, OwnerLink, PassedCommand,
    PassedReply, Question, Role, Settings,
    feed::LogKey,
    query::{
        Condition, Landing, Listing, Operator, PopNow, PopsAsked, Propagation, PropagationStatus,
        ServerField, ServerNow, Value,
    },
    secret::SealingKey,
};
use landfall_core::{
    id::{ServerId, Timestamp},
    model::{ServerProgress, View},
};
use landfall_demo::{Scale, ids, load};
use landfall_store::{
    Create,
    postgres::{Options, PostgresStore, testing::Cluster},
};
use tokio::task::JoinHandle;

pub(crate) struct Place {
    pub(crate) cluster: Cluster,
    pub(crate) clock: Arc<ManualClock>,
    sealing: SealingKey,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let cluster = Cluster::start();
        let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_700_000_000)));
        let sealing = SealingKey::random();
        let store = PostgresStore::open(&cluster.address(), Create::New, &Options::default())
            .await
            .unwrap();
        let loaded = load(&store, clock.as_ref(), &sealing, Scale::Fixtures);
        loaded.await.unwrap();
        Self {
            cluster,
            clock,
            sealing,
        }
    }

    pub(crate) async fn store(&self) -> PostgresStore {
        PostgresStore::open(&self.cluster.address(), Create::Never, &Options::default())
            .await
            .unwrap()
    }

    /// A process that has not begun to work.
    pub(crate) async fn process(&self) -> Control {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let store = Arc::new(self.store().await);
        Control::start(store, clock, &self.sealing, Settings::default())
            .await
            .unwrap()
    }

    pub(crate) async fn sql(&self, statement: &str) {
        let session = self.cluster.session().await;
        session.batch_execute(statement).await.unwrap();
    }

    /// Ends the lease without a word to its holder.
    pub(crate) async fn end_lease(&self) {
        self.sql("UPDATE landfall.lease SET expires_at = now() - interval '1 second'")
            .await;
    }
}

/// Lets a process work until the handle is aborted.
pub(crate) fn work(control: &Arc<Control>) -> JoinHandle<()> {
    tokio::spawn(Arc::clone(control).work(std::future::pending()))
}

/// Waits until a process has a part that will do.
pub(crate) async fn until(control: &Control, wanted: impl Fn(&Role) -> bool) -> Role {
    loop {
        let role = control.role();
        if wanted(&role) {
            return role;
        }
        tokio::task::yield_now().await;
    }
}

pub(crate) fn is_owner(role: &Role) -> bool {
    matches!(role, Role::Owner { .. })
}

/// What a process shows of a server.
pub(crate) async fn shown(control: &Control, id: ServerId) -> ServerNow {
    let listing = Listing {
        view: View::whole(ids::tenant()),
        conditions: vec![Condition {
            field: ServerField::Id,
            operator: Operator::Equal,
            values: vec![Value::Integer(i64::try_from(id.0).unwrap())],
        }],
        order: Vec::new(),
        after: None,
        limit: 1,
    };
    let page = control.page_of_servers(&listing).await.unwrap();
    page.items.into_iter().next().unwrap()
}

/// How many servers have landed the request that is on its way.
pub(crate) async fn landed(control: &Control) -> Result<u64, ControlError> {
    let account = ids::organization(ids::CUSTOMER);
    let status = control
        .propagation(
            &View::whole(ids::tenant()),
            account,
            ids::PROPAGATING_REQUEST,
        )
        .await?;
    match status {
        Some(PropagationStatus::HandedOver(propagation)) => Ok(propagation.done()),
        other => panic!("{other:?}"),
    }
}

/// The end of a lease while an answer is on its way.
pub(crate) struct Ending {
    pub(crate) url: String,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) reached: AtomicBool,
}

/// A way to another process in this one.
pub(crate) struct Across {
    pub(crate) owner: Arc<Control>,
    /// Whether the lease ends while the owner's answer is on its way.
    pub(crate) ends: Option<Ending>,
    /// Whether the answer to the next command is lost on its way.
    pub(crate) loses: AtomicBool,
}

#[async_trait]
impl OwnerLink for Across {
    async fn count(
        &self,
        address: &str,
        fencing: u64,
        question: &Question,
    ) -> Result<Option<Propagation>, LinkError> {
        assert_eq!(address, "the owner");
        let counted = self.owner.count_for_another(fencing, question);
        if let Some(ending) = &self.ends {
            let (client, connection) = tokio_postgres::connect(&ending.url, tokio_postgres::NoTls)
                .await
                .unwrap();
            tokio::spawn(connection);
            let taken =
                "UPDATE landfall.lease SET fencing = fencing + 1, holder = gen_random_uuid()";
            client.batch_execute(taken).await.unwrap();
            ending.clock.advance(6);
            ending.reached.store(true, Ordering::SeqCst);
        }
        Ok(counted)
    }

    async fn landing(
        &self,
        address: &str,
        fencing: u64,
        question: &Question,
    ) -> Result<Option<Landing>, LinkError> {
        assert_eq!(address, "the owner");
        Ok(self.owner.landing_for_another(fencing, question))
    }

    async fn pops(
        &self,
        address: &str,
        fencing: u64,
        asked: &PopsAsked,
    ) -> Result<Option<Vec<PopNow>>, LinkError> {
        assert_eq!(address, "the owner");
        Ok(self.owner.pops_for_another(fencing, asked))
    }

    async fn progress(
        &self,
        address: &str,
        fencing: u64,
        servers: &[ServerId],
    ) -> Result<Option<Vec<ServerProgress>>, LinkError> {
        assert_eq!(address, "the owner");
        Ok(self.owner.progress_for_another(fencing, servers))
    }

    async fn types(
        &self,
        address: &str,
        fencing: u64,
        fleets: &[LogKey],
    ) -> Result<Option<Vec<FleetTypes>>, LinkError> {
        assert_eq!(address, "the owner");
        Ok(self.owner.types_for_another(fencing, fleets))
    }

    async fn pass(
        &self,
        address: &str,
        fencing: u64,
        command: &PassedCommand,
    ) -> Result<Option<PassedReply>, LinkError> {
        assert_eq!(address, "the owner");
        let answer = self.owner.command_for_another(fencing, command.clone());
        let answer = answer.await;
        if self.loses.swap(false, Ordering::SeqCst) {
            return Err(LinkError("the connection broke".to_owned()));
        }
        Ok(answer)
    }
}
