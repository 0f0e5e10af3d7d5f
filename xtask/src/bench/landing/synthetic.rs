//! A change as Landfall sends it, for those that are compared with Landfall: so that their receivers do the same work.

use bytes::Bytes;
use landfall_core::{
    id::{Cursor, Epoch, Generation, LogId, PopId, Revision, TenantId},
    model::{Environment, Placement, Platform},
};
use landfall_protocol::{Change, Down, Trust, digest, sign};
use ring::signature::{Ed25519KeyPair, KeyPair as _};

/// Of a key that signs nothing else.
const SEED: [u8; 32] = [7; 32];
const KEY: u64 = 1;
/// The log of these changes.
pub(super) const LOG: LogId = LogId(uuid::Uuid::from_u128(0x4c6f_6721));
const EPOCH: Epoch = Epoch(1);

fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&SEED).expect("any 32 bytes are a seed")
}

fn tenant() -> TenantId {
    "bench".parse().expect("it is a name")
}

fn placement() -> Placement {
    Placement {
        pop: PopId(1),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

/// What a receiver of these changes believes.
pub(super) fn trust() -> Trust {
    let mut public = [0; 32];
    public.copy_from_slice(key().public_key().as_ref());
    Trust {
        tenant: tenant(),
        placement: placement(),
        keys: vec![(KEY, public)],
    }
}

/// Where a receiver begins.
pub(super) fn start() -> Cursor {
    Cursor {
        epoch: EPOCH,
        revision: Revision(0),
    }
}

/// A signed change with a payload of that many random bytes, as a message of the feed.
pub(super) fn message(revision: u64, bytes: usize) -> Bytes {
    let mut payload = vec![0; bytes];
    fastrand::Rng::with_seed(revision).fill(&mut payload);
    let placement = placement();
    let mut change = Change {
        tenant: tenant(),
        platform: placement.platform,
        environment: placement.environment,
        log: LOG,
        epoch: EPOCH,
        revision: Revision(revision),
        slot: "0001".parse().expect("it is an account's number"),
        generation: Generation(revision),
        pops: None,
        digest: Some(digest(&payload)),
        key: KEY,
        signature: [0; 64],
        payload: payload.into(),
    };
    change.signature = sign(&change, &key());
    Down::Change(change).encode()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_passes_the_check_and_a_flipped_bit_does_not() {
        let read = |message: Vec<u8>| match Down::decode(message.into()).unwrap() {
            Down::Change(change) => change,
            other => panic!("{other:?}"),
        };
        let good = message(1, 2_048).to_vec();
        assert_eq!(trust().check(&read(good.clone()), LOG, start()), Ok(()));
        let mut bad = good;
        *bad.last_mut().unwrap() ^= 1;
        assert!(trust().check(&read(bad), LOG, start()).is_err());
    }
}
