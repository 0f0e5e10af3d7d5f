//! The table of match types.

use super::attribute::{
    Attribute,
    Takes::{Flag, OneOf, Text, Texts, Words},
    may, needs,
};

/// The type that applies the first of its children that is taken.
pub(in super::super) const SELECT: &str = "select.first-match";

/// In which form a match describes texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Form {
    /// The whole text, one of several.
    Literal,
    /// A wildcard.
    Wildcard,
    /// A regular expression.
    Regex,
}

/// What a match looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum MatchKind {
    /// Nothing.
    Always,
    /// Nothing; it chooses among its children.
    Select,
    /// The method.
    Method,
    /// How the client spoke to the edge.
    Scheme,
    /// The path.
    Path(Form),
    /// A header of the request.
    Header(Form),
    /// The query as a whole.
    Query(Form),
    /// A parameter of the query.
    QueryParameter(Form),
    /// The client's address.
    ClientAddress,
    /// The host that the request is for.
    EdgeCname,
    /// The origin that serves it.
    CustomerOrigin,
}

/// A type of matches.
#[derive(Debug)]
pub(in super::super) struct MatchType {
    pub(in super::super) name: &'static str,
    pub(in super::super) kind: MatchKind,
    pub(in super::super) attributes: &'static [Attribute],
    /// Whether every data plane has it.
    pub(super) first: bool,
}

/// The type of that name.
pub(in super::super) fn match_type(name: &str) -> Option<&'static MatchType> {
    MATCHES.iter().find(|one| one.name == name)
}

const RESULT: Attribute = may("result", OneOf(&["match", "nomatch"]));
const IGNORE_CASE: Attribute = may("ignore-case", Flag);
const RELATIVE_TO: Attribute = may("relative-to", OneOf(&["root", "origin"]));
const ENCODED: Attribute = may("encoded", Flag);
const NAME: Attribute = needs("name", Text);
const VALUE_WORDS: Attribute = needs("value", Words);
const VALUE_TEXTS: Attribute = needs("value", Texts);

const LITERAL_PATH: &[Attribute] = &[VALUE_WORDS, RESULT, IGNORE_CASE, RELATIVE_TO, ENCODED];
const WILDCARD_PATH: &[Attribute] = &[VALUE_TEXTS, RESULT, IGNORE_CASE, RELATIVE_TO, ENCODED];
const REGEX_PATH: &[Attribute] = &[VALUE_TEXTS, RESULT, IGNORE_CASE, ENCODED];
const NAMED: &[Attribute] = &[NAME, VALUE_TEXTS, RESULT, IGNORE_CASE];
const LITERAL_QUERY: &[Attribute] = &[VALUE_WORDS, RESULT, IGNORE_CASE];
const QUERY: &[Attribute] = &[VALUE_TEXTS, RESULT, IGNORE_CASE];
const LITERAL_PARAMETER: &[Attribute] = &[NAME, VALUE_WORDS, RESULT, IGNORE_CASE];

/// A type that every data plane has.
const fn first(name: &'static str, kind: MatchKind, attributes: &'static [Attribute]) -> MatchType {
    MatchType {
        name,
        kind,
        attributes,
        first: true,
    }
}

#[rustfmt::skip]
pub(super) const MATCHES: &[MatchType] = &[
    first("match.always", MatchKind::Always, &[]),
    first(SELECT, MatchKind::Select, &[]),
    first("match.request.request-method.literal", MatchKind::Method, &[VALUE_WORDS]),
    first("match.request.request-scheme.literal", MatchKind::Scheme, &[VALUE_WORDS]),
    first("match.url.url-path.literal", MatchKind::Path(Form::Literal), LITERAL_PATH),
    first("match.url.url-path.wildcard", MatchKind::Path(Form::Wildcard), WILDCARD_PATH),
    first("match.url.url-path.regex", MatchKind::Path(Form::Regex), REGEX_PATH),
    first("match.request.request-header.literal", MatchKind::Header(Form::Literal), NAMED),
    first("match.request.request-header.wildcard", MatchKind::Header(Form::Wildcard), NAMED),
    first("match.request.request-header.regex", MatchKind::Header(Form::Regex), NAMED),
    first("match.url.url-query.literal", MatchKind::Query(Form::Literal), LITERAL_QUERY),
    first("match.url.url-query.wildcard", MatchKind::Query(Form::Wildcard), QUERY),
    first("match.url.url-query.regex", MatchKind::Query(Form::Regex), QUERY),
    first("match.url.url-query-parameter.literal", MatchKind::QueryParameter(Form::Literal), LITERAL_PARAMETER),
    first("match.url.url-query-parameter.wildcard", MatchKind::QueryParameter(Form::Wildcard), NAMED),
    first("match.url.url-query-parameter.regex", MatchKind::QueryParameter(Form::Regex), NAMED),
    first("match.request.client-ip-address.literal", MatchKind::ClientAddress, &[VALUE_WORDS, RESULT]),
    first("match.request.edge-cname.literal", MatchKind::EdgeCname, &[needs("hostnames", Words)]),
    MatchType {
        name: "match.origin.customer-origin.literal",
        kind: MatchKind::CustomerOrigin,
        attributes: &[VALUE_WORDS],
        first: false,
    },
];
