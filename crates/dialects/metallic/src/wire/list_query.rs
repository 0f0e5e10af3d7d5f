//! The four parameters of the list (metallic contract, section 3). Unknown ones are ignored, repeated ones refused.

use std::ops::RangeInclusive;

use landfall_core::model::{
    Direction, FulfillmentField, FulfillmentOrder, FulfillmentStatus, PageRequest,
};
use landfall_http::query::{Query, QueryError};

use crate::error::ApiError;

const DEFAULT_SORT: &str = "desc:updateTs";
const FILTER_RULE: &str =
    "one term, status:value, of pending, in_progress, complete, failed or cancelled";
const SORT_RULE: &str = "asc:field or desc:field, several separated by commas, each field at most once, of id, insertTs, updateTs, status, accountId, externalAccountId, type or userId";
const PAGE_NUMBER: Number = Number {
    name: "pageNumber",
    default: 0,
    range: 0..=2_147_483_647,
    rule: "a whole number from 0 to 2147483647",
};
const PAGE_SIZE: Number = Number {
    name: "pageSize",
    default: 25,
    range: 1..=1000,
    rule: "a whole number from 1 to 1000",
};

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ListQuery<'q> {
    /// Only fulfillments of this status.
    pub(crate) status: Option<FulfillmentStatus>,
    /// In this order.
    pub(crate) sort: Vec<FulfillmentOrder>,
    /// The order in the caller's words.
    pub(crate) sort_text: &'q str,
    /// Which page, from 0.
    pub(crate) page_number: u32,
    /// How many rows a page has.
    pub(crate) page_size: u32,
}

impl<'q> ListQuery<'q> {
    /// The parameters that are looked at.
    pub(crate) const KNOWN: [&'static str; 4] = ["filter", "sort", "pageNumber", "pageSize"];

    /// Reads the parameters.
    pub(crate) fn read(query: &'q Query<'_>) -> Result<Self, ApiError> {
        let filter = once(query, "filter")?.unwrap_or_default();
        let sort = once(query, "sort")?.unwrap_or_default();
        let sort_text = if sort.is_empty() { DEFAULT_SORT } else { sort };
        Ok(Self {
            status: status(filter).map_err(|NotOneTerm| refused("filter", FILTER_RULE))?,
            sort: orders(sort_text).ok_or(refused("sort", SORT_RULE))?,
            sort_text,
            page_number: number(query, &PAGE_NUMBER)?,
            page_size: number(query, &PAGE_SIZE)?,
        })
    }

    /// The part of the list that the page is.
    pub(crate) fn page(&self) -> PageRequest {
        PageRequest {
            offset: u64::from(self.page_number) * u64::from(self.page_size),
            limit: self.page_size,
        }
    }
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::NotUtf8 { name } => Self::Parameter {
                name: name.into(),
                rule: "must be UTF-8",
            },
            QueryError::TooMany => refused("query", "too many parameters"),
        }
    }
}

fn refused(name: &'static str, rule: &'static str) -> ApiError {
    ApiError::Parameter {
        name: name.into(),
        rule,
    }
}

fn once<'q>(query: &'q Query<'_>, name: &'static str) -> Result<Option<&'q str>, ApiError> {
    let value = query.single(name);
    value.map_err(|_| refused(name, "must not be given more than once"))
}

/// The filter is anything but one term.
struct NotOneTerm;

/// The status that the filter asks for, if it asks for one. The prefix is what clients send that copy the echo back.
fn status(filter: &str) -> Result<Option<FulfillmentStatus>, NotOneTerm> {
    if filter.is_empty() {
        return Ok(None);
    }
    let term = filter.strip_prefix("filter=").unwrap_or(filter);
    let value = term.strip_prefix("status:").ok_or(NotOneTerm)?;
    value.parse().map(Some).map_err(|_| NotOneTerm)
}

fn orders(sort: &str) -> Option<Vec<FulfillmentOrder>> {
    let mut orders = Vec::new();
    for key in sort.split(',') {
        let (direction, field) = key.split_once(':')?;
        let direction = match direction {
            "asc" => Direction::Ascending,
            "desc" => Direction::Descending,
            _ => return None,
        };
        let field: FulfillmentField = field.parse().ok()?;
        if orders.iter().any(|(known, _)| *known == field) {
            return None;
        }
        orders.push((field, direction));
    }
    Some(orders)
}

/// A parameter that is a plain decimal number: no sign, no fraction, no zero in front.
struct Number {
    name: &'static str,
    default: u32,
    range: RangeInclusive<u32>,
    rule: &'static str,
}

fn number(query: &Query<'_>, parameter: &Number) -> Result<u32, ApiError> {
    let Some(text) = once(query, parameter.name)? else {
        return Ok(parameter.default);
    };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = text.len() > 1 && text.starts_with('0');
    let number = text.parse().ok().filter(|_| plain && !padded);
    number
        .filter(|number| parameter.range.contains(number))
        .ok_or(refused(parameter.name, parameter.rule))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every page that can be asked for lies where arithmetic without bounds would put it.
        #[test]
        fn no_page_overflows(page_number in PAGE_NUMBER.range, page_size in PAGE_SIZE.range) {
            let raw = format!("pageNumber={page_number}&pageSize={page_size}");
            let query = Query::parse(Some(&raw)).unwrap();
            let page = ListQuery::read(&query).unwrap().page();
            prop_assert_eq!(u128::from(page.offset), u128::from(page_number) * u128::from(page_size));
            prop_assert_eq!(page.limit, page_size);
        }

        #[test]
        fn nothing_panics_and_only_the_grammar_is_taken(filter in ".{0,20}", sort in "[a-zA-Z:,]{0,24}", number in "[-+0-9.]{0,12}") {
            let encoded = |text: &str| {
                let escapes: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
                escapes.concat()
            };
            let raw = format!("filter={}&sort={}&pageNumber={}", encoded(&filter), encoded(&sort), encoded(&number));
            let query = Query::parse(Some(&raw)).unwrap();
            if let Ok(list) = ListQuery::read(&query) {
                let echo = list.status.map(|status| format!("status:{status}")).unwrap_or_default();
                prop_assert_eq!(filter.strip_prefix("filter=").unwrap_or(&filter), echo);
                prop_assert_eq!(list.page_number.to_string(), number);
            }
        }
    }
}
