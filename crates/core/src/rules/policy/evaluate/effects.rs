//! The effects of features as they add up: on conflict the last one wins, changes of headers accumulate, and a denied or redirected
//! request has no use for the rest.

use super::super::compile::{Age, Effect, HeaderEdit};
use super::{
    answer::{Answer, CacheUse, EdgeAge, Outcome},
    evaluation::FeatureUse,
};

/// What only one feature can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    Deny,
    Redirect,
    Rewrite,
    BrowserAge,
    EdgeAge { forced: bool, status: Option<u16> },
    BypassCache,
    Compress,
}

impl Matter {
    /// Whether a decision about this leaves nothing of an earlier one about `other`.
    fn covers(self, other: Self) -> bool {
        match (self, other) {
            (
                Self::EdgeAge {
                    forced,
                    status: None,
                },
                Self::EdgeAge {
                    forced: earlier, ..
                },
            ) => forced == earlier,
            _ => self == other,
        }
    }

    /// Whether it matters when the edge itself answers.
    fn of_requests_that_are_served(self) -> bool {
        !matches!(self, Self::Deny | Self::Redirect)
    }
}

/// A decision that stands.
#[derive(Debug)]
struct Decision {
    matter: Matter,
    /// The place of its feature in `uses`.
    by: usize,
    value: Value,
}

#[derive(Debug, Clone)]
enum Value {
    Flag(bool),
    Redirect(u16, String),
    Url(String),
    Age(Age),
    Types(Vec<String>),
}

/// The effects so far.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) uses: Vec<FeatureUse>,
    decisions: Vec<Decision>,
    response_headers: Vec<HeaderEdit>,
    /// With the places of their features.
    request_headers: Vec<(usize, HeaderEdit)>,
}

impl Effects {
    /// Adds a feature that is of no use, and why.
    pub(super) fn add_useless(&mut self, pointer: &str, kind: &str, because: impl Into<String>) {
        self.uses.push(FeatureUse {
            pointer: pointer.to_owned(),
            kind: kind.to_owned(),
            in_force: false,
            because: Some(because.into()),
        });
    }

    /// Adds a feature. `url` is what its destination has become, if it has one.
    pub(super) fn add(&mut self, pointer: &str, kind: &str, effect: &Effect, url: Option<String>) {
        let by = self.uses.len();
        self.uses.push(FeatureUse {
            pointer: pointer.to_owned(),
            kind: kind.to_owned(),
            in_force: true,
            because: None,
        });
        let url = url.unwrap_or_default();
        match effect {
            Effect::Deny(on) => self.decide(by, [Matter::Deny], &Value::Flag(*on)),
            Effect::Redirect { code, .. } => {
                self.decide(by, [Matter::Redirect], &Value::Redirect(*code, url));
            }
            Effect::Rewrite(_) => self.decide(by, [Matter::Rewrite], &Value::Url(url)),
            Effect::BrowserAge(age) => self.decide(by, [Matter::BrowserAge], &Value::Age(*age)),
            Effect::EdgeAge {
                forced,
                statuses,
                age,
            } => {
                let all = statuses.is_empty().then_some(None);
                let statuses = statuses.iter().copied().map(Some).chain(all);
                let forced = *forced;
                let matters = statuses.map(|status| Matter::EdgeAge { forced, status });
                self.decide(by, matters, &Value::Age(*age));
            }
            Effect::BypassCache(on) => self.decide(by, [Matter::BypassCache], &Value::Flag(*on)),
            Effect::Compress(types) => {
                self.decide(by, [Matter::Compress], &Value::Types(types.clone()));
            }
            Effect::ResponseHeader(edit) => self.response_headers.push(edit.clone()),
            Effect::RequestHeader(edit) => self.request_headers.push((by, edit.clone())),
            Effect::Comment => {}
        }
    }

    /// Lets a feature decide, in the place of earlier ones.
    fn decide(&mut self, by: usize, matters: impl IntoIterator<Item = Matter>, value: &Value) {
        for matter in matters {
            let mut beaten = Vec::new();
            self.decisions.retain(|earlier| {
                let stands = !matter.covers(earlier.matter);
                if !stands {
                    beaten.push(earlier.by);
                }
                stands
            });
            self.decisions.push(Decision {
                matter,
                by,
                value: value.clone(),
            });
            for beaten in beaten.into_iter().filter(|beaten| *beaten != by) {
                if !self.decisions.iter().any(|decision| decision.by == beaten) {
                    let because = format!("{} decides", self.uses[by].pointer);
                    self.uses[beaten].useless(because);
                }
            }
        }
    }

    /// What comes of it, and how each feature was used.
    pub(super) fn into_answer(mut self) -> (Answer, Vec<FeatureUse>) {
        let denied = self
            .decisions
            .iter()
            .any(|one| one.matter == Matter::Deny && matches!(one.value, Value::Flag(true)));
        let redirect = self.decisions.iter().find_map(|one| match &one.value {
            Value::Redirect(code, location) => Some((one.by, *code, location.clone())),
            _ => None,
        });
        let (outcome, status, location) = match redirect {
            Some((by, ..)) if denied => {
                self.uses[by].useless("the request is denied");
                (Outcome::Denied, Some(403), None)
            }
            None if denied => (Outcome::Denied, Some(403), None),
            Some((_, code, location)) => (Outcome::Redirected, Some(code), Some(location)),
            None => (Outcome::Served, None, None),
        };
        let mut answer = Answer {
            outcome,
            status,
            location,
            rewritten: None,
            response_headers: self.response_headers,
            request_headers: Vec::new(),
            cache: CacheUse::default(),
        };
        if outcome == Outcome::Served {
            serve(&mut answer, self.decisions);
            answer.request_headers = self
                .request_headers
                .into_iter()
                .map(|(_, edit)| edit)
                .collect();
        } else {
            let because = match outcome {
                Outcome::Denied => "the request is denied",
                _ => "the request is redirected",
            };
            let unused = self
                .decisions
                .iter()
                .filter(|one| one.matter.of_requests_that_are_served());
            let unused = unused.map(|one| one.by);
            for by in unused.chain(self.request_headers.iter().map(|(by, _)| *by)) {
                self.uses[by].useless(because);
            }
        }
        (answer, self.uses)
    }
}

/// Adds to the answer what was decided about the origin and caches.
fn serve(answer: &mut Answer, decisions: Vec<Decision>) {
    let cache = &mut answer.cache;
    for Decision { matter, value, .. } in decisions {
        match (matter, value) {
            (Matter::Rewrite, Value::Url(url)) => answer.rewritten = Some(url),
            (Matter::BypassCache, Value::Flag(on)) => cache.bypassed = on,
            (Matter::Compress, Value::Types(types)) => cache.compressed = types,
            (Matter::BrowserAge, Value::Age(Age::Seconds(seconds))) => {
                cache.cache_control = Some(format!("max-age={seconds}"));
            }
            (Matter::BrowserAge, Value::Age(Age::NoCache)) => {
                cache.cache_control = Some("no-cache".to_owned());
            }
            (Matter::EdgeAge { forced, status }, Value::Age(Age::Seconds(seconds))) => {
                cache.edge.push(EdgeAge {
                    forced,
                    status,
                    seconds,
                });
            }
            _ => {}
        }
    }
}
