//! What is sent of a site, and how one is shown.

use serde_json::{Map, Value, json};

use super::arguments::{Members, SetArguments};
use crate::{error::CommandError, input::object_of, output::HEADLINE};

impl Members {
    /// The members that are asked for, as the native API takes them.
    pub(super) fn body(&self) -> Result<Map<String, Value>, CommandError> {
        let mut body = match &self.file {
            Some(file) => object_of(file)?,
            None => Map::new(),
        };
        if let Some(origin) = &self.origin {
            body.insert("origin".to_owned(), json!(origin));
        }
        if !self.upstream.is_empty() {
            let upstreams = self.upstream.iter().map(|upstream| {
                let mut place = json!({ "protocol": upstream.protocol, "host": upstream.host });
                if let Some(port) = upstream.port {
                    place["port"] = json!(port);
                }
                place
            });
            body.insert("upstreams".to_owned(), upstreams.collect());
        }
        if !self.hostname.is_empty() {
            body.insert("hostnames".to_owned(), json!(self.hostname));
        }
        Ok(body)
    }
}

impl SetArguments {
    /// Whether host names come and go one by one, so that those it has have to be known.
    pub(super) fn names_one_by_one(&self) -> bool {
        !self.add_hostname.is_empty() || !self.remove_hostname.is_empty()
    }

    /// The members that are asked for, with what is to be emptied. `before` is the site as it is, where its host names are changed
    /// one by one.
    pub(super) fn body(&self, before: Option<&Value>) -> Result<Map<String, Value>, CommandError> {
        let mut body = self.members.body()?;
        for member in &self.reset {
            body.insert(member.member().to_owned(), Value::Null);
        }
        if let Some(site) = before {
            body.insert("hostnames".to_owned(), json!(self.renamed(site)?));
        }
        if body.is_empty() {
            return Err(CommandError::Usage(
                "say what to change, as in --upstream https://origin.example.com; `landfall sites set --help` shows what there is"
                    .to_owned(),
            ));
        }
        Ok(body)
    }

    /// A site's host names with some more and some fewer.
    fn renamed(&self, site: &Value) -> Result<Vec<String>, CommandError> {
        let removed: Vec<String> = self
            .remove_hostname
            .iter()
            .map(|name| name.to_lowercase())
            .collect();
        let mut names: Vec<String> = hostnames(site).map(ToOwned::to_owned).collect();
        if let Some(strange) = removed.iter().find(|name| !names.contains(name)) {
            return Err(CommandError::Usage(format!(
                "the site has no host name {strange}; it has: {}",
                names.join(", ")
            )));
        }
        names.retain(|name| !removed.contains(name));
        for name in &self.add_hostname {
            if !names.contains(&name.to_lowercase()) {
                names.push(name.clone());
            }
        }
        Ok(names)
    }
}

/// The host names of a site.
pub(super) fn hostnames(site: &Value) -> impl Iterator<Item = &str> {
    let names = site["hostnames"].as_array().into_iter().flatten();
    names.filter_map(|name| name["hostname"].as_str())
}

/// Where a site is fetched, as people write it.
pub(super) fn upstreams(site: &Value) -> impl Iterator<Item = String> {
    let places = site["upstreams"].as_array().into_iter().flatten();
    places.map(|place| {
        let text = |member: &str| place[member].as_str().unwrap_or_default();
        let host = text("host");
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        format!("{}://{host}:{}", text("protocol"), place["port"])
    })
}

/// A site for people.
pub(super) fn whole(site: &Value) -> String {
    let text = |member: &str| site[member].as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!("{HEADLINE}site {}{HEADLINE:#}", text("id"))];
    let named = |name: &str, value: String| format!("{name:12} {value}");
    lines.push(named("account", text("account_id")));
    if site["origin"].is_string() {
        lines.push(named("origin", text("origin")));
    }
    lines.extend(upstreams(site).map(|upstream| named("upstream", upstream)));
    lines.extend(hostnames(site).map(|name| named("host name", name.to_owned())));
    lines.push(named("made", text("created_at")));
    lines.push(named("changed", text("updated_at")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        set: SetArguments,
    }

    fn set(words: &[&str]) -> SetArguments {
        Line::parse_from([&["set", "7", "--account", "0001"], words].concat()).set
    }

    fn site() -> Value {
        json!({
            "id": "7", "account_id": "a", "origin": null, "upstreams": [{ "protocol": "https", "host": "::1", "port": 443 }],
            "hostnames": [{ "id": "1", "hostname": "a.example" }, { "id": "2", "hostname": "b.example" }],
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-02T00:00:00Z",
        })
    }

    #[test]
    fn what_is_named_is_sent_and_nothing_else() {
        let words = [
            "--upstream",
            "https://one.example",
            "--upstream",
            "http://two.example:81",
            "--reset",
            "origin",
        ];
        let body = set(&words).body(None).unwrap();
        let expected = json!({
            "upstreams": [
                { "protocol": "https", "host": "one.example" },
                { "protocol": "http", "host": "two.example", "port": 81 },
            ],
            "origin": null,
        });
        assert_eq!(Value::Object(body), expected);
        assert!(set(&[]).body(None).is_err());
    }

    #[test]
    fn host_names_come_and_go_one_by_one() {
        let names = |words: &[&str]| {
            let arguments = set(words);
            assert!(arguments.names_one_by_one());
            let body = arguments.body(Some(&site()));
            body.map(|body| body["hostnames"].clone())
                .map_err(|error| error.to_string())
        };
        let words = [
            "--add-hostname",
            "C.example",
            "--remove-hostname",
            "A.example",
            "--add-hostname",
            "b.example",
        ];
        assert_eq!(names(&words), Ok(json!(["b.example", "C.example"])));
        let refused = names(&["--remove-hostname", "z.example"]).unwrap_err();
        assert!(refused.contains("a.example, b.example"), "{refused}");
    }

    #[test]
    fn a_site_is_shown_line_by_line() {
        let text = whole(&site());
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "account      a",
                "upstream     https://[::1]:443",
                "host name    a.example",
                "host name    b.example",
                "made         2026-01-01T00:00:00Z",
                "changed      2026-01-02T00:00:00Z",
            ]
        );
    }
}
