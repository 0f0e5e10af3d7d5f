//! The announcement of a new signing key, which the key before it signs.
//!
//! It stands in the log as an entry of its own slot, for all POPs, and is never compacted: who knows an old key follows the
//! announcements to the newest one. No command makes such an entry yet; the format has it, so that agents know what it is.

use serde::{Deserialize, Serialize};

use super::PayloadError;

/// The number that no account has. Entries under it are about the log itself.
pub const LOG_SLOT: u64 = 0;

/// The key that signs the entries behind its announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedKey {
    /// Its number, which entries that it signs name.
    pub number: u64,
    /// The public half, Ed25519.
    pub public: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Document {
    signing_key: Key,
}

#[derive(Serialize, Deserialize)]
struct Key {
    number: u64,
    algorithm: String,
    public: String,
}

const ALGORITHM: &str = "ed25519";

impl AnnouncedKey {
    /// The document that the entry's payload is made of.
    pub fn document(&self) -> Vec<u8> {
        use std::fmt::Write;
        let public = self.public.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a text takes what is written to it");
            text
        });
        let document = Document {
            signing_key: Key {
                number: self.number,
                algorithm: ALGORITHM.to_owned(),
                public,
            },
        };
        serde_json::to_vec(&document).expect("texts and numbers become JSON")
    }

    /// Reads such a document.
    pub fn read(document: &[u8]) -> Result<Self, PayloadError> {
        let Document { signing_key: key } = serde_json::from_slice(document)
            .map_err(|error| PayloadError::Malformed(error.to_string()))?;
        if key.algorithm != ALGORITHM {
            return Err(PayloadError::Malformed(format!(
                "a key for {} instead of {ALGORITHM}",
                key.algorithm
            )));
        }
        let public = from_hex(&key.public).ok_or_else(|| {
            PayloadError::Malformed("a public key is 64 hexadecimal digits".to_owned())
        })?;
        Ok(Self {
            number: key.number,
            public,
        })
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let digits = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    for (byte, two) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let two = std::str::from_utf8(two).ok().filter(|_| digits)?;
        *byte = u8::from_str_radix(two, 16).ok()?;
    }
    digits.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_is_read_back() {
        let key = AnnouncedKey {
            number: 3,
            public: std::array::from_fn(|at| u8::try_from(at * 8).unwrap()),
        };
        let document = key.document();
        assert_eq!(
            String::from_utf8(document.clone()).unwrap(),
            r#"{"signing_key":{"number":3,"algorithm":"ed25519","public":"0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8"}}"#
        );
        assert_eq!(AnnouncedKey::read(&document).unwrap(), key);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for bad in [
            "",
            "{}",
            r#"{"signing_key":{"number":3,"algorithm":"rsa","public":""}}"#,
            r#"{"signing_key":{"number":3,"algorithm":"ed25519","public":"00"}}"#,
            r#"{"signing_key":{"number":3,"algorithm":"ed25519","public":"+008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8"}}"#,
        ] {
            assert!(AnnouncedKey::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
