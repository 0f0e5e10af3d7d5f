//! The query of the list of fulfillments (metallic contract, section 3). Unknown parameters are ignored, repeated ones refused.

use landfall_core::model::{FulfillmentField, FulfillmentStatus};
use landfall_http::query::Query;

use super::parameters::{ListQuery, ListRules, NotTerms};
use crate::error::ApiError;

const RULES: ListRules<Option<FulfillmentStatus>> = ListRules {
    filter: status,
    filter_rule: "one term, status:value, of pending, in_progress, complete, failed or cancelled",
    sort_rule: "asc:field or desc:field, several separated by commas, each field at most once, of id, insertTs, updateTs, status, accountId, externalAccountId, type or userId",
};

/// What was asked for: fulfillments of one status, or all.
pub(crate) type FulfillmentQuery<'q> = ListQuery<'q, Option<FulfillmentStatus>, FulfillmentField>;

impl<'q> FulfillmentQuery<'q> {
    /// Reads the parameters.
    pub(crate) fn read(query: &'q Query<'_>) -> Result<Self, ApiError> {
        Self::read_by(query, &RULES)
    }
}

/// The status that the filter asks for, if it asks for one.
fn status(filter: &str) -> Result<Option<FulfillmentStatus>, NotTerms> {
    if filter.is_empty() {
        return Ok(None);
    }
    let value = filter.strip_prefix("status:").ok_or(NotTerms)?;
    Ok(Some(value.parse()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_panics_and_only_the_grammar_is_taken(filter in ".{0,20}", sort in "[a-zA-Z:,]{0,24}", number in "[-+0-9.]{0,12}") {
            let encoded = |text: &str| {
                let escapes: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
                escapes.concat()
            };
            let raw = format!("filter={}&sort={}&pageNumber={}", encoded(&filter), encoded(&sort), encoded(&number));
            let query = Query::parse(Some(&raw)).unwrap();
            if let Ok(list) = FulfillmentQuery::read(&query) {
                let echo = list.filter.map(|status| format!("status:{status}")).unwrap_or_default();
                prop_assert_eq!(filter.strip_prefix("filter=").unwrap_or(&filter), &echo);
                prop_assert_eq!(list.filter_text, echo);
                prop_assert_eq!(list.page_number.to_string(), number);
            }
        }
    }
}
