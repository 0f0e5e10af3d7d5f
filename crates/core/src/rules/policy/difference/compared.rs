//! Two policies, compared.

use serde::Serialize;

use super::{
    super::finding::Pointer,
    json::{JsonChange, Places, changes},
    pairs::{Known, out_of_order, pairs},
    side::Side,
};

/// How one policy differs from another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The name, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<TextChange>,
    /// The description, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<TextChange>,
    /// Rules that are not the same or not in the same order: by their place after, those that are gone at their old place.
    pub rules: Vec<RuleDifference>,
}

/// A text that is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What happened to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is the same at another place among the others.
    Moved,
    /// It has changed.
    Changed,
    /// It has changed, and stands at another place among the others.
    MovedAndChanged,
}

/// How a rule differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleDifference {
    /// What happened to it.
    pub change: RuleChange,
    /// Its name or its description, for people; that after, if it is still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its pointer before, `/rules/0`; none for a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its pointer after; none for one that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What is not the same in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<JsonChange>,
}

impl Difference {
    /// Whether both do the same: the same rules in the same order, whatever the policies are called.
    pub fn is_of_texts_only(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.name.is_none() && self.description.is_none()
    }
}

/// How the policy `after` differs from the one `before`.
pub fn difference<'a, 'b>(before: impl Into<Side<'b>>, after: impl Into<Side<'a>>) -> Difference {
    let (before, after) = (before.into(), after.into());
    Difference {
        name: text(Some(before.name), Some(after.name)),
        description: text(before.description, after.description),
        rules: rules(&before, &after),
    }
}

fn text(before: Option<&str>, after: Option<&str>) -> Option<TextChange> {
    (before != after).then(|| TextChange {
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    })
}

fn rules(before: &Side, after: &Side) -> Vec<RuleDifference> {
    let old: Vec<Known> = before.rules.iter().copied().map(Known::new).collect();
    let new: Vec<Known> = after.rules.iter().copied().map(Known::new).collect();
    let pairs = pairs(&old, &new);

    let mut at_new = vec![None; new.len()];
    let kept: Vec<usize> = pairs.iter().copied().flatten().collect();
    let out_of_order = out_of_order(&kept);
    let paired = (0..old.len()).filter(|&index| pairs[index].is_some());
    for ((index, &place), is_moved) in paired.zip(&kept).zip(out_of_order) {
        at_new[place] = Some((index, is_moved));
    }

    // Each with where it is shown: at its place after, what is gone before what came to its old place.
    let mut all: Vec<(usize, bool, RuleDifference)> = Vec::new();
    for (index, one) in old
        .iter()
        .enumerate()
        .filter(|(index, _)| pairs[*index].is_none())
    {
        all.push((index, false, whole(one, RuleChange::Removed, index)));
    }
    for (place, one) in new.iter().enumerate() {
        let difference = match at_new[place] {
            None => Some(whole(one, RuleChange::Added, place)),
            Some((index, is_moved)) => pair(&old[index], one, (index, place), is_moved),
        };
        all.extend(difference.map(|difference| (place, true, difference)));
    }
    all.sort_by_key(|(place, is_there, _)| (*place, *is_there));
    all.into_iter().map(|(.., difference)| difference).collect()
}

fn pointer(index: usize) -> Pointer {
    Pointer::default().at("rules").at(index)
}

fn whole(one: &Known, change: RuleChange, index: usize) -> RuleDifference {
    let place = Some(pointer(index).to_string());
    let (before, after) = match change {
        RuleChange::Removed => (place, None),
        _ => (None, place),
    };
    RuleDifference {
        change,
        title: one.title().map(str::to_owned),
        before,
        after,
        changes: Vec::new(),
    }
}

