//! The record of a measurement: made by the product's own commands but for the servers, whose enrolment one by one would take
//! minutes. They and their credentials are written straight into the store, as enrolment writes them.

use std::fs;
use std::path::{Path, PathBuf};

use landfall_control::secret::{KeyRing, SealingKey, Secret};
use landfall_core::{
    id::{Cursor, PopId, ServerId, TenantId, Timestamp},
    model::{Environment, Placement, Platform, Pop, Server, ServerCredential, ServerMembership},
};
use landfall_store::{AdminReads as _, Create, StoreError, sqlite::SqliteStore, write};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::receivers::{Pinned, Pinning};
use crate::bench::full::{Customers, Landfall, text};
use crate::error::Error;

pub(super) const NAME: &str = "record";
/// The tenant.
pub(super) const TENANT: &str = "sample";
/// How many POPs there are.
const POPS: u64 = 70;
/// How many accounts.
const ACCOUNTS: u64 = 120;
/// How many servers are written at a time.
const AT_A_TIME: usize = 1_000;
const CLIENT: &str = "bench";
const EMAIL: &str = "bench@sample.example";

/// A record with a fleet that was never connected.
pub(super) struct Record {
    folder: TempDir,
    /// The accounts' numbers.
    pub(super) accounts: Vec<String>,
    /// A bearer token of a client that may do everything in rulesv4.
    pub(super) rulesv4: String,
    /// The same for reading in the native API.
    pub(super) native: String,
    /// A token for the status calls of the first account.
    pub(super) tok: String,
    /// What the servers know.
    pub(super) pinning: Pinning,
}

impl Record {
    /// Makes it, with so many servers of `http_large` in production.
    pub(super) async fn make(landfall: &Landfall, servers: u64) -> Result<Self, Error> {
        let folder = tempfile::tempdir().map_err(Error::process(NAME))?;
        let data = folder.path().join("data");
        let lines = folder.path().join("record.ndjson");
        let data_text = text(&data);
        landfall
            .run("init", &["init", "--empty", "--data", data_text])
            .await?;
        let number = ACCOUNTS.to_string();
        let generate = [
            "generate",
            "--customers",
            &number,
            "--fulfillments",
            "1",
            "--tenant",
            TENANT,
            "--output",
            text(&lines),
        ];
        landfall.run("generate", &generate).await?;
        let customers = Customers::read(&lines)?;
        let accounts: Vec<String> = customers.account.iter().map(ToString::to_string).collect();
        let user = json!({ "user": {
            "id": 900_001, "uuid": "00000000-0000-4000-8000-000000900002", "tenant": TENANT, "email": EMAIL,
            "name": "Bench", "created_at": "2025-12-31T00:00:00Z",
        } });
        let mut all = fs::read_to_string(&lines).map_err(Error::reading(&lines))?;
        all.push_str(&user.to_string());
        all.push('\n');
        fs::write(&lines, all)?;
        landfall
            .run("import", &["import", text(&lines), "--data", data_text])
            .await?;
        let first = accounts.first().cloned();
        let first = first.ok_or_else(|| Error::process(NAME)("there is no account"))?;
        let create = [
            "client",
            "create",
            CLIENT,
            "--tenant",
            TENANT,
            "--grant",
            "rulesv4=write",
            "--grant",
            "native=read",
            "--data",
            data_text,
        ];
        landfall.run("client create", &create).await?;
        let token = async |holder: [&str; 4]| {
            let mut arguments = vec!["token", "create", "--tenant", TENANT, "--data", data_text];
            arguments.extend(holder);
            let done = landfall.run("token create", &arguments).await?;
            let shown = done
                .said
                .get("token")
                .and_then(Value::as_str)
                .map(str::to_owned);
            shown.ok_or_else(|| Error::process("token create")("it shows no token"))
        };
        let record = Self {
            rulesv4: token(["--client", CLIENT, "--dialect", "rulesv4-bearer"]).await?,
            native: token(["--client", CLIENT, "--dialect", "native"]).await?,
            tok: token(["--user", EMAIL, "--account", &first]).await?,
            pinning: fleet(&data, servers).await?,
            accounts,
            folder,
        };
        record.keep_pinning()?;
        Ok(record)
    }

