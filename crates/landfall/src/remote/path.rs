//! Paths of the native API, with whatever stands in them escaped.

use std::fmt::Write;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A path below `/landfall/v1` with its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    text: String,
    has_query: bool,
}

impl Path {
    /// The path of these segments: `Path::to(["policies", id])`.
    pub(crate) fn to<'s>(segments: impl IntoIterator<Item = &'s str>) -> Self {
        let mut text = "/landfall/v1".to_owned();
        for segment in segments {
            let escaped = utf8_percent_encode(segment, NON_ALPHANUMERIC);
            // The hyphens of names are left readable, since paths are shown in errors.
            let escaped = escaped.to_string().replace("%2D", "-");
            text.push('/');
            text.push_str(&escaped);
        }
        Self {
            text,
            has_query: false,
        }
    }

    /// With a parameter.
    pub(crate) fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        let value = value.to_string();
        let value = utf8_percent_encode(&value, NON_ALPHANUMERIC);
        let mark = if self.has_query { '&' } else { '?' };
        self.has_query = true;
        write!(self.text, "{mark}{name}={value}").expect("a text takes anything");
        self
    }

    /// With a parameter, if there is a value for it.
    pub(crate) fn with_some(self, name: &str, value: Option<impl std::fmt::Display>) -> Self {
        match value {
            None => self,
            Some(value) => self.with(name, value),
        }
    }

    /// With a filter for what fits all of the conditions, if there are any.
    pub(crate) fn filtered(self, conditions: &[String]) -> Self {
        let filter = (!conditions.is_empty()).then(|| conditions.join(" AND "));
        self.with_some("filter", filter)
    }

    /// As it is sent.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_put_in_can_change_the_path() {
        let path = Path::to(["deploy-requests", "1/../2?x"]).with("filter", "name : \"a&b*\"");
        assert_eq!(
            path.as_str(),
            "/landfall/v1/deploy-requests/1%2F%2E%2E%2F2%3Fx?filter=name%20%3A%20%22a%26b%2A%22"
        );
        let path = Path::to(["pops"]).with_some("page_token", None::<&str>);
        assert_eq!(
            path.with("page_size", 5).with("x", 1).as_str(),
            "/landfall/v1/pops?page_size=5&x=1"
        );
    }
}
