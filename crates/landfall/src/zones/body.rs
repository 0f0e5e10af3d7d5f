//! What is sent of a zone, and how one is shown.

use serde_json::{Map, Value, json};

use super::arguments::{Grants, Members, SetArguments};
use crate::{error::CommandError, input::object_of, output::HEADLINE};

impl Members {
    /// The members that are asked for, as the native API takes them.
    pub(super) fn body(&self) -> Result<Map<String, Value>, CommandError> {
        let mut body = match &self.file {
            Some(file) => object_of(file)?,
            None => Map::new(),
        };
        for (member, text) in [
            ("name", &self.name),
            ("gateway_group_key", &self.gateway_group),
            ("description", &self.description),
            ("location", &self.location),
            ("host_name", &self.host_name),
        ] {
            if let Some(text) = text {
                body.insert(member.to_owned(), json!(text));
            }
        }
        for (member, truth) in [
            ("random_host_name", self.random_host_name),
            ("virtual_host", self.virtual_host),
        ] {
            if let Some(truth) = truth {
                body.insert(member.to_owned(), json!(truth));
            }
        }
        if let Some(grants) = &self.grants {
            body.insert("grants".to_owned(), granted(grants));
        }
        if !self.access_point.is_empty() {
            let points = self.access_point.iter().map(|point| {
                json!({ "protocol": point.protocol, "name": point.listener, "address": point.address })
            });
            body.insert("access_points".to_owned(), points.collect());
        }
        if !self.association.is_empty() {
            let pairs = self.association.iter().map(|pair| {
                json!({ "implementation": pair.implementation, "environment": pair.environment })
            });
            body.insert("associations".to_owned(), pairs.collect());
        }
        Ok(body)
    }
}

impl SetArguments {
    /// The same, with what is to be returned to its default. `before` is the zone as it is, where its grants are changed one by
    /// one.
    pub(super) fn body(&self, before: Option<&Value>) -> Result<Map<String, Value>, CommandError> {
        let mut body = self.members.body()?;
        for member in &self.reset {
            body.insert(member.member().to_owned(), Value::Null);
        }
        if let Some(zone) = before {
            body.insert("grants".to_owned(), self.regranted(&zone["grants"])?);
        }
        if body.is_empty() {
            return Err(CommandError::Usage(
                "say what to change, as in --name 'Harbour east'; `landfall zones set --help` shows what there is"
                    .to_owned(),
            ));
        }
        Ok(body)
    }

    /// Grants with some more organizations and some fewer.
    fn regranted(&self, grants: &Value) -> Result<Value, CommandError> {
        if grants["to"] == "all" {
            return Err(CommandError::Usage(
                "the zone is offered to all below its owner; say to whom alone it is to be offered with --grants ORGANIZATION,…"
                    .to_owned(),
            ));
        }
        let withdrawn: Vec<String> = self.withdraw.iter().map(ToString::to_string).collect();
        let known = grants["organization_ids"].as_array();
        let known = known.into_iter().flatten().filter_map(Value::as_str);
        let mut ids: Vec<String> = known.map(ToOwned::to_owned).collect();
        if let Some(strange) = withdrawn.iter().find(|id| !ids.contains(id)) {
            return Err(CommandError::Usage(format!(
                "the zone is not offered to {strange}; `landfall zones get` shows to whom it is"
            )));
        }
        ids.extend(self.grant.iter().map(ToString::to_string));
        ids.retain(|id| !withdrawn.contains(id));
        Ok(if ids.is_empty() {
            json!({ "to": "none" })
        } else {
            json!({ "to": "some", "organization_ids": ids })
        })
    }
}

fn granted(grants: &Grants) -> Value {
    match grants {
        Grants::All => json!({ "to": "all" }),
        Grants::None => json!({ "to": "none" }),
        Grants::Some(ids) => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            json!({ "to": "some", "organization_ids": ids })
        }
    }
}

/// A zone for people.
pub(super) fn whole(zone: &Value) -> String {
    let text = |member: &str| zone[member].as_str().unwrap_or_default().to_owned();
    let flag = |member: &str| if zone[member] == true { "yes" } else { "no" };
    let mut lines = vec![format!("{HEADLINE}zone {}{HEADLINE:#}", text("id"))];
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{name:17} {value}"));
        }
    };
    line("name", text("name"));
    line("description", text("description"));
    line("owner", text("owner_id"));
    line("gateway group", text("gateway_group_key"));
    line("location", text("location"));
    line("offered to", offered(&zone["grants"]));
    for id in listed(&zone["grants"]["organization_ids"]) {
        line("", format!("  {}", id.as_str().unwrap_or_default()));
    }
    line("host name", text("host_name"));
    line("random host name", flag("random_host_name").to_owned());
    line("virtual host", flag("virtual_host").to_owned());
    for pair in listed(&zone["associations"]) {
        line("for", association(pair));
    }
    match zone["access_points"].as_array() {
        None => line("access points", "as the gateway group listens".to_owned()),
        Some(points) => {
            for point in points {
                let (name, address) = (&point["name"], &point["address"]);
                let of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                line("access point", format!("{} {}", of(name), of(address)));
            }
        }
    }
    line("made", text("created_at"));
    line("changed", text("updated_at"));
    lines.join("\n")
}

