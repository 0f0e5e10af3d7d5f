//! What a client sends to a token endpoint of OAuth 2.0 (RFC 6749, sections 2.3.1 and 4.4): a form, and possibly HTTP Basic.
//!
//! This reads the request; who the client is, and which answer each defect gets, is each face's affair.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use thiserror::Error;

use crate::authorization;
use crate::content_type;
use crate::query::Query;

/// A client's name and secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret {
    /// Its name.
    pub client_id: String,
    /// What it says its secret is.
    pub client_secret: String,
}

/// Without the secret, so that it is never printed by accident.
impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ClientSecret")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A request for a token. Parameters without a value count as not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// What the client offers in exchange.
    pub grant_type: Option<String>,
    /// What the token shall open: names separated by spaces.
    pub scope: Option<String>,
    /// Who asks, if both halves were sent in one place.
    pub client: Option<ClientSecret>,
}

/// Why a request for a token cannot be read; RFC 6749 calls all of them `invalid_request`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnreadableRequest {
    /// The body is not said to be a form.
    #[error("the body is not application/x-www-form-urlencoded")]
    NotAForm,
    /// The form cannot be parsed.
    #[error("the form is malformed")]
    Malformed,
    /// A parameter is given more than once.
    #[error("a parameter is repeated")]
    Repeated,
    /// The client names itself both in the header and, otherwise, in the form.
    #[error("the client authenticates in two ways")]
    TwoWays,
}

/// Whether the client authenticates by HTTP Basic, well-formed or not; then a refusal names that scheme.
pub fn by_basic(headers: &HeaderMap) -> bool {
    headers.get_all(AUTHORIZATION).iter().any(|line| {
        let start = line.as_bytes().trim_ascii_start();
        start.len() >= 5 && start[..5].eq_ignore_ascii_case(b"basic")
    })
}

impl TokenRequest {
    /// Reads the request. Unknown parameters are ignored.
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, UnreadableRequest> {
        if !content_type::is(headers, "application/x-www-form-urlencoded") {
            return Err(UnreadableRequest::NotAForm);
        }
        let form = Query::parse_form(body).map_err(|_| UnreadableRequest::Malformed)?;
        let mut sent: Vec<&str> = form.pairs().map(|(name, _)| name).collect();
        sent.sort_unstable();
        if sent.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(UnreadableRequest::Repeated);
        }
        let value = |name| {
            let value = form.all(name).next().filter(|value| !value.is_empty());
            value.map(str::to_owned)
        };
        let (id, secret) = (value("client_id"), value("client_secret"));
        let client = if by_basic(headers) {
            let basic = basic(headers);
            let named = basic.as_ref().map(|client| client.client_id.as_str());
            // The same name once more in the form is what many clients send; a second secret is a second way.
            if secret.is_some() || (named.is_some() && id.is_some() && id.as_deref() != named) {
                return Err(UnreadableRequest::TwoWays);
            }
            basic
        } else {
            id.zip(secret)
                .map(|(client_id, client_secret)| ClientSecret {
                    client_id,
                    client_secret,
                })
        };
        Ok(Self {
            grant_type: value("grant_type"),
            scope: value("scope"),
            client,
        })
    }
}

