//! The fixed record on either engine, and processes on it that come and go.

use std::{sync::Arc, time::Duration};

use landfall_control::{
    Clock, Control, ManualClock, Settings,
    access::Impersonation,
    command::{Author, Decider, DeployPlace, Refusal, Ruling, Submitted},
    secret::{SealingKey, hash},
};
use landfall_core::{
    id::{ClientKey, DeployRequestId, PolicyId, Revision, RuleId, UserId},
    model::{
        DeployRequest, DeployState, Environment, Freeze, Platform, Policy, PolicyState,
        PolicySummary, Release, Review, ReviewTimes, Rule, TenantSettings, Token, TokenFamily,
        TokenHolder, View,
    },
    rules::deploying::{Decision, NewSubmission},
};
use landfall_demo::{Scale, credentials::NATIVE_TOKEN, ids, load};
use landfall_store::{
    Create, Store, StoreError, Transaction,
    postgres::{Options, PostgresStore, testing::Cluster},
    sqlite::SqliteStore,
    write,
};
use tempfile::TempDir;

const TOKEN: &str = "a-token-of-the-rules";
/// Policies of account `0001` for `http_large`, locked.
pub(crate) const POLICIES: [u64; 3] = [700, 701, 702];

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
    pub(crate) store: Arc<dyn Store>,
}

impl Place {
    pub(crate) async fn new(engine: Engine) -> Self {
        let this = Self {
            home: match engine {
                Engine::Sqlite => Home::Folder(tempfile::tempdir().unwrap()),
                Engine::Postgres => Home::Cluster(Cluster::start()),
            },
            clock: Arc::new(ManualClock::at("2021-04-15T12:00:00Z".parse().unwrap())),
            sealing: SealingKey::random(),
        };
        let store = this.store(Create::New).await;
        let loaded = load(
            store.as_ref(),
            this.clock.as_ref(),
            &this.sealing,
            Scale::Fixtures,
        );
        loaded.await.unwrap();
        let (policies, token) = (POLICIES.map(policy), token());
        let given = write::<(), StoreError, _>(store.as_ref(), move |transaction| {
            let (policies, token) = (policies.clone(), token.clone());
            Box::pin(async move {
                for policy in &policies {
                    transaction.insert_policy(policy).await?;
                }
                transaction.insert_token(&token).await
            })
        });
        given.await.unwrap();
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

    /// A plain session with the database, beside all processes.
    pub(crate) async fn session(&self) -> tokio_postgres::Client {
        match &self.home {
            Home::Folder(_) => panic!("a file has no sessions"),
            Home::Cluster(cluster) => cluster.session().await,
        }
    }

    /// A process, which does not work yet. On SQLite the one before has to be gone.
    pub(crate) async fn process(&self) -> Process {
        let store = self.store(Create::Never).await;
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let control = Control::start(
            Arc::clone(&store),
            clock,
            &self.sealing,
            Settings::default(),
        );
        let control = Arc::new(control.await.unwrap());
        Process { control, store }
    }
}

impl Process {
    /// Who writes the rules of account `0001`.
    pub(crate) async fn author(&self) -> Author {
        let family = TokenFamily::Rulesv4Bearer;
        let caller = self.control.bearer(family, TOKEN).await.unwrap().unwrap();
        let named = Impersonation::default();
        let acting = self.control.acting_for(&caller, &named).await.unwrap();
        Author::new(&caller, acting.unwrap(), None).unwrap()
    }

    pub(crate) async fn submit(&self, new: NewSubmission) -> Result<Submitted, Refusal> {
        self.control.submit(self.author().await, new).await
    }

    /// Stores a request and leaves it there, as a process does that dies at once.
    pub(crate) async fn accept(&self, new: &NewSubmission) -> DeployPlace {
        let author = self.author().await;
        let submitted = self.control.accept(&author, new).await.unwrap();
        assert!(!submitted.replayed);
        place(submitted.id)
    }

    /// Somebody else than the submitter.
    pub(crate) async fn reviewer(&self) -> Decider {
        let caller = self.control.native_bearer(NATIVE_TOKEN).await.unwrap();
        let decider = self.control.decider(&caller.unwrap(), None).await.unwrap();
        decider.unwrap()
    }

    pub(crate) async fn decide(
        &self,
        id: DeployRequestId,
        decision: Decision,
    ) -> Result<(), Refusal> {
        let by = self.reviewer().await;
        let ruling = Ruling::new(decision, Some("because".to_owned())).unwrap();
        self.control.decide(&by, place(id), ruling).await
    }

    pub(crate) async fn request(&self, id: DeployRequestId) -> (DeployRequest, Vec<Release>) {
        let (view, account) = (View::whole(ids::tenant()), ids::organization(ids::CUSTOMER));
        let found = self.store.deploy_request(&view, account, id).await;
        found.unwrap().unwrap()
    }

