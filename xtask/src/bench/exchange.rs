//! What comes back: an answer, read from bytes, and the one that is expected.

use serde::{Deserialize, Serialize};

/// How many header lines an answer may have.
const HEADER_LINES: usize = 32;

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The status code.
    pub(super) status: u16,
    /// The headers in the order sent.
    pub(super) headers: Vec<(String, String)>,
    /// The body.
    pub(super) body: String,
}

impl Answer {
    /// Every value of a header, by its name in lower case.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |(found, value): &'a (String, String)| {
            found.eq_ignore_ascii_case(name).then_some(value.as_str())
        };
        self.headers.iter().filter_map(named)
    }
}

/// Where an answer's parts are in the bytes that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// The status code.
    pub(super) status: u16,
    /// Where the body begins.
    pub(super) body: usize,
    /// Where the answer ends; may lie beyond what has come so far.
    pub(super) end: usize,
}

/// Measures the answer at the start of `bytes`; none until its head is whole.
pub(super) fn extent(bytes: &[u8]) -> Result<Option<Extent>, String> {
    let mut lines = [httparse::EMPTY_HEADER; HEADER_LINES];
    let mut head = httparse::Response::new(&mut lines);
    let parsed = head.parse(bytes).map_err(|error| error.to_string())?;
    let httparse::Status::Complete(body) = parsed else {
        return Ok(None);
    };
    let status = head.code.ok_or("the answer has no status")?;
    let length = head
        .headers
        .iter()
        .find(|line| line.name.eq_ignore_ascii_case("content-length"));
    let length = match length {
        // These have no body, whatever their head says (RFC 9112, section 6.3).
        _ if matches!(status, 204 | 304) => 0,
        Some(line) => std::str::from_utf8(line.value)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or("the answer's length is no number")?,
        None => return Err("the answer does not say its length".to_owned()),
    };
    let end = body + length;
    Ok(Some(Extent { status, body, end }))
}

/// Reads the whole answer that `extent` measured in `bytes`.
pub(super) fn answer(bytes: &[u8], extent: Extent) -> Result<Answer, String> {
    let mut lines = [httparse::EMPTY_HEADER; HEADER_LINES];
    let mut head = httparse::Response::new(&mut lines);
    head.parse(bytes).map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| {
        String::from_utf8(bytes.to_vec()).map_err(|_| "the answer is not UTF-8".to_owned())
    };
    Ok(Answer {
        status: extent.status,
        headers: head
            .headers
            .iter()
            .map(|line| Ok((line.name.to_owned(), text(line.value)?)))
            .collect::<Result<_, String>>()?,
        body: text(&bytes[extent.body..extent.end])?,
    })
}

/// Compares the answer in `bytes` with the one that is expected: its status and its whole body.
pub(super) fn compare(bytes: &[u8], extent: Extent, expected: &Answer) -> Result<(), String> {
    let body = &bytes[extent.body..extent.end];
    if extent.status == expected.status && body == expected.body.as_bytes() {
        return Ok(());
    }
    Err(format!(
        "expected {} with {} bytes, got {} with {} bytes: {:.200}",
        expected.status,
        expected.body.len(),
        extent.status,
        body.len(),
        String::from_utf8_lossy(body),
    ))
}

/// Whether the answer in `bytes` has the status, and the name somewhere in its body.
pub(super) fn names(bytes: &[u8], extent: Extent, status: u16, name: &str) -> Result<(), String> {
    let body = &bytes[extent.body..extent.end];
    if extent.status == status && memchr::memmem::find(body, name.as_bytes()).is_some() {
        return Ok(());
    }
    Err(format!(
        "expected {status} with {name} in it, got {} with {} bytes: {:.200}",
        extent.status,
        body.len(),
        String::from_utf8_lossy(body),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx-a: 1\r\nX-A: 2\r\n\r\nhello";

    #[test]
    fn an_answer_is_measured_as_it_arrives() {
        let end = OK.len();
        let body = end - 5;
        assert_eq!(extent(b"").unwrap(), None);
        assert_eq!(extent(&OK[..body - 1]).unwrap(), None);
        let status = 200;
        let whole = Extent { status, body, end };
        for come in body..=end {
            assert_eq!(extent(&OK[..come]).unwrap(), Some(whole));
        }
    }

    #[test]
    fn an_answer_without_a_body_needs_no_length() {
        let head = b"HTTP/1.1 304 Not Modified\r\netag: \"a\"\r\n\r\n";
        let measured = extent(head).unwrap().unwrap();
        assert_eq!((measured.status, measured.end), (304, head.len()));
        for bad in [
            &b"HTTP/1.1 200 OK\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            b"SSH-2.0-x\r\n\r\n",
        ] {
            assert!(extent(bad).is_err());
        }
    }

    #[test]
    fn an_answer_is_read_whole() {
        let read = answer(OK, extent(OK).unwrap().unwrap()).unwrap();
        assert_eq!((read.status, read.body.as_str()), (200, "hello"));
        assert_eq!(read.all("x-a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(read.all("x-b").count(), 0);
    }

    #[test]
    fn a_name_is_found_in_the_body_alone() {
        let measured = extent(OK).unwrap().unwrap();
        assert_eq!(names(OK, measured, 200, "ell"), Ok(()));
        assert!(names(OK, measured, 200, "x-a").is_err());
        assert!(names(OK, measured, 404, "ell").is_err());
    }

    #[test]
    fn every_difference_is_found() {
        let measured = extent(OK).unwrap().unwrap();
        let expected = answer(OK, measured).unwrap();
        assert_eq!(compare(OK, measured, &expected), Ok(()));
        let other_status = Answer {
            status: 201,
            ..expected.clone()
        };
        assert!(compare(OK, measured, &other_status).is_err());
        let other_body = Answer {
            body: "hellO".to_owned(),
            ..expected
        };
        assert!(compare(OK, measured, &other_body).is_err());
    }
}
