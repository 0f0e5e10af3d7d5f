//! Changes of headers, and which headers are not to be changed (rulesv4 contract, section 7).

use serde::Serialize;

/// What is done to a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EditAction {
    /// It gets this value and no other.
    Set,
    /// The value is put behind what it has.
    Append,
    /// It is taken away.
    Delete,
}

/// A change of a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeaderEdit {
    /// What is done.
    pub action: EditAction,
    /// The header's name as the policy has it.
    pub name: String,
    /// The value; none when the header is taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Whose header it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Side {
    /// That of the request to the origin.
    Request,
    /// That of the answer to the client.
    Response,
}

const OF_REQUESTS: &[&str] = &["forwarded", "host", "via", "warning", "x-forwarded-for"];

const OF_RESPONSES: &[&str] = &[
    "accept-encoding",
    "age",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "date",
    "server",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "warning",
];

/// Why a rule cannot change the header of that name, if it cannot.
pub(super) fn not_to_be_changed(side: Side, name: &str) -> Option<&'static str> {
    let (reserved, reason) = match side {
        Side::Request => (OF_REQUESTS, "This header of requests is reserved."),
        Side::Response => (OF_RESPONSES, "This header of answers is reserved."),
    };
    let folded = name.to_ascii_lowercase();
    if !is_token(name) {
        return Some("This is not the name of a header.");
    }
    (folded.starts_with("x-ec") || reserved.contains(&folded.as_str())).then_some(reason)
}

/// Whether a text is a token of HTTP, as methods and names of headers are.
pub(super) fn is_token(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}

/// Whether a text can be the value of a header.
pub(super) fn is_header_value(text: &str) -> bool {
    !text.chars().any(|one| one.is_control() && one != '\t')
}
