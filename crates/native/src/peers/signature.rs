//! Signatures of questions and answers. A question's covers method, path, moment, a random number and the body's digest; an
//! answer's covers that random number, so that it is an answer to this question and no other.

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use landfall_control::secret::{PeerKey, hash, random_bytes};
use landfall_core::id::Timestamp;

use super::SIGNATURE;

/// How far apart the clocks of two processes may be. An old question that somebody repeats is refused after that.
const APART_SECONDS: i64 = 300;

/// The random number of a question.
pub(super) type Nonce = [u8; 16];

/// Why a question is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not signed by a process of this installation.
    Unsigned,
    /// It is, by one whose clock shows another time.
    AnotherTime,
}

/// A new question's random number, and the header that signs it.
pub(super) fn sign_question(
    key: &PeerKey,
    (method, path): (&Method, &str),
    now: Timestamp,
    body: &[u8],
) -> (Nonce, HeaderValue) {
    let nonce: Nonce = random_bytes();
    let (time, nonce_text) = (now.seconds().to_string(), hex(&nonce));
    let mark = key.sign(&question_text(method, path, &time, &nonce_text, body));
    let value = format!("{time} {nonce_text} {}", hex(&mark));
    let value = HeaderValue::try_from(value).expect("digits and spaces are visible ASCII");
    (nonce, value)
}

/// The random number of a question that was signed for this path lately.
pub(super) fn check_question(
    key: &PeerKey,
    (method, path): (&Method, &str),
    now: Timestamp,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Nonce, Refusal> {
    let signed = || {
        let mut parts = headers.get(SIGNATURE)?.to_str().ok()?.split(' ');
        let (time, nonce_text, mark) = (parts.next()?, parts.next()?, parts.next()?);
        let seconds: i64 = time.parse().ok()?;
        let nonce: Nonce = unhex(nonce_text)?;
        let mark: [u8; 32] = unhex(mark)?;
        let text = question_text(method, path, time, nonce_text, body);
        (parts.next().is_none() && key.verify(&text, &mark)).then_some((seconds, nonce))
    };
    let (seconds, nonce) = signed().ok_or(Refusal::Unsigned)?;
    if seconds.abs_diff(now.seconds()) > APART_SECONDS.unsigned_abs() {
        return Err(Refusal::AnotherTime);
    }
    Ok(nonce)
}

/// The header that signs an answer.
pub(super) fn sign_answer(
    key: &PeerKey,
    nonce: &Nonce,
    status: StatusCode,
    body: &[u8],
) -> HeaderValue {
    let mark = key.sign(&answer_text(nonce, status, body));
    HeaderValue::try_from(hex(&mark)).expect("digits are visible ASCII")
}

/// Whether an answer is one to the question with that random number.
pub(super) fn check_answer(
    key: &PeerKey,
    nonce: &Nonce,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> bool {
    let mark = headers
        .get(SIGNATURE)
        .and_then(|value| unhex::<32>(value.to_str().ok()?));
    mark.is_some_and(|mark| key.verify(&answer_text(nonce, status, body), &mark))
}

fn question_text(method: &Method, path: &str, time: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    let digest = hex(&hash(body));
    format!("question\n{method}\n{path}\n{time}\n{nonce}\n{digest}").into_bytes()
}

fn answer_text(nonce: &Nonce, status: StatusCode, body: &[u8]) -> Vec<u8> {
    let (nonce, digest) = (hex(nonce), hex(&hash(body)));
    format!("answer\n{nonce}\n{}\n{digest}", status.as_u16()).into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_seconds(1_700_000_000)
    }

    fn headers(value: HeaderValue) -> HeaderMap {
        HeaderMap::from_iter([(SIGNATURE.parse().unwrap(), value)])
    }

    fn key(seed: u8) -> PeerKey {
        PeerKey::derived(&[seed; 32])
    }

    #[test]
    fn a_question_is_good_as_it_was_asked_only() {
        let post = (&Method::POST, "/path");
        let (nonce, value) = sign_question(&key(1), post, now(), b"body");
        let signed = headers(value.clone());
        let check = |key: &PeerKey, what, at, headers: &HeaderMap, body: &[u8]| {
            check_question(key, what, at, headers, body)
        };
        assert_eq!(check(&key(1), post, now(), &signed, b"body"), Ok(nonce));
        let unsigned = Err(Refusal::Unsigned);
        assert_eq!(check(&key(2), post, now(), &signed, b"body"), unsigned);
        assert_eq!(check(&key(1), post, now(), &signed, b"Body"), unsigned);
        let get = (&Method::GET, "/path");
        assert_eq!(check(&key(1), get, now(), &signed, b"body"), unsigned);
        let elsewhere = (&Method::POST, "/path/");
        assert_eq!(check(&key(1), elsewhere, now(), &signed, b"body"), unsigned);
        let bare = HeaderMap::new();
        assert_eq!(check(&key(1), post, now(), &bare, b"body"), unsigned);
        let text = value.to_str().unwrap();
        let (time, rest) = text.split_once(' ').unwrap();
        for faulty in [
            format!("{} {rest}", time.parse::<i64>().unwrap() + 1),
            format!("{text} more"),
            text.replacen(' ', " 0", 1),
            time.to_owned(),
            String::new(),
        ] {
            let faulty = headers(faulty.parse().unwrap());
            assert_eq!(check(&key(1), post, now(), &faulty, b"body"), unsigned);
        }
    }

    #[test]
    fn an_old_question_is_told_from_a_foreign_one() {
        let post = (&Method::POST, "/path");
        let (nonce, value) = sign_question(&key(1), post, now(), b"");
        let signed = headers(value);
        for (apart, expected) in [
            (300, Ok(nonce)),
            (-300, Ok(nonce)),
            (301, Err(Refusal::AnotherTime)),
            (-301, Err(Refusal::AnotherTime)),
        ] {
            let at = now().plus(apart);
            assert_eq!(check_question(&key(1), post, at, &signed, b""), expected);
        }
    }

    #[test]
    fn an_answer_is_good_for_its_question_only() {
        let (nonce, ok) = ([7; 16], StatusCode::OK);
        let signed = headers(sign_answer(&key(1), &nonce, ok, b"body"));
        assert!(check_answer(&key(1), &nonce, ok, &signed, b"body"));
        assert!(!check_answer(&key(2), &nonce, ok, &signed, b"body"));
        assert!(!check_answer(&key(1), &[8; 16], ok, &signed, b"body"));
        assert!(!check_answer(&key(1), &nonce, ok, &signed, b"Body"));
        let conflict = StatusCode::CONFLICT;
        assert!(!check_answer(&key(1), &nonce, conflict, &signed, b"body"));
        let bare = HeaderMap::new();
        assert!(!check_answer(&key(1), &nonce, ok, &bare, b"body"));
    }
}
