//! Making entries of change logs: a payload is packed once, before anything is locked; the entry gets its place when the log's
//! end is known and kept, and is signed last.

use std::sync::Arc;

use landfall_core::{
    id::{AccountNumber, Cursor, Generation, PopId, Timestamp},
    model::{Change, LogHead},
    rules::log::{MAX_DOCUMENT, MAX_PACKED},
};

use crate::{ControlError, secret::KeyRing};

/// How hard zstd tries: its own default, at which it is still far faster than the disk.
const LEVEL: i32 = 3;

/// A payload as it travels. Copies share the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    bytes: Arc<[u8]>,
    digest: [u8; 32],
}

impl Packed {
    /// Packs a document. Takes some milliseconds for a large one: not for a thread that serves, nor while a log is locked.
    pub fn new(document: &[u8]) -> Result<Self, ControlError> {
        let too_long = |length, most, how| {
            ControlError::Invalid(format!(
                "the policy and the sites of its account are {length} bytes{how}; a change carries at most {most}"
            ))
        };
        if document.len() > MAX_DOCUMENT {
            return Err(too_long(document.len(), MAX_DOCUMENT, ""));
        }
        let bytes: Arc<[u8]> = zstd::bulk::compress(document, LEVEL)
            .map_err(|error| ControlError::Internal(format!("a payload was not packed: {error}")))?
            .into();
        if bytes.len() > MAX_PACKED {
            return Err(too_long(bytes.len(), MAX_PACKED, ", packed"));
        }
        Ok(Self {
            digest: *blake3::hash(&bytes).as_bytes(),
            bytes,
        })
    }

    /// The packed bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// BLAKE3 of the packed bytes.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// What an entry is to say, before it has a place in its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The account.
    pub slot: AccountNumber,
    /// The hand-over that it belongs to.
    pub generation: Generation,
    /// The POPs it is for; none for all.
    pub pops: Option<Vec<PopId>>,
    /// What it carries; none for a tombstone.
    pub payload: Option<Packed>,
    /// Now.
    pub at: Timestamp,
}

/// The entry behind `end`, where the log ends and is [kept](landfall_store::DeployWrites::lock_log) until the entry is
/// appended; signed.
pub fn entry(keys: &KeyRing, log: &LogHead, end: Cursor, new: &NewEntry) -> Change {
    let payload = new.payload.as_ref();
    let pops = new.pops.clone().map(|mut pops| {
        // A set: one order for one set, so that it is signed and compared as one.
        pops.sort_unstable();
        pops.dedup();
        pops
    });
    let unsigned = Change {
        log: log.id,
        epoch: end.epoch,
        revision: end.revision.next(),
        slot: new.slot.clone(),
        generation: new.generation,
        pops,
        digest: payload.map(|payload| payload.digest),
        payload: payload.map_or_else(Vec::new, |payload| payload.bytes.to_vec()),
        signature: [0; 64],
        key: 0,
        created_at: new.at,
    };
    keys.sign_change(log, unsigned)
}

#[cfg(test)]
mod tests {
    use landfall_core::{
        id::{Epoch, LogId, Revision},
        model::{ChangeKind, Environment, KeyPurpose, Platform},
        rules::log::{SignedEntry, signed_bytes},
    };
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;
    use crate::secret::{SealingKey, new_key};

    fn log() -> LogHead {
        LogHead {
            id: LogId(uuid::Uuid::from_u128(7)),
            tenant: "acme".parse().unwrap(),
            platform: Platform::HttpLarge,
            environment: Environment::Production,
            epoch: Epoch(3),
            head: Revision(40),
            floor: Revision(0),
        }
    }

    fn keys() -> KeyRing {
        let sealing = SealingKey::random();
        let now = Timestamp::from_seconds(0);
        let keys = [
            new_key(1, KeyPurpose::ChangeSigning, &sealing, now),
            new_key(2, KeyPurpose::SessionSigning, &sealing, now),
            new_key(5, KeyPurpose::ChangeSigning, &sealing, now),
        ];
        KeyRing::open(&keys, &sealing).unwrap()
    }

    fn new(payload: Option<Packed>) -> NewEntry {
        NewEntry {
            slot: "0001".parse().unwrap(),
            generation: Generation(9),
            pops: Some([3, 1, 3].map(PopId).to_vec()),
            payload,
            at: Timestamp::from_seconds(90),
        }
    }

