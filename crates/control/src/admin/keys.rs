//! The keys that every installation has.

use landfall_core::model::{KeyPurpose, SealedKey};

use crate::{
    Clock,
    secret::{SealingKey, new_key},
};

/// One new key of each purpose, sealed.
pub fn new_installation_keys(sealing: &SealingKey, clock: &dyn Clock) -> Vec<SealedKey> {
    KeyPurpose::ALL
        .iter()
        .zip(1..)
        .map(|(&purpose, id)| new_key(id, purpose, sealing, clock.now()))
        .collect()
}
