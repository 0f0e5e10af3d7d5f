//! Pages of lists, with the ways to the other pages (rulesv4 contract, section 5).

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::Listing;

/// A page of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}Page", deny_unknown_fields)]
pub(crate) struct Collection<T> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    #[schemars(extend("const" = "Collection"))]
    kind: &'static str,
    #[schemars(schema_with = "count")]
    total_items: u64,
    #[serde(rename = "@links")]
    links: Links,
    items: Vec<T>,
}

fn count(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 0 })
}

/// The pages; the neighbours where there are any.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Links {
    first: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Link")]
    previous: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Link")]
    next: Option<Link>,
    last: Link,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Link {
    href: String,
}

/// The page of the list at `path` that was asked for. Behind the last page there is no next one, and the previous one is
/// the last.
pub(crate) fn collection<F, T: Serialize>(
    path: &str,
    listing: &Listing<F>,
    total: u64,
    items: Vec<T>,
) -> Vec<u8> {
    let last = total.div_ceil(listing.size.into()).max(1);
    let link = |page| Link {
        href: listing.address(path, page),
    };
    let page = listing.page;
    let collection = Collection {
        place: listing.address(path, page),
        kind: "Collection",
        total_items: total,
        links: Links {
            first: link(1),
            previous: (page > 1).then(|| link((page - 1).min(last))),
            next: (page < last).then(|| link(page + 1)),
            last: link(last),
        },
        items,
    };
    serde_json::to_vec(&collection).expect("texts and numbers can be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn links(page: u64, total: u64) -> String {
        let listing = Listing {
            filter: (),
            page,
            size: 2,
            kept: "state=locked&".to_owned(),
        };
        let body = collection::<_, ()>("/p", &listing, total, vec![]);
        let body = String::from_utf8(body).unwrap();
        let (_, links) = body.split_once(r#""@links":{"#).unwrap();
        let links = links.strip_suffix(r#"},"items":[]}"#).unwrap();
        links
            .replace(r#"{"href":"/p?state=locked&page="#, "")
            .replace(r#"&page_size=2"}"#, "")
    }

    #[test]
    fn ways_to_other_pages() {
        for (page, total, expected) in [
            (1, 0, r#""first":1,"last":1"#),
            (1, 2, r#""first":1,"last":1"#),
            (1, 3, r#""first":1,"next":2,"last":2"#),
            (2, 5, r#""first":1,"previous":1,"next":3,"last":3"#),
            (3, 5, r#""first":1,"previous":2,"last":3"#),
            (9, 5, r#""first":1,"previous":3,"last":3"#),
            (u64::MAX, 0, r#""first":1,"previous":1,"last":1"#),
        ] {
            assert_eq!(links(page, total), expected, "{page} of {total}");
        }
    }
}
