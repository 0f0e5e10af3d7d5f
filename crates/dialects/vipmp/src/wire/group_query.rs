//! The query of a search for groups (vipmp contract, section 7.4).

use landfall_http::query::Query;

use crate::error::Error;

/// Where there are large government agencies.
pub(crate) const COUNTRIES: [&str; 2] = ["US", "CA"];
/// What can be wrong with a country: there is none, or another one.
pub(crate) const COUNTRY_FAULTS: [&str; 2] = ["Country cannot be null or empty", "Invalid Country"];

/// What a call looks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct GroupQuery {
    /// `US` or `CA`.
    pub(crate) country: &'static str,
    /// A part of the name; empty for any.
    pub(crate) name: String,
}

impl GroupQuery {
    /// Reads a query. Parameters other than `country` and `name` are passed over.
    pub(crate) fn parse(raw: Option<&str>) -> Result<Self, Error> {
        let country = Query::parse_known(raw, &["country"]);
        let country = match &country {
            Ok(query) if query.len() <= 1 => query.all("country").next().unwrap_or_default(),
            // Repeated, or no text at all: not empty, and no country.
            _ => "?",
        };
        if country.trim().is_empty() {
            return Err(Error::InvalidAddress(COUNTRY_FAULTS[0]));
        }
        let country = COUNTRIES.into_iter().find(|known| *known == country);
        let country = country.ok_or(Error::InvalidAddress(COUNTRY_FAULTS[1]))?;
        let bad_name = || Error::InvalidSearchParameters(vec!["name"]);
        let query = Query::parse_known(raw, &["name"]).map_err(|_| bad_name())?;
        let name = query.single("name").map_err(|_| bad_name())?;
        Ok(Self {
            country,
            name: name.unwrap_or_default().to_owned(),
        })
    }
}
