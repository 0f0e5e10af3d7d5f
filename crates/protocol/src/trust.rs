//! Whether a change is what it says: the keys and the place that were pinned when the server was enrolled decide, never
//! anything that came over the stream.

use landfall_core::{
    id::{Cursor, LogId, TenantId},
    model::Placement,
};

use crate::{Change, ReadyKeys, digest, ready, signed_bytes};

/// What a server believes.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Its tenant.
    pub tenant: TenantId,
    /// Its place.
    pub placement: Placement,
    /// The public keys (Ed25519) whose signatures count, by number.
    pub keys: Vec<(u64, [u8; 32])>,
}

/// Why a change is not believed. None of it was unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// It is of another tenant, platform or environment, or for other POPs.
    #[error("the change is for other servers than this one")]
    NotForThisServer,
    /// It is of another log than the stream, or of a later epoch.
    #[error("the change is of another log or a later epoch than the stream")]
    AnotherLog,
    /// It is not behind the one before: replayed or out of order.
    #[error("the change's revision is not behind the one before")]
    NotNext,
    /// The number of a key that is not pinned.
    #[error("the change is signed with key {0}, which this server does not know")]
    UnknownKey(u64),
    /// The signature is not that key's over these members.
    #[error("the change's signature is not good")]
    Signature,
    /// The payload is not the one that was signed.
    #[error("the change's payload does not have the signed digest")]
    Digest,
}

impl Trust {
    /// Checks a change that came in a stream of `log`, behind `last`: for whom it is, its order, its signature, its digest.
    pub fn check(&self, change: &Change, log: LogId, last: Cursor) -> Result<(), Distrust> {
        self.check_by(change, log, last, ready::verify)
    }

    /// The same for one of many changes: keys that sign many of them are made ready, which changes nothing but what a check costs.
    pub fn check_one_of_many(
        &self,
        change: &Change,
        log: LogId,
        last: Cursor,
        keys: &ReadyKeys,
    ) -> Result<(), Distrust> {
        let verify = |key: &_, message: &_, signature: &_| keys.verify(key, message, signature);
        self.check_by(change, log, last, verify)
    }

    fn check_by(
        &self,
        change: &Change,
        log: LogId,
        last: Cursor,
        verify: impl FnOnce(&[u8; 32], &[u8], &[u8; 64]) -> bool,
    ) -> Result<(), Distrust> {
        let ours = change.tenant == self.tenant
            && change.platform == self.placement.platform
            && change.environment == self.placement.environment
            && change.is_for(self.placement.pop);
        if !ours {
            return Err(Distrust::NotForThisServer);
        }
        if change.log != log || change.epoch > last.epoch {
            return Err(Distrust::AnotherLog);
        }
        if change.revision <= last.revision {
            return Err(Distrust::NotNext);
        }
        let key = self.keys.iter().find(|(number, _)| *number == change.key);
        let (_, key) = key.ok_or(Distrust::UnknownKey(change.key))?;
        if !verify(key, &signed_bytes(change), &change.signature) {
            return Err(Distrust::Signature);
        }
        let good = match change.digest {
            Some(expected) => digest(&change.payload) == expected,
            None => change.payload.is_empty(),
        };
        if good { Ok(()) } else { Err(Distrust::Digest) }
    }
}
