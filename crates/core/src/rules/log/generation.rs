//! Generations of a slot: one for each hand-over, each later than all before it.

use std::collections::BTreeSet;

use crate::id::{Generation, PopId};

/// The generation of the next hand-over, behind the newest one that the slot ever had.
#[must_use]
pub fn next_generation(newest: Option<Generation>) -> Generation {
    Generation(newest.map_or(0, |newest| newest.0) + 1)
}

/// Whether an entry of `generation` may be appended where `newest` is the newest one that the slot ever had: a new hand-over,
/// or a wave of the one that nothing has followed yet. A newer hand-over ends the rollouts before it.
pub fn still_newest(generation: Generation, newest: Option<Generation>) -> bool {
    newest.is_none_or(|newest| generation >= newest)
}

/// Whom the next wave of a generation is for: all POPs that it was released to so far, and `more`; none for all. A wave names
/// everyone it was released to, so that its entry supersedes those of the waves before.
pub fn wave(so_far: Option<&[PopId]>, more: Option<&[PopId]>) -> Option<Vec<PopId>> {
    let all: BTreeSet<PopId> = so_far?.iter().chain(more?).copied().collect();
    Some(all.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_follow_each_other_from_one() {
        assert_eq!(next_generation(None), Generation(1));
        assert_eq!(next_generation(Some(Generation(41))), Generation(42));
    }

    #[test]
    fn an_older_generation_s_wave_is_refused() {
        let newest = Some(Generation(7));
        assert!(still_newest(Generation(7), newest), "its own wave");
        assert!(still_newest(Generation(8), newest), "a new hand-over");
        assert!(!still_newest(Generation(6), newest));
        assert!(still_newest(Generation(1), None));
    }

    #[test]
    fn a_wave_names_everyone_that_the_generation_was_released_to() {
        let pops = |ids: &[u64]| ids.iter().copied().map(PopId).collect::<Vec<_>>();
        assert_eq!(
            wave(Some(&pops(&[5, 2])), Some(&pops(&[2, 3]))),
            Some(pops(&[2, 3, 5]))
        );
        assert_eq!(wave(Some(&pops(&[5])), None), None, "the last wave");
        assert_eq!(wave(None, Some(&pops(&[5]))), None, "there is nobody left");
    }
}
