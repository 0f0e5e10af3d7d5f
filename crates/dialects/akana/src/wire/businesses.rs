//! Organizations, which are called businesses here (akana contract, section 8).

use std::borrow::Cow;

use axum::response::Response;
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, VARY},
};
use landfall_core::{
    model::Organization,
    rules::business::{ORG_KEY_PREFIX, business_key},
};
use landfall_http::respond::content;
use serde::Serialize;

use super::{json::json, media::Shape, rss, xml};

/// Carries how many businesses the whole list has.
const TOTAL: HeaderName = HeaderName::from_static("landfall-total");
/// What the feed of businesses is called.
const TITLE: &str = "Businesses";

/// A part of a list of `total` businesses.
pub(crate) fn list(
    businesses: &[Organization],
    total: u64,
    (media_type, shape): (&'static str, Shape),
) -> Response {
    let entries = businesses.iter().map(entry);
    let body = match shape {
        Shape::Json => json(&BusinessList::of(businesses)),
        Shape::Xml => xml::document("BusinessList", &BusinessList::of(businesses)).into_bytes(),
        Shape::RssJson => json(&rss::JsonFeed::of(TITLE, entries)),
        Shape::RssXml => xml::document("rss", &rss::XmlFeed::of(TITLE, entries)).into_bytes(),
    };
    let mut response = private(media_type, body);
    response.headers_mut().insert(TOTAL, total.into());
    response
}

/// One business. It is never a feed.
pub(crate) fn one(business: &Organization, (media_type, shape): (&'static str, Shape)) -> Response {
    let info = BusinessInfo::of(business);
    let body = match shape {
        Shape::Json | Shape::RssJson => json(&info),
        Shape::Xml | Shape::RssXml => xml::document("Business", &info).into_bytes(),
    };
    private(media_type, body)
}

fn private(media_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = content(StatusCode::OK, media_type, body);
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Accept, Cookie"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

fn id(business: &Organization) -> String {
    format!("{}.{}", business_key(business), business.tenant)
}

fn entry(business: &Organization) -> rss::Entry<'_> {
    rss::Entry {
        title: &business.name,
        description: &business.description,
        link: "",
        environments: Vec::new(),
        id: Cow::Owned(id(business)),
    }
}

#[derive(Serialize)]
struct BusinessList<'a> {
    #[serde(rename = "Business")]
    businesses: Vec<BusinessInfo<'a>>,
}

impl<'a> BusinessList<'a> {
    fn of(businesses: &'a [Organization]) -> Self {
        Self {
            businesses: businesses.iter().map(BusinessInfo::of).collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct BusinessInfo<'a> {
    #[serde(rename = "BusinessID")]
    id: String,
    /// What the parameter OrgKey takes.
    business_key: String,
    name: &'a str,
    description: &'a str,
    created: String,
    updated: String,
}

impl<'a> BusinessInfo<'a> {
    fn of(business: &'a Organization) -> Self {
        Self {
            id: id(business),
            business_key: format!("{ORG_KEY_PREFIX}{}", business_key(business)),
            name: &business.name,
            description: &business.description,
            created: business.created_at.to_string(),
            updated: business.updated_at.to_string(),
        }
    }
}
