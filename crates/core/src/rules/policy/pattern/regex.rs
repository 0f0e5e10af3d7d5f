//! Regular expressions of PCRE, with limits that a pattern cannot lift.
//!
//! PCRE counts the steps of each starting position by itself, so that a search along a long text could take a multiple of the
//! limit. Here a search is one match at the start that steps forward by itself, and the limit is one for all of it.

use std::sync::OnceLock;

use pcre2::bytes::{Regex as Pcre, RegexBuilder};

use super::{effort::Effort, unfaithful::unfaithful};

/// One match takes at most so many steps, some milliseconds; then it is given up and counts as not met.
pub const STEPS: u32 = 100_000;
/// Nearly every match takes fewer.
const FEW_STEPS: u32 = 10_000;
/// A pattern has at most so many bytes.
pub const LONGEST_PATTERN: usize = 8192;
/// One match takes at most so much memory, in KiB.
const HEAP: u32 = 8192;

/// Where a pattern looks for its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Where {
    /// Anywhere.
    Anywhere,
    /// At the start.
    Start,
}

/// A pattern that compiles and that can be run faithfully.
#[derive(Debug)]
pub(in super::super) struct Regex {
    pattern: String,
    ignore_case: bool,
    place: Where,
    groups: usize,
    /// With a few steps, which is what nearly every match needs.
    quick: Limited,
    /// With all of them, made when first needed; none if it does not compile, which that with fewer steps did.
    full: OnceLock<Option<Limited>>,
}

/// A pattern in its frame, which limits the steps of a match.
#[derive(Debug)]
pub(super) struct Limited(Pcre);

/// That a match took all of its steps, or of its memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct OutOfSteps;

/// What the groups of a pattern have caught, that of number 0 being the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Captures(Vec<Option<String>>);

impl Captures {
    /// What a group has caught; nothing if it took no part in the match.
    pub(in super::super) fn group(&self, number: usize) -> &str {
        let group = self.0.get(number).and_then(Option::as_deref);
        group.unwrap_or_default()
    }
}

impl Regex {
    /// Compiles a pattern; an error is a sentence for people.
    pub(in super::super) fn new(
        pattern: &str,
        ignore_case: bool,
        place: Where,
    ) -> Result<Self, String> {
        if pattern.len() > LONGEST_PATTERN {
            return Err(format!("A pattern has at most {LONGEST_PATTERN} bytes."));
        }
        if let Some(reason) = unfaithful(pattern) {
            return Err(reason);
        }
        // By itself first: what is put around it could make a whole of halves.
        let alone = builder(pattern, ignore_case).build(pattern);
        let alone = alone.map_err(|error| told(&error))?;
        let quick = Limited::new(pattern, ignore_case, place, FEW_STEPS).ok_or(
            "The pattern ends within a comment, or is too large, to be run within limits.",
        )?;
        Ok(Self {
            pattern: pattern.to_owned(),
            ignore_case,
            place,
            groups: alone.captures_len() - 1,
            quick,
            full: OnceLock::new(),
        })
    }

    /// How many groups it has.
    pub(in super::super) fn groups(&self) -> usize {
        self.groups
    }

    /// Whether the text is found.
    pub(in super::super) fn is_met(
        &self,
        text: &str,
        effort: &mut Effort,
    ) -> Result<bool, OutOfSteps> {
        self.run(effort, |limited| limited.is_met(text))
    }

    /// What is found in the text, if it is.
    pub(in super::super) fn captures(
        &self,
        text: &str,
        effort: &mut Effort,
    ) -> Result<Option<Captures>, OutOfSteps> {
        self.run(effort, |limited| limited.captures(text))
    }

