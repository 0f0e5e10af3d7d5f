//! How far a deploy request has got, in JSON and XML (rulesv4 contract, section 4).
//!
//! Both are written by hand, since their numbers are texts of [`Percent`], which a serialiser would have to go through a
//! float for.

use std::{borrow::Cow, io::Write};

use landfall_control::query::Propagation;
use landfall_core::id::Percent;
use quick_xml::escape::partial_escape;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::Format;

/// A request that was not handed over: the vendor's bytes, with a number that is no percentage.
const NEW_JSON: &str = r#"{ "Status": "New", "Percent_propagated": 0 }"#;
const NEW_XML: &str = "<DeployRequestStatus><Status>New</Status><Percent_propagated>0</Percent_propagated></DeployRequestStatus>";

/// The body for a request that stands there; none for one that was not handed to the fleet.
pub(crate) fn propagation_status(propagation: Option<&Propagation>, format: Format) -> Vec<u8> {
    match (propagation, format) {
        (None, Format::Json) => NEW_JSON.into(),
        (None, Format::Xml(_)) => NEW_XML.into(),
        (Some(propagation), Format::Json) => json(propagation),
        (Some(propagation), Format::Xml(_)) => xml(propagation),
    }
}

fn status(propagation: &Propagation) -> &'static str {
    if propagation.complete() {
        "propagated"
    } else {
        "propagating"
    }
}

fn json(propagation: &Propagation) -> Vec<u8> {
    let mut body = Body::with_capacity(64 + 96 * propagation.pops.len());
    body.text(r#"{"Status":""#).text(status(propagation));
    body.text(r#"","Percent_propagated":"#);
    body.number(propagation.percent()).text(r#","Pops":["#);
    for (place, pop) in propagation.pops.iter().enumerate() {
        body.text(if place == 0 {
            r#"{"name":"#
        } else {
            r#",{"name":"#
        });
        body.quoted(&pop.name).text(r#","percentage_propagated":"#);
        body.number(pop.percent()).text("}");
    }
    body.text("]}");
    body.0
}

fn xml(propagation: &Propagation) -> Vec<u8> {
    let mut body = Body::with_capacity(160 + 128 * propagation.pops.len());
    body.text("<DeployRequestStatus><Status>");
    body.text(status(propagation))
        .text("</Status><Percent_propagated>");
    body.number(propagation.percent());
    body.text("</Percent_propagated><Pops>");
    for pop in &propagation.pops {
        body.text("<Pop><name>").text(&partial_escape(&*pop.name));
        body.text("</name><percentage_propagated>");
        body.number(pop.percent());
        body.text("</percentage_propagated></Pop>");
    }
    body.text("</Pops></DeployRequestStatus>");
    body.0
}

/// The JSON, for the document.
pub(crate) struct DeployRequestStatus;

impl JsonSchema for DeployRequestStatus {
    fn schema_name() -> Cow<'static, str> {
        "DeployRequestStatus".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let pop = generator.subschema_for::<Pop>().to_value();
        let of_fleet = |title: &str, status: &str, percent: Value, pops: Value| {
            json!({
                "title": title,
                "type": "object",
                "additionalProperties": false,
                "required": ["Status", "Percent_propagated", "Pops"],
                "properties": {
                    "Status": { "const": status },
                    "Percent_propagated": percent,
                    "Pops": pops,
                },
            })
        };
        let on_its_way = json!({ "type": "number", "minimum": 0, "exclusiveMaximum": 100 });
        let some = json!({ "type": "array", "items": pop });
        let done = json!({ "properties": { "percentage_propagated": { "const": 100.0 } } });
        let all = json!({ "type": "array", "minItems": 1, "items": { "allOf": [pop, done] } });
        json_schema!({
            "description": "Members in this order and letter case.",
            "oneOf": [
                {
                    "title": "Not handed to the fleet",
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["Status", "Percent_propagated"],
                    "properties": {
                        "Status": { "const": "New" },
                        "Percent_propagated": { "const": 0 },
                    },
                },
                of_fleet("On its way", "propagating", on_its_way, some),
                of_fleet("Everywhere", "propagated", json!({ "const": 100.0 }), all),
            ],
        })
    }
}

/// A POP of the JSON, for the document.
struct Pop;

impl JsonSchema for Pop {
    fn schema_name() -> Cow<'static, str> {
        "Pop".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": ["name", "percentage_propagated"],
            "properties": {
                "name": {
                    "description": "Region and place, and a code where the place has several POPs.",
                    "type": "string",
                    "pattern": r"^[\x20-\x7E]+ : [\x20-\x7E]+$",
                },
                "percentage_propagated": { "type": "number", "minimum": 0, "maximum": 100 },
            },
        })
    }
}

