//! The table of feature types.

use super::attribute::{
    Attribute,
    Takes::{Flag, Number, Numbers, OneOf, Text, Words},
    may, needs,
};

/// What a feature does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum FeatureKind {
    /// Denies access.
    DenyAccess,
    /// Sends the client elsewhere.
    Redirect,
    /// Asks the origin for another URL.
    Rewrite,
    /// Changes a header of the answer.
    ResponseHeader,
    /// Changes a header of the request to the origin.
    RequestHeader,
    /// How long a browser keeps it.
    BrowserAge,
    /// How long an edge keeps it, whatever the origin says.
    ForcedEdgeAge,
    /// How long an edge keeps it, if the origin says nothing.
    DefaultEdgeAge,
    /// Does not use the cache.
    BypassCache,
    /// Which types are compressed.
    Compress,
    /// Nothing.
    Comment,
}

/// A type of features.
#[derive(Debug)]
pub(in super::super) struct FeatureType {
    pub(in super::super) name: &'static str,
    pub(in super::super) kind: FeatureKind,
    pub(in super::super) attributes: &'static [Attribute],
}

/// The type of that name.
pub(in super::super) fn feature_type(name: &str) -> Option<&'static FeatureType> {
    FEATURES.iter().find(|one| one.name == name)
}

const ENABLED: Attribute = needs("enabled", Flag);
const SOURCE: Attribute = needs("source", Text);
const DESTINATION: Attribute = needs("destination", Text);
const CODE: Attribute = needs("code", OneOf(&["301", "302", "303", "307", "308"]));
const UNITS: Attribute = needs(
    "units",
    OneOf(&["seconds", "minutes", "hours", "days", "off"]),
);
// Not needed where the units are `off`, or where the action is `delete`.
const AGE: Attribute = may("value", Number);
const HEADER_VALUE: Attribute = may("value", Text);

const HEADER: &[Attribute] = &[
    needs("action", OneOf(&["set", "overwrite", "append", "delete"])),
    needs("name", Text),
    HEADER_VALUE,
];
const EDGE_AGE: &[Attribute] = &[AGE, UNITS, may("status", Numbers)];

const fn feature(
    name: &'static str,
    kind: FeatureKind,
    attributes: &'static [Attribute],
) -> FeatureType {
    FeatureType {
        name,
        kind,
        attributes,
    }
}

/// Every data plane has all of these.
#[rustfmt::skip]
pub(super) const FEATURES: &[FeatureType] = &[
    feature("feature.access.deny-access", FeatureKind::DenyAccess, &[ENABLED]),
    feature("feature.url.url-redirect", FeatureKind::Redirect, &[CODE, SOURCE, DESTINATION]),
    feature("feature.url.url-rewrite", FeatureKind::Rewrite, &[SOURCE, DESTINATION]),
    feature("feature.headers.modify-client-response-header", FeatureKind::ResponseHeader, HEADER),
    feature("feature.headers.modify-client-request-header", FeatureKind::RequestHeader, HEADER),
    feature("feature.caching.external-max-age", FeatureKind::BrowserAge, &[AGE, UNITS]),
    feature("feature.caching.force-internal-max-age", FeatureKind::ForcedEdgeAge, EDGE_AGE),
    feature("feature.caching.default-internal-max-age", FeatureKind::DefaultEdgeAge, EDGE_AGE),
    feature("feature.caching.bypass-cache", FeatureKind::BypassCache, &[ENABLED]),
    feature("feature.caching.compress-file-types", FeatureKind::Compress, &[needs("media-types", Words)]),
    feature("feature.comment", FeatureKind::Comment, &[needs("value", Text)]),
];
