//! One entry of a log as it travels: everything that its signature covers, the signature, and the payload.

use bytes::Bytes;
use landfall_core::{
    id::{AccountNumber, Epoch, Generation, LogId, PopId, Revision, TenantId},
    model::{Environment, Platform},
};

use crate::{
    limits,
    wire::{Malformed, Reader, Writer},
};

/// One entry of a log. It stands for itself: who has it can check it without knowing how it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The tenant.
    pub tenant: TenantId,
    /// The platform whose servers it is for.
    pub platform: Platform,
    /// Which fleet of the platform.
    pub environment: Environment,
    /// The log.
    pub log: LogId,
    /// The epoch in which it was appended; never above that of the stream it comes in.
    pub epoch: Epoch,
    /// Its number in the log.
    pub revision: Revision,
    /// The account whose rules it changes.
    pub slot: AccountNumber,
    /// The hand-over it belongs to.
    pub generation: Generation,
    /// The POPs it is for; none for all.
    pub pops: Option<Vec<PopId>>,
    /// BLAKE3 of the payload as it travels; none for a tombstone, which clears the slot.
    pub digest: Option<[u8; 32]>,
    /// The number of the key that signed it.
    pub key: u64,
    /// Ed25519 over [`signed_bytes`](crate::signed_bytes).
    pub signature: [u8; 64],
    /// The payload, compressed with zstd; empty for a tombstone.
    pub payload: Bytes,
}

impl Change {
    /// Whether it is for the servers of a POP.
    pub fn is_for(&self, pop: PopId) -> bool {
        self.pops.as_ref().is_none_or(|pops| pops.contains(&pop))
    }

    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        let change = Self {
            tenant: reader.tenant()?,
            platform: reader.platform()?,
            environment: reader.environment()?,
            log: reader.log()?,
            epoch: Epoch(reader.number_u32("epoch")?),
            revision: reader.revision("revision")?,
            slot: reader.slot()?,
            generation: Generation(reader.number("generation")?),
            pops: if reader.flag("POPs")? {
                Some(reader.list("POPs", limits::POPS, Reader::pop)?)
            } else {
                None
            },
            digest: if reader.flag("digest")? {
                Some(reader.array("digest")?)
            } else {
                None
            },
            key: reader.number("key")?,
            signature: reader.array("signature")?,
            payload: reader.bytes("payload", limits::PAYLOAD)?,
        };
        if change.digest.is_none() && !change.payload.is_empty() {
            return Err(Malformed::Invalid("payload"));
        }
        Ok(change)
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.tenant(&self.tenant);
        writer.platform(self.platform);
        writer.environment(self.environment);
        writer.log(self.log);
        writer.number(self.epoch.0.into());
        writer.number(self.revision.0);
        writer.slot(&self.slot);
        writer.number(self.generation.0);
        writer.flag(self.pops.is_some());
        if let Some(pops) = &self.pops {
            writer.list(pops, |writer, pop| writer.number(pop.0));
        }
        writer.flag(self.digest.is_some());
        if let Some(digest) = &self.digest {
            writer.array(digest);
        }
        writer.number(self.key);
        writer.array(&self.signature);
        writer.bytes(&self.payload);
    }
}
