//! Looking for a text within texts, letter case aside. Both sides are folded by the same function, and the store keeps what
//! is searched in its folded form, so that every engine finds the same.

/// The text with each character in lower case by itself: what surrounds a character changes nothing, so that a part of a
/// text, folded, is a part of the folded text.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_lose_their_case() {
        assert_eq!(folded("Größe ÄÖ 7% ΟΔΟΣ"), "größe äö 7% οδοσ");
    }

    proptest::proptest! {
        #[test]
        fn a_part_of_a_text_stays_a_part(before in ".{0,8}", part in ".{0,8}", behind in ".{0,8}") {
            let whole = folded(&format!("{before}{part}{behind}"));
            proptest::prop_assert!(whole.contains(&folded(&part)));
            proptest::prop_assert_eq!(folded(&whole), whole.clone());
        }
    }
}
