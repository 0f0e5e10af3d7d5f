//! The ids that the vipmp dialect shows for distributors, resellers, customers, deployments and groups.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Malformed;

/// An id of the vipmp dialect: 4–40 letters, decimal digits or hyphens (vipmp contract, section 1). Ours are digits; ids
/// that came along from another system may hold letters. Each type of object has its own id space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VipmpId(Box<str>);

impl VipmpId {
    /// How many different ids [`VipmpId::from_random`] can make of `digits` digits (no leading zero).
    pub const fn space(digits: u32) -> u64 {
        9 * 10_u64.pow(digits - 1)
    }

    /// The id of `digits` digits that stands at `random` in the id space; any number is allowed and folded into it.
    pub fn from_random(digits: u32, random: u64) -> Self {
        let first = 10_u64.pow(digits - 1);
        Self((first + random % Self::space(digits)).to_string().into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VipmpId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let mut length = text.len();
        // Almost all are ASCII, and to see that takes no decoding.
        let good = text.bytes().all(is_plain) || {
            length = text.chars().count();
            text.len() <= 160
                && text
                    .chars()
                    .all(|c| c.is_ascii_digit() || c == '-' || c.is_alphabetic())
        };
        if good && (4..=40).contains(&length) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new(
                "vipmp id",
                text,
                "4 to 40 letters, digits or hyphens",
            ))
        }
    }
}

impl TryFrom<String> for VipmpId {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<VipmpId> for String {
    fn from(id: VipmpId) -> Self {
        id.0.into()
    }
}

impl fmt::Display for VipmpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_contract_s_pattern() {
        for good in ["9876543210", "345434543", "51001315", "Größe-1"] {
            assert_eq!(good.parse::<VipmpId>().unwrap().as_str(), good);
        }
        for bad in ["", "123", "12 34", "1234\0", "1234_", &"9".repeat(41)] {
            assert!(bad.parse::<VipmpId>().is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn random_ids_have_the_asked_length_and_parse(random: u64, digits in 8_u32..=10) {
            let id = VipmpId::from_random(digits, random);
            proptest::prop_assert_eq!(id.as_str().len(), digits as usize);
            proptest::prop_assert_eq!(&id.as_str().parse::<VipmpId>().unwrap(), &id);
        }
    }
}
