//! The query of the list of accounts (metallic contract, section 8). Its filter has terms, `field:value`, joined by commas; so
//! a value cannot have a comma in it.

use landfall_core::model::{SoldField, SoldFilter};
use landfall_http::query::Query;

use super::parameters::{ListQuery, ListRules, NotTerms};
use crate::error::ApiError;

const RULES: ListRules<SoldFilter> = ListRules {
    filter,
    filter_rule: "field:value, several separated by commas, of status (active, deactivated), id, notId, name, website, type (POC, Internal, Production), externalId, orgId, resellerId or searchTerm",
    sort_rule: "asc:field or desc:field, several separated by commas, each field at most once, of id, insertTs, updateTs, name, externalId, status or type",
};

/// What was asked for.
pub(crate) type AccountQuery<'q> = ListQuery<'q, SoldFilter, SoldField>;

impl<'q> AccountQuery<'q> {
    /// Reads the parameters.
    pub(crate) fn read(query: &'q Query<'_>) -> Result<Self, ApiError> {
        Self::read_by(query, &RULES)
    }
}

fn filter(terms: &str) -> Result<SoldFilter, NotTerms> {
    let mut filter = SoldFilter::default();
    if terms.is_empty() {
        return Ok(filter);
    }
    for term in terms.split(',') {
        let (field, value) = term.split_once(':').ok_or(NotTerms)?;
        if value.is_empty() {
            return Err(NotTerms);
        }
        match field {
            "status" => filter.statuses.push(value.parse()?),
            "id" => filter.ids.push(value.parse()?),
            "notId" => filter.not_ids.push(value.parse()?),
            "name" => filter.names.push(value.to_owned()),
            "website" => filter.websites.push(value.to_owned()),
            "type" => filter.types.push(value.parse()?),
            "externalId" | "externalCustomerId" => {
                filter.external_references.push(value.to_owned());
            }
            "orgId" => filter.sellers.push(value.parse()?),
            // The last is how the vendor spells it.
            "resellerId" | "partnerId" | "partnetId" => filter.resellers.push(value.parse()?),
            "searchTerm" => filter.search.push(value.to_owned()),
            _ => return Err(NotTerms),
        }
    }
    Ok(filter)
}

#[cfg(test)]
mod tests {
    use landfall_core::model::{AccountType, SoldStatus};

    use super::*;

    #[test]
    fn terms_of_one_field_gather_under_all_its_names() {
        let id = "587D4D28-066C-406E-B975-5D04E4E47373";
        let other = "08d706b1-9962-44f9-9a6e-a35cb87ac4d1";
        let terms = format!(
            "status:active,status:deactivated,id:{id},notId:{other},name:A:B,website:https://a.example/,type:POC,externalId:1,externalCustomerId:2,orgId:{id},resellerId:{id},partnerId:{other},partnetId:{id},searchTerm: x"
        );
        let (one, two) = (id.parse().unwrap(), other.parse().unwrap());
        let texts = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            filter(&terms),
            Ok(SoldFilter {
                statuses: SoldStatus::ALL.to_vec(),
                ids: vec![one],
                not_ids: vec![two],
                names: texts(&["A:B"]),
                websites: texts(&["https://a.example/"]),
                types: vec![AccountType::ProofOfConcept],
                external_references: texts(&["1", "2"]),
                sellers: vec![one],
                resellers: vec![one, two, one],
                search: texts(&[" x"]),
            })
        );
        assert_eq!(filter(""), Ok(SoldFilter::default()));
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(terms in ".{0,40}|((status|id|name|searchTerm|orgId|x):[a-z0-9-]{0,9},?){0,4}") {
            let _ = filter(&terms);
        }
    }
}
