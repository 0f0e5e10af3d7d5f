//! The form of a text: which characters can stand at each place.

use std::{iter::Peekable, str::Chars};

/// A form.
#[derive(Debug)]
pub(super) struct Form(Vec<Place>);

/// A place of a form.
#[derive(Debug)]
struct Place {
    /// The characters that can stand there, all of ASCII: a bit for each.
    takes: u128,
    may_be_missing: bool,
}

impl Form {
    /// Reads a form as the table has it; none if it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut rest = text.chars().peekable();
        let mut places = Vec::new();
        while let Some(next) = rest.next() {
            let takes = match next {
                '9' => range('0', '9')?,
                'A' => range('A', 'Z')?,
                '*' => range('0', '9')? | range('A', 'Z')?,
                '[' => class(&mut rest)?,
                ']' | '?' => return None,
                other => range(other, other)?,
            };
            places.push(Place {
                takes,
                may_be_missing: rest.next_if_eq(&'?').is_some(),
            });
        }
        Some(Self(places)).filter(|form| !form.0.is_empty())
    }

    /// Whether a text has the form.
    pub(super) fn fits(&self, text: &str) -> bool {
        fits(&self.0, text.as_bytes())
    }
}

/// The characters of a class behind its opening bracket: single ones and ranges.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<u128> {
    let mut takes = 0;
    loop {
        let first = match rest.next()? {
            ']' => return Some(takes).filter(|takes| *takes != 0),
            first => first,
        };
        let last = match rest.next_if_eq(&'-') {
            None => first,
            Some(_) => rest.next().filter(|last| *last != ']')?,
        };
        takes |= range(first, last)?;
    }
}

/// The characters from one to another; none if that are none, or not of ASCII.
fn range(first: char, last: char) -> Option<u128> {
    if !first.is_ascii() || !last.is_ascii() || first > last {
        return None;
    }
    let bits = (first..=last).map(|character| 1_u128 << u32::from(character));
    Some(bits.fold(0, |all, bit| all | bit))
}

fn fits(places: &[Place], text: &[u8]) -> bool {
    let Some((place, behind)) = places.split_first() else {
        return text.is_empty();
    };
    let stands = |byte: u8| byte.is_ascii() && (place.takes >> byte) & 1 == 1;
    let here = match text.split_first() {
        Some((byte, rest)) => stands(*byte) && fits(behind, rest),
        None => false,
    };
    here || place.may_be_missing && fits(behind, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_takes_what_its_form_says() {
        for (form, good, bad) in [
            ("99", &["00", "42"][..], &["4", "421", "4a", ""][..]),
            ("A*", &["ZZ", "Z9"], &["9Z", "zz", "Z"]),
            ("LV-9", &["LV-1"], &["LV1", "LV-", "lv-1"]),
            ("9 ?9", &["1 2", "12"], &["1  2", "1-2"]),
            ("[9]9?A?", &["9", "91", "9Z", "91Z"], &["1", "9ZZ", "91ZZ"]),
            ("[BD-F]", &["B", "D", "E", "F"], &["A", "C", "-", "BD"]),
            ("é", &[], &[]),
        ] {
            let Some(read) = Form::read(form) else {
                assert!(good.is_empty(), "{form}");
                continue;
            };
            for text in good {
                assert!(read.fits(text), "{form} {text}");
            }
            for text in bad {
                assert!(!read.fits(text), "{form} {text}");
            }
        }
    }

    #[test]
    fn what_is_no_form_is_not_read() {
        for text in ["", "?", "9??", "[", "[]", "[A", "[A-]", "[Z-A]", "]", "ß"] {
            assert!(Form::read(text).is_none(), "{text}");
        }
    }
}
