//! The lines of the file.

use std::collections::BTreeMap;

use landfall_agent::{
    Identity,
    state::{Digest, PublicKey},
};
use landfall_core::{
    id::{AccountNumber, Cursor, LogId, PopId, Revision, ServerId, TenantId},
    model::{Environment, Placement, Platform},
};
use serde::{Deserialize, Serialize};

use super::Kept;
use crate::{Failed, State};

/// What a line says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record {
    /// A server was enrolled.
    Server(ServerRecord),
    /// Where a server stands.
    State(StateRecord),
    /// A server is not simulated any more.
    Gone(ServerId),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ServerRecord {
    id: ServerId,
    name: String,
    tenant: TenantId,
    pop: PopId,
    platform: Platform,
    environment: Environment,
    credential: String,
    keys: BTreeMap<u64, String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StateRecord {
    id: ServerId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    log: Option<LogId>,
    cursor: Cursor,
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    unswept: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    keys: BTreeMap<u64, String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    failed: Vec<FailedRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
struct FailedRecord {
    account: AccountNumber,
    running: Revision,
    wanted: Revision,
    reason: String,
}

fn shown<'a>(keys: impl IntoIterator<Item = (&'a u64, &'a PublicKey)>) -> BTreeMap<u64, String> {
    let keys = keys.into_iter();
    keys.map(|(number, key)| (*number, Digest(*key).to_string()))
        .collect()
}

fn read(keys: BTreeMap<u64, String>) -> Option<Vec<(u64, PublicKey)>> {
    let keys = keys.into_iter();
    keys.map(|(number, key)| Some((number, key.parse::<Digest>().ok()?.0)))
        .collect()
}

impl ServerRecord {
    /// The server, which stands nowhere yet.
    pub(super) fn into_kept(self) -> Option<Kept> {
        let identity = Identity {
            server: self.id,
            tenant: self.tenant,
            placement: Placement {
                pop: self.pop,
                platform: self.platform,
                environment: self.environment,
            },
            credential: self.credential,
            keys: read(self.keys)?,
        };
        Some(Kept {
            identity,
            name: self.name,
            state: State::default(),
        })
    }
}

impl StateRecord {
    pub(super) fn into_state(self) -> Option<(ServerId, State)> {
        let failed = self.failed.into_iter();
        let state = State {
            log: self.log,
            cursor: self.cursor,
            unswept: self.unswept,
            keys: read(self.keys)?.into_iter().collect(),
            failed: failed
                .map(|one| {
                    let failed = Failed {
                        running: one.running,
                        wanted: one.wanted,
                        reason: one.reason,
                    };
                    (one.account, failed)
                })
                .collect(),
        };
        Some((self.id, state))
    }
}

/// The line that says who a server is.
pub(super) fn server_line(kept: &Kept) -> String {
    let identity = &kept.identity;
    line(&Record::Server(ServerRecord {
        id: identity.server,
        name: kept.name.clone(),
        tenant: identity.tenant.clone(),
        pop: identity.placement.pop,
        platform: identity.placement.platform,
        environment: identity.placement.environment,
        credential: identity.credential.clone(),
        keys: shown(identity.keys.iter().map(|(number, key)| (number, key))),
    }))
}

/// The line that says where a server stands.
pub(crate) fn state_line(id: ServerId, state: &State) -> String {
    line(&Record::State(StateRecord {
        id,
        log: state.log,
        cursor: state.cursor,
        unswept: state.unswept,
        keys: shown(&state.keys),
        failed: (state.failed.iter())
            .map(|(account, failed)| FailedRecord {
                account: account.clone(),
                running: failed.running,
                wanted: failed.wanted,
                reason: failed.reason.clone(),
            })
            .collect(),
    }))
}

/// The line that says that a server is not simulated any more.
pub(super) fn gone_line(id: ServerId) -> String {
    line(&Record::Gone(id))
}

fn line(record: &Record) -> String {
    let text =
        serde_json::to_string(record).expect("texts, numbers and maps by number can be written");
    let sum = checksum(text.as_bytes());
    format!("{sum} {text}\n")
}

/// Reads a line without its line feed; none if it is not whole.
pub(super) fn read_line(line: &[u8]) -> Option<Record> {
    let (sum, text) = line.split_at_checked(16)?;
    let text = text.strip_prefix(b" ")?;
    if sum != checksum(text).as_bytes() {
        return None;
    }
    serde_json::from_slice(text).ok()
}

fn checksum(text: &[u8]) -> String {
    blake3::hash(text).to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use landfall_core::id::Epoch;

    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written_or_not_at_all() {
        let state = State {
            log: Some(LogId(uuid::Uuid::from_u128(7))),
            cursor: Cursor {
                epoch: Epoch(2),
                revision: Revision(9),
            },
            unswept: true,
            keys: [(3, [9; 32])].into(),
            failed: [(
                AccountNumber::from_value(1),
                Failed {
                    running: Revision(4),
                    wanted: Revision(8),
                    reason: "no \"module\"\n".to_owned(),
                },
            )]
            .into(),
        };
        let line = state_line(ServerId(5), &state);
        let whole = line.strip_suffix('\n').unwrap().as_bytes();
        let Some(Record::State(read)) = read_line(whole) else {
            panic!("{line}");
        };
        assert_eq!(read.into_state(), Some((ServerId(5), state)));
        for cut in 0..whole.len() {
            assert!(read_line(&whole[..cut]).is_none(), "{cut}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.to_vec();
            changed[at] ^= 1;
            assert!(read_line(&changed).is_none(), "{at}");
        }
    }
}
