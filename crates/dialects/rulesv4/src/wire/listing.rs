//! What a caller asks of a list (rulesv4 contract, sections 5 and 6).

use std::fmt::Write as _;

use landfall_core::{
    id::PolicyId,
    model::{DeployFilter, PageRequest, PolicyFilter},
};
use landfall_http::{
    openapi::{Parameter, Shape},
    query::Query,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::json_schema;

use super::shapes::{deploy_states, environments, platforms, policy_states};
use crate::error::RulesError;

const DEFAULT_SIZE: u32 = 100;
const LARGEST_SIZE: u32 = 500;
/// How many policies a list of deploy requests may be asked for at once.
const MOST_POLICIES: usize = 500;
/// What a value in a link is escaped for: everything but unreserved characters and the comma between ids.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',');

/// A page of a list that is filtered by `F`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing<F> {
    pub(crate) filter: F,
    /// From 1.
    pub(crate) page: u64,
    /// At least 1.
    pub(super) size: u32,
    /// The filters as links repeat them, each with an `&` behind it.
    pub(super) kept: String,
}

impl<F> Listing<F> {
    /// Which rows are meant.
    pub(crate) fn rows(&self) -> PageRequest {
        PageRequest {
            offset: (self.page - 1).saturating_mul(self.size.into()),
            limit: self.size,
        }
    }

    /// Where a page of the list at `path` is, with the same filters.
    pub(super) fn address(&self, path: &str, page: u64) -> String {
        format!("{path}?{}page={page}&page_size={}", self.kept, self.size)
    }
}

impl Listing<PolicyFilter> {
    /// A list of policies.
    pub(crate) fn of_policies(query: Option<&str>) -> Result<Self, RulesError> {
        Asked::read(query)?.listing(|asked| {
            Ok(PolicyFilter {
                platform: asked.one_of("platform_id", PLATFORM)?,
                state: asked.one_of("state", POLICY_STATE)?,
                search: asked.search()?,
            })
        })
    }
}

impl Listing<DeployFilter> {
    /// A list of deploy requests.
    pub(crate) fn of_deploy_requests(query: Option<&str>) -> Result<Self, RulesError> {
        Asked::read(query)?.listing(|asked| {
            Ok(DeployFilter {
                platform: asked.one_of("platform_id", PLATFORM)?,
                environment: asked.one_of("environment", ENVIRONMENT)?,
                state: asked.one_of("state", DEPLOY_STATE)?,
                policies: asked.policies()?,
                search: asked.search()?,
            })
        })
    }
}

const UNREADABLE: &str = "The query cannot be read: a value is not UTF-8, or there are too many.";
const REPEATED: &str = "A query parameter is given more than once, with different values.";
const PAGE: &str = "page must be a whole number from 1.";
const PAGE_SIZE: &str = "page_size must be a whole number from 1 to 500.";
const PLATFORM: &str = "platform_id must be http_large, http_small or adn.";
const ENVIRONMENT: &str = "environment must be production or staging.";
const POLICY_STATE: &str = "state must be draft or locked.";
const DEPLOY_STATE: &str = "state must be a state of deploy requests.";
const POLICIES: &str = "policy.id must be ids of policies with commas between them, at most 500.";

/// The parameters that a list knows. Others are not looked at.
struct Asked<'q> {
    query: Query<'q>,
    kept: String,
}

impl<'q> Asked<'q> {
    fn read(query: Option<&'q str>) -> Result<Self, RulesError> {
        let known = [
            "platform_id",
            "environment",
            "state",
            "policy.id",
            "search",
            "page",
            "page_size",
        ];
        let query = Query::parse_known(query, &known);
        Ok(Self {
            query: query.map_err(|_| RulesError::InvalidInput(UNREADABLE))?,
            kept: String::new(),
        })
    }

    /// The filter that `read` makes of it, with the page.
    fn listing<F>(
        mut self,
        read: impl FnOnce(&mut Self) -> Result<F, RulesError>,
    ) -> Result<Listing<F>, RulesError> {
        let filter = read(&mut self)?;
        let page = self.number("page", PAGE)?.unwrap_or(1);
        if page == 0 {
            return Err(RulesError::InvalidInput(PAGE));
        }
        let size = self.number("page_size", PAGE_SIZE)?;
        let size = size.map_or(Ok(DEFAULT_SIZE), u32::try_from);
        match size {
            Ok(size @ 1..=LARGEST_SIZE) => Ok(Listing {
                filter,
                page,
                size,
                kept: self.kept,
            }),
            _ => Err(RulesError::InvalidInput(PAGE_SIZE)),
        }
    }

    fn given(&self, name: &'static str) -> Result<Option<&str>, RulesError> {
        let given = self.query.agreed(name);
        given.map_err(|_| RulesError::InvalidInput(REPEATED))
    }

    /// The value of a filter, which links repeat.
    fn value(&mut self, name: &'static str) -> Result<Option<&str>, RulesError> {
        let mut kept = String::new();
        if let Some(value) = self.given(name)? {
            let value = utf8_percent_encode(value, ESCAPED);
            write!(kept, "{name}={value}&").expect("memory can be written to");
        }
        self.kept.push_str(&kept);
        self.given(name)
    }

    /// What is searched; looking for nothing is not searching.
    fn search(&mut self) -> Result<Option<String>, RulesError> {
        let text = self.value("search")?.filter(|text| !text.is_empty());
        Ok(text.map(str::to_owned))
    }