fn pair(
    old: &Known,
    new: &Known,
    (index, place): (usize, usize),
    is_moved: bool,
) -> Option<RuleDifference> {
    let (before, after) = (pointer(index), pointer(place));
    let mut found = Vec::new();
    for (key, was, is) in [
        ("name", old.rule.name, new.rule.name),
        ("description", old.rule.description, new.rule.description),
    ] {
        if was != is {
            let side = if is.is_some() { &after } else { &before };
            found.push(JsonChange {
                pointer: side.at(key).to_string(),
                before: was.map(Into::into),
                after: is.map(Into::into),
            });
        }
    }
    let places = Places {
        before: before.at("matches"),
        after: after.at("matches"),
    };
    changes(&old.matches, &new.matches, &places, &mut found);
    let change = match (is_moved, found.is_empty()) {
        (false, true) => return None,
        (true, true) => RuleChange::Moved,
        (false, false) => RuleChange::Changed,
        (true, false) => RuleChange::MovedAndChanged,
    };
    Some(RuleDifference {
        change,
        title: new.title().or(old.title()).map(str::to_owned),
        before: Some(before.to_string()),
        after: Some(after.to_string()),
        changes: found,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::side::SideRule;
    use super::*;
    use crate::id::RuleId;

    const SHOP_FRONT: &str = include_str!("../shop_front.json");

    fn rule<'p>(id: u64, description: &'p str, matches: &'p str) -> SideRule<'p> {
        SideRule {
            id: Some(RuleId(id)).filter(|id| id.0 > 0),
            name: None,
            description: Some(description),
            matches,
        }
    }

    fn side<'p>(rules: &[SideRule<'p>]) -> Side<'p> {
        Side {
            name: "n",
            description: None,
            rules: rules.to_vec(),
        }
    }

    fn told(difference: &Difference) -> Vec<(RuleChange, Option<&str>, Option<&str>)> {
        let rules = difference.rules.iter();
        rules
            .map(|one| (one.change, one.before.as_deref(), one.after.as_deref()))
            .collect()
    }

    const A: &str =
        r#"[{"type":"match.always","features":[{"type":"feature.comment","value":"a"}]}]"#;
    const A_AGAIN: &str =
        r#"[{"features":[{"value":"a","type":"feature.comment"}],"type":"match.always"}]"#;
    const B: &str =
        r#"[{"type":"match.always","features":[{"type":"feature.comment","value":"b"}]}]"#;
    const C: &str = r#"[{"type":"match.url.url-path.literal","value":"/c"}]"#;

    #[test]
    fn a_copy_is_the_same_whatever_its_numbers_and_the_order_of_members() {
        let before = side(&[rule(1, "a", A), rule(2, "b", B), rule(3, "b", B)]);
        let after = side(&[rule(11, "a", A_AGAIN), rule(12, "b", B), rule(0, "b", B)]);
        assert!(difference(before, after).is_empty());
    }

    #[test]
    fn rules_are_added_removed_moved_and_changed() {
        use RuleChange::{Added, Changed, Moved, MovedAndChanged, Removed};
        let before = side(&[rule(1, "a", A), rule(2, "b", B), rule(3, "c", C)]);
        let after = side(&[rule(0, "c", C), rule(0, "b", A), rule(0, "d", C)]);
        let found = difference(before.clone(), after);
        let (first, second, third) = (Some("/rules/0"), Some("/rules/1"), Some("/rules/2"));
        // The nodes of "a" are now called "b"; what was "b" is gone.
        assert_eq!(
            told(&found),
            [
                (Removed, second, None),
                (MovedAndChanged, first, second),
                (Added, None, third)
            ]
        );
        assert_eq!(found.rules[1].changes[0].pointer, "/rules/1/description");
        assert!(!found.is_of_texts_only());

        let swapped = side(&[rule(2, "b", B), rule(1, "a", A), rule(3, "x", C)]);
        let found = difference(before, swapped);
        assert_eq!(
            told(&found),
            [(Moved, first, second), (Changed, third, third)]
        );
    }

    #[test]
    fn long_lists_are_compared_by_place() {
        let list = |values: Vec<usize>| {
            let node = json!([{ "type": "match.always", "x": values }]);
            node.to_string()
        };
        let before = list((0..5000).collect());
        let after = list((0..5000).map(|number| number ^ 1).collect());
        let found = difference(
            side(&[rule(1, "d", &before)]),
            side(&[rule(1, "d", &after)]),
        );
        assert_eq!(found.rules[0].changes.len(), 5000);
    }

    #[test]
    fn what_changed_within_a_rule_is_told_by_pointers() {
        let before = r#"[{"type":"match.always","features":[{"type":"feature.comment","value":"a"},{"type":"feature.access.deny-access","enabled":true}]},{"type":"match.url.url-path.literal","value":"/x","ignore-case":true}]"#;
        let after = r#"[{"type":"match.always","features":[{"type":"feature.caching.bypass-cache","enabled":true},{"type":"feature.comment","value":"b"}]},{"type":"match.url.url-path.literal","value":["/x"],"result":"nomatch"}]"#;
        let found = difference(side(&[rule(1, "d", before)]), side(&[rule(1, "d", after)]));
        let changes: Vec<_> = found.rules[0]
            .changes
            .iter()
            .map(|one| (one.pointer.as_str(), one.before.clone(), one.after.clone()))
            .collect();
        let bypass = json!({"type":"feature.caching.bypass-cache","enabled":true});
        let deny = json!({"type":"feature.access.deny-access","enabled":true});
        assert_eq!(
            changes,
            [
                ("/rules/0/matches/0/features/0", None, Some(bypass)),
                (
                    "/rules/0/matches/0/features/1/value",
                    Some(json!("a")),
                    Some(json!("b"))
                ),
                ("/rules/0/matches/0/features/1", Some(deny), None),
                (
                    "/rules/0/matches/1/value",
                    Some(json!("/x")),
                    Some(json!(["/x"]))
                ),
                ("/rules/0/matches/1/ignore-case", Some(json!(true)), None),
                ("/rules/0/matches/1/result", None, Some(json!("nomatch"))),
            ]
        );
    }

    #[test]
    fn names_and_descriptions_are_compared() {
        let before = crate::rules::policy::read_new(
            SHOP_FRONT.as_bytes(),
            crate::rules::policy::Form::Rulesv4,
        )
        .unwrap();
        let mut after = before.clone();
        after.name = "shop front v8".to_owned();
        after.description = None;
        let found = difference(&before, &after);
        assert!(found.is_of_texts_only() && !found.is_empty());
        assert_eq!(found.name.unwrap().after.as_deref(), Some("shop front v8"));
        assert_eq!(found.description.unwrap().before.as_deref(), Some(""));
        after.rules[3].matches = "{".to_owned();
        assert_eq!(
            difference(&before, &after).rules[0].change,
            RuleChange::Changed
        );
    }

    fn some_rules() -> impl Strategy<Value = Vec<(u64, &'static str, &'static str)>> {
        let texts = prop_oneof![Just(A), Just(B), Just(C), Just("{"), Just("[]")];
        let titles = prop_oneof![Just(""), Just("x"), Just("y")];
        prop::collection::vec((Just(0), titles, texts), 0..6)
    }

    proptest! {
        #[test]
        fn every_rule_is_accounted_for(before in some_rules(), after in some_rules()) {
            let sides = [&before, &after].map(|rules| {
                let rules: Vec<_> = rules.iter().map(|(id, title, text)| rule(*id, title, text)).collect();
                side(&rules)
            });
            let [one, other] = sides;
            prop_assert!(difference(one.clone(), one.clone()).is_empty());
            let found = difference(one, other);
            let count = |change| found.rules.iter().filter(|rule| rule.change == change).count();
            prop_assert_eq!(
                before.len() + count(RuleChange::Added),
                after.len() + count(RuleChange::Removed)
            );
            prop_assert_eq!(found.is_empty(), before == after);
        }
    }
}
