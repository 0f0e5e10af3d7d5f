//! The two cookies of a session (akana contract, section 3).
//!
//! Each has its own `Set-Cookie` line, something after its value, and no `Expires`: clients that join the lines with commas
//! have to find the values again.

use std::str;

use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};
use landfall_control::access::SESSION_SECONDS;
use landfall_core::id::TenantId;
use landfall_http::openapi::ReplyHeader;
use schemars::json_schema;

use crate::document::no_store;

const SESSION: &str = "AtmoAuthToken_";
const CSRF: &str = "Csrf-Token_";

/// The value of the tenant's session cookie, the first if there are several; other tenants' cookies do not count.
pub(crate) fn session_value<'h>(headers: &'h HeaderMap, tenant: &TenantId) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|&byte| byte == b';'))
        .find_map(|cookie| {
            let named = cookie.trim_ascii().strip_prefix(SESSION.as_bytes())?;
            let value = named.strip_prefix(tenant.as_str().as_bytes())?;
            str::from_utf8(value.strip_prefix(b"=")?).ok()
        })
}

/// The headers of an answer that gives both, for the document.
pub(crate) fn documented() -> [ReplyHeader; 2] {
    let cookie = json_schema!({
        "type": "string",
        "pattern": format!("^(AtmoAuthToken|Csrf-Token)_[A-Za-z0-9_-]+=TokenID[A-Za-z0-9_.~-]+; Path=/; Max-Age={SESSION_SECONDS}; SameSite=Lax(; HttpOnly)?(; Secure)?"),
    });
    let cookies = ReplyHeader::always("Set-Cookie", cookie).described(
        "Both cookies, each on a line of its own, without `Expires`; `Secure` if the request came over TLS.",
    );
    [cookies, no_store()]
}

/// Gives the client both cookies.
pub(crate) fn set(
    headers: &mut HeaderMap,
    tenant: &TenantId,
    (session, csrf): (&str, &str),
    secure: bool,
) {
    append(headers, tenant, (session, csrf), SESSION_SECONDS, secure);
}

/// Takes both cookies from the client.
pub(crate) fn clear(headers: &mut HeaderMap, tenant: &TenantId, secure: bool) {
    append(headers, tenant, ("", ""), 0, secure);
}

/// Browser code has to read the CSRF cookie, so that one is not HttpOnly.
fn append(
    headers: &mut HeaderMap,
    tenant: &TenantId,
    (session, csrf): (&str, &str),
    seconds: u32,
    secure: bool,
) {
    let end = if secure { "; Secure" } else { "" };
    for (name, value, http_only) in [(SESSION, session, "; HttpOnly"), (CSRF, csrf, "")] {
        let line = format!(
            "{name}{tenant}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{http_only}{end}"
        );
        let mut line =
            HeaderValue::from_str(&line).expect("names of tenants and tokens are visible ASCII");
        line.set_sensitive(true);
        headers.append(SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&'static [u8]]) -> Option<String> {
        let headers = lines
            .iter()
            .map(|line| (COOKIE, HeaderValue::from_bytes(line).unwrap()))
            .collect();
        session_value(&headers, &"acme".parse().unwrap()).map(str::to_owned)
    }

    #[test]
    fn only_the_tenants_own_cookie_counts() {
        assert_eq!(found(&[b"AtmoAuthToken_acme=a"]).as_deref(), Some("a"));
        assert_eq!(
            found(&[
                b"x=1;AtmoAuthToken_acmepay=b; AtmoAuthToken_acme=a=c ;y",
                b"AtmoAuthToken_acme=d"
            ])
            .as_deref(),
            Some("a=c")
        );
        assert_eq!(
            found(&[b"x=1", b" AtmoAuthToken_acme=d"]).as_deref(),
            Some("d"),
            "the second line"
        );
        for line in [
            &b"AtmoAuthToken_other=a"[..],
            b"AtmoAuthToken_acme",
            b"atmoauthtoken_acme=a",
            b"AtmoAuthToken_acme=\xFF",
            b"Csrf-Token_acme=a",
            b"",
        ] {
            assert_eq!(found(&[line]), None, "{line:?}");
        }
    }
}
