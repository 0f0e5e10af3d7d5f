//! Which rule of one policy is which of another.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::side::SideRule;

/// A rule with its nodes read.
pub(super) struct Known<'p> {
    pub(super) rule: SideRule<'p>,
    pub(super) matches: Value,
    /// The nodes as one text, for equal ones to be found.
    text: String,
}

impl<'p> Known<'p> {
    pub(super) fn new(rule: SideRule<'p>) -> Self {
        // Nodes that cannot be read are compared as the text that they are.
        let matches = serde_json::from_str(rule.matches);
        let matches: Value = matches.unwrap_or_else(|_| Value::from(rule.matches));
        let mut sorted = matches.clone();
        sorted.sort_all_objects();
        let text = sorted.to_string();
        Self {
            rule,
            matches,
            text,
        }
    }

    /// What people know it by: its name, its description, or nothing.
    pub(super) fn title(&self) -> Option<&'p str> {
        let given = [self.rule.name, self.rule.description];
        given.into_iter().flatten().find(|text| !text.is_empty())
    }
}

/// For each rule before, its place after. Rules are the same by number, else by all they have, else by their nodes, else by their
/// name and description; equal ones pair in their order.
pub(super) fn pairs(before: &[Known], after: &[Known]) -> Vec<Option<usize>> {
    let mut pairs = Pairs {
        of_before: vec![None; before.len()],
        of_after: vec![None; after.len()],
    };
    pairs.by(before, after, |one| one.rule.id.map(|id| id.to_string()));
    let texts = |one: &Known| format!("{:?}", (one.rule.name, one.rule.description));
    pairs.by(before, after, |one| Some(texts(one) + &one.text));
    pairs.by(before, after, |one| Some(one.text.clone()));
    pairs.by(before, after, |one| one.title().map(|_| texts(one)));
    pairs.of_before
}

struct Pairs {
    of_before: Vec<Option<usize>>,
    of_after: Vec<Option<usize>>,
}

impl Pairs {
    /// Pairs what is still alone and has the same key.
    fn by(&mut self, before: &[Known], after: &[Known], key: impl Fn(&Known) -> Option<String>) {
        let mut alone: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (index, one) in after.iter().enumerate() {
            if self.of_after[index].is_none()
                && let Some(key) = key(one)
            {
                alone.entry(key).or_default().push_back(index);
            }
        }
        for (index, one) in before.iter().enumerate() {
            if self.of_before[index].is_none()
                && let Some(key) = key(one)
                && let Some(other) = alone.get_mut(&key).and_then(VecDeque::pop_front)
            {
                self.of_before[index] = Some(other);
                self.of_after[other] = Some(index);
            }
        }
    }
}

/// Which of these distinct numbers are out of order: the fewest that have to move to sort the rest.
pub(super) fn out_of_order(numbers: &[usize]) -> Vec<bool> {
    // The longest rising sequence, by the smallest end of one of each length.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = vec![None; numbers.len()];
    for (index, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < *number);
        previous[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut moves = vec![true; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        moves[index] = false;
        at = previous[index];
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_as_possible_are_out_of_order() {
        assert_eq!(out_of_order(&[]), [false; 0]);
        assert_eq!(out_of_order(&[0, 1, 2]), [false, false, false]);
        assert_eq!(out_of_order(&[3, 0, 1, 2]), [true, false, false, false]);
        assert_eq!(out_of_order(&[1, 2, 3, 0]), [false, false, false, true]);
    }

    proptest::proptest! {
        #[test]
        fn what_is_in_order_rises(numbers in proptest::collection::btree_set(0_usize..50, 0..12), seed in 0_usize..1000) {
            let mut numbers: Vec<usize> = numbers.into_iter().collect();
            let length = numbers.len();
            for index in 0..length {
                numbers.swap(index, (seed * (index + 7) + seed / 3) % length);
            }
            let moves = out_of_order(&numbers);
            let stay: Vec<usize> = numbers.iter().zip(&moves).filter(|(_, moves)| !**moves).map(|(number, _)| *number).collect();
            proptest::prop_assert!(stay.is_sorted());
            // No longer sequence rises, by trying all.
            let longest = (0_u32..1 << length).filter_map(|chosen| {
                let chosen: Vec<usize> = (0..length).filter(|at| chosen >> at & 1 == 1).map(|at| numbers[at]).collect();
                chosen.is_sorted().then_some(chosen.len())
            }).max();
            proptest::prop_assert_eq!(Some(stay.len()), longest);
        }
    }
}
