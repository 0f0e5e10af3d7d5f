//! Walking through the text of a filter or an order, one word at a time.

use std::borrow::Cow;

use super::error::{ListingError, Reason};

/// The longest part of a caller's text that an error repeats, in characters.
const REPEATED: usize = 40;

/// A place in the text.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, longest: usize) -> Result<Self, ListingError> {
        if text.len() > longest {
            return Err(ListingError {
                position: 1,
                reason: Reason::TooLong(longest),
            });
        }
        let mut scanner = Self { text, at: 0 };
        scanner.skip_space();
        Ok(scanner)
    }

    /// What lies ahead.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Where the next word begins, in bytes: for [`Scanner::error_at`].
    pub(super) fn place(&self) -> usize {
        self.at
    }

    pub(super) fn error(&self, reason: Reason) -> ListingError {
        self.error_at(self.at, reason)
    }

    pub(super) fn error_at(&self, place: usize, reason: Reason) -> ListingError {
        ListingError {
            position: self.text[..place].chars().count() + 1,
            reason,
        }
    }

    /// Takes `mark` and the space behind it, if it stands here.
    pub(super) fn take(&mut self, mark: &str) -> bool {
        let found = self.rest().starts_with(mark);
        if found {
            self.at += mark.len();
            self.skip_space();
        }
        found
    }

    /// Takes `word` in any letter case, if it stands here whole.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let length = self.word_length(is_name);
        let found = self.rest()[..length].eq_ignore_ascii_case(word);
        if found {
            self.at += length;
            self.skip_space();
        }
        found
    }

    /// Takes a name: letters, digits, underscores and dots.
    pub(super) fn name(&mut self) -> &'t str {
        let length = self.word_length(is_name);
        self.advance(length)
    }

    /// Takes a value: quoted, or a bare word. None if neither stands here.
    pub(super) fn value(&mut self) -> Result<Option<Cow<'t, str>>, ListingError> {
        if self.rest().starts_with('"') {
            return self.quoted().map(|text| Some(Cow::Owned(text)));
        }
        let length = self.word_length(is_bare);
        if length == 0 {
            return Ok(None);
        }
        Ok(Some(Cow::Borrowed(self.advance(length))))
    }

    fn quoted(&mut self) -> Result<String, ListingError> {
        let mut value = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.at += at + 1;
                    self.skip_space();
                    return Ok(value);
                }
                '\\' => {
                    let Some((_, escaped @ ('"' | '\\'))) = characters.next() else {
                        let place = self.at + at;
                        let reason = Reason::Expected("\\\" or \\\\ after a backslash");
                        return Err(self.error_at(place, reason));
                    };
                    value.push(escaped);
                }
                character => value.push(character),
            }
        }
        Err(self.error(Reason::Unclosed))
    }

    fn word_length(&self, belongs: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        rest.find(|character| !belongs(character))
            .unwrap_or(rest.len())
    }

    fn advance(&mut self, length: usize) -> &'t str {
        let word = &self.rest()[..length];
        self.at += length;
        self.skip_space();
        word
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }
}

/// A part of a caller's text, short enough to be repeated in an error.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(REPEATED).collect()
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.')
}

/// What a value may be made of without quotes: enough for numbers, times, UUIDs and the names of things.
fn is_bare(character: char) -> bool {
    is_name(character) || matches!(character, '-' | ':' | '+' | '@' | '*')
}
