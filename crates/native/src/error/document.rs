//! A problem as it is written (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument<'a> {
    /// Which kind of problem it is: the path of a page about it on this server.
    #[schema(example = "/landfall/docs/problems/invalid-parameter")]
    pub(crate) r#type: &'static str,
    /// The kind in words; the same for every problem of a kind.
    pub(crate) title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What is the matter this time, for people.
    pub(crate) detail: &'a str,
    /// The path that was called.
    pub(crate) instance: &'a str,
    /// Every part of the input that is at fault.
    #[serde(skip_serializing_if = "<[InputError]>::is_empty")]
    #[schema(required = false)]
    pub(crate) errors: &'a [InputError],
    /// Where a position is too old to go on from: the oldest one that is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) oldest: Option<String>,
    /// At the token endpoint alone: the code that OAuth 2.0 has for it (RFC 6749, section 5.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) error: Option<&'static str>,
}

/// A part of the input that is at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct InputError {
    /// The query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) parameter: Option<String>,
    /// The member of the body, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) pointer: Option<String>,
    /// The character of the parameter's value at which it goes wrong, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) position: Option<usize>,
    /// What is wrong there and what could be right.
    pub(crate) detail: String,
}

impl InputError {
    /// A query parameter is at fault.
    pub(crate) fn parameter(name: &str, detail: impl Into<String>) -> Self {
        Self {
            parameter: Some(name.to_owned()),
            pointer: None,
            position: None,
            detail: detail.into(),
        }
    }

    /// A member of the body is at fault; the empty pointer is the whole of it.
    pub(crate) fn member(pointer: &str, detail: impl Into<String>) -> Self {
        Self {
            parameter: None,
            pointer: Some(pointer.to_owned()),
            position: None,
            detail: detail.into(),
        }
    }
}