    fn one_of<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
        rule: &'static str,
    ) -> Result<Option<T>, RulesError> {
        let value = self.value(name)?.map(str::parse).transpose();
        value.map_err(|_| RulesError::InvalidInput(rule))
    }

    fn policies(&mut self) -> Result<Vec<PolicyId>, RulesError> {
        let Some(list) = self.value("policy.id")? else {
            return Ok(Vec::new());
        };
        let ids: Result<Vec<PolicyId>, _> = list.split(',').map(str::parse).collect();
        match ids {
            Ok(ids) if ids.len() <= MOST_POLICIES => Ok(ids),
            _ => Err(RulesError::InvalidInput(POLICIES)),
        }
    }

    /// A whole number; one beyond all that can be counted is as good as the greatest.
    fn number(&self, name: &'static str, rule: &'static str) -> Result<Option<u64>, RulesError> {
        let Some(text) = self.given(name)? else {
            return Ok(None);
        };
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Some(text.parse().unwrap_or(u64::MAX)))
        } else {
            Err(RulesError::InvalidInput(rule))
        }
    }
}

/// What a list of policies takes, for the document.
pub(crate) fn of_policies() -> Vec<Parameter> {
    let [page, page_size] = pages();
    vec![
        platform(),
        Parameter::query("state", Shape::Of(policy_states)).described("Only this state."),
        searched(
            "A text in the name, the description or the message of a deploy request of the policy; letter case does not count.",
        ),
        page,
        page_size,
    ]
}

/// What a list of deploy requests takes, for the document.
pub(crate) fn of_deploy_requests() -> Vec<Parameter> {
    let ids = json_schema!({
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_POLICIES,
        "items": { "type": "string", "pattern": "^0*[1-9][0-9]{0,15}$" },
    });
    let [page, page_size] = pages();
    vec![
        platform(),
        Parameter::query("environment", Shape::Of(environments))
            .described("Only this environment."),
        Parameter::query("state", Shape::Of(deploy_states)).described("Only this state."),
        Parameter::query("policy.id", ids)
            .with_commas()
            .described("Only requests of these policies."),
        searched("A text in the message or in the policy's name; letter case does not count."),
        page,
        page_size,
    ]
}

fn platform() -> Parameter {
    Parameter::query("platform_id", Shape::Of(platforms)).described("Only this platform.")
}

fn searched(description: &'static str) -> Parameter {
    let text = json_schema!({ "type": "string" });
    Parameter::query("search", text).described(description)
}

fn pages() -> [Parameter; 2] {
    let page = json_schema!({ "type": "integer", "minimum": 1, "default": 1 });
    let size = json_schema!({
        "type": "integer",
        "minimum": 1,
        "maximum": LARGEST_SIZE,
        "default": DEFAULT_SIZE,
    });
    [
        Parameter::query("page", page).described("From 1; a page past the end is empty."),
        Parameter::query("page_size", size).described("How many items a page has."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(query: &str, title: &'static str) {
        let error = Err(RulesError::InvalidInput(title));
        assert_eq!(Listing::of_deploy_requests(Some(query)), error, "{query}");
    }

    #[test]
    fn what_is_not_sent_has_its_default() {
        for query in [None, Some(""), Some("x=1&%FF=%FF")] {
            let listing = Listing::of_policies(query).unwrap();
            assert_eq!(listing.filter, PolicyFilter::default());
            let rows = PageRequest {
                offset: 0,
                limit: 100,
            };
            assert_eq!(listing.rows(), rows);
            assert_eq!(listing.address("/p", 3), "/p?page=3&page_size=100");
        }
    }

    #[test]
    fn links_keep_the_filters_in_a_fixed_order() {
        let query = "page=2&search=a%26b+%C3%A4&policy.id=1,22&page_size=500&state=deployed&state=deployed&environment=staging&platform_id=adn";
        let listing = Listing::of_deploy_requests(Some(query)).unwrap();
        assert_eq!(
            listing.address("/p", 1),
            "/p?platform_id=adn&environment=staging&state=deployed&policy.id=1,22&search=a%26b%20%C3%A4&page=1&page_size=500"
        );
        let again =
            Listing::of_deploy_requests(listing.address("/p", 2).split_once('?').map(|it| it.1));
        assert_eq!(again, Ok(listing));
    }

    #[test]
    fn numbers_have_bounds_and_pages_have_none() {
        refused("page=0", PAGE);
        refused("page=", PAGE);
        refused("page_size=", PAGE_SIZE);
        refused("page=-1", PAGE);
        refused("page=1.5", PAGE);
        refused("page=x", PAGE);
        refused("page_size=0", PAGE_SIZE);
        refused("page_size=501", PAGE_SIZE);
        refused("page_size=99999999999999999999", PAGE_SIZE);
        let far = Listing::of_policies(Some("page=99999999999999999999")).unwrap();
        assert_eq!(far.rows().offset, u64::MAX);
    }

    #[test]
    fn filters_have_fixed_values() {
        refused("platform_id=HTTP_LARGE", PLATFORM);
        refused("environment=live", ENVIRONMENT);
        refused("environment=", ENVIRONMENT);
        refused("policy.id=", POLICIES);
        refused("state=locked", DEPLOY_STATE);
        refused("policy.id=1,,2", POLICIES);
        refused("policy.id=a", POLICIES);
        refused("policy.id=0", POLICIES);
        refused(&format!("policy.id=1{}", ",1".repeat(500)), POLICIES);
        refused("state=deployed&state=rejected", REPEATED);
        refused("search=%FF", UNREADABLE);
        let error = Err(RulesError::InvalidInput(POLICY_STATE));
        assert_eq!(Listing::of_policies(Some("state=deployed")), error);
    }
}
