//! What features do: the attributes of each type made into an effect.

use std::sync::Arc;

use super::super::{
    paths::{account_of, with_own_account},
    pattern::{Regex, Where},
    types::FeatureKind,
};
use super::{
    attributes::{Values, required},
    compiler::Compiler,
    header::{EditAction, HeaderEdit, Side, is_header_value, is_token, not_to_be_changed},
    template::Template,
};

/// The longest time that a cache keeps something, in seconds: what HTTP can say.
const LONGEST_AGE: i64 = i32::MAX as i64;

/// What a feature does.
#[derive(Debug)]
pub(in super::super) enum Effect {
    /// Denies access, or lifts that.
    Deny(bool),
    /// Sends the client elsewhere.
    Redirect { code: u16, to: Substitution },
    /// Asks the origin for another URL.
    Rewrite(Substitution),
    /// Changes a header of the answer.
    ResponseHeader(HeaderEdit),
    /// Changes a header of the request to the origin.
    RequestHeader(HeaderEdit),
    /// How long a browser keeps it.
    BrowserAge(Age),
    /// How long an edge keeps it.
    EdgeAge {
        /// Whatever the origin says.
        forced: bool,
        /// For answers with these statuses; all if there are none.
        statuses: Vec<u16>,
        /// How long.
        age: Age,
    },
    /// Whether the cache is left aside.
    BypassCache(bool),
    /// Which media types are compressed.
    Compress(Vec<String>),
    /// Nothing.
    Comment,
}

/// A source, and what is made of what it finds.
#[derive(Debug)]
pub(in super::super) struct Substitution {
    pub(in super::super) source: Arc<Regex>,
    pub(in super::super) destination: Template,
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Age {
    /// Nothing is said about it.
    Off,
    /// So many seconds; never negative.
    Seconds(i64),
    /// Not without asking.
    NoCache,
}

impl Compiler<'_> {
    /// The effect of a type; none if something of it was not understood, which is a finding then.
    pub(super) fn effect(&mut self, kind: FeatureKind, values: &Values) -> Option<Effect> {
        Some(match kind {
            FeatureKind::DenyAccess => Effect::Deny(values.flag("enabled")?),
            FeatureKind::Redirect => {
                let to = self.substitution(values, false);
                let code = values.one_of("code")?.parse().ok()?;
                Effect::Redirect { code, to: to? }
            }
            FeatureKind::Rewrite => Effect::Rewrite(self.substitution(values, true)?),
            FeatureKind::ResponseHeader => {
                Effect::ResponseHeader(self.header(Side::Response, values)?)
            }
            FeatureKind::RequestHeader => {
                Effect::RequestHeader(self.header(Side::Request, values)?)
            }
            FeatureKind::BrowserAge => Effect::BrowserAge(self.age(true, values)?),
            FeatureKind::ForcedEdgeAge => self.edge_age(true, values)?,
            FeatureKind::DefaultEdgeAge => self.edge_age(false, values)?,
            FeatureKind::BypassCache => Effect::BypassCache(values.flag("enabled")?),
            FeatureKind::Compress => {
                let types = values.texts("media-types")?;
                for wrong in types.iter().filter(|one| !is_media_type(one)) {
                    let reason = format!("This is not a media type: {wrong:?}.");
                    self.find_at(values.key("media-types"), reason);
                }
                Effect::Compress(types.to_vec())
            }
            FeatureKind::Comment => Effect::Comment,
        })
    }

    fn substitution(&mut self, values: &Values, is_rewrite: bool) -> Option<Substitution> {
        let source = values.text("source").map(|source| {
            let source = with_own_account(source, self.account);
            self.regex(&source, false, Where::Start, values.key("source"))
        });
        let source = source.flatten();
        let destination = values.text("destination")?;
        let destination = with_own_account(destination, self.account);
        let groups = source.as_ref().map(|source| source.groups());
        let key = values.key("destination");
        match Template::new(&destination, groups) {
            Ok(destination) => {
                if is_rewrite && let Some(reason) = self.leads_elsewhere(&destination) {
                    self.find_at(key, reason);
                    return None;
                }
                Some(Substitution {
                    source: source?,
                    destination,
                })
            }
            Err(faults) => {
                for fault in faults {
                    self.find_at(key, fault);
                }
                None
            }
        }
    }

    /// Why a rewritten URL would not be one of the account's own, if that is plain from how it begins.
    fn leads_elsewhere(&self, destination: &Template) -> Option<String> {
        let beginning = destination.beginning()?;
        if !beginning.starts_with('/') {
            return Some("A rewritten URL begins with /.".to_owned());
        }
        match account_of(beginning) {
            Some(account) if account != *self.account => Some(format!(
                "A rewritten URL stays within the account's own sites, /80{}/….",
                self.account
            )),
            _ => None,
        }
    }

    fn header(&mut self, side: Side, values: &Values) -> Option<HeaderEdit> {
        let name = values.text("name").filter(|name| {
            let reason = not_to_be_changed(side, name);
            if let Some(reason) = reason {
                self.find_at(values.key("name"), reason);
            }
            reason.is_none()
        });
        let value = values.text("value").filter(|value| {
            let good = is_header_value(value);
            if !good {
                let reason = "The value of a header has no control characters in it.";
                self.find_at(values.key("value"), reason);
            }
            good
        });
        let action = match values.one_of("action")? {
            "append" => EditAction::Append,
            "delete" => EditAction::Delete,
            _ => EditAction::Set,
        };
        let value = match (action, value) {
            (EditAction::Delete, _) => None,
            (_, Some(value)) => Some(value.to_owned()),
            (_, None) => {
                if !values.is_sent("value") {
                    self.find(required("value"));
                }
                return None;
            }
        };
        Some(HeaderEdit {
            action,
            name: name?.to_owned(),
            value,
        })
    }

    fn age(&mut self, is_browser_s: bool, values: &Values) -> Option<Age> {
        let unit = match values.one_of("units")? {
            "seconds" => 1,
            "minutes" => 60,
            "hours" => 3600,
            "days" => 86_400,
            _ => return Some(Age::Off),
        };
        let Some(value) = values.number("value") else {
            if !values.is_sent("value") {
                self.find(required("value"));
            }
            return None;
        };
        let reason = match value.checked_mul(unit) {
            Some(seconds) if (0..=LONGEST_AGE).contains(&seconds) => {
                return Some(Age::Seconds(seconds));
            }
            Some(seconds) if seconds < 0 && is_browser_s => return Some(Age::NoCache),
            Some(seconds) if seconds < 0 => "This cannot be negative.".to_owned(),
            _ => format!("This is longer than {LONGEST_AGE} seconds."),
        };
        self.find_at(values.key("value"), reason);
        None
    }

    fn edge_age(&mut self, forced: bool, values: &Values) -> Option<Effect> {
        let age = self.age(false, values);
        let mut statuses = Vec::new();
        for &status in values.numbers("status").unwrap_or_default() {
            match u16::try_from(status) {
                Ok(status) if (100..=599).contains(&status) => statuses.push(status),
                _ => {
                    let reason = format!("This is not a status of HTTP: {status}.");
                    self.find_at(values.key("status"), reason);
                }
            }
        }
        Some(Effect::EdgeAge {
            forced,
            statuses,
            age: age?,
        })
    }
}

/// Whether a text has the form of a media type; a part may be `*`.
fn is_media_type(text: &str) -> bool {
    let parts = text.split_once('/');
    parts.is_some_and(|(main, sub)| is_token(main) && is_token(sub))
}
