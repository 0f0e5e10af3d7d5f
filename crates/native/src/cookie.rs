//! The cookie of a signed-in user: `landfall_session`, whose value is the tenant, a dot and the session's value. Scripts
//! cannot read it, other sites' requests do not carry it, and it goes to the native API alone.

use http::{HeaderMap, HeaderValue, header::COOKIE};
use landfall_control::access::SESSION_SECONDS;
use landfall_core::id::TenantId;

const NAME: &str = "landfall_session";

/// The session that a request names, with its tenant. A cookie that is sent twice names none: which is meant is not ours to
/// guess.
pub(crate) fn read(headers: &HeaderMap) -> Option<(TenantId, &str)> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='))
        .filter(|(name, _)| *name == NAME)
        .map(|(_, value)| value);
    let value = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let (tenant, value) = value.split_once('.')?;
    Some((tenant.parse().ok()?, value))
}

/// The header that gives a session to a browser. It is sent back over TLS alone if it was given over TLS.
pub(crate) fn given(tenant: &TenantId, value: &str, secure: bool) -> HeaderValue {
    header(&format!("{tenant}.{value}"), SESSION_SECONDS, secure)
}

/// The header that takes it away.
pub(crate) fn taken_away(secure: bool) -> HeaderValue {
    header("", 0, secure)
}

fn header(value: &str, seconds: u32, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{NAME}={value}; Path=/landfall; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::from_str(&text).expect("tenants and session values need no escaping")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(lines: &[&'static str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (COOKIE, HeaderValue::from_static(line)))
            .collect()
    }

    #[test]
    fn one_cookie_is_read_from_among_others() {
        let headers = sent(&["a=b; landfall_session=acme.TokenID-1_2; c=d"]);
        let (tenant, value) = read(&headers).unwrap();
        assert_eq!((tenant.as_str(), value), ("acme", "TokenID-1_2"));
    }

    #[test]
    fn none_and_two_and_malformed_ones_are_no_cookie() {
        for lines in [
            &[][..],
            &["landfall_session=acme"],
            &["landfall_session=a b.c"],
            &["landfall_session=a.b; landfall_session=a.b"],
            &["landfall_session=a.b", "landfall_session=c.d"],
            &["xlandfall_session=a.b"],
        ] {
            assert_eq!(read(&sent(lines)), None, "{lines:?}");
        }
    }

    #[test]
    fn it_is_kept_from_scripts_and_other_sites() {
        let tenant = "acme".parse().unwrap();
        assert_eq!(
            given(&tenant, "TokenID-x", false),
            "landfall_session=acme.TokenID-x; Path=/landfall; Max-Age=1800; HttpOnly; SameSite=Strict"
        );
        assert!(
            given(&tenant, "v", true)
                .to_str()
                .unwrap()
                .ends_with("SameSite=Strict; Secure")
        );
        assert!(
            taken_away(false)
                .to_str()
                .unwrap()
                .starts_with("landfall_session=; Path=/landfall; Max-Age=0;")
        );
    }
}
