//! A rough reading of a regular expression: enough of its form to write texts that it accepts, or nearly. What is not understood
//! counts as nothing; PCRE alone decides what a pattern means.

use super::unfaithful::{behind_class, behind_escape};

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// One of these characters, by example; none for what takes no room.
    Characters(Vec<char>),
    /// One of these sequences.
    Group(Vec<Vec<Piece>>),
    /// The same, looked at without moving on.
    Look(Vec<Vec<Piece>>),
    /// A piece that repeats.
    Repeat {
        /// The piece.
        piece: Box<Piece>,
        /// At least so often.
        least: usize,
        /// At most so often; none for any number.
        most: Option<usize>,
    },
}

/// A pattern, as a choice between sequences.
pub(super) fn pieces(pattern: &str) -> Vec<Vec<Piece>> {
    let mut reader = Reader {
        rest: pattern,
        candidates: candidates(pattern),
        depth: 0,
        extended: false,
    };
    reader.choice()
}

/// Characters that the pattern names, and some that most patterns take.
pub(super) fn candidates(pattern: &str) -> Vec<char> {
    let mut named: Vec<char> = Vec::new();
    let usual = ['a', '/', '0', '-', ' '];
    for character in pattern
        .chars()
        .filter(|c| !r"\[](){}?*+|^$".contains(*c))
        .chain(usual)
    {
        if !named.contains(&character) && named.len() < 24 {
            named.push(character);
        }
    }
    named
}

/// PCRE allows no more groups within groups.
const DEEPEST: usize = 250;
/// So many characters stand for a class.
const EXAMPLES: usize = 3;

