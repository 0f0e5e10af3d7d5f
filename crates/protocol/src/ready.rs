//! Many signatures of one key, as when a server catches up: after a while the key is made ready, and each further check costs a
//! fraction of a first one. What is accepted stays exactly the same, to the last odd signature.

use std::sync::{Arc, Mutex, PoisonError};

use curve25519_dalek::{
    constants::ED25519_BASEPOINT_POINT,
    edwards::{CompressedEdwardsY, EdwardsPoint},
    scalar::Scalar,
    traits::Identity,
};
use ring::{
    digest::{Context, SHA512},
    signature::{ED25519, UnparsedPublicKey},
};

/// So many checks a key has to have had: making it ready costs about as much as thirteen of them.
const READY_AFTER: u32 = 64;
/// So many keys are remembered at most. A log has one, and a second one while keys are changed.
const KEYS: usize = 8;

/// The keys of a stream, or of several that believe the same keys, with what makes checking quicker. Which keys are believed is
/// not said here ([`Trust`](crate::Trust) says it).
#[derive(Debug, Default)]
pub struct ReadyKeys(Mutex<Vec<Seen>>);

#[derive(Debug)]
struct Seen {
    public: [u8; 32],
    checks: u32,
    ready: Option<Arc<ReadyKey>>,
}

impl ReadyKeys {
    /// Whether the signature is this key's over the message.
    pub(crate) fn verify(&self, public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        match self.ready(public) {
            Some(ready) => ready.verify(message, signature),
            None => verify(public, message, signature),
        }
    }

    fn ready(&self, public: &[u8; 32]) -> Option<Arc<ReadyKey>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|seen| seen.public == *public);
        let at = at.unwrap_or_else(|| {
            if all.len() == KEYS {
                all.remove(0);
            }
            all.push(Seen {
                public: *public,
                checks: 0,
                ready: None,
            });
            all.len() - 1
        });
        let seen = &mut all[at];
        seen.checks = seen.checks.saturating_add(1);
        if seen.checks == READY_AFTER {
            seen.ready = ReadyKey::new(public).map(Arc::new);
        }
        seen.ready.clone()
    }
}

/// One check of a key of which nothing is known.
pub(crate) fn verify(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let key = UnparsedPublicKey::new(&ED25519, public);
    key.verify(message, signature).is_ok()
}

/// A public key with tables of multiples, its own and the base point's: a check is then some eighty additions, and none of the 256
/// doublings that it takes without. The equation is the one that every plain check computes, for this one signature alone: R is worked
/// out and compared byte by byte. Nothing here is secret, so nothing has to take the same time.
struct ReadyKey {
    public: [u8; 32],
    base: Table,
    negated: Table,
}

impl std::fmt::Debug for ReadyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadyKey").finish_non_exhaustive()
    }
}

impl ReadyKey {
    /// None for a key that is no point, or written otherwise than keys are, or of small order: whoever has such a key has it checked in
    /// the plain way, whatever that says.
    fn new(public: &[u8; 32]) -> Option<Self> {
        let point = CompressedEdwardsY(*public).decompress()?;
        let usual = point.compress().0 == *public && !point.is_small_order();
        usual.then(|| Self {
            public: *public,
            base: Table::of(ED25519_BASEPOINT_POINT),
            negated: Table::of(-point),
        })
    }

    fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let (r, s) = signature.split_at(32);
        let Some(s) = s.try_into().ok().and_then(scalar) else {
            return false;
        };
        let mut hash = Context::new(&SHA512);
        hash.update(r);
        hash.update(&self.public);
        hash.update(message);
        let hash = hash.finish();
        let Ok(hash) = hash.as_ref().try_into() else {
            return false;
        };
        let k = Scalar::from_bytes_mod_order_wide(hash);
        let mut sum = EdwardsPoint::identity();
        self.base.add_times(&s, &mut sum);
        self.negated.add_times(&k, &mut sum);
        sum.compress().as_bytes() == r
    }
}

