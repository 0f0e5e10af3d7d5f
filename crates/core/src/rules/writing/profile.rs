//! Company profiles in bodies: a customer's and a reseller's.

use serde_json::Value;

use super::{
    address::{PostalCode, required_address},
    contacts::contacts,
    members::{Faults, Members},
};
use crate::{
    model::{Address, Contact, MarketSegment},
    rules::{account::is_company_name, language::is_language, shown::MARKET_SUB_SEGMENTS},
};

/// A customer's members.
const OF_CUSTOMER: [&str; 6] = [
    "companyName",
    "preferredLanguage",
    "marketSegment",
    "marketSubSegments",
    "address",
    "contacts",
];
/// A reseller's.
const OF_RESELLER: [&str; 5] = [
    "companyName",
    "preferredLanguage",
    "marketSegments",
    "address",
    "contacts",
];

/// Whose profile a body has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A customer's, or a new one's.
    Customer {
        /// Contacts have to be there.
        is_new: bool,
    },
    /// A reseller's, or a new one's.
    Reseller {
        /// Contacts have to be there; markets need not.
        is_new: bool,
    },
}

impl Of {
    fn is_new(self) -> bool {
        let (Self::Customer { is_new } | Self::Reseller { is_new }) = self;
        is_new
    }
}

/// A profile as it was given.
#[derive(Debug, Clone, Default)]
pub(super) struct GivenProfile {
    pub(super) name: String,
    pub(super) language: String,
    /// One at most for a customer; empty where none was given.
    pub(super) segments: Vec<MarketSegment>,
    /// None where none were given.
    pub(super) sub_segments: Option<Vec<String>>,
    pub(super) address: Address,
    pub(super) contacts: Vec<Contact>,
}

/// The profile in a body, which has to be there.
pub(super) fn profile(body: &Members<'_>, of: Of, faults: &mut Faults) -> GivenProfile {
    let known: &[&str] = match of {
        Of::Customer { .. } => &OF_CUSTOMER,
        Of::Reseller { .. } => &OF_RESELLER,
    };
    let Some(members) = body.required_object("companyProfile", known, faults) else {
        return GivenProfile::default();
    };
    let name = members.required_text("companyName", faults);
    if name.is_some_and(|name| !is_company_name(name)) {
        members.bad("companyName", faults);
    }
    let language = members.required_text("preferredLanguage", faults);
    if language.is_some_and(|language| !is_language(language)) {
        members.bad("preferredLanguage", faults);
    }
    let (segments, sub_segments) = match of {
        Of::Customer { .. } => (segment(&members, faults), sub_segments(&members, faults)),
        Of::Reseller { is_new } => (segments(&members, is_new, faults), None),
    };
    // What is new is validated after it was made, and a wrong postal code is found then.
    let postal_code = if of.is_new() {
        PostalCode::IsText
    } else {
        PostalCode::Fits
    };
    let address = required_address(&members, postal_code, faults);
    let contacts = contacts(&members, faults);
    let are_none = match members.get("contacts") {
        None => true,
        Some(given) => given.as_array().is_some_and(Vec::is_empty),
    };
    if of.is_new() && are_none {
        members.missing("contacts", faults);
    }
    GivenProfile {
        name: name.unwrap_or_default().to_owned(),
        language: language.unwrap_or_default().to_owned(),
        segments,
        sub_segments,
        address: address.unwrap_or_default(),
        contacts,
    }
}

fn segment(members: &Members<'_>, faults: &mut Faults) -> Vec<MarketSegment> {
    let Some(text) = members.text("marketSegment", faults) else {
        return Vec::new();
    };
    let segment = text.parse().ok();
    if segment.is_none() {
        members.bad("marketSegment", faults);
    }
    segment.into_iter().collect()
}

fn segments(members: &Members<'_>, is_new: bool, faults: &mut Faults) -> Vec<MarketSegment> {
    if !is_new && members.get("marketSegments").is_none() {
        members.missing("marketSegments", faults);
    }
    let Some(list) = members.list("marketSegments", faults) else {
        return Vec::new();
    };
    if list.is_empty() {
        members.bad("marketSegments", faults);
    }
    let mut segments: Vec<MarketSegment> = Vec::new();
    for (index, value) in list.iter().enumerate() {
        match value.as_str().map(str::parse) {
            Some(Ok(segment)) if !segments.contains(&segment) => segments.push(segment),
            _ => members.bad(&format!("marketSegments[{index}]"), faults),
        }
    }
    segments
}

/// Words that are none are told here; whether they fit the segment is judged with what else is known.
fn sub_segments(members: &Members<'_>, faults: &mut Faults) -> Option<Vec<String>> {
    let list = members.list("marketSubSegments", faults)?;
    let mut words: Vec<String> = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let word = value.as_str().filter(|word| {
            let is_known = MARKET_SUB_SEGMENTS.iter().any(|(known, _)| known == word);
            is_known && !words.iter().any(|before| before == word)
        });
        match word {
            Some(word) => words.push(word.to_owned()),
            None => members.bad(&format!("marketSubSegments[{index}]"), faults),
        }
    }
    Some(words)
}

/// The path of a customer's finer segments.
pub(super) const SUB_SEGMENTS: &str = "companyProfile.marketSubSegments";

/// Whether finer segments are those of that segment.
pub(super) fn are_of(segment: MarketSegment, words: &[String]) -> bool {
    words.iter().all(|word| {
        let mut known = MARKET_SUB_SEGMENTS.iter();
        known.any(|(name, of)| name == word && *of == segment)
    })
}

/// The address that was sent, as it would be shown.
pub(super) fn as_shown(address: &Address) -> Value {
    serde_json::json!({
        "country": address.country,
        "region": address.region,
        "city": address.city,
        "addressLine1": address.line1,
        "addressLine2": address.line2,
        "postalCode": address.postal_code,
        "phoneNumber": address.phone,
    })
}
