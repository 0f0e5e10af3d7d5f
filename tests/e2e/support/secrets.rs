//! What a test has used that opens something: it has to be in nothing that a process writes down. Answers and commands tell their
//! secrets as they come, and whatever a process has written is looked through when it ends.

use http::HeaderMap;
use landfall_torture::Secrets;
use serde_json::Value;

/// Everything secret that this test has used.
pub(crate) static SECRETS: Secrets = Secrets::new();

/// Remembers what an answer gives to its caller alone.
pub(super) fn learn(headers: &HeaderMap, body: &[u8]) {
    for cookie in headers.get_all("set-cookie") {
        learn_cookie(cookie.as_bytes());
    }
    learn_body(body);
}

/// Remembers a cookie that was set.
pub(super) fn learn_cookie(line: &[u8]) {
    let line = String::from_utf8_lossy(line);
    let pair = line.split(';').next().unwrap_or_default();
    let (name, value) = pair.split_once('=').unwrap_or_default();
    SECRETS.keep(&format!("the cookie {name}"), value);
}

/// Remembers what a body has that opens something.
pub(super) fn learn_body(body: &[u8]) {
    if body.first() == Some(&b'{')
        && let Ok(value) = serde_json::from_slice::<Value>(body)
    {
        SECRETS.keep_members(&value);
    }
}

/// Fails if a secret is in what a process has written; once is enough.
#[track_caller]
pub(crate) fn assert_unwritten(who: &str, text: &str) {
    if std::thread::panicking() {
        return;
    }
    if let Some(found) = SECRETS.found_in(text) {
        panic!("{who} has written a secret: {found}");
    }
}

#[test]
fn what_an_answer_gives_is_found_in_a_log() {
    let mut headers = HeaderMap::new();
    let cookie = "AtmoAuthToken_acme=TokenID-of-a-session; Path=/; HttpOnly";
    headers.insert("set-cookie", cookie.parse().unwrap());
    learn(
        &headers,
        br#"{"access_token":"of-a-program","expires_in":1800}"#,
    );
    for secret in ["TokenID-of-a-session", "of-a-program"] {
        let found = SECRETS.found_in(&format!("GET /?a={secret}"));
        assert!(found.is_some(), "{secret}");
    }
    let looked_through = std::panic::catch_unwind(|| assert_unwritten("it", "Bearer of-a-program"));
    assert!(looked_through.is_err());
    assert_unwritten("it", "Bearer of-somebody-else");
}
