//! A new server, and a log with a policy of every account.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use landfall_control::log::{NewEntry, Packed, entry};
use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision, Timestamp},
    model::LogHead,
};
use landfall_store::{StoreError, write};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::pass::ms;
use super::super::policies::Load;
use super::super::receivers::{Kind, Order, Said, Work};
use super::super::record::{self, Record};
use super::super::run::Bench;
use super::super::sides::{PATIENCE, Product, Secured, id_of, receiving};
use crate::bench::full::{text, without_settings};
use crate::bench::procfs;
use crate::error::Error;

/// Entries that are written at a time.
const AT_A_TIME: u64 = 1_000;
const NAME: &str = "landfall agent";

/// How it went.
#[derive(Debug, Clone, Serialize)]
pub(in crate::bench::landing) struct CaughtUp {
    pub(in crate::bench::landing) accounts: u64,
    /// Bytes of payload.
    pub(in crate::bench::landing) bytes: u64,
    /// A receiver that checks every change and keeps its cursor.
    pub(in crate::bench::landing) receiver_ms: f64,
    /// The product's own agent, until its files are there and its state is on the disk.
    pub(in crate::bench::landing) agent_ms: f64,
    /// One more change of 2 KiB then, from its submission until the agent has its state on the disk.
    pub(in crate::bench::landing) change_ms: f64,
    /// CPU time of the control plane for both, and of the agent.
    pub(in crate::bench::landing) cpu_ms: f64,
    pub(in crate::bench::landing) agent_cpu_ms: f64,
    /// The agent's resident memory afterwards.
    pub(in crate::bench::landing) agent_kib: u64,
}

