//! Wildcards: alternatives with spaces between them, in which `*` is one or more characters, `\` escapes and `'…'` quotes
//! (rulesv4 contract, section 7). An alternative is for the whole of a text.

use super::{effort::Effort, matcher::Met};

/// The alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Wildcard(Vec<Vec<Token>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Byte(u8),
    /// Any byte, and as many more as it takes.
    Star,
}

impl Wildcard {
    /// Reads the alternatives; an error is a sentence for people.
    pub(in super::super) fn new(text: &str, ignore_case: bool) -> Result<Self, String> {
        let mut alternatives = Vec::new();
        let mut current: Option<Vec<Token>> = None;
        let mut characters = text.bytes();
        while let Some(byte) = characters.next() {
            if byte == b' ' {
                alternatives.extend(current.take());
                continue;
            }
            let tokens = current.get_or_insert_default();
            match byte {
                b'*' => tokens.push(Token::Star),
                b'\\' => {
                    let escaped = characters.next();
                    let escaped = escaped.ok_or("A backslash at the end escapes nothing.")?;
                    tokens.push(Token::Byte(escaped));
                }
                b'\'' => loop {
                    match characters.next() {
                        Some(b'\'') => break,
                        Some(quoted) => tokens.push(Token::Byte(quoted)),
                        None => return Err("A quote that opens is not closed.".to_owned()),
                    }
                },
                _ => tokens.push(Token::Byte(byte)),
            }
        }
        alternatives.extend(current);
        if alternatives.is_empty() {
            return Err("There is nothing to compare with.".to_owned());
        }
        if ignore_case {
            for token in alternatives.iter_mut().flatten() {
                if let Token::Byte(byte) = token {
                    byte.make_ascii_lowercase();
                }
            }
        }
        Ok(Self(alternatives))
    }

    /// Whether one of the alternatives fits the whole text, which is in lower case if letter case is to be ignored.
    pub(in super::super) fn fits(&self, text: &str, effort: &mut Effort) -> Met {
        for alternative in &self.0 {
            match fits(alternative, text.as_bytes(), &mut effort.comparisons) {
                Met::No => {}
                other => return other,
            }
        }
        Met::No
    }
}

/// Walks both; after a mismatch the last star takes one more byte. An earlier star never needs another try: what stands between
/// the two was found at the first place where it can be.
fn fits(tokens: &[Token], text: &[u8], comparisons: &mut usize) -> Met {
    let (mut token, mut at) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    loop {
        if *comparisons == 0 {
            return Met::OutOfSteps;
        }
        *comparisons -= 1;
        match (tokens.get(token), text.get(at)) {
            (None, None) => return Met::Yes,
            (Some(Token::Star), Some(_)) => {
                token += 1;
                at += 1;
                last_star = Some((token, at));
                continue;
            }
            (Some(Token::Byte(wanted)), Some(byte)) if wanted == byte => {
                token += 1;
                at += 1;
                continue;
            }
            (Some(_), None) => return Met::No,
            _ => {}
        }
        let Some((resume, end)) = last_star else {
            return Met::No;
        };
        if end >= text.len() {
            return Met::No;
        }
        token = resume;
        at = end + 1;
        last_star = Some((resume, at));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn met(wildcard: &Wildcard, text: &str) -> bool {
        wildcard.fits(text, &mut Effort::default()) == Met::Yes
    }

    #[track_caller]
    fn fits(pattern: &str, text: &str) -> bool {
        met(&Wildcard::new(pattern, false).unwrap(), text)
    }

    #[test]
    fn a_star_is_one_or_more_characters() {
        assert!(fits("/a/*", "/a/b"));
        assert!(!fits("/a/*", "/a/"));
        assert!(!fits("/a/*", "x/a/b"));
        assert!(fits("*.css", "/m.css"));
        assert!(!fits("**", "a"));
        assert!(fits("**", "ab"));
        assert!(fits("*a*b", "xaaab"));
        assert!(!fits("*a*b", "aab"));
    }

    #[test]
    fn spaces_separate_and_escapes_and_quotes_keep_things_literal() {
        assert!(fits("  a  b ", "b"));
        assert!(!fits("a b", "a b"));
        assert!(fits(r"a\ b", "a b"));
        assert!(fits("'a b' c", "a b"));
        assert!(fits(r"\*'*'", "**"));
        assert!(!fits(r"\*", "x"));
        assert!(fits("''", ""));
        assert!(fits(r"'\'", r"\"));
        for bad in ["", "  ", "'a", r"a\"] {
            assert!(Wildcard::new(bad, false).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_hostile_list_ends_within_its_steps() {
        let list = vec!["*a*a*a*a*b"; 20_000].join(" ");
        let wildcard = Wildcard::new(&list, false).unwrap();
        let text = "a".repeat(8000);
        assert_eq!(
            wildcard.fits(&text, &mut Effort::default()),
            Met::OutOfSteps
        );
    }

    /// Every way to share out the text is tried.
    fn slow(tokens: &[Token], text: &[u8]) -> bool {
        match tokens.split_first() {
            None => text.is_empty(),
            Some((Token::Byte(byte), rest)) => text.first() == Some(byte) && slow(rest, &text[1..]),
            Some((Token::Star, rest)) => (1..=text.len()).any(|taken| slow(rest, &text[taken..])),
        }
    }

    proptest! {
        #[test]
        fn as_the_slow_model_says(pattern in r"[ab* '\\]{0,9}", text in "[ab* ]{0,9}") {
            if let Ok(wildcard) = Wildcard::new(&pattern, false) {
                let expected = wildcard.0.iter().any(|tokens| slow(tokens, text.as_bytes()));
                prop_assert_eq!(met(&wildcard, &text), expected);
            }
        }

        #[test]
        fn stars_alone_as_the_slow_model_says(pattern in r"[ab*]{1,9}", text in "[ab]{0,12}") {
            let wildcard = Wildcard::new(&pattern, false).unwrap();
            prop_assert_eq!(met(&wildcard, &text), slow(&wildcard.0[0], text.as_bytes()));
        }
    }
}
