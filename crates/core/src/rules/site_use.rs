//! Which sites the rules of a policy name (rulesv4 contract, sections 1 and 7).
//!
//! A host name is named by a match on the edge CNAME. An origin is named by its path at the root, `/80{account}/{origin}`: by a
//! match on the customer origin, and by what begins with that path, a match on the URL's path or the source or destination of a
//! feature. What a rule may name is not judged here: an account's own sites are looked for among all names.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    id::{AccountNumber, Hostname, OriginName, RuleId},
    model::{Rule, SitePart, SiteUse},
};

/// What the rules name, each once. A rule whose nodes cannot be read names nothing.
pub fn site_uses(rules: &[Rule]) -> BTreeSet<SiteUse> {
    let mut uses = BTreeSet::new();
    for rule in rules {
        if let Ok(nodes) = serde_json::from_str::<Value>(&rule.matches) {
            let mut finder = Finder {
                rule: rule.id,
                uses: &mut uses,
            };
            finder.matches(&nodes);
        }
    }
    uses
}

/// How a use of an origin names it.
pub fn origin_use_name(account: &AccountNumber, origin: &OriginName) -> String {
    format!("{account}/{origin}")
}

struct Finder<'u> {
    rule: RuleId,
    uses: &'u mut BTreeSet<SiteUse>,
}

impl Finder<'_> {
    fn matches(&mut self, nodes: &Value) {
        for node in objects(nodes) {
            let kind = node.get("type").and_then(Value::as_str).unwrap_or_default();
            if kind.starts_with("match.request.edge-cname.") {
                for name in words(node.get("hostnames")) {
                    self.hostname(name);
                }
            } else if kind.starts_with("match.origin.customer-origin.")
                || kind.starts_with("match.url.url-path.") && !is_relative_to_origin(node)
            {
                self.origins(node.get("value"));
            }
            for feature in node.get("features").into_iter().flat_map(objects) {
                self.origins(feature.get("source"));
                self.origins(feature.get("destination"));
            }
            if let Some(nested) = node.get("matches") {
                self.matches(nested);
            }
        }
    }

    fn hostname(&mut self, name: &str) {
        if let Ok(name) = name.parse::<Hostname>() {
            self.add(SitePart::Hostname, name.into());
        }
    }

    fn origins(&mut self, paths: Option<&Value>) {
        for path in words(paths) {
            if let Some((account, origin)) = origin(path) {
                self.add(SitePart::Origin, origin_use_name(&account, &origin));
            }
        }
    }

    fn add(&mut self, part: SitePart, name: String) {
        let rule = self.rule;
        self.uses.insert(SiteUse { part, name, rule });
    }
}

fn objects(list: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_object)
}

/// The words of a text, or of the texts of a list: clients send either.
fn words(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let texts = match value {
        Some(Value::Array(texts)) => texts.as_slice(),
        Some(text) => std::slice::from_ref(text),
        None => &[],
    };
    let texts = texts.iter().filter_map(Value::as_str);
    texts.flat_map(str::split_whitespace)
}

/// Whether a match on a path looks at it as the origin sees it, without the origin's own part.
fn is_relative_to_origin(node: &Map<String, Value>) -> bool {
    let relative_to = node.get("relative-to").or_else(|| node.get("relative_to"));
    relative_to.and_then(Value::as_str) == Some("origin")
}

