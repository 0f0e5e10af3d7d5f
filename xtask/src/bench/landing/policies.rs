//! Bodies of policies: of random text, which packs to a wanted size, and one as people write them.

use std::fmt::Write as _;

use landfall_control::log::Packed;
use serde_json::{Value, json};

use crate::error::Error;

/// What is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Load {
    /// Text that cannot be packed further, so that about this many bytes travel.
    Incompressible(usize),
    /// Redirects, caching and headers for a shop with a few hundred paths.
    Realistic,
}

impl Load {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Incompressible(bytes) if bytes <= 4_096 => "2 KiB",
            Self::Incompressible(_) => "64 KiB",
            Self::Realistic => "a policy",
        }
    }

    /// How many bytes of it travel, about: what its body packs to.
    pub(super) fn packed(self) -> Result<usize, Error> {
        let packed = Packed::new(self.body(0).as_bytes());
        Ok(packed.map_err(Error::process("policy"))?.bytes().len())
    }

    /// The body of a locked policy; each number gives another one.
    pub(super) fn body(self, number: u64) -> String {
        let rules = match self {
            Self::Incompressible(bytes) => comments(number, bytes),
            Self::Realistic => shop(number),
        };
        json!({
            "name": format!("Policy {number}"), "state": "locked", "platform": "http_large", "rules": rules,
        })
        .to_string()
    }
}

/// The longest value of a comment here.
const COMMENT: usize = 4_000;

/// Features that say random letters of 64: six bits each, which is what they pack to.
fn comments(number: u64, bytes: usize) -> Value {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut chance = fastrand::Rng::with_seed(number);
    // What stands around the text packs to some three hundred bytes.
    let mut missing = bytes.saturating_sub(300) * 4 / 3;
    let mut features = Vec::new();
    while missing > 0 {
        let length = missing.min(COMMENT);
        let letters = (0..length).map(|_| LETTERS[chance.usize(..64)] as char);
        features.push(json!({ "type": "feature.comment", "value": letters.collect::<String>() }));
        missing -= length;
    }
    json!([{ "description": "Random", "matches": [{ "type": "match.always", "features": features }] }])
}

/// Rules for paths of a shop.
fn shop(number: u64) -> Value {
    const PARTS: [&str; 12] = [
        "shop", "news", "jobs", "press", "images", "static", "download", "support", "brands",
        "sale", "gifts", "blog",
    ];
    let mut chance = fastrand::Rng::with_seed(number);
    let mut rules = Vec::new();
    for rule in 0..150 {
        let mut path = String::from("/800001");
        for _ in 0..3 {
            let _ = write!(path, "/{}-{}", PARTS[chance.usize(..12)], chance.u16(..));
        }
        let features = match rule % 3 {
            0 => {
                json!([{ "type": "feature.url.url-redirect", "code": "301", "source": format!("{path}/(.*)"),
                "destination": format!("https://%{{host}}/{}/$1", PARTS[chance.usize(..12)]) }])
            }
            1 => json!([
                { "type": "feature.caching.external-max-age", "value": chance.u16(1..600), "units": "minutes" },
                { "type": "feature.caching.force-internal-max-age", "value": chance.u16(1..72), "units": "hours", "status": "200" },
            ]),
            _ => json!([{ "type": "feature.headers.modify-client-response-header", "action": "set",
                "name": "X-Section", "value": format!("{}-{}", PARTS[chance.usize(..12)], chance.u16(..)) }]),
        };
        rules.push(json!({ "description": format!("Section {rule}"), "matches": [{
            "type": "match.url.url-path.wildcard", "value": format!("{path}/*"), "ignore-case": true, "features": features,
        }] }));
    }
    rules.into()
}

#[cfg(test)]
mod tests {
    use landfall_core::rules::policy::{Capabilities, Form, read_new, verify};

    use super::*;

    #[test]
    fn every_body_can_be_locked_and_no_two_are_alike() {
        for load in [
            Load::Incompressible(2_048),
            Load::Incompressible(65_536),
            Load::Realistic,
        ] {
            let body = load.body(1);
            assert_ne!(body, load.body(2));
            let policy = read_new(body.as_bytes(), Form::Rulesv4).unwrap();
            let rules: Vec<_> = policy.rules.iter().map(|rule| &rule.matches).collect();
            let able = Capabilities::first_adapter();
            let found = verify(&"0001".parse().unwrap(), &rules, &able);
            assert!(found.is_empty(), "{}: {found:?}", load.name());
        }
    }
}
