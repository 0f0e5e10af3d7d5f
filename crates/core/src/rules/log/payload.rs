//! What an entry carries: an account with its policy and its sites, as a JSON document. The document is encoded once, packed
//! once with zstd, and the digest is of the packed bytes, so that whoever receives it checks before unpacking.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{
    id::{AccountNumber, Hostname, OriginName, PolicyId, RuleId, SiteId},
    model::{Platform, Policy, Site, Upstream},
};

/// The longest document that is packed, in bytes: three times the longest body that a policy is read from. A receiver stops
/// unpacking there.
pub const MAX_DOCUMENT: usize = 32 << 20;
/// The longest payload, packed, in bytes. A receiver refuses longer ones unread.
pub const MAX_PACKED: usize = 16 << 20;

/// Of the document's form. What can be read in the old way keeps the number: readers pass over members they do not know.
const FORMAT: u32 = 1;

/// Why a document cannot be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// The match nodes of a stored rule are not JSON.
    #[error("rule {0}: its matches are not JSON: {1}")]
    Rule(RuleId, String),
    /// It is not such a document.
    #[error("not a payload: {0}")]
    Malformed(String),
    /// It is of a form that this program does not know.
    #[error("a payload of format {0}; this program reads format {FORMAT}")]
    Format(u32),
}

/// What an entry carries, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Whose it is.
    pub account: AccountNumber,
    /// What applies to its sites.
    pub policy: CarriedPolicy,
    /// Its sites, by number.
    pub sites: Vec<CarriedSite>,
}

/// A policy on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedPolicy {
    /// Its number.
    pub id: PolicyId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub platform: Platform,
    /// The rules, in the order in which they are evaluated.
    pub rules: Vec<CarriedRule>,
}

/// A rule on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedRule {
    /// Its number.
    pub id: RuleId,
    /// The match nodes, a JSON array as text: the client's own.
    #[serde(serialize_with = "as_json", deserialize_with = "as_text")]
    pub matches: String,
}

/// A site on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedSite {
    /// Its number.
    pub id: SiteId,
    /// The name of its origin in the paths of rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginName>,
    /// Where what it serves is fetched, in the order of preference.
    #[serde(deserialize_with = "upstreams")]
    pub upstreams: Vec<Upstream>,
    /// The names by which users reach it.
    pub hostnames: Vec<Hostname>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    format: u32,
    account: AccountNumber,
    policy: CarriedPolicy,
    sites: Vec<CarriedSite>,
}

/// What every form of the document has.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

/// The document that carries `policy` and `sites` of `account`. The same things give the same bytes.
pub fn payload(
    account: &AccountNumber,
    policy: &Policy,
    sites: &[Site],
) -> Result<Vec<u8>, PayloadError> {
    for rule in &policy.rules {
        serde_json::from_str::<&RawValue>(&rule.matches)
            .map_err(|error| PayloadError::Rule(rule.id, error.to_string()))?;
    }
    let mut sites: Vec<CarriedSite> = sites.iter().map(carried_site).collect();
    sites.sort_unstable_by_key(|site| site.id);
    let document = Document {
        format: FORMAT,
        account: account.clone(),
        policy: CarriedPolicy {
            id: policy.summary.id,
            name: policy.summary.name.clone(),
            platform: policy.summary.platform,
            rules: policy.rules.iter().map(carried_rule).collect(),
        },
        sites,
    };
    serde_json::to_vec(&document).map_err(|error| PayloadError::Malformed(error.to_string()))
}

impl Payload {
    /// Reads a document.
    pub fn read(document: &[u8]) -> Result<Self, PayloadError> {
        let malformed = |error: serde_json::Error| PayloadError::Malformed(error.to_string());
        let FormatOnly { format } = serde_json::from_slice(document).map_err(malformed)?;
        if format != FORMAT {
            return Err(PayloadError::Format(format));
        }
        let read: Document = serde_json::from_slice(document).map_err(malformed)?;
        Ok(Self {
            account: read.account,
            policy: read.policy,
            sites: read.sites,
        })
    }
}

fn carried_rule(rule: &crate::model::Rule) -> CarriedRule {
    CarriedRule {
        id: rule.id,
        matches: rule.matches.clone(),
    }
}

fn carried_site(site: &Site) -> CarriedSite {
    CarriedSite {
        id: site.id,
        origin: site.origin.clone(),
        upstreams: site.upstreams.clone(),
        hostnames: (site.hostnames.iter())
            .map(|cname| cname.hostname.clone())
            .collect(),
    }
}

fn as_json<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    let json: &RawValue = serde_json::from_str(text).map_err(serde::ser::Error::custom)?;
    json.serialize(to)
}

fn as_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let json = Box::<RawValue>::deserialize(from)?;
    Ok(json.get().to_owned())
}

