//! The key by which processes of one installation know each other. It is derived from a key that the store keeps sealed, so
//! every process that can open the store's keys has it, and nobody has to hand it out.

use ring::{hkdf, hmac};

use super::Hash;

/// Keeps this key apart from everything else that is derived from the same one.
const PURPOSE: &[&[u8]] = &[b"landfall calls between processes 1"];

/// A key for calls between the processes of one installation.
#[derive(Clone)]
pub struct PeerKey(hmac::Key);

impl PeerKey {
    /// The key of the installation with that secret.
    pub fn derived(secret: &[u8]) -> Self {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"landfall");
        let derived = salt.extract(secret);
        let key = derived
            .expand(PURPOSE, hmac::HMAC_SHA256)
            .expect("a key of the hash's own length can be derived");
        Self(hmac::Key::from(key))
    }

    /// The mark of a text: HMAC-SHA-256.
    pub fn sign(&self, text: &[u8]) -> Hash {
        let mut mark = [0; 32];
        mark.copy_from_slice(hmac::sign(&self.0, text).as_ref());
        mark
    }

    /// Whether the mark is that text's, in a time that tells nothing about where it differs.
    pub fn verify(&self, text: &[u8], mark: &[u8]) -> bool {
        hmac::verify(&self.0, text, mark).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_good_for_its_text_and_key_only() {
        let (ours, theirs) = (PeerKey::derived(&[1; 32]), PeerKey::derived(&[2; 32]));
        let mark = ours.sign(b"text");
        assert!(PeerKey::derived(&[1; 32]).verify(b"text", &mark));
        assert!(!ours.verify(b"Text", &mark));
        assert!(!theirs.verify(b"text", &mark));
        assert!(!ours.verify(b"text", &mark[..31]));
        let plain = hmac::Key::new(hmac::HMAC_SHA256, &[1; 32]);
        assert!(hmac::verify(&plain, b"text", &mark).is_err());
    }
}
