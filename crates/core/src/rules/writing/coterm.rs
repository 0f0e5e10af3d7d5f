//! The day on which a customer's subscriptions end together (vipmp contract, section 6).

use super::members::{Faults, Members};
use crate::{id::Date, model::MarketSegment};

/// The member of the body that has it.
const COTERM: &str = "cotermDate";
/// A large government agency's lies no further ahead.
const AGENCY_MONTHS: u8 = 23;

/// The day in a body, if there is one; the empty text is as good as none.
pub(super) fn coterm_date(body: &Members<'_>, faults: &mut Faults) -> Option<Date> {
    let text = body.text(COTERM, faults).filter(|text| !text.is_empty())?;
    let date = text.parse().ok();
    if date.is_none() {
        body.bad(COTERM, faults);
    }
    date
}

/// Notes a day that is not more than a year ahead, or further than the market allows.
pub(super) fn look(date: Option<Date>, segment: MarketSegment, today: Date, faults: &mut Faults) {
    let furthest = match segment {
        MarketSegment::Education => 48,
        MarketSegment::Commercial | MarketSegment::Government => 36,
    };
    let fits = |date| date > today.plus_months(12) && date <= today.plus_months(furthest);
    if date.is_some_and(|date| !fits(date)) {
        faults.bad.push((COTERM.to_owned(), false));
    }
}

/// Whether that day can be a large government agency's.
pub(super) fn is_of_agency(date: Option<Date>, today: Date) -> bool {
    date.is_none_or(|date| date <= today.plus_months(AGENCY_MONTHS))
}
