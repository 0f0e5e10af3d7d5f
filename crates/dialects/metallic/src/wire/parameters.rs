//! What the parameters of both lists have in common: each may be given once, pages are plain numbers, sorts name fields.

use std::{ops::RangeInclusive, str::FromStr};

use landfall_core::{
    id::Malformed,
    model::{Direction, PageRequest},
};
use landfall_http::{
    openapi::Parameter,
    query::{Query, QueryError},
};
use schemars::{Schema, json_schema};

use crate::error::ApiError;

/// The parameters that are looked at.
pub(crate) const KNOWN: [&str; 4] = ["filter", "sort", "pageNumber", "pageSize"];

pub(super) const PAGE_NUMBER: Number = Number {
    name: "pageNumber",
    default: 0,
    range: 0..=2_147_483_647,
    rule: "a whole number from 0 to 2147483647",
};
pub(super) const PAGE_SIZE: Number = Number {
    name: "pageSize",
    default: 25,
    range: 1..=1000,
    rule: "a whole number from 1 to 1000",
};

/// What was asked for of a list whose filter is an `F` and which is sorted by fields `S`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ListQuery<'q, F, S> {
    /// Only these rows.
    pub(crate) filter: F,
    /// The filter in the caller's words, without what may stand before it; empty if there is none.
    pub(crate) filter_text: &'q str,
    /// In this order.
    pub(crate) sort: Vec<(S, Direction)>,
    /// The order in the caller's words.
    pub(crate) sort_text: &'q str,
    /// Which page, from 0.
    pub(crate) page_number: u32,
    /// How many rows a page has.
    pub(crate) page_size: u32,
}

/// The filter is anything but terms that the list knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotTerms;

/// Values are read by their types, whose own errors the caller does not get to see.
impl From<Malformed> for NotTerms {
    fn from(_: Malformed) -> Self {
        Self
    }
}

/// What a list allows.
pub(super) struct ListRules<F> {
    /// Reads the filter's terms, which are empty if nothing is asked for.
    pub(super) filter: fn(&str) -> Result<F, NotTerms>,
    /// What a filter should have been.
    pub(super) filter_rule: &'static str,
    /// What a sort should have been.
    pub(super) sort_rule: &'static str,
}

/// The order of a list where the caller does not say.
const DEFAULT_SORT: &str = "desc:updateTs";

impl<'q, F, S: FromStr + PartialEq> ListQuery<'q, F, S> {
    /// Reads the parameters.
    pub(super) fn read_by(query: &'q Query<'_>, rules: &ListRules<F>) -> Result<Self, ApiError> {
        let filter = once(query, "filter")?.unwrap_or_default();
        let sort = once(query, "sort")?.unwrap_or_default();
        let sort_text = if sort.is_empty() { DEFAULT_SORT } else { sort };
        // The prefix is what clients send that copy the echo back; alone it asks for nothing that there is.
        let filter_text = filter.strip_prefix("filter=").unwrap_or(filter);
        let refused_filter = refused("filter", rules.filter_rule);
        if filter_text.is_empty() && !filter.is_empty() {
            return Err(refused_filter);
        }
        Ok(Self {
            filter: (rules.filter)(filter_text).map_err(|NotTerms| refused_filter)?,
            filter_text,
            sort: orders(sort_text).ok_or(refused("sort", rules.sort_rule))?,
            sort_text,
            page_number: number(query, &PAGE_NUMBER)?,
            page_size: number(query, &PAGE_SIZE)?,
        })
    }
}

impl<F, S> ListQuery<'_, F, S> {
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

fn orders<S: FromStr + PartialEq>(sort: &str) -> Option<Vec<(S, Direction)>> {
    let mut orders: Vec<(S, Direction)> = Vec::new();
    for key in sort.split(',') {
        let (direction, field) = key.split_once(':')?;
        let direction = match direction {
            "asc" => Direction::Ascending,
            "desc" => Direction::Descending,
            _ => return None,
        };
        let field: S = field.parse().ok()?;
        if orders.iter().any(|(known, _)| *known == field) {
            return None;
        }
        orders.push((field, direction));
    }
    Some(orders)
}

/// A parameter that is a plain decimal number: no sign, no fraction, no zero in front.
pub(super) struct Number {
    name: &'static str,
    default: u32,
    range: RangeInclusive<u32>,
    rule: &'static str,
}

impl Number {
    /// The greatest that it may be.
    pub(super) fn last(&self) -> u32 {
        *self.range.end()
    }

    /// Its form.
    pub(super) fn shape(&self) -> Schema {
        json_schema!({ "type": "integer", "minimum": self.range.start(), "maximum": self.range.end() })
    }

    fn documented(&self, description: &str) -> Parameter {
        let mut shape = self.shape();
        shape.insert("default".to_owned(), self.default.into());
        let description =
            format!("{description}Plain digits without a zero in front. May be given once.");
        Parameter::query(self.name, shape)
            .described(description)
            .example("first", self.default)
    }
}

/// Both parameters of pages, for the document.
pub(crate) fn page_parameters() -> [Parameter; 2] {
    [
        PAGE_NUMBER.documented("Counted from 0. "),
        PAGE_SIZE.documented(""),
    ]
}

/// The sort of a list by any of `fields`, for the document.
pub(crate) fn sort_parameter(
    fields: &[&str],
    examples: [(&'static str, &'static str); 2],
) -> Parameter {
    let key = format!("(asc|desc):({})", fields.join("|"));
    let twice = r":([A-Za-z]+),(.*,)?[a-z]+:\1(,|$)";
    let shape = json_schema!({
        "type": "string",
        "default": DEFAULT_SORT,
        "pattern": format!("^$|^(?!.*{twice}){key}(,{key})*$"),
    });
    let sort = Parameter::query("sort", shape).described(
        "Orders and fields, separated by commas, each field at most once. Shown as given. May be given once.",
    );
    let examples = examples.into_iter();
    examples.fold(sort, |sort, (name, value)| sort.example(name, value))
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
    use landfall_core::model::FulfillmentField;
    use proptest::prelude::*;

    use super::*;

    const ANY: ListRules<()> = ListRules {
        filter: |_| Ok(()),
        filter_rule: "",
        sort_rule: "",
    };

    proptest! {
        /// Every page that can be asked for lies where arithmetic without bounds would put it.
        #[test]
        fn no_page_overflows(page_number in PAGE_NUMBER.range, page_size in PAGE_SIZE.range) {
            let raw = format!("pageNumber={page_number}&pageSize={page_size}");
            let query = Query::parse(Some(&raw)).unwrap();
            let list: ListQuery<'_, (), FulfillmentField> = ListQuery::read_by(&query, &ANY).unwrap();
            let page = list.page();
            prop_assert_eq!(u128::from(page.offset), u128::from(page_number) * u128::from(page_size));
            prop_assert_eq!(page.limit, page_size);
        }
    }
}