/// A body that grows.
struct Body(Vec<u8>);

impl Body {
    fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    fn quoted(&mut self, text: &str) -> &mut Self {
        serde_json::to_writer(&mut self.0, text).expect("a text can be written to memory");
        self
    }

    fn number(&mut self, percent: Percent) -> &mut Self {
        write!(self.0, "{percent}").expect("memory can be written to");
        self
    }
}

#[cfg(test)]
mod tests {
    use landfall_control::query::PopShare;

    use super::*;

    const XML: Format = Format::Xml("");

    fn propagation(pops: &[(&str, u64, u64)]) -> Propagation {
        let pops = pops.iter().map(|&(name, done, all)| PopShare {
            name: name.into(),
            done,
            all,
            exceptions: 0,
        });
        Propagation {
            pops: pops.collect(),
        }
    }

    #[track_caller]
    fn written(pops: &[(&str, u64, u64)], format: Format, expected: &str) {
        let body = propagation_status(Some(&propagation(pops)), format);
        assert_eq!(String::from_utf8(body).unwrap(), expected);
    }

    #[test]
    fn the_contract_s_xml() {
        written(
            &[("North America : San Jose", 1, 25)],
            XML,
            "<DeployRequestStatus><Status>propagating</Status><Percent_propagated>4.0</Percent_propagated><Pops><Pop><name>North America : San Jose</name><percentage_propagated>4.0</percentage_propagated></Pop></Pops></DeployRequestStatus>",
        );
    }

    #[test]
    fn numbers_keep_their_text_and_the_share_is_of_servers() {
        written(
            &[("A : B", 7, 100), ("A : C", 2, 27), ("A : D", 0, 1)],
            Format::Json,
            r#"{"Status":"propagating","Percent_propagated":7.03125,"Pops":[{"name":"A : B","percentage_propagated":7.000000000000001},{"name":"A : C","percentage_propagated":7.4074074074074066},{"name":"A : D","percentage_propagated":0.0}]}"#,
        );
    }

    #[test]
    fn complete_is_every_pop() {
        written(
            &[("A : B", 3, 3), ("A : C", 1, 1)],
            Format::Json,
            r#"{"Status":"propagated","Percent_propagated":100.0,"Pops":[{"name":"A : B","percentage_propagated":100.0},{"name":"A : C","percentage_propagated":100.0}]}"#,
        );
    }

    #[test]
    fn a_fleet_without_servers_is_propagating() {
        written(
            &[],
            Format::Json,
            r#"{"Status":"propagating","Percent_propagated":0.0,"Pops":[]}"#,
        );
        written(
            &[],
            XML,
            "<DeployRequestStatus><Status>propagating</Status><Percent_propagated>0.0</Percent_propagated><Pops></Pops></DeployRequestStatus>",
        );
    }

    #[test]
    fn names_cannot_break_out() {
        written(
            &[(r#"<"&"#, 1, 1)],
            Format::Json,
            r#"{"Status":"propagated","Percent_propagated":100.0,"Pops":[{"name":"<\"&","percentage_propagated":100.0}]}"#,
        );
        written(
            &[(r#"<"&"#, 1, 1)],
            XML,
            r#"<DeployRequestStatus><Status>propagated</Status><Percent_propagated>100.0</Percent_propagated><Pops><Pop><name>&lt;"&amp;</name><percentage_propagated>100.0</percentage_propagated></Pop></Pops></DeployRequestStatus>"#,
        );
    }

    #[test]
    fn new_has_no_pops_and_a_bare_zero() {
        assert_eq!(
            propagation_status(None, Format::Json),
            br#"{ "Status": "New", "Percent_propagated": 0 }"#
        );
        assert_eq!(propagation_status(None, XML), NEW_XML.as_bytes());
    }
}
