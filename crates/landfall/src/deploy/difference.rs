//! What a policy changes in what is live, in lines.

use landfall_core::rules::policy::{Difference, JsonChange, RuleChange};
use serde_json::Value;

/// Lines that are shown at most; a policy may have thousands of differences.
const MOST: usize = 60;
/// Characters of a value that are shown.
const WIDEST: usize = 80;

/// What changes, a line for each rule and a line for each place in it.
pub(super) fn lines(difference: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    for (what, change) in [
        ("name", &difference.name),
        ("description", &difference.description),
    ] {
        if let Some(change) = change {
            let text = |text: &Option<String>| {
                text.as_ref().map_or_else(
                    || "nothing".to_owned(),
                    |text| short(&Value::from(text.as_str())),
                )
            };
            lines.push(format!(
                "~ {what}: {} becomes {}",
                text(&change.before),
                text(&change.after)
            ));
        }
    }
    for rule in &difference.rules {
        let (mark, what) = match rule.change {
            RuleChange::Added => ('+', "added"),
            RuleChange::Removed => ('-', "removed"),
            RuleChange::Moved => ('~', "moved"),
            RuleChange::Changed => ('~', "changed"),
            RuleChange::MovedAndChanged => ('~', "moved and changed"),
        };
        let place = match (&rule.before, &rule.after) {
            (Some(before), Some(after)) if before != after => format!("{before} to {after}"),
            (_, Some(place)) | (Some(place), None) => place.clone(),
            (None, None) => String::new(),
        };
        let title = (rule.title.as_ref())
            .map_or_else(String::new, |title| format!(" \u{201c}{title}\u{201d}"));
        lines.push(format!("{mark} {place}{title} {what}"));
        lines.extend(rule.changes.iter().map(place_in_rule));
    }
    if lines.len() > MOST {
        let more = lines.len() - MOST;
        lines.truncate(MOST);
        lines.push(format!("and {more} lines more"));
    }
    lines
}

fn place_in_rule(change: &JsonChange) -> String {
    let pointer = &change.pointer;
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            format!(
                "    ~ {pointer}: {} becomes {}",
                short(before),
                short(after)
            )
        }
        (None, Some(after)) => format!("    + {pointer}: {}", short(after)),
        (Some(before), None) => format!("    - {pointer}: {}", short(before)),
        (None, None) => format!("    ~ {pointer}"),
    }
}

/// A value in few characters.
fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= WIDEST {
        return text;
    }
    let begin: String = text.chars().take(WIDEST - 1).collect();
    format!("{begin}\u{2026}")
}

#[cfg(test)]
mod tests {
    use landfall_core::rules::policy::{Side, SideRule, difference};

    use super::*;

    fn side<'p>(name: &'p str, rules: &[(&'p str, &'p str)]) -> Side<'p> {
        Side {
            name,
            description: None,
            rules: rules
                .iter()
                .map(|&(name, matches)| SideRule {
                    id: None,
                    name: Some(name),
                    description: None,
                    matches,
                })
                .collect(),
        }
    }

    #[test]
    fn each_rule_and_each_place_has_a_line() {
        let before = side(
            "one",
            &[
                ("old", r#"[{"type":"match.always"}]"#),
                ("kept", r#"[{"type":"a","value":"x"}]"#),
            ],
        );
        let after = side(
            "two",
            &[
                ("kept", r#"[{"type":"a","value":"y"}]"#),
                ("new", r#"[{"type":"b"}]"#),
            ],
        );
        let lines = lines(&difference(before, after));
        let text = lines.join("\n");
        for part in [
            r#"~ name: "one" becomes "two""#,
            "- /rules/0 \u{201c}old\u{201d} removed",
            r#""x" becomes "y""#,
            "+ /rules/1 \u{201c}new\u{201d} added",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn a_long_difference_is_cut() {
        let names: Vec<String> = (0..100).map(|number| format!("rule {number}")).collect();
        let rules: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "[]")).collect();
        let lines = lines(&difference(side("p", &[]), side("p", &rules)));
        assert_eq!(lines.len(), MOST + 1);
        assert_eq!(lines[MOST], "and 40 lines more");
        let long = short(&Value::from("x".repeat(500)));
        assert_eq!(long.chars().count(), WIDEST);
    }
}