struct Reader<'p> {
    rest: &'p str,
    candidates: Vec<char>,
    depth: usize,
    /// Whether blanks and comments are passed over.
    extended: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn takes(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Sequences with `|` between them, up to the parenthesis that closes or to the end.
    fn choice(&mut self) -> Vec<Vec<Piece>> {
        let mut choice = vec![Vec::new()];
        loop {
            self.pass_over_comments();
            let Some(character) = self.next() else {
                break;
            };
            let piece = match character {
                ')' => break,
                '|' => {
                    choice.push(Vec::new());
                    continue;
                }
                other => self.piece(other),
            };
            let piece = self.repeated(piece);
            if let Some(sequence) = choice.last_mut() {
                sequence.push(piece);
            }
        }
        choice
    }

    fn pass_over_comments(&mut self) {
        while self.extended {
            self.rest = self.rest.trim_start();
            let Some(comment) = self.rest.strip_prefix('#') else {
                break;
            };
            self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    fn piece(&mut self, first: char) -> Piece {
        match first {
            '(' => self.group(),
            '[' => self.class(),
            '\\' => self.escape(),
            '.' => Piece::Characters(self.candidates.iter().copied().take(EXAMPLES + 1).collect()),
            '^' | '$' => Piece::Characters(Vec::new()),
            other => Piece::Characters(vec![other]),
        }
    }

    fn group(&mut self) -> Piece {
        let nothing = Piece::Characters(Vec::new());
        let mut looks = false;
        if self.takes("?") {
            if self.takes("#") {
                self.rest = self.rest.split_once(')').map_or("", |(_, rest)| rest);
                return nothing;
            }
            looks = ["=", "!", "<=", "<!"].iter().any(|look| self.takes(look));
            if !looks {
                // Options, a name, a number: up to where the group's content begins, or its end.
                let named = self.rest.starts_with(['<', '\'', 'P']);
                let ends: &[char] = if named {
                    &['>', '\'', ')']
                } else {
                    &[':', '>', '|', ')']
                };
                if named {
                    self.next();
                    self.takes("<");
                }
                while let Some(character) = self.next() {
                    if character == ')' {
                        return nothing;
                    }
                    if ends.contains(&character) {
                        break;
                    }
                    self.extended |= !named && character == 'x';
                }
            }
        }
        if self.depth >= DEEPEST {
            return nothing;
        }
        self.depth += 1;
        let choice = self.choice();
        self.depth -= 1;
        if looks {
            Piece::Look(choice)
        } else {
            Piece::Group(choice)
        }
    }

    fn class(&mut self) -> Piece {
        let behind = behind_class(self.rest);
        let length = self.rest.len() - behind.len();
        let inside = &self.rest[..length.saturating_sub(1)];
        self.rest = behind;
        Piece::Characters(class(inside, &self.candidates))
    }

    fn escape(&mut self) -> Piece {
        let behind = behind_escape(self.rest);
        if self.rest.starts_with('Q') {
            let length = self.rest.len() - behind.len();
            let quoted = &self.rest[1..length];
            let quoted = quoted.strip_suffix("\\E").unwrap_or(quoted);
            let characters = quoted.chars().map(|one| Piece::Characters(vec![one]));
            let group = Piece::Group(vec![characters.collect()]);
            self.rest = behind;
            return group;
        }
        let letter = self.rest.chars().next();
        self.rest = behind;
        match letter {
            Some('x') => Piece::Characters(self.hexadecimal().into_iter().collect()),
            Some('p' | 'P' | 'k' | 'g' | 'o') => {
                if self.rest.starts_with(['{', '<', '\'']) {
                    let end = self
                        .rest
                        .find(['}', '>'])
                        .map_or(self.rest.len(), |end| end + 1);
                    self.rest = &self.rest[end..];
                }
                Piece::Characters(vec!['a'])
            }
            Some(letter) => Piece::Characters(escaped(letter)),
            None => Piece::Characters(Vec::new()),
        }
    }

    fn hexadecimal(&mut self) -> Option<char> {
        let digits = if self.takes("{") {
            let (digits, rest) = self.rest.split_once('}')?;
            self.rest = rest;
            digits
        } else {
            let is_digit = |one: &char| one.is_ascii_hexdigit();
            let length = self.rest.chars().take_while(is_digit).take(2).count();
            let (digits, rest) = self.rest.split_at(length);
            self.rest = rest;
            digits
        };
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }

    /// The piece with the quantifier that follows, if one does.
    fn repeated(&mut self, piece: Piece) -> Piece {
        self.pass_over_comments();
        let (least, most) = if self.takes("*") {
            (0, None)
        } else if self.takes("+") {
            (1, None)
        } else if self.takes("?") {
            (0, Some(1))
        } else if let Some(counts) = self.counts() {
            counts
        } else {
            return piece;
        };
        if !self.takes("?") {
            self.takes("+");
        }
        let piece = Box::new(piece);
        Piece::Repeat { piece, least, most }
    }

    /// `{2}`, `{2,}`, `{,2}` or `{2,3}`, if that follows.
    fn counts(&mut self) -> Option<(usize, Option<usize>)> {
        let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let counts = match inside.split_once(',') {
            None => {
                let count = inside.parse().ok()?;
                (count, Some(count))
            }
            Some(("", most)) => (0, Some(most.parse().ok()?)),
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
        };
        self.rest = rest;
        Some(counts)
    }
}

/// Characters that an escape stands for.
fn escaped(letter: char) -> Vec<char> {
    match letter {
        'd' => vec!['0', '7'],
        'w' => vec!['a', '0', '_'],
        's' | 'h' => vec![' ', '\t'],
        'v' | 'R' | 'n' => vec!['\n'],
        'r' => vec!['\r'],
        't' => vec!['\t'],
        'D' => vec!['a', '/'],
        'W' => vec!['/', '-'],
        'S' | 'N' | 'X' | 'H' | 'V' => vec!['a', '/', '0'],
        'b' | 'B' | 'A' | 'z' | 'Z' | 'G' | 'K' | 'E' | '0'..='9' => Vec::new(),
        other => vec![other],
    }
}

/// Some characters of a class, of which the inside is given.
fn class(inside: &str, candidates: &[char]) -> Vec<char> {
    let (negated, inside) = match inside.strip_prefix('^') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut characters = inside.chars().peekable();
    while let Some(first) = characters.next() {
        let first = match first {
            '\\' => match characters.next() {
                Some(letter) => {
                    let some = escaped(letter);
                    ranges.extend(some.iter().skip(1).map(|&one| (one, one)));
                    whole_class(letter, &mut ranges);
                    some.first().copied().unwrap_or(letter)
                }
                None => break,
            },
            other => other,
        };
        let mut last = first;
        if characters.peek() == Some(&'-') {
            characters.next();
            match characters.next() {
                Some('\\') => last = characters.next().unwrap_or(first),
                Some(end) => last = end,
                None => ranges.push(('-', '-')),
            }
        }
        ranges.push((first, last));
    }
    if negated {
        let is_in = |one: char| {
            ranges
                .iter()
                .any(|&(first, last)| (first..=last).contains(&one))
        };
        let fitting = candidates.iter().copied().filter(|&one| !is_in(one));
        return fitting.take(EXAMPLES).collect();
    }
    let mut examples: Vec<char> = Vec::new();
    for (first, last) in ranges {
        for one in [first, last] {
            if examples.len() < EXAMPLES && !examples.contains(&one) {
                examples.push(one);
            }
        }
    }
    examples
}

/// All of what an escape within a class stands for, as far as it matters for what is not in the class.
fn whole_class(letter: char, ranges: &mut Vec<(char, char)>) {
    match letter {
        'd' => ranges.push(('0', '9')),
        'w' => ranges.extend([('a', 'z'), ('A', 'Z'), ('0', '9')]),
        _ => {}
    }
}
