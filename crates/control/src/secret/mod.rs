//! Secrets: making them, hashing them, comparing them, and keeping the installation's keys sealed.

mod keys;
mod password;
mod peer;
mod token;

pub(crate) use keys::new_key;
pub use keys::{KeyRing, SealingKey};
pub use password::Passwords;
pub use peer::PeerKey;
pub use token::{Hash, Secret, equal, hash, random_bytes};