    /// The data folder.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What receivers read.
    pub(super) fn pinning_file(&self) -> PathBuf {
        self.folder.path().join("servers.json")
    }

    /// The folder in which receivers keep their cursors.
    pub(super) fn kept(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Writes what receivers read.
    pub(super) fn keep_pinning(&self) -> Result<(), Error> {
        Ok(fs::write(
            self.pinning_file(),
            serde_json::to_vec(&self.pinning)?,
        )?)
    }
}

/// The store of a data folder, for this process alone, and its keys.
pub(super) async fn opened(data: &Path) -> Result<(SqliteStore, KeyRing), Error> {
    let failed = |error: &dyn std::fmt::Display| Error::process(NAME)(error.to_string());
    let store = SqliteStore::open(&data.join("landfall.db"), Create::Never)
        .map_err(|error| failed(&error))?;
    let file = data.join("sealing.key");
    let sealing = fs::read_to_string(&file).map_err(Error::reading(&file))?;
    let sealing = SealingKey::from_text(&sealing).map_err(|error| failed(&error))?;
    let keys = store.keys().await.map_err(|error| failed(&error))?;
    let keys = KeyRing::open(&keys, &sealing).map_err(|error| failed(&error))?;
    Ok((store, keys))
}

/// Writes POPs and servers.
async fn fleet(data: &Path, servers: u64) -> Result<Pinning, Error> {
    let failed = |error: StoreError| Error::process(NAME)(error.to_string());
    let (store, keys) = opened(data).await?;
    let tenant: TenantId = TENANT
        .parse()
        .map_err(|_| Error::process(NAME)("the tenant's name"))?;
    let mut key = [0; 32];
    key.copy_from_slice(keys.change_public());
    let mut pinning = Pinning {
        tenant: tenant.clone(),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
        key: (keys.change_number(), key),
        certificate: None,
        servers: Vec::new(),
    };
    let pops: Vec<Pop> = (1..=POPS).map(|number| pop(&tenant, number)).collect();
    let made = write(&store, move |transaction| {
        let pops = pops.clone();
        Box::pin(async move {
            for pop in &pops {
                transaction.insert_pop(pop).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    made.await.map_err(failed)?;
    let numbers: Vec<u64> = (1..=servers).collect();
    for some in numbers.chunks(AT_A_TIME) {
        let mut rows = Vec::new();
        for number in some {
            let (id, secret) = (ServerId(*number), Secret::random());
            let pop = PopId(1 + number % POPS);
            rows.push((server(&pinning, id, pop), secret.hash()));
            pinning.servers.push(Pinned {
                id,
                pop,
                credential: secret.reveal().to_owned(),
            });
        }
        let written = write(&store, move |transaction| {
            let rows = rows.clone();
            Box::pin(async move {
                for (server, hash) in &rows {
                    transaction.insert_server(server).await?;
                    let credential = ServerCredential {
                        hash: *hash,
                        server: server.id,
                        created_at: Timestamp::from_seconds(0),
                        revoked_at: None,
                    };
                    transaction.insert_server_credential(&credential).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        written.await.map_err(failed)?;
    }
    Ok(pinning)
}

fn pop(tenant: &TenantId, number: u64) -> Pop {
    Pop {
        id: PopId(number),
        tenant: tenant.clone(),
        region: "Europe".to_owned(),
        place: format!("Place {number}"),
        code: format!("P{number:02}"),
        latitude: 0.0,
        longitude: 0.0,
        position: u32::try_from(number).unwrap_or(u32::MAX),
    }
}

fn server(pinning: &Pinning, id: ServerId, pop: PopId) -> Server {
    Server {
        id,
        tenant: pinning.tenant.clone(),
        name: format!("edge-{id}"),
        placement: Placement {
            pop,
            platform: pinning.platform,
            environment: pinning.environment,
        },
        membership: ServerMembership::Joining,
        cursor: Cursor::default(),
        counted: Cursor::default(),
        last_seen_at: None,
    }
}