/// Upstreams with members that this program does not know: the model's own form, which lines share, refuses those.
fn upstreams<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Upstream>, D::Error> {
    #[derive(Deserialize)]
    struct Carried {
        protocol: crate::model::Protocol,
        host: String,
        port: u16,
    }
    let carried = Vec::<Carried>::deserialize(from)?.into_iter();
    let upstreams = carried.map(|it| Upstream {
        protocol: it.protocol,
        host: it.host,
        port: it.port,
    });
    Ok(upstreams.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{EdgeCnameId, OrganizationId, Timestamp},
        model::{EdgeCname, PolicyState, PolicySummary, Protocol, Rule},
    };

    fn policy(matches: &[&str]) -> Policy {
        let now = Timestamp::from_seconds(1_600_000_000);
        let rules = (7..).zip(matches).map(|(id, matches)| Rule {
            id: RuleId(id),
            name: Some("never travels".to_owned()),
            description: None,
            matches: (*matches).to_owned(),
            created_at: now,
            updated_at: now,
        });
        Policy {
            summary: PolicySummary {
                id: PolicyId(4_409_533),
                tenant: "acme".parse().unwrap(),
                account: OrganizationId(uuid::Uuid::nil()),
                name: "shop front v7".to_owned(),
                description: Some("nor does this".to_owned()),
                state: PolicyState::Locked,
                platform: Platform::HttpLarge,
                created_at: now,
                updated_at: now,
            },
            rules: rules.collect(),
            history: Vec::new(),
        }
    }

    fn site(number: u64, origin: Option<&str>) -> Site {
        let now = Timestamp::from_seconds(1_600_000_000);
        let hostname = |id, name: &str| EdgeCname {
            id: EdgeCnameId(id),
            hostname: name.parse().unwrap(),
        };
        Site {
            id: SiteId(number),
            tenant: "acme".parse().unwrap(),
            account: OrganizationId(uuid::Uuid::nil()),
            origin: origin.map(|name| name.parse().unwrap()),
            upstreams: vec![Upstream {
                protocol: Protocol::Https,
                host: "origin.example".to_owned(),
                port: 443,
            }],
            hostnames: vec![hostname(1, "www.example"), hostname(2, "shop.example")],
            created_at: now,
            updated_at: now,
        }
    }

    const MATCHES: &str = r#"[{"type":"match.always", "b":1.50,"a":"\u0041"}]"#;

    #[test]
    fn the_document_is_the_published_one() {
        let account = "00C1B6".parse().unwrap();
        let sites = [site(9, None), site(3, Some("shop"))];
        let document = payload(&account, &policy(&[MATCHES, "[]"]), &sites).unwrap();
        let golden = include_str!("golden/payload.json");
        assert_eq!(String::from_utf8(document).unwrap(), golden.trim_end());
    }

    #[test]
    fn what_is_read_is_what_was_carried_and_the_client_s_text_is_verbatim() {
        let account: AccountNumber = "0001".parse().unwrap();
        let document = payload(&account, &policy(&[MATCHES]), &[site(3, Some("shop"))]).unwrap();
        let read = Payload::read(&document).unwrap();
        assert_eq!(read.policy.rules[0].matches, MATCHES);
        assert_eq!(read.policy.name, "shop front v7");
        assert_eq!(
            (read.account, read.policy.id),
            (account, PolicyId(4_409_533))
        );
        assert_eq!(read.sites[0].hostnames[1].as_str(), "shop.example");
    }

    #[test]
    fn a_later_document_is_read_as_long_as_its_format_is_known() {
        let document = payload(&"1".parse().unwrap(), &policy(&[]), &[site(3, None)]).unwrap();
        let document = String::from_utf8(document).unwrap();
        let more = document
            .replace("\"port\":443", "\"port\":443,\"weight\":2")
            .replace("\"sites\":", "\"hints\":{},\"sites\":");
        assert_ne!(more, document);
        assert_eq!(
            Payload::read(more.as_bytes()),
            Payload::read(document.as_bytes())
        );
        let other = r#"{"format":2,"everything":"else"}"#;
        assert_eq!(
            Payload::read(other.as_bytes()),
            Err(PayloadError::Format(2))
        );
        for bad in ["", "[]", "{}", &document[1..], &document[..200]] {
            assert!(
                matches!(
                    Payload::read(bad.as_bytes()),
                    Err(PayloadError::Malformed(_))
                ),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_rule_that_is_not_json_is_named() {
        let made = payload(&"1".parse().unwrap(), &policy(&["[]", "[,"]), &[]);
        assert!(
            matches!(&made, Err(PayloadError::Rule(RuleId(8), _))),
            "{made:?}"
        );
    }
}
