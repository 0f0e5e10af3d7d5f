//! What the signature of a change covers, and making one.

use landfall_core::{
    id::AccountNumber,
    model::{Environment, Platform},
};
use ring::signature::Ed25519KeyPair;

use crate::Change;

/// Keeps these signatures apart from everything else that such a key may sign; a change of the layout is a new number.
const DOMAIN: &[u8] = b"landfall change 1";

/// The bytes that the signature of a change covers: everything but the key's number, the signature and the payload, which the
/// digest stands for. Each member is preceded by its length, so that no two changes have the same bytes.
pub fn signed_bytes(change: &Change) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    let mut member = |member: &[u8]| {
        bytes.extend_from_slice(&(member.len() as u64).to_be_bytes());
        bytes.extend_from_slice(member);
    };
    member(DOMAIN);
    member(change.tenant.as_str().as_bytes());
    member(Platform::as_str(change.platform).as_bytes());
    member(Environment::as_str(change.environment).as_bytes());
    member(change.log.0.as_bytes());
    member(&change.epoch.0.to_be_bytes());
    member(&change.revision.0.to_be_bytes());
    member(AccountNumber::as_str(&change.slot).as_bytes());
    member(&change.generation.0.to_be_bytes());
    match &change.pops {
        None => member(&[]),
        Some(pops) => {
            let mut list = vec![1];
            list.extend(pops.iter().flat_map(|pop| pop.0.to_be_bytes()));
            member(&list);
        }
    }
    member(change.digest.as_ref().map_or(&[][..], |digest| digest));
    bytes
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