/// Measures. The control plane has its core; receiver and agent take what the machine has, that core as well.
pub(in crate::bench::landing) async fn catch_up(
    bench: &Bench<'_>,
    accounts: u64,
) -> Result<CaughtUp, Error> {
    eprintln!("catching up: writing {accounts} entries");
    // The second one is the agent's.
    let mut record = Record::make(bench.landfall, 2).await?;
    fill(&record, accounts).await?;
    let agent = record.pinning.servers.split_off(1);
    record.keep_pinning()?;
    let mut product = Product::start(bench.landfall, bench.placement, record, Secured::No).await?;
    eprintln!("catching up: a receiver");
    let begun = Instant::now();
    let order = Order {
        at: product.address(),
        servers: 1,
        kind: Kind::Feed(product.record.pinning_file()),
        work: Work::CheckAndKeep(product.record.kept()),
        ready: true,
    };
    let mut receiver = receiving(Some(bench.placement), &order).await?;
    let bytes = loop {
        match receiver.hear(PATIENCE).await? {
            Said::Reached(revision, _, bytes) if revision >= accounts => break bytes,
            Said::Failed(reason) => return Err(Error::process("receivers")(reason)),
            _ => {}
        }
    };
    let receiver_ms = ms(begun.elapsed());
    receiver.stop().await?;
    eprintln!("catching up: an agent");
    let folder = tempfile::tempdir().map_err(Error::process(NAME))?;
    let pinned = agent
        .first()
        .ok_or_else(|| Error::process(NAME)("there is no server"))?;
    let pinning = &product.record.pinning;
    let file = folder.path().join("agent.toml");
    let (state, files) = (folder.path().join("state"), folder.path().join("files"));
    let credential = folder.path().join("credential");
    fs::create_dir(&files)?;
    write_private(&credential, &pinned.credential)?;
    let public = hexadecimal(&pinning.key.1);
    let (number, port) = (pinning.key.0, product.address().port());
    let configuration = format!(
        "state = {}\n[server]\nid = {}\ntenant = \"{}\"\nplatform = \"http_large\"\nenvironment = \"production\"\npop = {}\n\
         credential = {}\n[control_plane]\nhost = \"127.0.0.1\"\nport = {port}\nplaintext = true\n\
         [[key]]\nnumber = {number}\npublic = \"{public}\"\n[files]\nfolder = {}\n[log]\nlevel = \"warn\"\n",
        json!(state),
        pinned.id,
        pinning.tenant,
        pinned.pop,
        json!(credential),
        json!(files),
    );
    fs::write(&file, configuration)?;
    let mut command = bench.placement.everywhere(&bench.landfall.0);
    without_settings(&mut command);
    command.args(["agent", "run", text(&file)]);
    command.stdin(Stdio::null()).kill_on_drop(true);
    let begun = Instant::now();
    let mut running = command.spawn().map_err(Error::process(NAME))?;
    let process = running
        .id()
        .ok_or_else(|| Error::process(NAME)("it ended"))?;
    while !has_reached(&state.join("status.json"), accounts) {
        if begun.elapsed() > 2 * PATIENCE {
            return Err(Error::process(NAME)("it does not catch up"));
        }
        if let Some(ended) = running.try_wait().map_err(Error::process(NAME))? {
            return Err(Error::process(NAME)(format!("it ended: {ended}")));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let agent_ms = ms(begun.elapsed());
    let agent_cpu_ms = ms(procfs::cpu_time(process)?);
    let policy = product.lock(0, Load::Incompressible(2_048)).await?;
    let submission = product.submission(0, &policy);
    let mut submitting = product.another().await?;
    let begun = Instant::now();
    let answer = submitting.ask(&submission).await;
    id_of(&answer.map_err(Error::answer("submit"))?)?;
    while !is_at(&state.join("state"), accounts + 1) {
        if begun.elapsed() > PATIENCE {
            return Err(Error::process(NAME)("it does not take one more change"));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let change_ms = ms(begun.elapsed());
    let caught_up = CaughtUp {
        accounts,
        bytes,
        receiver_ms,
        agent_ms,
        cpu_ms: ms(procfs::cpu_time(product.server.id)?),
        change_ms,
        agent_cpu_ms,
        agent_kib: procfs::resident_kib(process)?,
    };
    running.kill().await.map_err(Error::process(NAME))?;
    product.stop().await?;
    Ok(caught_up)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn has_reached(status: &Path, accounts: u64) -> bool {
    let text = fs::read(status).unwrap_or_default();
    let status: Value = serde_json::from_slice(&text).unwrap_or_default();
    find(&status, "revision")
        .and_then(Value::as_u64)
        .is_some_and(|at| at >= accounts)
        && find(&status, "accounts")
            .and_then(Value::as_u64)
            .is_some_and(|count| count >= accounts)
}

/// Whether a state file says this revision: at its end, where the last round has added it, or at its beginning.
fn is_at(file: &Path, revision: u64) -> bool {
    let ends = || {
        let mut file = fs::File::open(file)?;
        let (mut head, mut tail) = ([0; 256], [0; 1_024]);
        let first = file.read(&mut head)?;
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(length.saturating_sub(1_024)))?;
        let last = file.read(&mut tail)?;
        std::io::Result::Ok([&head[..first], b"\n", &tail[..last]].concat())
    };
    let text = ends().unwrap_or_default();
    let line = format!("cursor 1 {revision}");
    String::from_utf8_lossy(&text)
        .lines()
        .any(|one| one == line)
}

fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let Value::Object(members) = value else {
        return None;
    };
    let inside = || members.values().find_map(|member| find(member, name));
    members.get(name).or_else(inside)
}

fn write_private(file: &Path, text: &str) -> Result<(), Error> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    Ok(file.write_all(text.as_bytes())?)
}

/// Appends an entry of every account.
async fn fill(record: &Record, accounts: u64) -> Result<(), Error> {
    let failed = |error: StoreError| Error::process(record::NAME)(error.to_string());
    let (store, keys) = record::opened(&record.data()).await?;
    let log = LogHead {
        id: LogId(Uuid::new_v4()),
        tenant: record.pinning.tenant.clone(),
        platform: record.pinning.platform,
        environment: record.pinning.environment,
        epoch: Epoch(1),
        head: Revision(0),
        floor: Revision(0),
    };
    let new = log.clone();
    let made = write(&store, move |transaction| {
        let new = new.clone();
        Box::pin(async move { transaction.insert_log(&new).await })
    });
    made.await.map_err(failed)?;
    for first in (1..=accounts).step_by(usize::try_from(AT_A_TIME).unwrap_or(1)) {
        let mut changes = Vec::new();
        for revision in first..(first + AT_A_TIME).min(accounts + 1) {
            let slot = AccountNumber::from_value(revision);
            let payload = Packed::new(document(&slot, revision).as_bytes());
            let new = NewEntry {
                slot,
                generation: Generation(1),
                pops: None,
                payload: Some(payload.map_err(Error::process(record::NAME))?),
                at: Timestamp::from_seconds(0),
            };
            let end = Cursor {
                epoch: log.epoch,
                revision: Revision(revision - 1),
            };
            changes.push(entry(&keys, &log, end, &new));
        }
        let log = log.id;
        let written = write(&store, move |transaction| {
            let changes = changes.clone();
            Box::pin(async move {
                transaction.lock_log(log).await?;
                for change in &changes {
                    transaction.append_change(change).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        written.await.map_err(failed)?;
    }
    Ok(())
}

/// A small policy, as most accounts have one.
fn document(slot: &AccountNumber, number: u64) -> String {
    let host = format!("www.customer-{number}.example");
    json!({
        "format": 1,
        "account": slot,
        "policy": { "id": number, "name": format!("Policy {number}"), "platform": "http_large", "rules": [
            { "id": number, "matches": [{ "type": "match.request.request-scheme.literal", "value": "http", "features": [
                { "type": "feature.url.url-redirect", "code": "301", "source": format!("/80{slot}/shop/(.*)"),
                  "destination": "https://%{host}/$1" }] }] },
            { "id": number + 1_000_000, "matches": [{ "type": "match.url.url-path.wildcard", "value": format!("/80{slot}/shop/images/*"),
                "features": [{ "type": "feature.caching.external-max-age", "value": 7, "units": "days" }] }] },
        ] },
        "sites": [{ "id": number, "origin": "shop", "upstreams": [], "hostnames": [host] }],
    })
    .to_string()
}
