//! The regular expressions of one policy: each compiled once, and tried once where that is demanded.

use std::{collections::BTreeMap, sync::Arc};

use super::super::pattern::{Allowance, Regex, STEPS, Verdict, Where, try_to_exhaust};

/// All different patterns together have at most so many bytes: compiling as many takes a second.
const MOST_BYTES: usize = 1 << 20;

/// What is known of a pattern; an error is a sentence for people.
type Known = Result<Arc<Regex>, String>;

/// The patterns so far.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    known: BTreeMap<(String, bool, Where), Known>,
    /// How many bytes these patterns have.
    bytes: usize,
    allowance: Allowance,
}

impl Patterns {
    /// Compiles a pattern, and tries to exhaust it if `tried`.
    pub(super) fn get(
        &mut self,
        pattern: &str,
        ignore_case: bool,
        place: Where,
        tried: bool,
    ) -> Known {
        let Self {
            known,
            bytes,
            allowance,
        } = self;
        let key = (pattern.to_owned(), ignore_case, place);
        let judged = known.entry(key).or_insert_with(|| {
            *bytes = bytes.saturating_add(pattern.len());
            if *bytes > MOST_BYTES {
                return Err(format!(
                    "The different patterns of a policy together have at most {MOST_BYTES} bytes."
                ));
            }
            let regex = Regex::new(pattern, ignore_case, place)?;
            if tried {
                judge(try_to_exhaust(pattern, ignore_case, place, allowance))?;
            }
            Ok(Arc::new(regex))
        });
        judged.clone()
    }
}

fn judge(verdict: Verdict) -> Result<(), String> {
    match verdict {
        Verdict::Stands => Ok(()),
        Verdict::Exhausted => Err(format!(
            "A request made for it could keep this pattern busy for more than {STEPS} steps. Nested or neighbouring repetitions of the same characters are the usual cause."
        )),
        Verdict::TooManyPatterns => {
            Err("The patterns of this policy together take too long to be tried.".to_owned())
        }
    }
}