    /// Runs with a few steps, then with all of them if the effort is still allowed.
    fn run<T>(
        &self,
        effort: &mut Effort,
        run: impl Fn(&Limited) -> Result<T, OutOfSteps>,
    ) -> Result<T, OutOfSteps> {
        let quick = run(&self.quick);
        if quick.is_ok() || !effort.takes_long_match() {
            return quick;
        }
        let full = self
            .full
            .get_or_init(|| Limited::new(&self.pattern, self.ignore_case, self.place, STEPS));
        full.as_ref().ok_or(OutOfSteps).and_then(run)
    }
}

impl Limited {
    /// Puts a pattern that compiles into a frame; nothing if it does not compile there.
    pub(super) fn new(pattern: &str, ignore_case: bool, place: Where, steps: u32) -> Option<Self> {
        let start = match place {
            // What begins with any characters finds from the start of a line whatever it finds further on.
            Where::Anywhere if begins_with_anything(pattern) => r"(?s:\A(?:.*?\n)??)",
            Where::Anywhere => r"(?s:\A.*?)",
            Where::Start => r"\A",
        };
        let limits = format!("(*LIMIT_MATCH={steps})(*LIMIT_DEPTH={steps})(*LIMIT_HEAP={HEAP})");
        let framed = format!("{limits}{start}(?:{pattern}\\E)");
        builder(pattern, ignore_case).build(&framed).ok().map(Self)
    }

    /// Whether the text is found.
    pub(super) fn is_met(&self, text: &str) -> Result<bool, OutOfSteps> {
        let found = self.fresh().is_match(text.as_bytes());
        found.map_err(|_| OutOfSteps)
    }

    fn captures(&self, text: &str) -> Result<Option<Captures>, OutOfSteps> {
        let regex = self.fresh();
        let found = regex.captures(text.as_bytes()).map_err(|_| OutOfSteps)?;
        let Some(found) = found else {
            return Ok(None);
        };
        let group = |number| {
            let bytes = found.get(number)?.as_bytes();
            Some(String::from_utf8_lossy(bytes).into_owned())
        };
        Ok(Some(Captures((0..found.len()).map(group).collect())))
    }

    /// The pattern without the memory of earlier matches: PCRE keeps what a match took for the next one, and a policy may have
    /// thousands of patterns.
    fn fresh(&self) -> Pcre {
        self.0.clone()
    }
}

/// How a pattern is compiled. Texts are bytes unless the pattern itself has characters of several.
fn builder(pattern: &str, ignore_case: bool) -> RegexBuilder {
    let mut builder = RegexBuilder::new();
    builder.caseless(ignore_case).utf(!pattern.is_ascii());
    builder
}

/// Whether a pattern surely begins with `.*`, and nothing that it has found there is looked for again.
fn begins_with_anything(pattern: &str) -> bool {
    if pattern.contains('|') || pattern.contains("(?") {
        return false;
    }
    let refers_back = pattern.split('\\').skip(1).any(|behind| {
        behind.starts_with(|letter: char| letter.is_ascii_digit() || "gk".contains(letter))
    });
    let quantified = |behind: &str| behind.starts_with(['?', '*', '+', '{']);
    let begins = match (pattern.strip_prefix("(.*"), pattern.strip_prefix(".*")) {
        (Some(inside), _) => {
            let inside = inside.strip_prefix('?').unwrap_or(inside);
            inside
                .strip_prefix(')')
                .is_some_and(|behind| !quantified(behind))
        }
        (None, Some(behind)) => !behind.starts_with('+'),
        (None, None) => false,
    };
    begins && !refers_back
}

/// What PCRE says of a pattern, as a sentence.
fn told(error: &pcre2::Error) -> String {
    let text = error.to_string();
    let reason = match text.split_once("at offset ") {
        Some((_, behind)) => behind.split_once(": ").map_or(behind, |(_, reason)| reason),
        None => text.as_str(),
    };
    match error.offset() {
        Some(offset) => format!("The pattern does not compile: {reason} (at byte {offset})."),
        None => format!("The pattern does not compile: {reason}."),
    }
}
