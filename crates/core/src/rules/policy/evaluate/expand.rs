//! Destinations with the request's own texts in them.

use super::super::{
    compile::{Part, Template, Variable},
    pattern::Captures,
};
use super::view::View;

/// The URL that a destination makes of what its source has caught. What a URL cannot have is escaped, so that nothing of a
/// request can end the header that the URL stands in.
pub(super) fn expand(destination: &Template, captures: &Captures, view: &View) -> String {
    let mut url = String::new();
    for part in &destination.0 {
        match part {
            Part::Text(text) => url.push_str(text),
            Part::Group(number) => url.push_str(captures.group(*number)),
            Part::Variable(variable) => url.push_str(&value(variable, view)),
        }
    }
    escaped(&url)
}

fn value<'v>(variable: &'v Variable, view: &'v View) -> std::borrow::Cow<'v, str> {
    let request = view.request;
    match variable {
        Variable::Host => view.hostname.as_str().into(),
        Variable::Scheme => request.scheme.as_str().into(),
        Variable::Uri => request.path().into(),
        Variable::QueryString => request.query().unwrap_or_default().into(),
        Variable::RequestMethod => request.method.as_str().into(),
        Variable::Header(name) => {
            let with_hyphens = name.replace('_', "-");
            let found = request.header(name).next().map(str::to_owned);
            let found = found.or_else(|| request.header(&with_hyphens).next().map(str::to_owned));
            found.unwrap_or_default().into()
        }
        Variable::Argument(name) => request.parameters(name).next().unwrap_or_default().into(),
        Variable::Cookie(name) => request.cookie(name).unwrap_or_default().into(),
    }
}

fn escaped(url: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
