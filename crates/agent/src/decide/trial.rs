//! Which of a number of changes a data plane takes, and which it refuses. A refused whole is taken back, and the rest without
//! it has to pass before anybody is blamed; then it is tried in halves, each together with what was taken so far.
//!
//! Testing is at first the check alone. What passes it is loaded and probed once; if that is refused, the halves are loaded
//! and probed as well.

use std::collections::HashSet;

/// What to do next in a trial. Numbers are positions in the list of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Move {
    /// Put these changes.
    Put(Vec<usize>),
    /// Put back what was there before these changes.
    TakeBack(Vec<usize>),
    /// Have the configuration checked.
    Check,
    /// Have it loaded.
    Reload,
    /// See whether it serves.
    Probe,
    /// Everything is decided: what was taken runs, what was blamed does not.
    Settled,
    /// The server is at fault.
    Broken(String),
}

/// What is being tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// All changes.
    Whole,
    /// None of those that were refused as a whole.
    Base,
    /// Some of them.
    Part,
    /// What was taken, once more: something refused was loaded last.
    Final,
}

/// What follows when changes were taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Base,
    NextPart,
    TestAgain,
}

/// A trial under way.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    /// What to do now.
    now: Move,
    after: After,
    what: What,
    /// Whether tests load and probe, not only check.
    loading: bool,
    /// Whether the configuration is loaded also when nothing was taken.
    load_anyway: bool,
    /// Whether what was loaded last was refused.
    refused_is_loaded: bool,
    loaded: bool,
    /// What is tested now, apart from what was taken.
    trying: Vec<usize>,
    left: Vec<Vec<usize>>,
    taken: Vec<usize>,
    blamed: Vec<(usize, String)>,
    /// How many were refused one by one before any was taken.
    refused_alone: usize,
    blamed_at_most: usize,
    /// Why the whole was refused.
    refusal: String,
    /// Whether the data plane refused what was there without any change.
    refuses_the_rest: bool,
}

impl Trial {
    /// Of `count` changes. With `load_anyway` they are what ran before: the configuration is loaded and probed even if there are
    /// none, and nobody is blamed for what the check does not find.
    pub(super) fn new(count: usize, load_anyway: bool, blamed_at_most: usize) -> Self {
        Self {
            now: Move::Put((0..count).collect()),
            after: After::Base,
            what: What::Whole,
            loading: false,
            load_anyway,
            refused_is_loaded: false,
            loaded: false,
            trying: (0..count).collect(),
            left: Vec::new(),
            taken: Vec::new(),
            blamed: Vec::new(),
            refused_alone: 0,
            blamed_at_most,
            refusal: String::new(),
            refuses_the_rest: false,
        }
    }

    /// What to do now.
    pub(super) fn now(&self) -> &Move {
        &self.now
    }

    /// Whether anything was loaded since the trial began.
    pub(super) fn loaded(&self) -> bool {
        self.loaded
    }

    /// Whether the data plane refused what was there before the changes.
    pub(super) fn refuses_the_rest(&self) -> bool {
        self.refuses_the_rest
    }

    /// Whether what is loaded now was refused.
    pub(super) fn refuses_what_is_loaded(&self) -> bool {
        self.refused_is_loaded
    }

    /// Whether what is loaded now was refused, and what is loaded next is known to be good.
    pub(super) fn restores(&self) -> bool {
        self.refused_is_loaded && matches!(self.what, What::Base | What::Final)
    }

    /// The changes that do not run, with reasons.
    pub(super) fn blamed(&self) -> &[(usize, String)] {
        &self.blamed
    }

    /// It was done.
    pub(super) fn done(&mut self) {
        match self.now {
            Move::Put(_) => self.now = Move::Check,
            Move::TakeBack(_) => self.taken_back(),
            Move::Check if !self.loading => self.passed(),
            Move::Check => self.now = Move::Reload,
            Move::Reload => {
                self.loaded = true;
                self.now = Move::Probe;
            }
            Move::Probe => self.passed(),
            Move::Settled | Move::Broken(_) => {}
        }
    }

    /// The data plane named who is at fault.
    pub(super) fn named(&mut self, named: Vec<(usize, String)>) {
        let tried = matches!(self.what, What::Whole | What::Part);
        let trying: HashSet<usize> = self.trying.iter().copied().collect();
        let (ours, others): (Vec<_>, Vec<_>) =
            (named.into_iter()).partition(|(at, _)| tried && trying.contains(at));
        if ours.is_empty() || matches!(self.now, Move::TakeBack(_)) {
            let reasons: Vec<_> = others
                .into_iter()
                .chain(ours)
                .map(|(_, reason)| reason)
                .collect();
            return self.refused(&reasons.join("; "));
        }
        self.note_refused_load();
        let blamed: HashSet<usize> = ours.iter().map(|(at, _)| *at).collect();
        self.trying.retain(|at| !blamed.contains(at));
        self.now = Move::TakeBack(ours.iter().map(|(at, _)| *at).collect());
        self.after = After::TestAgain;
        self.blamed.extend(ours);
    }

