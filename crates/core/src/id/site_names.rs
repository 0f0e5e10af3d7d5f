//! The names that a site has: that of its origin in paths, and those by which users reach it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Malformed;

macro_rules! text {
    ($name:ident) => {
        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Malformed;

            fn try_from(text: String) -> Result<Self, Malformed> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// The name of an origin: 1 to 63 letters, digits, hyphens and underscores. It stands in the paths of its account's rules,
/// `/80{account}/{origin}/…` (rulesv4 contract, section 7), and its letter case matters there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OriginName(Box<str>);

impl OriginName {
    /// Whether such a name can have that character in it.
    pub(crate) fn takes(character: char) -> bool {
        character.is_ascii_alphanumeric() || character == '-' || character == '_'
    }
}

impl FromStr for OriginName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if (1..=63).contains(&text.len()) && text.chars().all(Self::takes) {
            Ok(Self(text.into()))
        } else {
            let rule = "1 to 63 letters, digits, hyphens or underscores";
            Err(Malformed::new("origin name", text, rule))
        }
    }
}

text!(OriginName);

/// The name by which users reach a site, such as `www.example.com`: labels of letters, digits and hyphens with dots between
/// them, kept in lower case. A name with other letters is given as its DNS form, `xn--…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hostname(Box<str>);

impl FromStr for Hostname {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if text.len() <= 253 && text.split('.').all(is_label) {
            Ok(Self(text.to_ascii_lowercase().into()))
        } else {
            let rule = "a host name such as www.example.com";
            Err(Malformed::new("host name", text, rule))
        }
    }
}

text!(Hostname);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_origins_keep_their_case() {
        for good in ["shop", "Shop_2-b", &"a".repeat(63)] {
            assert_eq!(good.parse::<OriginName>().unwrap().as_str(), good);
        }
        for bad in ["", "a b", "a/b", "a.b", "größe", "a\0", &"a".repeat(64)] {
            assert!(bad.parse::<OriginName>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn host_names_are_kept_in_lower_case() {
        let long = format!("{}.example", "a".repeat(63));
        for (good, kept) in [
            ("WWW.Example.COM", "www.example.com"),
            ("localhost", "localhost"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            (long.as_str(), long.as_str()),
        ] {
            assert_eq!(good.parse::<Hostname>().unwrap().as_str(), kept);
        }
        for bad in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a.b",
            "a-.b",
            "a_b.c",
            "bücher.example",
            "a b",
            "*.example",
            "a:80",
            &"a".repeat(64),
            &"a.".repeat(127),
        ] {
            assert!(bad.parse::<Hostname>().is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "[-a-zA-Z0-9._]{0,20}") {
            if let Ok(name) = text.parse::<Hostname>() {
                proptest::prop_assert_eq!(name.as_str().parse::<Hostname>().unwrap(), name);
            }
        }
    }
}