/// To whom a zone is offered, in a few words.
pub(super) fn offered(grants: &Value) -> String {
    match grants["to"].as_str() {
        Some("all") => "all below its owner".to_owned(),
        Some("none") => "nobody below its owner".to_owned(),
        _ => match listed(&grants["organization_ids"]).count() {
            1 => "one organization".to_owned(),
            count => format!("{count} organizations"),
        },
    }
}

/// What runs somewhere, in a few words.
pub(super) fn association(pair: &Value) -> String {
    let of = |member: &str| pair[member].as_str().unwrap_or_default().to_owned();
    format!("{} in {}", of("implementation"), of("environment"))
}

pub(super) fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    const ONE: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d01";
    const TWO: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d02";

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        set: SetArguments,
    }

    fn set(words: &[&str]) -> SetArguments {
        Line::parse_from([&["set", "container-1"], words].concat()).set
    }

    #[test]
    fn what_is_named_is_sent_and_nothing_else() {
        let words = [
            "--location",
            "-33.05, -71.6",
            "--virtual-host",
            "true",
            "--association",
            "Live=Production",
            "--access-point",
            "tls=https://a.example:443",
            "--reset",
            "host-name,description",
        ];
        let body = set(&words).body(None).unwrap();
        let expected = json!({
            "location": "-33.05, -71.6",
            "virtual_host": true,
            "associations": [{ "implementation": "Live", "environment": "Production" }],
            "access_points": [{ "protocol": "https", "name": "tls", "address": "https://a.example:443" }],
            "host_name": null,
            "description": null,
        });
        assert_eq!(Value::Object(body), expected);
        let nothing = set(&[]).body(None).unwrap_err();
        assert!(nothing.to_string().contains("--help"), "{nothing}");
    }

    #[test]
    fn grants_come_and_go_one_by_one() {
        let zone = |grants: Value| json!({ "grants": grants });
        let one = zone(json!({ "to": "some", "organization_ids": [ONE] }));
        let grants = |words: &[&str], zone: &Value| {
            let body = set(words).body(Some(zone));
            body.map(|body| body["grants"].clone())
                .map_err(|error| error.to_string())
        };
        let both = json!({ "to": "some", "organization_ids": [ONE, TWO] });
        assert_eq!(grants(&["--grant", TWO], &one), Ok(both));
        let none = json!({ "to": "none" });
        assert_eq!(grants(&["--withdraw", ONE], &one), Ok(none.clone()));
        let some = json!({ "to": "some", "organization_ids": [TWO] });
        assert_eq!(grants(&["--grant", TWO], &zone(none)), Ok(some));
        let refused = grants(&["--withdraw", TWO], &one).unwrap_err();
        assert!(refused.contains("not offered"), "{refused}");
        let refused = grants(&["--grant", TWO], &zone(json!({ "to": "all" }))).unwrap_err();
        assert!(refused.contains("--grants"), "{refused}");
    }

    #[test]
    fn a_zone_is_shown_with_whom_it_is_offered_to() {
        let zone = json!({
            "id": "container-1", "owner_id": ONE, "name": "Harbour", "description": null, "location": null,
            "gateway_group_key": "container-1", "grants": { "to": "some", "organization_ids": [TWO] }, "host_name": null,
            "random_host_name": true, "virtual_host": false, "access_points": null,
            "associations": [{ "implementation": "Live", "environment": "Production" }],
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-02T00:00:00Z",
        });
        let text = whole(&zone);
        let lines: Vec<&str> = text.lines().skip(1).map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "name              Harbour",
                "owner             5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d01",
                "gateway group     container-1",
                "offered to        one organization",
                "                    5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d02",
                "random host name  yes",
                "virtual host      no",
                "for               Live in Production",
                "access points     as the gateway group listens",
                "made              2026-01-01T00:00:00Z",
                "changed           2026-01-02T00:00:00Z",
            ]
        );
    }
}