    /// The data plane refused what it was given.
    pub(super) fn refused(&mut self, reason: &str) {
        if matches!(self.now, Move::Put(_) | Move::TakeBack(_)) {
            return self.broken(reason.to_owned());
        }
        self.note_refused_load();
        match self.what {
            What::Base => {
                self.refuses_the_rest = true;
                let refusal = &self.refusal;
                self.broken(format!(
                    "{reason} (also without the changes; with them: {refusal})"
                ));
            }
            What::Final => self.broken(reason.to_owned()),
            What::Whole if self.trying.is_empty() => {
                self.refuses_the_rest = true;
                self.broken(reason.to_owned());
            }
            // All of it ran before. To find out whose fault it is, nothing would have to be served for a while.
            What::Whole if self.loading && self.load_anyway => self.broken(reason.to_owned()),
            What::Whole => {
                reason.clone_into(&mut self.refusal);
                self.after = After::Base;
                self.now = Move::TakeBack(self.trying.clone());
            }
            What::Part => {
                let part = std::mem::take(&mut self.trying);
                self.now = Move::TakeBack(part.clone());
                self.after = After::NextPart;
                self.blame_or_halve(part, reason);
            }
        }
    }

    /// The server cannot do what it was asked for.
    pub(super) fn broken(&mut self, reason: String) {
        self.now = Move::Broken(reason);
    }

    /// A reload that says no may have loaded a part.
    pub(super) fn loads_partly(&mut self) {
        self.loaded = true;
    }

    fn note_refused_load(&mut self) {
        if matches!(self.now, Move::Reload | Move::Probe) {
            self.loads_partly();
            self.refused_is_loaded = true;
        }
    }

    fn taken_back(&mut self) {
        match self.after {
            After::Base => {
                self.what = What::Base;
                self.now = Move::Check;
            }
            After::NextPart => self.next_part(),
            After::TestAgain if self.trying.is_empty() && self.what == What::Part => {
                self.next_part();
            }
            After::TestAgain if self.trying.is_empty() => self.all_decided(),
            After::TestAgain => self.now = Move::Check,
        }
    }

    fn passed(&mut self) {
        if self.loading {
            self.refused_is_loaded = false;
        }
        match self.what {
            What::Whole | What::Part => {
                let trying = std::mem::take(&mut self.trying);
                self.taken.extend(trying);
                self.next_part();
            }
            What::Base => {
                let suspects = std::mem::take(&mut self.trying);
                let reason = self.refusal.clone();
                self.blame_or_halve(suspects, &reason);
                self.next_part();
            }
            What::Final => self.now = Move::Settled,
        }
    }

    fn blame_or_halve(&mut self, mut part: Vec<usize>, reason: &str) {
        if let [one] = part[..] {
            self.refused_alone += 1;
            self.blamed.push((one, reason.to_owned()));
            return;
        }
        let second = part.split_off(part.len() / 2);
        self.left.push(second);
        self.left.push(part);
    }

    fn next_part(&mut self) {
        if let Some(part) = self.left.pop() {
            if self.taken.is_empty() && self.refused_alone >= self.blamed_at_most {
                let last = self.blamed.last().map_or("", |(_, reason)| reason);
                let count = self.refused_alone;
                return self.broken(format!(
                    "each of {count} changes is refused by itself; the last: {last}"
                ));
            }
            self.trying.clone_from(&part);
            self.what = What::Part;
            self.now = Move::Put(part);
        } else {
            self.all_decided();
        }
    }