    fn end() -> Cursor {
        Cursor {
            epoch: Epoch(3),
            revision: Revision(41),
        }
    }

    fn verifies(keys: &KeyRing, log: &LogHead, change: &Change) -> bool {
        let signed = signed_bytes(&SignedEntry::of(log, change));
        let key = UnparsedPublicKey::new(&ED25519, keys.change_public());
        key.verify(&signed, &change.signature).is_ok()
    }

    #[test]
    fn an_entry_stands_behind_the_end_of_its_log_and_names_a_set() {
        let change = entry(&keys(), &log(), end(), &new(None));
        assert_eq!((change.epoch, change.revision), (Epoch(3), Revision(42)));
        assert_eq!(change.pops, Some(vec![PopId(1), PopId(3)]));
        assert_eq!(change.kind(), ChangeKind::Tombstone);
        assert_eq!(change.key, 5, "the newest key signs");
    }

    #[test]
    fn a_signature_is_good_for_its_entry_and_for_no_other() {
        let (keys, log) = (keys(), log());
        let packed = Packed::new(br#"{"a":1}"#).unwrap();
        let good = entry(&keys, &log, end(), &new(Some(packed)));
        assert!(verifies(&keys, &log, &good));
        let spoilt = |spoil: fn(&mut Change)| {
            let mut change = good.clone();
            spoil(&mut change);
            assert_ne!(change, good);
            verifies(&keys, &log, &change)
        };
        assert!(!spoilt(|it| it.log = LogId(uuid::Uuid::from_u128(8))));
        assert!(!spoilt(|it| it.epoch.0 += 1));
        assert!(!spoilt(|it| it.revision.0 += 1));
        assert!(!spoilt(|it| it.slot = "0002".parse().unwrap()));
        assert!(!spoilt(|it| it.generation.0 += 1));
        assert!(!spoilt(|it| it.pops = None));
        assert!(!spoilt(|it| it.pops = Some(vec![PopId(1)])));
        assert!(!spoilt(|it| it.digest = None));
        assert!(!spoilt(|it| it.digest = Some([1; 32])));
        assert!(!spoilt(|it| it.signature[0] ^= 1));
        let elsewhere = [
            LogHead {
                tenant: "other".parse().unwrap(),
                ..log.clone()
            },
            LogHead {
                platform: Platform::Adn,
                ..log.clone()
            },
            LogHead {
                environment: Environment::Staging,
                ..log.clone()
            },
        ];
        for log in elsewhere {
            assert!(!verifies(&keys, &log, &good), "{log:?}");
        }
    }

    #[test]
    fn the_digest_is_of_the_packed_bytes_so_that_it_is_checked_before_unpacking() {
        let document = "\"shop front\",".repeat(5_000);
        let packed = Packed::new(document.as_bytes()).unwrap();
        assert_eq!(packed.digest(), blake3::hash(packed.bytes()).as_bytes());
        assert!(packed.bytes().len() < document.len() / 10);
        let unpacked = zstd::bulk::decompress(packed.bytes(), MAX_DOCUMENT).unwrap();
        assert_eq!(unpacked, document.as_bytes());
    }

    #[test]
    fn what_is_too_long_is_refused_before_and_after_packing() {
        let noise = |length| {
            let mut noise = vec![0; length];
            blake3::Hasher::new().finalize_xof().fill(&mut noise);
            noise
        };
        // Ten mebibytes of rules, however little they can be compressed.
        assert!(Packed::new(&noise(10 << 20)).is_ok());
        for (document, how) in [
            (noise(MAX_PACKED), "bytes, packed"),
            (vec![0; MAX_DOCUMENT + 1], "bytes; a change"),
        ] {
            let refused = Packed::new(&document).unwrap_err();
            assert!(matches!(refused, ControlError::Invalid(_)));
            assert!(refused.to_string().contains(how), "{refused}");
        }
    }

    #[test]
    fn a_payload_that_unpacks_to_more_than_the_bound_is_refused_there() {
        let bomb = zstd::bulk::compress(&vec![0; MAX_DOCUMENT + 1], LEVEL).unwrap();
        assert!(bomb.len() < 100_000);
        assert!(zstd::bulk::decompress(&bomb, MAX_DOCUMENT).is_err());
    }
}
