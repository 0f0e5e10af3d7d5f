//! Rules, from the text in which a client sends them.

use landfall_core::{
    id::{RuleId, Timestamp},
    model::Rule,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What a client sends of a rule.
#[derive(Deserialize)]
struct Sent<'a> {
    description: Option<String>,
    #[serde(borrow)]
    matches: &'a RawValue,
}

/// The rules in a JSON array, numbered from `first` on.
pub(crate) fn rules_of(sent: &str, first: RuleId, at: Timestamp) -> Vec<Rule> {
    let sent: Vec<Sent<'_>> = serde_json::from_str(sent).expect("the record's rules are rules");
    (first.0..)
        .zip(sent)
        .map(|(number, sent)| Rule {
            id: RuleId(number),
            name: None,
            description: sent.description,
            matches: sent.matches.get().to_owned(),
            created_at: at,
            updated_at: at,
        })
        .collect()
}
