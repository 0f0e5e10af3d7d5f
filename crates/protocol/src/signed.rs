//! What the signature of a change covers: the core says it, for a change as it travels.

use landfall_core::rules::log::{self, SignedEntry};
use ring::signature::Ed25519KeyPair;

use crate::Change;

/// The bytes that the signature of a change covers: everything but the key's number, the signature and the payload, which the
/// digest stands for ([`log::signed_bytes`]).
pub fn signed_bytes(change: &Change) -> Vec<u8> {
    log::signed_bytes(&SignedEntry {
        tenant: &change.tenant,
        platform: change.platform,
        environment: change.environment,
        log: change.log,
        epoch: change.epoch,
        revision: change.revision,
        slot: &change.slot,
        generation: change.generation,
        pops: change.pops.as_deref(),
        digest: change.digest.as_ref(),
    })
}

/// The digest of a payload as it travels: BLAKE3, so that a receiver can check it before it unpacks anything.
pub fn digest(payload: &[u8]) -> [u8; 32] {
    blake3::hash(payload).into()
}

/// The signature of a change whose other members are set.
pub fn sign(change: &Change, key: &Ed25519KeyPair) -> [u8; 64] {
    let mut signature = [0; 64];
    signature.copy_from_slice(key.sign(&signed_bytes(change)).as_ref());
    signature
}