/// The client of `Authorization: Basic`, whose halves are form-encoded inside (RFC 6749, section 2.3.1).
fn basic(headers: &HeaderMap) -> Option<ClientSecret> {
    let basic = authorization::basic(headers)?;
    let decoded = |text: String| {
        // As a value of a form: an `&` cannot stand in one, so text with one was not encoded and is taken as it is.
        if text.contains('&') {
            return Some(text);
        }
        let pair = format!("v={text}");
        let form = Query::parse_form(pair.as_bytes()).ok()?;
        form.all("v").next().map(str::to_owned)
    };
    let client_id = decoded(basic.name).filter(|id| !id.is_empty())?;
    let client_secret = decoded(basic.password).filter(|secret| !secret.is_empty())?;
    Some(ClientSecret {
        client_id,
        client_secret,
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header::CONTENT_TYPE};
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    fn headers(content_type: &'static str, authorization: &[&'static str]) -> HeaderMap {
        let mut headers =
            HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        for line in authorization {
            headers.append(AUTHORIZATION, HeaderValue::from_static(line));
        }
        headers
    }

    fn read(authorization: &[&'static str], body: &str) -> Result<TokenRequest, UnreadableRequest> {
        TokenRequest::read(&headers(FORM, authorization), body.as_bytes())
    }

    fn client(request: Result<TokenRequest, UnreadableRequest>) -> Option<(String, String)> {
        let client = request.unwrap().client?;
        Some((client.client_id, client.client_secret))
    }

    fn pair(id: &str, secret: &str) -> (String, String) {
        (id.to_owned(), secret.to_owned())
    }

    #[test]
    fn a_form_in_any_order_with_unknown_parameters() {
        let request = read(
            &[],
            "scope=a+b&x=1&client_secret=s%20t&grant_type=client_credentials&client_id=app",
        );
        let read = request.clone().unwrap();
        assert_eq!(read.grant_type.as_deref(), Some("client_credentials"));
        assert_eq!(read.scope.as_deref(), Some("a b"));
        assert_eq!(client(request), Some(pair("app", "s t")));
    }

    #[test]
    fn empty_parameters_were_not_sent() {
        let request = read(&[], "grant_type=&scope=&client_id=app&client_secret=").unwrap();
        assert_eq!(
            (request.grant_type, request.scope, request.client),
            (None, None, None)
        );
    }

    #[test]
    fn basic_is_decoded_and_may_be_named_again() {
        // "app:s+t" and "a%26p:s&t"
        assert_eq!(
            client(read(&["Basic YXBwOnMrdA=="], "")),
            Some(pair("app", "s t"))
        );
        assert_eq!(
            client(read(&["basic YSUyNnA6cyZ0"], "")),
            Some(pair("a&p", "s&t"))
        );
        assert_eq!(
            client(read(&["Basic YXBwOnM="], "client_id=app&grant_type=x")),
            Some(pair("app", "s"))
        );
    }

    #[test]
    fn malformed_basic_names_no_client() {
        for line in ["Basic", "Basic ???", "Basic YXBw", "Basic Og=="] {
            assert_eq!(client(read(&[line], "grant_type=x")), None, "{line}");
            assert!(by_basic(&headers(FORM, &[line])), "{line}");
        }
        assert_eq!(
            client(read(&["Basic YXBwOnM=", "Basic YXBwOnM="], "")),
            None
        );
    }

    #[test]
    fn another_scheme_is_no_client_authentication() {
        let stale = &["Bearer old-token"];
        assert!(!by_basic(&headers(FORM, stale)));
        assert_eq!(
            client(read(stale, "client_id=app&client_secret=s")),
            Some(pair("app", "s"))
        );
    }

    #[test]
    fn what_cannot_be_read() {
        use UnreadableRequest::{Malformed, NotAForm, Repeated, TwoWays};
        assert_eq!(read(&[], "a=1&a=2"), Err(Repeated));
        assert_eq!(read(&[], "client_id=%FF"), Err(Malformed));
        let basic = &["Basic YXBwOnM="];
        assert_eq!(read(basic, "client_id=other"), Err(TwoWays));
        assert_eq!(read(basic, "client_id=app&client_secret=s"), Err(TwoWays));
        for content_type in ["", "application/json", "application/x-www-form-urlencodedx"] {
            let headers = headers(content_type, &[]);
            assert_eq!(TokenRequest::read(&headers, b"a=1"), Err(NotAForm));
        }
        assert_eq!(TokenRequest::read(&HeaderMap::new(), b"a=1"), Err(NotAForm));
        let with_charset = headers("Application/X-WWW-Form-Urlencoded; charset=UTF-8", &[]);
        assert!(TokenRequest::read(&with_charset, b"a=1").is_ok());
    }

    #[test]
    fn a_secret_does_not_print() {
        let request = read(&[], "client_id=app&client_secret=hush").unwrap();
        let printed = format!("{request:?}");
        assert!(
            printed.contains("app") && !printed.contains("hush"),
            "{printed}"
        );
    }

    proptest! {
        #[test]
        fn no_body_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = TokenRequest::read(&headers(FORM, &["Basic YXBwOnM="]), &body);
        }
    }
}
