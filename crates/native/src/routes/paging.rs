//! Parameters of calls for a page, as every list reads them.

use std::ops::RangeInclusive;

use landfall_http::query::Query;

use crate::error::InputError;

/// Items of a page unless the caller says otherwise, and at most.
const PAGE_SIZE: u32 = 50;
const LARGEST_PAGE: u32 = 500;

/// The value of a parameter. Repeats were refused when the call was opened; an empty value is one that was not sent.
pub(super) fn sent<'q>(query: &'q Query<'_>, name: &str) -> Option<&'q str> {
    let sent = query.single(name).ok().flatten();
    sent.filter(|value| !value.is_empty())
}

/// How many items a page is to have.
pub(super) fn page_size(query: &Query<'_>) -> Result<u32, InputError> {
    let Some(text) = sent(query, "page_size") else {
        return Ok(PAGE_SIZE);
    };
    whole(text, 1..=LARGEST_PAGE).ok_or_else(|| {
        let detail = format!("takes a whole number from 1 to {LARGEST_PAGE}");
        InputError::parameter("page_size", detail)
    })
}

/// A number within bounds, written with digits alone.
pub(super) fn whole(text: &str, bounds: RangeInclusive<u32>) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits);
    number.filter(|number| bounds.contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_to_five_hundred_items() {
        let size = |query: &str| page_size(&Query::parse(Some(query)).unwrap()).ok();
        assert_eq!(size(""), Some(50));
        assert_eq!(size("page_size="), Some(50));
        assert_eq!(size("page_size=1"), Some(1));
        assert_eq!(size("page_size=0500"), Some(500));
        for bad in ["0", "501", "-1", "%2B1", "1.0", "x", "4294967296"] {
            assert_eq!(size(&format!("page_size={bad}")), None, "{bad}");
        }
    }
}
