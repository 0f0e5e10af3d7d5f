//! Texts made to exhaust a regular expression: for each thing that repeats in it, a text that leads there, many repetitions of
//! what it takes, and an end that does not fit. A pattern that stands all of them within its budget is taken for harmless; at an
//! edge the budget still holds for each match.

use std::ops::ControlFlow;

use super::{
    pieces::{Piece, candidates, pieces},
    regex::{LONGEST_PATTERN, Limited, STEPS, Where},
};

/// Texts have about so many bytes of repetition. `/(.*)/(.*)/(.*)/` is common and not taken for hostile: it stays within the budget
/// on so many slashes, though not on hundreds.
const LENGTH: usize = 32;
/// What repeats is written at least so often, for what doubles with each repetition.
const LEAST_COPIES: usize = 20;
/// What repeats is written with at most so many bytes.
const LONGEST_UNIT: usize = 256;
/// What leads to a repetition is written with at most so many bytes.
const LONGEST_WAY: usize = LONGEST_PATTERN;
/// What takes at most so many steps needs no second look.
const FEW_STEPS: u32 = 1000;

/// What the patterns of one policy may take altogether while they are tried.
#[derive(Debug)]
pub(in super::super) struct Allowance(u64);

impl Default for Allowance {
    /// Some seconds at most.
    fn default() -> Self {
        Self(100_000_000)
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
    let limited = |steps| Limited::new(pattern, ignore_case, place, steps);
    let (Some(quick), Some(full)) = (limited(FEW_STEPS), limited(STEPS)) else {
        return Verdict::Exhausted;
    };
    let mut attack = Attack {
        quick,
        full,
        ends: ends(pattern),
        allowance,
    };
    let tried = pieces(pattern)
        .iter()
        .try_for_each(|sequence| attack.sequence(sequence, ""));
    match tried {
        ControlFlow::Break(verdict) => verdict,
        ControlFlow::Continue(()) => Verdict::Stands,
    }
}

/// Ends that hardly any pattern takes. Behind some of them are all characters that the pattern names: PCRE looks first whether
/// one that must be there is there at all.
fn ends(pattern: &str) -> Vec<String> {
    let named: String = candidates(pattern).into_iter().collect();
    vec![
        "\u{1}".to_owned(),
        format!("\u{1}{named}"),
        format!("\n{named}\n"),
    ]
}

struct Attack<'a> {
    /// The pattern with few steps, which most texts need no more than.
    quick: Limited,
    full: Limited,
    ends: Vec<String>,
    allowance: &'a mut Allowance,
}

impl Attack<'_> {
    fn sequence(&mut self, sequence: &[Piece], before: &str) -> ControlFlow<Verdict> {
        let mut before = before.to_owned();
        for piece in sequence {
            self.piece(piece, &before)?;
            write(piece, 0, LONGEST_WAY, &mut before);
        }
        ControlFlow::Continue(())
    }

    fn piece(&mut self, piece: &Piece, before: &str) -> ControlFlow<Verdict> {
        match piece {
            Piece::Characters(_) => ControlFlow::Continue(()),
            Piece::Group(choice) | Piece::Look(choice) => choice
                .iter()
                .try_for_each(|sequence| self.sequence(sequence, before)),
            Piece::Repeat { piece, least, most } => {
                if most.is_none_or(|most| most > 4) {
                    self.repetitions(piece, *least, before)?;
                }
                self.piece(piece, before)
            }
        }
    }

    /// What a piece takes, over and over.
    fn repetitions(&mut self, piece: &Piece, least: usize, before: &str) -> ControlFlow<Verdict> {
        let mut units: Vec<String> = Vec::new();
        for variant in 0..4 {
            let mut unit = String::new();
            write(piece, variant, LONGEST_UNIT, &mut unit);
            if !unit.is_empty() && !units.contains(&unit) {
                units.push(unit);
            }
        }
        for unit in units {
            let copies = LENGTH.div_ceil(unit.len()).max(LEAST_COPIES);
            // One less than it needs, which is as far as it gets.
            let fewer = least.saturating_sub(1);
            let counts = [Some(copies), (2..copies).contains(&fewer).then_some(fewer)];
            for copies in counts.into_iter().flatten() {
                let start = format!("{before}{}", unit.repeat(copies));
                for end in 0..self.ends.len() {
                    let text = format!("{start}{}", self.ends[end]);
                    self.text(&text)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn text(&mut self, text: &str) -> ControlFlow<Verdict> {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let Some(()) = self.allowance.take(FEW_STEPS.saturating_add(length)) else {
            return ControlFlow::Break(Verdict::TooManyPatterns);
        };
        if self.quick.is_met(text).is_ok() {
            return ControlFlow::Continue(());
        }
        let Some(()) = self.allowance.take(STEPS) else {
            return ControlFlow::Break(Verdict::TooManyPatterns);
        };
        match self.full.is_met(text) {
            Ok(_) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(Verdict::Exhausted),
        }
    }
}

/// Writes something that a piece takes, until there are so many bytes; different variants are different where there is a choice.
fn write(piece: &Piece, variant: usize, most: usize, out: &mut String) {
    if out.len() >= most {
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
                    write(piece, variant, most, out);
                }
            }
        }
        Piece::Repeat { piece, least, .. } => {
            for _ in 0..(*least).max(1) {
                let length = out.len();
                write(piece, variant, most, out);
                if out.len() == length {
                    break;
                }
            }
        }
    }
}
