//! Texts made to exhaust a regular expression: for each thing that repeats in it, a text that leads there, many repetitions of
//! what it takes, and an end that does not fit. A pattern that stands all of them within its budget is taken for harmless; at an
//! edge the budget still holds for each match.

use super::{
    pieces::{Piece, candidates, pieces},
    regex::{Regex, STEPS, Where},
};

/// Texts have about so many bytes of repetition. `/(.*)/(.*)/(.*)/` is common and not taken for hostile: it stays within the budget
/// on so many slashes, though not on hundreds.
const LENGTH: usize = 32;
/// What takes at most so many steps needs no second look.
const FEW_STEPS: u32 = 1000;
/// So many texts are tried with one pattern.
const MOST_TEXTS: usize = 192;
/// What repeats is written at least so often, for what doubles with each repetition.
const LEAST_COPIES: usize = 20;
/// One sample of a piece has at most so many bytes.
const LONGEST_SAMPLE: usize = 256;

/// What the patterns of one policy may take altogether while they are tried.
#[derive(Debug)]
pub(in super::super) struct Allowance(u64);

impl Default for Allowance {
    /// Some seconds at most.
    fn default() -> Self {
        Self(200_000_000)
    }
}

impl Allowance {
    #[cfg(test)]
    pub(super) fn of(steps: u64) -> Self {
        Self(steps)
    }

    fn take(&mut self, steps: u32) -> Option<()> {
        self.0 = self.0.checked_sub(steps.into())?;
        Some(())
    }
}

/// What trying a pattern has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Verdict {
    /// Nothing exhausted it.
    Stands,
    /// Something did.
    Exhausted,
    /// The policy's patterns together take too much to be tried.
    TooManyPatterns,
}

/// Tries to exhaust a pattern that compiles.
pub(in super::super) fn try_to_exhaust(
    pattern: &str,
    ignore_case: bool,
    place: Where,
    allowance: &mut Allowance,
) -> Verdict {
    let texts = texts(pattern);
    let with_steps = |steps| Regex::with_steps(pattern, ignore_case, place, steps);
    let (Ok(quick), Ok(full)) = (with_steps(FEW_STEPS), with_steps(STEPS)) else {
        return Verdict::Exhausted;
    };
    for text in texts {
        if allowance.take(FEW_STEPS).is_none() {
            return Verdict::TooManyPatterns;
        }
        if quick.is_met(&text).is_ok() {
            continue;
        }
        if allowance.take(STEPS).is_none() {
            return Verdict::TooManyPatterns;
        }
        if full.is_met(&text).is_err() {
            return Verdict::Exhausted;
        }
    }
    Verdict::Stands
}

/// The texts to try.
fn texts(pattern: &str) -> Vec<String> {
    let mut writer = Writer {
        ends: ends(pattern),
        texts: Vec::new(),
    };
    for sequence in pieces(pattern) {
        writer.sequence(&sequence, "");
    }
    writer.texts
}

/// Ends that hardly any pattern takes. Behind some of them are all characters that the pattern names: PCRE looks first whether
/// one that must be there is there at all.
fn ends(pattern: &str) -> Vec<String> {
    let named: String = candidates(pattern).into_iter().collect();
    vec![
        "\u{1}".to_owned(),
        format!("\u{1}{named}"),
        format!("\n{named}\n"),
        String::new(),
    ]
}

struct Writer {
    ends: Vec<String>,
    texts: Vec<String>,
}

impl Writer {
    fn sequence(&mut self, sequence: &[Piece], before: &str) {
        let mut before = before.to_owned();
        for piece in sequence {
            self.piece(piece, &before);
            write(piece, 0, &mut before);
        }
    }

    fn piece(&mut self, piece: &Piece, before: &str) {
        match piece {
            Piece::Characters(_) => {}
            Piece::Group(choice) | Piece::Look(choice) => {
                for sequence in choice {
                    self.sequence(sequence, before);
                }
            }
            Piece::Repeat { piece, least, most } => {
                if most.is_none_or(|most| most > 4) {
                    self.repetitions(piece, *least, before);
                }
                self.piece(piece, before);
            }
        }
    }

    /// What a piece takes, over and over.
    fn repetitions(&mut self, piece: &Piece, least: usize, before: &str) {
        let mut units: Vec<String> = Vec::new();
        for variant in 0..4 {
            let mut unit = String::new();
            write(piece, variant, &mut unit);
            if !unit.is_empty() && !units.contains(&unit) {
                units.push(unit);
            }
        }
        for unit in units {
            let copies = LENGTH.div_ceil(unit.len()).max(LEAST_COPIES);
            let fewer = least.saturating_sub(1);
            let counts = [Some(copies), (fewer > 1 && fewer < copies).then_some(fewer)];
            for copies in counts.into_iter().flatten() {
                for end in 0..self.ends.len() {
                    if self.texts.len() >= MOST_TEXTS {
                        return;
                    }
                    let end = &self.ends[end];
                    let text = format!("{before}{}{end}", unit.repeat(copies));
                    self.texts.push(text);
                }
            }
        }
    }
}

/// Writes something that a piece takes; different variants are different where there is a choice.
fn write(piece: &Piece, variant: usize, out: &mut String) {
    if out.len() >= LONGEST_SAMPLE {
        return;
    }
    match piece {
        Piece::Characters(examples) => {
            if let Some(&example) = examples.get(variant % examples.len().max(1)) {
                out.push(example);
            }
        }
        Piece::Look(_) => {}
        Piece::Group(choice) => {
            if let Some(sequence) = choice.get(variant % choice.len().max(1)) {
                for piece in sequence {
                    write(piece, variant, out);
                }
            }
        }
        Piece::Repeat { piece, least, .. } => {
            for _ in 0..(*least).clamp(1, LONGEST_SAMPLE) {
                write(piece, variant, out);
            }
        }
    }
}
