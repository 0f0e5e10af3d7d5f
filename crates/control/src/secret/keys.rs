//! The installation's keys. The store holds them sealed under a key that it does not hold itself, so a copy of the store
//! alone signs nothing.

use landfall_core::{
    id::Timestamp,
    model::{Change, KeyPurpose, LogHead, SealedKey},
    rules::log::{SignedEntry, signed_bytes},
};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};

use super::{PeerKey, random_bytes};
use crate::ControlError;

/// The key under which the others are sealed: 32 bytes from a file or a credential.
pub struct SealingKey([u8; 32]);

impl SealingKey {
    /// A new one.
    pub fn random() -> Self {
        Self(random_bytes())
    }

    /// Reads the text form: 64 hexadecimal digits, surrounding white space aside.
    pub fn from_text(text: &str) -> Result<Self, ControlError> {
        let malformed =
            || ControlError::Invalid("the sealing key must be 64 hexadecimal digits".to_owned());
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
            return Err(malformed());
        }
        let mut key = [0; 32];
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| malformed())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| malformed())?;
        }
        Ok(Self(key))
    }

    /// The text form, to be kept in a file that only the service may read.
    pub fn to_text(&self) -> String {
        use std::fmt::Write;
        let mut text = String::with_capacity(65);
        for byte in self.0 {
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\n');
        text
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.0).expect("the key has 32 bytes");
        LessSafeKey::new(key)
    }

    /// Seals `secret`: a random nonce, then the ciphertext, bound to what the key is for.
    fn seal(&self, purpose: KeyPurpose, secret: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = secret.to_vec();
        self.cipher()
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(purpose.as_str()),
                &mut sealed,
            )
            .expect("a key is far shorter than the cipher's limit");
        [nonce.as_slice(), &sealed].concat()
    }

    fn open(&self, key: &SealedKey) -> Result<Vec<u8>, ControlError> {
        let wrong = || {
            ControlError::Invalid(format!(
                "the {} key of this store cannot be opened: the sealing key is not the one it was made with",
                key.purpose
            ))
        };
        let (nonce, ciphertext) = key.sealed.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let mut secret = ciphertext.to_vec();
        let opened = self
            .cipher()
            .open_in_place(nonce, Aad::from(key.purpose.as_str()), &mut secret)
            .map_err(|_| wrong())?;
        Ok(opened.to_vec())
    }
}

/// Makes a key and seals it.
pub(crate) fn new_key(
    id: u64,
    purpose: KeyPurpose,
    sealing: &SealingKey,
    now: Timestamp,
) -> SealedKey {
    let (public, secret) = match purpose {
        KeyPurpose::ChangeSigning => {
            let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
                .expect("the system gives random bytes");
            let pair = Ed25519KeyPair::from_pkcs8(document.as_ref())
                .expect("a key that was just made can be read");
            (
                pair.public_key().as_ref().to_vec(),
                document.as_ref().to_vec(),
            )
        }
        KeyPurpose::SessionSigning => (Vec::new(), random_bytes::<32>().to_vec()),
    };
    SealedKey {
        id,
        purpose,
        public,
        sealed: sealing.seal(purpose, &secret),
        created_at: now,
    }
}

/// The installation's keys, opened.
pub struct KeyRing {
    /// Signs session cookies and derives their CSRF values.
    pub(crate) session: hmac::Key,
    /// By which processes of this installation know each other.
    pub(crate) peer: PeerKey,
    /// Signs the entries of change logs.
    change: Ed25519KeyPair,
    /// Its number, which the entries name.
    change_number: u64,
}

impl KeyRing {
    /// Opens the newest key of each purpose.
    pub fn open(keys: &[SealedKey], sealing: &SealingKey) -> Result<Self, ControlError> {
        let newest = |purpose| {
            let key = keys.iter().rev().find(|key| key.purpose == purpose);
            let key = key.ok_or_else(|| {
                ControlError::Internal(format!("this store has no {purpose} key"))
            })?;
            Ok::<_, ControlError>((sealing.open(key)?, key.id))
        };
        let (session, _) = newest(KeyPurpose::SessionSigning)?;
        let (change, change_number) = newest(KeyPurpose::ChangeSigning)?;
        Ok(Self {
            peer: PeerKey::derived(&session),
            session: hmac::Key::new(hmac::HMAC_SHA256, &session),
            change: Ed25519KeyPair::from_pkcs8(&change)
                .map_err(|_| ControlError::Internal("the change-signing key is damaged".into()))?,
            change_number,
        })
    }

    /// The key that signs changes, as servers pin it: its number and its public half.
    pub fn change_key(&self) -> (u64, Vec<u8>) {
        (self.change_number, self.change_public().to_vec())
    }

    /// The public half of the key that signs changes: servers pin it when they enrol.
    pub fn change_public(&self) -> &[u8] {
        self.change.public_key().as_ref()
    }

    /// The number of that key.
    pub fn change_number(&self) -> u64 {
        self.change_number
    }

    /// Signs an entry of `log`; what it had for a signature and a key's number before is replaced.
    #[must_use]
    pub fn sign_change(&self, log: &LogHead, mut change: Change) -> Change {
        change.key = self.change_number;
        let signed = signed_bytes(&SignedEntry::of(log, &change));
        change
            .signature
            .copy_from_slice(self.change.sign(&signed).as_ref());
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(sealing: &SealingKey) -> Vec<SealedKey> {
        let now = Timestamp::from_seconds(0);
        vec![
            new_key(1, KeyPurpose::ChangeSigning, sealing, now),
            new_key(2, KeyPurpose::SessionSigning, sealing, now),
        ]
    }

    #[test]
    fn keys_open_with_the_key_that_sealed_them_only() {
        let sealing = SealingKey::random();
        let keys = pair(&sealing);
        let ring = KeyRing::open(&keys, &sealing).unwrap();
        assert_eq!(ring.change_public(), keys[0].public);
        assert!(KeyRing::open(&keys, &SealingKey::random()).is_err());
        assert!(KeyRing::open(&keys[..1], &sealing).is_err());
    }

    #[test]
    fn a_sealed_key_cannot_serve_another_purpose() {
        let sealing = SealingKey::random();
        let mut keys = pair(&sealing);
        keys[0].purpose = KeyPurpose::SessionSigning;
        keys[1].purpose = KeyPurpose::ChangeSigning;
        assert!(KeyRing::open(&keys, &sealing).is_err());
    }

    #[test]
    fn the_text_form_survives() {
        let sealing = SealingKey::random();
        assert_eq!(
            SealingKey::from_text(&sealing.to_text()).unwrap().0,
            sealing.0
        );
        for bad in ["", "00", &"g".repeat(64), &"+1".repeat(32)] {
            assert!(
                SealingKey::from_text(bad).is_err() || bad.starts_with('+'),
                "{bad}"
            );
        }
    }
}
