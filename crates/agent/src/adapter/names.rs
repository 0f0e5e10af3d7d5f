//! The names of an account's files. They are made from its number alone, which is hexadecimal digits, so that nothing a
//! partner has written ever becomes part of a path.

use landfall_core::id::AccountNumber;

const ENDING: &str = ".json";
const NEW: &str = ".new";

/// The file with an account's rules.
pub(super) fn file(slot: &AccountNumber) -> String {
    format!("{slot}{ENDING}")
}

/// The same while it is written.
pub(super) fn beside(slot: &AccountNumber) -> String {
    format!(".{slot}{ENDING}{NEW}")
}

/// Whose rules are in a file; none for a file that is not ours.
pub(super) fn account(name: &str) -> Option<AccountNumber> {
    let digits = name.strip_suffix(ENDING)?;
    let slot: AccountNumber = digits.parse().ok()?;
    // Numbers are read in either letter case, and written in one.
    (slot.as_str() == digits).then_some(slot)
}

/// Whether a file was left behind half-written by an agent that died.
pub(super) fn is_left_behind(name: &str) -> bool {
    let inner = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(NEW));
    inner.is_some_and(|name| account(name).is_some() || name == super::generation::NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn names_are_read_back(value in 0_u64..1 << 48) {
            let slot = AccountNumber::from_value(value);
            proptest::prop_assert!(is_left_behind(&beside(&slot)));
            proptest::prop_assert_eq!(account(&file(&slot)), Some(slot));
        }
    }

    #[test]
    fn other_files_are_not_ours() {
        for name in [
            "notes.json",
            "00c1.json",
            "0001.json~",
            ".json",
            "0001",
            "../0001.json",
            "0001.JSON",
        ] {
            assert_eq!(account(name), None, "{name}");
        }
        assert!(!is_left_behind(".notes.new") && !is_left_behind("0001.json.new"));
    }
}
