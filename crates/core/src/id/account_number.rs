//! The number under which the rulesv4 dialect knows a customer.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Malformed;

/// A hexadecimal account number such as `0001` or `00C1B6` (rulesv4 contract, section 1). Two numbers are equal when their
/// digits are, leading zeros included and letter case aside; an installation never holds two of equal numeric value, because
/// one header of the dialect carries the value in decimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountNumber {
    text: Box<str>,
    value: u64,
}

impl AccountNumber {
    /// The number that a counter gives: upper case, at least four digits.
    pub fn from_value(value: u64) -> Self {
        Self {
            text: format!("{value:04X}").into(),
            value,
        }
    }

    /// The digits, in upper case.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The numeric value; `00C1B6` has 49590.
    pub fn value(&self) -> u64 {
        self.value
    }
}

impl FromStr for AccountNumber {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
        match u64::from_str_radix(text, 16) {
            Ok(value) if digits => Ok(Self {
                text: text.to_ascii_uppercase().into(),
                value,
            }),
            _ => Err(Malformed::new(
                "account number",
                text,
                "1 to 12 hexadecimal digits",
            )),
        }
    }
}

impl TryFrom<String> for AccountNumber {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<AccountNumber> for String {
    fn from(number: AccountNumber) -> Self {
        number.text.into()
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_folded_and_leading_zeros_count() {
        let number: AccountNumber = "00c1b6".parse().unwrap();
        assert_eq!(
            (number.as_str(), number.value()),
            ("00C1B6", 49_590),
            "the decimal form that one header carries"
        );
        assert_ne!(number, "C1B6".parse().unwrap());
        assert_eq!(AccountNumber::from_value(1).as_str(), "0001");
    }

    #[test]
    fn refuses_what_is_no_hexadecimal_text() {
        for bad in [
            "",
            "+1",
            "-1",
            "00G1",
            "0x01",
            " 0001",
            "0001 ",
            "1234567890123",
        ] {
            assert!(bad.parse::<AccountNumber>().is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn counters_give_parseable_numbers(value in 0_u64..0xFFFF_FFFF_FFFF) {
            let number = AccountNumber::from_value(value);
            proptest::prop_assert!(number.as_str().len() >= 4);
            proptest::prop_assert_eq!(number.as_str().parse::<AccountNumber>().unwrap(), number);
        }
    }
}