/// A signature's second half, unless it is not below the order of the group: then it is refused, as there is another one for it.
fn scalar(bytes: [u8; 32]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(bytes).into()
}

/// Bits of a scalar that are looked up at once.
const BITS: usize = 6;
/// So many times: scalars have less than 253 bits, and digits with a sign carry.
const WINDOWS: usize = 43;
/// Multiples of each window's step: 1 to 32.
const MULTIPLES: usize = 1 << (BITS - 1);

/// A point's multiples by 1 to 32, then those of 64 times the point, and so on: 220 KB.
struct Table(Vec<EdwardsPoint>);

impl Table {
    fn of(point: EdwardsPoint) -> Self {
        let mut all = Vec::with_capacity(WINDOWS * MULTIPLES);
        let mut step = point;
        for _ in 0..WINDOWS {
            let mut multiple = step;
            for _ in 1..MULTIPLES {
                all.push(multiple);
                multiple += &step;
            }
            all.push(multiple);
            step = multiple + multiple;
        }
        Self(all)
    }

    /// Adds the point times a scalar.
    fn add_times(&self, scalar: &Scalar, sum: &mut EdwardsPoint) {
        let windows = self.0.chunks_exact(MULTIPLES);
        for (digit, multiples) in digits(scalar.as_bytes()).into_iter().zip(windows) {
            let size = usize::from(digit.unsigned_abs());
            if digit > 0 {
                *sum += &multiples[size - 1];
            } else if digit < 0 {
                *sum -= &multiples[size - 1];
            }
        }
    }
}

