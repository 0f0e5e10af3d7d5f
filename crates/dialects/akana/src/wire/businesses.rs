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
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    business_query,
    forms::{id as business_id, moment, some_text},
    json::json as written,
    media::Shape,
    rss, xml,
};

/// Carries how many businesses the whole list has.
const TOTAL: HeaderName = HeaderName::from_static("landfall-total");
/// What the feed of businesses is called.
pub(crate) const TITLE: &str = "Businesses";

/// A part of a list of `total` businesses.
pub(crate) fn list(
    businesses: &[Organization],
    total: u64,
    (media_type, shape): (&'static str, Shape),
) -> Response {
    let entries = businesses.iter().map(entry);
    let body = match shape {
        Shape::Json => written(&BusinessList::of(businesses)),
        Shape::Xml => xml::document("BusinessList", &BusinessList::of(businesses)).into_bytes(),
        Shape::RssJson => written(&rss::JsonFeed::of(TITLE, entries)),
        Shape::RssXml => xml::document("rss", &rss::XmlFeed::of(TITLE, entries)).into_bytes(),
    };
    let mut response = private(media_type, body);
    response.headers_mut().insert(TOTAL, total.into());
    response
}

/// What the feed of businesses looks like, for the document: they have no links and no environments.
pub(crate) fn feed(generator: &mut SchemaGenerator) -> Schema {
    let mut feed = rss::JsonFeed::json_schema(generator);
    let channel = "/properties/channel/properties/item";
    for (place, member, value) in [
        ("", "maxItems", json!(business_query::MOST)),
        ("/items/properties/link", "const", json!("")),
        ("/items/properties/category", "maxItems", json!(0)),
    ] {
        let part = feed.pointer_mut(&format!("{channel}{place}"));
        if let Some(part) = part.and_then(Value::as_object_mut) {
            part.insert(member.to_owned(), value);
        }
    }
    feed
}

/// One business. It is never a feed.
pub(crate) fn one(business: &Organization, (media_type, shape): (&'static str, Shape)) -> Response {
    let info = BusinessInfo::of(business);
    let body = match shape {
        Shape::Json | Shape::RssJson => written(&info),
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

/// Organizations by name, then id.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct BusinessList<'a> {
    #[serde(rename = "Business")]
    #[schemars(length(max = 1000))]
    businesses: Vec<BusinessInfo<'a>>,
}

impl<'a> BusinessList<'a> {
    fn of(businesses: &'a [Organization]) -> Self {
        Self {
            businesses: businesses.iter().map(BusinessInfo::of).collect(),
        }
    }
}

/// An organization. Members in this order (section 8).
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "Business", deny_unknown_fields)]
pub(crate) struct BusinessInfo<'a> {
    #[serde(rename = "BusinessID")]
    #[schemars(schema_with = "business_id")]
    id: String,
    /// The value to send as `OrgKey`.
    #[schemars(regex(pattern = r"^uddi:soa\.com:atmosphere:business:[A-Za-z0-9_-]+$"))]
    business_key: String,
    #[schemars(schema_with = "some_text")]
    name: &'a str,
    description: &'a str,
    #[schemars(schema_with = "moment")]
    created: String,
    #[schemars(schema_with = "moment")]
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