/// The origin with whose path at the root a literal, a wildcard or a regular expression begins.
fn origin(path: &str) -> Option<(AccountNumber, OriginName)> {
    let path = path.strip_prefix('^').unwrap_or(path);
    let (account, rest) = path.strip_prefix("/80")?.split_once('/')?;
    let end = rest
        .find(|character| !OriginName::takes(character))
        .unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    let ends = behind.is_empty() || behind.starts_with(['/', '$', '(']);
    if !ends {
        return None;
    }
    Some((account.parse().ok()?, name.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Timestamp;

    fn rule(id: u64, matches: &str) -> Rule {
        Rule {
            id: RuleId(id),
            name: None,
            description: None,
            matches: matches.to_owned(),
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
        }
    }

    #[track_caller]
    fn names(matches: &str, expected: &[(SitePart, &str)]) {
        let found = site_uses(&[rule(7, matches)]);
        let found: Vec<(SitePart, &str)> = found
            .iter()
            .map(|found| (found.part, found.name.as_str()))
            .collect();
        assert_eq!(found, expected, "{matches}");
    }

    #[test]
    fn host_names_in_a_list_in_a_text_and_in_any_case() {
        use SitePart::Hostname;
        let listed = r#"[{"type":"match.request.edge-cname.literal","hostnames":["WWW.a.example","b.example c.example"]}]"#;
        let expected = [
            (Hostname, "b.example"),
            (Hostname, "c.example"),
            (Hostname, "www.a.example"),
        ];
        names(listed, &expected);
        let text =
            r#"[{"type":"match.request.edge-cname.literal","hostnames":"b.example b.example *"}]"#;
        names(text, &expected[..1]);
        names(
            r#"[{"type":"match.always","hostnames":["b.example"]}]"#,
            &[],
        );
    }

    #[test]
    fn origins_by_their_path_at_the_root() {
        let matched =
            |kind: &str, value: &str| format!(r#"[{{"type":"match.{kind}","value":{value}}}]"#);
        let shop = [(SitePart::Origin, "0001/shop")];
        for (kind, value) in [
            ("origin.customer-origin.literal", r#""/800001/shop/""#),
            ("origin.customer-origin.literal", r#"["/800001/shop"]"#),
            ("url.url-path.literal", r#""/800001/shop/cart.html""#),
            ("url.url-path.wildcard", r#""/x* /800001/shop/*""#),
            ("url.url-path.regex", r#""^/800001/shop(/.*)?$""#),
            ("url.url-path.regex", r#""/800001/shop$""#),
        ] {
            names(&matched(kind, value), &shop);
        }
        for (kind, value) in [
            ("origin.customer-origin.literal", r#""/80/shop/""#),
            ("origin.customer-origin.literal", r#""/800001/""#),
            ("origin.customer-origin.literal", r#""/800001""#),
            ("origin.customer-origin.literal", r#""/80000x/shop/""#),
            ("origin.customer-origin.literal", r#""800001/shop/""#),
            ("origin.customer-origin.literal", "80"),
            // What begins with a longer name, or with no certain one.
            ("url.url-path.regex", r#""/800001/shop.*""#),
            ("url.url-path.wildcard", r#""/800001/shop*""#),
            ("url.url-query.literal", r#""/800001/shop/""#),
            ("request.request-header.literal", r#""/800001/shop/""#),
        ] {
            names(&matched(kind, value), &[]);
        }
        let longer = matched("url.url-path.literal", r#""/8000c1b6/shop-2/x""#);
        names(&longer, &[(SitePart::Origin, "00C1B6/shop-2")]);
        for key in ["relative-to", "relative_to"] {
            let node = |place: &str| {
                format!(
                    r#"[{{"type":"match.url.url-path.literal","value":"/800001/shop/","{key}":"{place}"}}]"#
                )
            };
            names(&node("origin"), &[]);
            names(&node("root"), &shop);
        }
    }

    #[test]
    fn features_and_nodes_at_any_depth() {
        use SitePart::{Hostname, Origin};
        let nested = r#"[{"type":"select.first-match","matches":[{"type":"match.always","matches":[
            {"type":"match.always","features":[{"type":"feature.url.url-redirect","source":"/800001/shop/(.*)","destination":"/800001/new/$1"}]},
            {"type":"match.request.edge-cname.literal","hostnames":["a.example"]}]}]}]"#;
        let expected = [
            (Hostname, "a.example"),
            (Origin, "0001/new"),
            (Origin, "0001/shop"),
        ];
        names(nested, &expected);
    }

    #[test]
    fn each_rule_by_itself_and_what_cannot_be_read_not_at_all() {
        let node = r#"[{"type":"match.origin.customer-origin.literal","value":"/800001/shop/"}]"#;
        let found = site_uses(&[rule(2, node), rule(1, node), rule(3, "{"), rule(4, "7")]);
        let rules: Vec<u64> = found.iter().map(|found| found.rule.0).collect();
        assert_eq!(rules, [1, 2]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,60}") {
            let value = serde_json::to_string(&text).unwrap();
            let node = format!(r#"[{{"type":"match.url.url-path.regex","value":{value},"features":[{{"source":{value}}}]}}]"#);
            for found in site_uses(&[rule(1, &node), rule(2, &text)]) {
                proptest::prop_assert!(text.contains("/80"), "{:?}", found);
            }
        }

        #[test]
        fn every_origin_of_every_account_is_found(account in "[0-9A-Fa-f]{1,12}", origin in "[-_a-zA-Z0-9]{1,63}") {
            let node = format!(r#"[{{"type":"match.origin.customer-origin.literal","value":"/80{account}/{origin}/"}}]"#);
            let name = format!("{}/{origin}", account.to_ascii_uppercase());
            let expected = SiteUse { part: SitePart::Origin, name, rule: RuleId(1) };
            proptest::prop_assert_eq!(site_uses(&[rule(1, &node)]), [expected].into());
        }
    }
}
