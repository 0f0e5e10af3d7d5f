//! When match nodes are met: the attributes of each type made into a condition.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::{
    paths::with_own_account,
    pattern::{Effort, Matcher, Met, Where, Wildcard},
    types::{Form, MatchKind},
};
use super::{attributes::Values, compiler::Compiler, header::is_token, node::Condition};
use crate::id::Hostname;

/// A description of texts, with what is wanted of it.
#[derive(Debug)]
pub(in super::super) struct Test {
    pub(super) matcher: Matcher,
    pub(super) ignore_case: bool,
    /// Whether a text is to fit; otherwise it is not to.
    pub(super) wanted: bool,
}

impl Test {
    /// Whether the test is met when one of the texts is to fit, and whether that could be found out.
    pub(in super::super) fn is_met<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        effort: &mut Effort,
    ) -> Met {
        let mut fits = false;
        for text in texts {
            match self.matcher.fits(text, self.ignore_case, effort) {
                Met::Yes => {
                    fits = true;
                    break;
                }
                Met::No => {}
                Met::OutOfSteps => return Met::OutOfSteps,
            }
        }
        if fits == self.wanted {
            Met::Yes
        } else {
            Met::No
        }
    }
}

impl Compiler<'_> {
    /// The condition of a type; none if something of it was not understood, which is a finding then.
    pub(super) fn condition(&mut self, kind: MatchKind, values: &Values) -> Option<Condition> {
        Some(match kind {
            MatchKind::Always => Condition::Always,
            MatchKind::Select => Condition::Select,
            MatchKind::Method => Condition::Method(self.words(values, |method| {
                is_token(method)
                    .then(|| method.to_owned())
                    .ok_or("This is not a method")
            })?),
            MatchKind::Scheme => Condition::Scheme(self.words(values, |scheme| {
                let scheme = scheme.to_ascii_lowercase();
                let is_one = scheme == "http" || scheme == "https";
                is_one
                    .then_some(scheme)
                    .ok_or("The scheme is http or https, not")
            })?),
            MatchKind::Path(form) => {
                let relative_to_origin = values.one_of("relative-to") == Some("origin");
                Condition::Path {
                    test: self.test(form, values, !relative_to_origin)?,
                    relative_to_origin,
                    encoded: values.flag("encoded").unwrap_or(false),
                }
            }
            MatchKind::Header(form) => {
                let name = values.text("name").filter(|name| {
                    let good = is_token(name);
                    if !good {
                        self.find_at(values.key("name"), "This is not the name of a header.");
                    }
                    good
                });
                let test = self.test(form, values, false);
                Condition::Header {
                    name: name?.to_owned(),
                    test: test?,
                }
            }
            MatchKind::Query(form) => Condition::Query(self.test(form, values, false)?),
            MatchKind::QueryParameter(form) => {
                let test = self.test(form, values, false);
                Condition::QueryParameter {
                    name: values.text("name")?.to_owned(),
                    test: test?,
                }
            }
            MatchKind::ClientAddress => Condition::ClientAddress {
                networks: self.words(values, |word| {
                    network(word).ok_or("This is neither an address nor a CIDR block")
                })?,
                inside: is_wanted(values),
            },
            MatchKind::EdgeCname => {
                Condition::EdgeCname(self.words_of("hostnames", values, |name| {
                    name.parse::<Hostname>()
                        .map_err(|_| "This is not a host name")
                })?)
            }
            MatchKind::CustomerOrigin => {
                let account = self.account.clone();
                Condition::CustomerOrigin(self.words(values, |path| {
                    let path = with_own_account(path, &account);
                    let path = path.trim_end_matches('/').to_owned();
                    path.starts_with("/80")
                        .then_some(path)
                        .ok_or("An origin is given as /80<account>/<origin>/, not")
                })?)
            }
        })
    }

    fn words<T>(
        &mut self,
        values: &Values,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<Vec<T>> {
        self.words_of("value", values, read)
    }

    /// The words of an attribute, each read; what cannot be read is a finding.
    fn words_of<T>(
        &mut self,
        name: &str,
        values: &Values,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<Vec<T>> {
        let words = values.texts(name)?;
        let mut all = Vec::with_capacity(words.len());
        for word in words {
            match read(word) {
                Ok(one) => all.push(one),
                Err(reason) => {
                    let word: String = word.chars().take(80).collect();
                    self.find_at(values.key(name), format!("{reason}: {word:?}."));
                }
            }
        }
        (all.len() == words.len()).then_some(all)
    }

    /// The test of a text. A path at the root may name the account in either letter case.
    fn test(&mut self, form: Form, values: &Values, is_root_path: bool) -> Option<Test> {
        let ignore_case = values.flag("ignore-case").unwrap_or(false);
        let texts = values.texts("value")?;
        let account = self.account;
        let own = |text: &str| {
            if is_root_path {
                with_own_account(text, account)
            } else {
                text.to_owned()
            }
        };
        let matcher = match form {
            Form::Literal => {
                let mut literals: Vec<String> = texts.iter().map(|text| own(text)).collect();
                if ignore_case {
                    for text in &mut literals {
                        text.make_ascii_lowercase();
                    }
                }
                Matcher::Literal(literals)
            }
            Form::Wildcard => {
                let words: Vec<String> = texts
                    .iter()
                    .flat_map(|text| text.split(' '))
                    .map(own)
                    .collect();
                match Wildcard::new(&words.join(" "), ignore_case) {
                    Ok(wildcard) => Matcher::Wildcard(wildcard),
                    Err(reason) => {
                        self.find_at(values.key("value"), reason);
                        return None;
                    }
                }
            }
            Form::Regex => {
                let [pattern] = texts else {
                    self.find_at(values.key("value"), "This takes one pattern.");
                    return None;
                };
                let pattern = own(pattern);
                let key = values.key("value");
                Matcher::Regex(self.regex(&pattern, ignore_case, Where::Anywhere, key)?)
            }
        };
        Some(Test {
            matcher,
            ignore_case,
            wanted: is_wanted(values),
        })
    }
}

fn is_wanted(values: &Values) -> bool {
    values.one_of("result") != Some("nomatch")
}

/// An address, or a block of addresses. Bits behind the prefix do not matter.
fn network(word: &str) -> Option<IpNet> {
    match word.parse::<IpNet>() {
        Ok(network) => Some(network.trunc()),
        Err(_) => word.parse::<IpAddr>().ok().map(IpNet::from),
    }
}