    fn all_decided(&mut self) {
        if !self.loading && (self.load_anyway || !self.taken.is_empty()) {
            self.loading = true;
            self.refused_alone = 0;
            self.what = What::Whole;
            self.trying = std::mem::take(&mut self.taken);
            self.now = Move::Reload;
        } else if self.refused_is_loaded {
            self.what = What::Final;
            self.now = Move::Check;
        } else {
            self.now = Move::Settled;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A data plane that refuses some changes at the check, some when it is probed, and some pairs of changes.
    struct Plane {
        at_check: Vec<bool>,
        at_probe: Vec<bool>,
        clash: Option<(usize, usize)>,
        on_disk: Vec<bool>,
        in_force: Vec<bool>,
        tests: usize,
    }

    impl Plane {
        fn take(&mut self, trial: &mut Trial) {
            let has =
                |bad: &[bool], what: &[bool]| bad.iter().zip(what).any(|(bad, on)| *bad && *on);
            match trial.now().clone() {
                Move::Put(some) => some.iter().for_each(|at| self.on_disk[*at] = true),
                Move::TakeBack(some) => some.iter().for_each(|at| self.on_disk[*at] = false),
                Move::Check => {
                    self.tests += 1;
                    let clash = self
                        .clash
                        .is_some_and(|(a, b)| self.on_disk[a] && self.on_disk[b]);
                    if clash || has(&self.at_check, &self.on_disk) {
                        return trial.refused("check");
                    }
                }
                Move::Reload => self.in_force.clone_from(&self.on_disk),
                Move::Probe => {
                    if has(&self.at_probe, &self.in_force) {
                        return trial.refused("probe");
                    }
                }
                Move::Settled | Move::Broken(_) => panic!("there is nothing to do"),
            }
            trial.done();
        }
    }

    fn run(plane: &mut Plane, limit: usize) -> Trial {
        let count = plane.at_check.len();
        let mut trial = Trial::new(count, false, limit);
        for _ in 0..20 * (count + 2) {
            if matches!(trial.now(), Move::Settled | Move::Broken(_)) {
                return trial;
            }
            plane.take(&mut trial);
        }
        panic!("the trial does not end: {trial:?}");
    }

    fn plane(at_check: Vec<bool>, at_probe: Vec<bool>) -> Plane {
        let nothing = vec![false; at_check.len()];
        Plane {
            at_check,
            at_probe,
            clash: None,
            on_disk: nothing.clone(),
            in_force: nothing,
            tests: 0,
        }
    }

    proptest! {
        #[test]
        fn exactly_the_bad_ones_are_blamed_and_all_others_run(both in prop::collection::vec((prop::bool::weighted(0.2), prop::bool::weighted(0.1)), 1..40)) {
            let (at_check, at_probe): (Vec<_>, Vec<_>) = both.iter().copied().unzip();
            let mut plane = plane(at_check, at_probe);
            let trial = run(&mut plane, usize::MAX);
            prop_assert_eq!(trial.now(), &Move::Settled);
            let mut blamed: Vec<_> = trial.blamed().iter().map(|(at, _)| *at).collect();
            blamed.sort_unstable();
            let bad: Vec<_> = (0..both.len()).filter(|at| both[*at].0 || both[*at].1).collect();
            prop_assert_eq!(&blamed, &bad);
            prop_assert!((0..both.len()).all(|at| plane.in_force[at] != bad.contains(&at)));
            prop_assert_eq!(&plane.in_force, &plane.on_disk);
        }

        #[test]
        fn of_two_that_clash_one_is_blamed(count in 2_usize..30, first: prop::sample::Index, second: prop::sample::Index) {
            let (a, b) = (first.index(count), second.index(count));
            prop_assume!(a != b);
            let mut plane = Plane { clash: Some((a, b)), ..plane(vec![false; count], vec![false; count]) };
            let trial = run(&mut plane, usize::MAX);
            prop_assert_eq!(trial.now(), &Move::Settled);
            prop_assert_eq!(trial.blamed().iter().map(|(at, _)| *at).collect::<Vec<_>>(), vec![a.max(b)]);
        }
    }

    #[test]
    fn one_bad_account_of_a_thousand_is_found_in_a_few_tests() {
        let mut at_check = vec![false; 1_000];
        at_check[617] = true;
        let mut plane = plane(at_check, vec![false; 1_000]);
        let trial = run(&mut plane, 16);
        assert_eq!(trial.blamed(), [(617, "check".to_owned())]);
        assert!(plane.tests <= 25, "{} tests", plane.tests);
    }

    #[test]
    fn what_ran_before_is_never_taken_out_of_service_to_find_a_culprit() {
        let mut trial = Trial::new(3, true, 16);
        for expected in [Move::Put(vec![0, 1, 2]), Move::Check, Move::Reload] {
            assert_eq!(trial.now(), &expected);
            trial.done();
        }
        trial.refused("no answer");
        assert_eq!(trial.now(), &Move::Broken("no answer".to_owned()));
    }

    #[test]
    fn nobody_is_blamed_when_the_rest_is_refused_too() {
        let mut trial = Trial::new(2, false, 16);
        trial.done();
        trial.refused("no");
        assert_eq!(trial.now(), &Move::TakeBack(vec![0, 1]));
        trial.done();
        trial.refused("no module");
        let Move::Broken(reason) = trial.now() else {
            panic!("{trial:?}");
        };
        assert!(
            reason.contains("no module") && reason.contains("with them: no"),
            "{reason}"
        );
        assert!(trial.blamed().is_empty());
    }

    #[test]
    fn a_data_plane_that_refuses_everybody_is_at_fault_itself() {
        let mut plane = plane(vec![true; 100], vec![false; 100]);
        let trial = run(&mut plane, 16);
        assert!(matches!(trial.now(), Move::Broken(_)), "{trial:?}");
        let mut alone = super::tests::plane(vec![true; 15], vec![false; 15]);
        assert_eq!(run(&mut alone, 16).blamed().len(), 15);
    }

    #[test]
    fn whoever_is_named_is_believed() {
        let mut trial = Trial::new(3, false, 16);
        trial.done();
        trial.named(vec![
            (1, "bad header".to_owned()),
            (9, "not of these".to_owned()),
        ]);
        assert_eq!(trial.now(), &Move::TakeBack(vec![1]));
        trial.done();
        assert_eq!(trial.now(), &Move::Check);
        for _ in 0..3 {
            trial.done();
        }
        assert_eq!(trial.now(), &Move::Settled);
        assert_eq!(trial.blamed(), [(1, "bad header".to_owned())]);
    }
}
