//! The rules of a policy that is brought in as it is stored: they have to be what reading a client's body would have kept.

use serde_json::Value;

use super::{
    super::finding::{Finding, Findings, Pointer},
    Form, read_new,
};

/// What a policy that has these match nodes, rule by rule, could not have been given by a client: what is against the grammar or
/// beyond the limits, and the server's own keys. Pointers are into the policy, `/rules/0/matches/…`.
pub fn check_stored_rules(rules: &[impl AsRef<str>]) -> Vec<Finding> {
    let mut findings = Findings::default();
    let place = |index: usize| Pointer::default().at("rules").at(index).at("matches");
    let mut stored: Vec<Value> = Vec::with_capacity(rules.len());
    for (index, rule) in rules.iter().enumerate() {
        match serde_json::from_str(rule.as_ref()) {
            Ok(nodes) => stored.push(nodes),
            Err(error) => findings.add(&place(index), format!("JSON as text: {error}")),
        }
    }
    if rules.is_empty() || !findings.is_empty() {
        return findings.into_vec();
    }
    let rules: Vec<String> = rules
        .iter()
        .map(|rule| format!(r#"{{"matches":{}}}"#, rule.as_ref()))
        .collect();
    let body = format!(
        r#"{{"name":"stored","state":"draft","platform":"adn","rules":[{}]}}"#,
        rules.join(",")
    );
    let read = match read_new(body.as_bytes(), Form::Rulesv4) {
        Ok(read) => read,
        Err(found) => return found,
    };
    for (index, (rule, stored)) in read.rules.iter().zip(&stored).enumerate() {
        if serde_json::from_str::<Value>(&rule.matches).ok().as_ref() != Some(stored) {
            let words = "without the server's own keys, such as ordinal, and with select.first-match by that name";
            findings.add(&place(index), words);
        }
    }
    findings.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rules: &[&str]) -> Vec<String> {
        let found = check_stored_rules(rules).into_iter();
        found.map(|finding| finding.pointer).collect()
    }

    #[test]
    fn what_reading_keeps_is_stored() {
        let nodes = r#"[{"type":"select.first-match","matches":[{"type":"match.always","value": 10.0, "features":[{"type":"feature.comment","value":"a b"}]}]}]"#;
        assert_eq!(found(&[nodes, nodes]), [""; 0]);
    }

    #[test]
    fn everything_else_is_found_where_it_is() {
        for (rule, pointer) in [
            ("{", "/rules/1/matches"),
            ("{}", "/rules/1/matches"),
            ("[]", "/rules/1/matches"),
            ("[7]", "/rules/1/matches/0"),
            ("[{}]", "/rules/1/matches/0"),
            (r#"[{"type":"feature.comment"}]"#, "/rules/1/matches/0/type"),
            (
                r#"[{"type":"match.always","ordinal":1}]"#,
                "/rules/1/matches",
            ),
            (
                r#"[{"type":"match.select.first-match"}]"#,
                "/rules/1/matches",
            ),
            (r#"[{"type":"match.always"}],[]"#, "/rules/1/matches"),
        ] {
            let always = r#"[{"type":"match.always"}]"#;
            let pointers = found(&[always, rule]);
            assert_eq!(
                pointers.first().map(String::as_str),
                Some(pointer),
                "{rule}"
            );
        }
    }
}
