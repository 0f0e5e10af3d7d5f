//! What looks random and is the same every time.

use fastrand::Rng;

/// A source of what looks random.
#[derive(Debug, Clone)]
pub struct Chance(pub Rng);

impl Chance {
    /// The source that a seed gives.
    pub fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// The source for one object: of a seed, of a kind of thing, of a number.
    pub(super) fn of(seed: u64, stream: u64, number: u64) -> Self {
        let mixed = mix(seed ^ mix(stream.wrapping_mul(0xA24B_AED4_963E_E407) ^ mix(number)));
        Self::new(mixed)
    }

    /// One of the things.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.usize(..of.len())]
    }

    /// A number from `low` to `high`, both included.
    pub fn number(&mut self, low: u32, high: u32) -> u32 {
        self.0.u32(low..=high)
    }

    /// Whether something that happens to `percent` of a hundred happens now.
    pub fn happens(&mut self, percent: u32) -> bool {
        self.0.u32(..100) < percent
    }

    /// Fills in a pattern: `#` is a digit, `@` a letter that postal codes use in every country that uses letters.
    pub fn pattern(&mut self, pattern: &str) -> String {
        const LETTERS: &[u8] = b"AEHNPRTXY";
        pattern
            .chars()
            .map(|character| match character {
                '#' => char::from(b'0' + self.0.u8(..10)),
                '@' => char::from(*self.one(LETTERS)),
                other => other,
            })
            .collect()
    }
}

/// Spreads a number over all bits (the finisher of splitmix64).
pub(super) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
