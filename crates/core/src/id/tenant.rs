//! The name of a tenant, as partners see it in host tables, cookies and business ids.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Malformed;

/// A tenant's name: 1–64 of `A–Z a–z 0–9 _ -`. There is no dot in it, since clients split business ids on dots
/// (akana contract, section 2). Compared exactly.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantId(std::sync::Arc<str>);

impl TenantId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TenantId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let good = (1..=64).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if good {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new(
                "tenant",
                text,
                "1 to 64 letters, digits, underscores or hyphens",
            ))
        }
    }
}

impl TryFrom<String> for TenantId {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<TenantId> for String {
    fn from(id: TenantId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_contract_s_example_and_no_dot() {
        assert_eq!(
            "acmepaymentscorp".parse::<TenantId>().unwrap().as_str(),
            "acmepaymentscorp"
        );
        for bad in ["", "a.b", "a b", "ü", &"x".repeat(65)] {
            assert!(bad.parse::<TenantId>().is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn text_survives(text in "[A-Za-z0-9_-]{1,64}") {
            proptest::prop_assert_eq!(text.parse::<TenantId>().unwrap().to_string(), text);
        }
    }
}
