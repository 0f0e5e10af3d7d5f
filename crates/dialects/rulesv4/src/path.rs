//! Paths as clients build them: a base URL that ends in a slash doubles the first one, and a slash may be left at the end
//! (rulesv4 contract, section 1).

use std::borrow::Cow;

use axum::extract::Request;
use http::Uri;
use http::uri::PathAndQuery;

/// The path without repeated slashes at its start and without one slash at its end.
pub(crate) fn tolerated(path: &str) -> Cow<'_, str> {
    let rest = path.trim_start_matches('/');
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if path.strip_prefix('/') == Some(rest) {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("/{rest}"))
    }
}

/// The request with such a path, so that the routes need not know.
pub(crate) fn tolerate(mut request: Request) -> Request {
    if let Cow::Owned(path) = tolerated(request.uri().path())
        && let Some(uri) = with_path(request.uri(), path)
    {
        *request.uri_mut() = uri;
    }
    request
}

fn with_path(uri: &Uri, mut path: String) -> Option<Uri> {
    if let Some(query) = uri.query() {
        path.push('?');
        path.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn tolerated_uri(uri: &str) -> String {
        let request = Request::get(uri).body(Body::empty()).unwrap();
        tolerate(request).uri().to_string()
    }

    #[test]
    fn slashes_at_both_ends() {
        for (sent, meant) in [
            ("/connect/token", "/connect/token"),
            ("//connect/token", "/connect/token"),
            ("///connect/token/", "/connect/token"),
            ("/connect/token//", "/connect/token/"),
            ("/connect//token", "/connect//token"),
            ("/connect/token/?a=/b/", "/connect/token?a=/b/"),
            ("//", "/"),
            ("/", "/"),
            ("http://host//a/?q", "http://host/a?q"),
        ] {
            assert_eq!(tolerated_uri(sent), meant, "{sent}");
        }
    }

    proptest::proptest! {
        #[test]
        fn only_slashes_at_the_ends_are_lost(path in "/{1,3}[a-z%2F/.]{0,12}/{0,2}", query in "(\\?[a-z/=&]{0,8})?") {
            let uri = tolerated_uri(&format!("{path}{query}"));
            let (tolerated, kept) = uri.split_at(uri.len() - query.len());
            proptest::prop_assert_eq!(kept, query);
            proptest::prop_assert!(tolerated.starts_with('/') && !tolerated.starts_with("//"));
            proptest::prop_assert_eq!(tolerated.trim_matches('/'), path.trim_matches('/'));
        }
    }
}