/// The digits, from -31 to 32, of a number below 2^253 in base 64, the smallest first.
fn digits(scalar: &[u8; 32]) -> [i8; WINDOWS] {
    let byte = |at: usize| scalar.get(at).copied().map_or(0, u16::from);
    let mut carry = 0;
    std::array::from_fn(|at| {
        let bit = at * BITS;
        let both = byte(bit / 8) | byte(bit / 8 + 1) << 8;
        let six = (both >> (bit % 8)).to_le_bytes()[0] & 63;
        let digit = i8::try_from(six + carry).expect("it is at most 64");
        carry = u8::from(digit > 32);
        if carry == 1 { digit - 64 } else { digit }
    })
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;
    use proptest::prelude::*;
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    use super::*;

    fn hash(parts: &[&[u8]]) -> Scalar {
        let mut hash = Context::new(&SHA512);
        for part in parts {
            hash.update(part);
        }
        Scalar::from_bytes_mod_order_wide(hash.finish().as_ref().try_into().unwrap())
    }

    /// Both ways say the same of it, which is given back.
    fn said(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        let plain = verify(public, message, signature);
        if let Some(ready) = ReadyKey::new(public) {
            assert_eq!(ready.verify(message, signature), plain);
        }
        plain
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn good_signatures_are_good_and_changed_ones_are_not(seed: [u8; 32], message: Vec<u8>, bit in 0_usize..512, other in 0_usize..256) {
            let key = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
            let public: [u8; 32] = key.public_key().as_ref().try_into().unwrap();
            let good: [u8; 64] = key.sign(&message).as_ref().try_into().unwrap();
            prop_assert!(ReadyKey::new(&public).is_some());
            prop_assert!(said(&public, &message, &good));
            let mut changed = good;
            changed[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!said(&public, &message, &changed));
            let mut another = public;
            another[other / 8] ^= 1 << (other % 8);
            prop_assert!(!said(&another, &message, &good));
            let longer = [&message[..], b"."].concat();
            prop_assert!(!said(&public, &longer, &good));
        }

        #[test]
        fn any_bytes_are_said_the_same_of(public: [u8; 32], message: Vec<u8>, first: [u8; 32], second: [u8; 32]) {
            let signature = [first, second].concat().try_into().unwrap();
            said(&public, &message, &signature);
        }

        #[test]
        fn digits_are_the_number(low: [u8; 31], high in 0_u8..32) {
            let bytes: Vec<u8> = low.into_iter().chain([high]).collect();
            let bytes: [u8; 32] = bytes.try_into().unwrap();
            let sixty_four = Scalar::from(64_u8);
            let sum = digits(&bytes).iter().rev().fold(Scalar::ZERO, |sum, digit| {
                let size = Scalar::from(digit.unsigned_abs());
                sum * sixty_four + if *digit < 0 { -size } else { size }
            });
            prop_assert_eq!(sum, Scalar::from_bytes_mod_order(bytes));
        }
    }

    /// Whoever has the secret can make signatures that some ways of checking take and others refuse: with parts of small order in
    /// the key or in R. Here both ways are one.
    #[test]
    fn signatures_with_parts_of_small_order_are_said_the_same_of() {
        let (mut taken, mut refused) = (0, 0);
        for number in 0_u32..160 {
            let message = number.to_le_bytes();
            let (secret, nonce) = (hash(&[b"secret", &message]), hash(&[b"nonce", &message]));
            let (in_key, in_r) = (number as usize % 8, number as usize / 8 % 8);
            let key = EdwardsPoint::mul_base(&secret) + EIGHT_TORSION[in_key];
            let public = key.compress().0;
            let r = (EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[in_r]).compress();
            let s = nonce + hash(&[r.as_bytes(), &public, &message]) * secret;
            let signature = [r.0, s.to_bytes()].concat().try_into().unwrap();
            if said(&public, &message, &signature) {
                taken += 1;
            } else {
                refused += 1;
            }
        }
        assert!(
            taken >= 3 && refused >= 80,
            "{taken} taken, {refused} refused"
        );
    }

    #[test]
    fn a_signature_has_one_form() {
        let key = Ed25519KeyPair::from_seed_unchecked(&[5; 32]).unwrap();
        let public: [u8; 32] = key.public_key().as_ref().try_into().unwrap();
        let good: [u8; 64] = key.sign(b"text").as_ref().try_into().unwrap();
        // The group's order, added to the second half.
        let order = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
            0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let (mut other, mut carry) = (good, 0);
        for (byte, more) in other[32..].iter_mut().zip(order) {
            let sum = u16::from(*byte) + more + carry;
            (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
        }
        assert!(said(&public, b"text", &good));
        assert!(!said(&public, b"text", &other));
    }

    #[test]
    fn keys_of_small_order_and_of_other_forms_are_not_made_ready() {
        for point in EIGHT_TORSION {
            let public = point.compress().0;
            assert!(ReadyKey::new(&public).is_none());
            said(&public, b"text", &[0; 64]);
        }
        // 2^255 - 18 stands for 1.
        let mut other = [0xff; 32];
        (other[0], other[31]) = (0xee, 0x7f);
        assert!(ReadyKey::new(&other).is_none());
    }

    #[test]
    fn a_key_is_made_ready_after_a_while_and_says_the_same_before_and_after() {
        let keys = ReadyKeys::default();
        for number in 0..2 * READY_AFTER {
            let seed = [u8::from(number % 4 == 0); 32];
            let key = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
            let public = key.public_key().as_ref().try_into().unwrap();
            let signature = key.sign(b"text").as_ref().try_into().unwrap();
            assert!(keys.verify(&public, b"text", &signature));
            assert!(!keys.verify(&public, b"next", &signature));
        }
        let all = keys.0.lock().unwrap();
        assert!(all.iter().all(|seen| seen.ready.is_some()), "{all:?}");
    }

    #[test]
    fn keys_that_nobody_uses_are_forgotten() {
        let keys = ReadyKeys::default();
        for number in 0..20 {
            keys.verify(&[number; 32], b"text", &[0; 64]);
        }
        assert_eq!(keys.0.lock().unwrap().len(), KEYS);
    }
}