    pub(crate) async fn state(&self, id: DeployRequestId) -> DeployState {
        self.request(id).await.0.state
    }

    pub(crate) async fn states(&self, id: DeployRequestId) -> Vec<DeployState> {
        let history = self.request(id).await.0.history;
        history.iter().map(|step| step.state).collect()
    }

    /// Where the log of `http_large` in that environment ends.
    pub(crate) async fn head(&self, environment: Environment) -> Revision {
        let logs = self.store.fleet().await.unwrap().logs;
        let mut logs = logs
            .iter()
            .filter(|log| (log.platform, log.environment) == (Platform::HttpLarge, environment));
        logs.next().unwrap().head
    }

    /// Waits until a request is in a state.
    pub(crate) async fn until(&self, id: DeployRequestId, state: DeployState) {
        let waiting = async {
            while self.state(id).await != state {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_mins(1), waiting).await;
        waited.unwrap_or_else(|_| panic!("{id} never became {state}"));
    }

    pub(crate) async fn review(&self, within: Option<u32>) {
        self.write(move |transaction| {
            Box::pin(async move {
                let account = ids::organization(ids::CUSTOMER);
                let review = Review {
                    tenant: ids::tenant(),
                    account,
                    environment: Environment::Production,
                    within: within.unwrap_or(14_400),
                };
                transaction.set_review(&review).await
            })
        })
        .await;
    }

    /// Has the requests of every account reviewed in production.
    pub(crate) async fn review_all(&self, within: u32) {
        self.write(move |transaction| {
            Box::pin(async move {
                let tenant = transaction.find_tenant(&ids::tenant()).await?.unwrap();
                let settings = TenantSettings {
                    review: ReviewTimes {
                        production: Some(within),
                        staging: None,
                    },
                    ..tenant.settings
                };
                assert!(
                    transaction
                        .set_tenant_settings(&tenant.id, &settings)
                        .await?
                );
                Ok(())
            })
        })
        .await;
    }

    pub(crate) async fn freeze(&self, reason: &'static str) {
        let since = self.control.clock().now();
        self.write(move |transaction| {
            Box::pin(async move {
                let freeze = Freeze {
                    tenant: ids::tenant(),
                    platform: Platform::HttpLarge,
                    environment: Environment::Production,
                    reason: reason.to_owned(),
                    since,
                };
                assert!(transaction.insert_freeze(&freeze).await?);
                Ok(())
            })
        })
        .await;
    }

    pub(crate) async fn thaw(&self) {
        self.write(|transaction| {
            Box::pin(async move {
                let (platform, environment) = (Platform::HttpLarge, Environment::Production);
                let tenant = ids::tenant();
                let thawed = transaction.delete_freeze(&tenant, platform, environment);
                assert!(thawed.await?);
                Ok(())
            })
        })
        .await;
    }

    async fn write<F>(&self, work: F)
    where
        F: for<'t> Fn(
                &'t mut dyn Transaction,
            ) -> futures_util::future::BoxFuture<'t, Result<(), StoreError>>
            + Send
            + Sync
            + 'static,
    {
        write(self.store.as_ref(), work).await.unwrap();
    }
}

/// A submit to production.
pub(crate) fn production(policy: u64) -> NewSubmission {
    NewSubmission {
        policy: PolicyId(policy),
        environment: Environment::Production,
        message: "spring release".to_owned(),
    }
}

pub(crate) fn place(id: DeployRequestId) -> DeployPlace {
    DeployPlace {
        tenant: ids::tenant(),
        account: ids::organization(ids::CUSTOMER),
        id,
    }
}

fn policy(number: u64) -> Policy {
    let at = "2021-04-15T11:00:00Z".parse().unwrap();
    Policy {
        summary: PolicySummary {
            id: PolicyId(number),
            tenant: ids::tenant(),
            account: ids::organization(ids::CUSTOMER),
            name: format!("shop front {number}"),
            description: None,
            state: PolicyState::Locked,
            platform: Platform::HttpLarge,
            created_at: at,
            updated_at: at,
        },
        rules: vec![Rule {
            id: RuleId(900_000 + number),
            name: None,
            description: Some(String::new()),
            matches:
                r#"[{"type":"match.always","features":[{"type":"feature.comment","value":"x"}]}]"#
                    .to_owned(),
            created_at: at,
            updated_at: at,
        }],
        history: Vec::new(),
    }
}

fn token() -> Token {
    Token {
        family: TokenFamily::Rulesv4Bearer,
        hash: hash(TOKEN.as_bytes()),
        tenant: ids::tenant(),
        holder: TokenHolder::Client(ClientKey(1)),
        issued_at: "2021-04-15T11:00:00Z".parse().unwrap(),
        expires_at: None,
        revoked_at: None,
    }
}

/// Landfall itself.
pub(crate) const SYSTEM: UserId = UserId::SYSTEM;
