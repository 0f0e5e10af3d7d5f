//! JSON or XML, for the status calls.

use http::HeaderMap;
use landfall_http::accept::Accept;

/// What a caller wants to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// JSON.
    Json,
    /// XML, with the content type that says so.
    Xml(&'static str),
}

impl Format {
    /// XML if the caller prefers one of its two media types, JSON for anything else; never a refusal.
    pub(crate) fn wanted(headers: &HeaderMap) -> Self {
        let known = ["application/json", "application/xml", "text/xml"];
        let choice = Accept::parse(headers).negotiate(&known);
        match choice.map(|choice| choice.media_type) {
            Some("application/xml") => Self::Xml("application/xml; charset=utf-8"),
            Some("text/xml") => Self::Xml("text/xml; charset=utf-8"),
            _ => Self::Json,
        }
    }

    /// The value of `Content-Type`.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml(content_type) => content_type,
        }
    }
}
