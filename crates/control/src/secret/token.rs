//! Random secrets, and the hashes by which the store knows them.
//!
//! What Landfall makes up itself has 256 random bits, so a plain SHA-256 keeps it: there is nothing to guess. Passwords, which
//! people choose, are kept by [`super::Passwords`].

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
};

/// SHA-256 of a secret.
pub type Hash = [u8; 32];

/// A secret in the clear: shown once, never printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new secret of 256 random bits, in characters that need no escaping anywhere.
    pub fn random() -> Self {
        let bytes: [u8; 32] = random_bytes();
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A secret that is known from elsewhere.
    pub fn known(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one who is to have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps.
    pub fn hash(&self) -> Hash {
        hash(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Random bytes from the system.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system gives random bytes");
    bytes
}

/// SHA-256 of `bytes`.
pub fn hash(bytes: &[u8]) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// Whether two byte strings are equal, in a time that tells nothing about where they differ.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).fold(0, |difference, (a, b)| {
            std::hint::black_box(difference | (a ^ b))
        }) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_do_not_print() {
        let (one, other) = (Secret::random(), Secret::random());
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), 43);
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    proptest::proptest! {
        #[test]
        fn equality_is_equality(left: Vec<u8>, right: Vec<u8>) {
            proptest::prop_assert!(equal(&left, &left.clone()));
            proptest::prop_assert_eq!(equal(&left, &right), left == right);
        }
    }
}
