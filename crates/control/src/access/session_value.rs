//! The text of a session cookie, and the CSRF value that goes with it (akana contract, section 3).
//!
//! A value is random, signed, and bound to its tenant, so that a forged one is refused without a read. The CSRF value is
//! derived from it, so that nothing more has to be kept. Both are made of characters that need no escaping in any client.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use landfall_core::id::TenantId;
use ring::hmac;

use crate::secret::{Secret, random_bytes};

/// What clients know such values by.
const PREFIX: &str = "TokenID-";
/// Random bytes of a value; its signature follows them.
const RANDOM: usize = 32;

/// A new value for a session in `tenant`.
pub(super) fn mint(key: &hmac::Key, tenant: &TenantId) -> Secret {
    let random: [u8; RANDOM] = random_bytes();
    let signature = hmac::sign(key, &signed_text(tenant, &random));
    text(&[&random, signature.as_ref()].concat())
}

/// Whether `value` was made by [`mint`] with this key for this tenant.
pub(super) fn is_genuine(key: &hmac::Key, tenant: &TenantId, value: &str) -> bool {
    let decoded = value
        .strip_prefix(PREFIX)
        .and_then(|value| URL_SAFE_NO_PAD.decode(value).ok());
    let Some(bytes) = decoded else {
        return false;
    };
    let Some((random, signature)) = bytes.split_at_checked(RANDOM) else {
        return false;
    };
    hmac::verify(key, &signed_text(tenant, random), signature).is_ok()
}

/// The CSRF value of the session with that cookie value.
pub(super) fn csrf(key: &hmac::Key, value: &str) -> Secret {
    let tag = hmac::sign(key, &[b"csrf\0", value.as_bytes()].concat());
    text(tag.as_ref())
}

/// The first word keeps signatures of values apart from CSRF values, which the same key makes.
fn signed_text(tenant: &TenantId, random: &[u8]) -> Vec<u8> {
    [b"session\0", tenant.as_str().as_bytes(), b"\0", random].concat()
}

fn text(bytes: &[u8]) -> Secret {
    Secret::known(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &[seed; 32])
    }

    fn tenant(name: &str) -> TenantId {
        name.parse().unwrap()
    }

    #[test]
    fn values_are_good_with_their_key_and_tenant_only() {
        let value = mint(&key(1), &tenant("one"));
        assert!(is_genuine(&key(1), &tenant("one"), value.reveal()));
        assert!(!is_genuine(&key(2), &tenant("one"), value.reveal()));
        assert!(!is_genuine(&key(1), &tenant("other"), value.reveal()));
        assert_ne!(value.reveal(), mint(&key(1), &tenant("one")).reveal());
    }

    #[test]
    fn values_and_csrf_values_are_of_unreserved_characters() {
        let value = mint(&key(1), &tenant("one"));
        let csrf = csrf(&key(1), value.reveal());
        for text in [value.reveal(), csrf.reveal()] {
            assert!(text.starts_with("TokenID-"), "{text}");
            assert!(
                text.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)),
                "{text}"
            );
        }
        assert!(!is_genuine(&key(1), &tenant("one"), csrf.reveal()));
    }

    proptest::proptest! {
        #[test]
        fn a_changed_value_is_not_genuine(at: proptest::sample::Index, letter in "[A-Za-z0-9_.~=-]") {
            let value = mint(&key(1), &tenant("one"));
            let mut changed = value.reveal().to_owned();
            let at = at.index(changed.len());
            changed.replace_range(at..=at, &letter);
            let same = changed == value.reveal();
            proptest::prop_assert_eq!(is_genuine(&key(1), &tenant("one"), &changed), same);
        }

        #[test]
        fn no_text_panics(value in "(TokenID-)?.{0,120}") {
            proptest::prop_assert!(!is_genuine(&key(1), &tenant("one"), &value));
        }
    }
}
