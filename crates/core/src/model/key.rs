//! Keys of the installation, as the store holds them: sealed under a key that is not in the store.

use crate::id::Timestamp;

text_enum! {
    /// What a key is for.
    KeyPurpose, "key purpose" {
        /// Ed25519: signs the entries of change logs.
        ChangeSigning = "change-signing",
        /// HMAC-SHA-256: signs session cookies and derives their CSRF values.
        SessionSigning = "session-signing",
    }
}

/// A key of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// Its number; the newest of a purpose is used.
    pub id: u64,
    /// What it is for.
    pub purpose: KeyPurpose,
    /// The public half, when there is one.
    pub public: Vec<u8>,
    /// The secret half, encrypted and authenticated.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}
