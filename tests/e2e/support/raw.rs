//! A connection on which a test writes and reads bytes itself, so that it can misbehave.

use std::{
    fmt,
    io::{Error, ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::Duration,
};

/// After this, a server that neither answers nor closes has failed the test.
const PATIENCE: Duration = Duration::from_mins(1);

/// An open connection.
pub(crate) struct RawConnection {
    stream: TcpStream,
    pending: Vec<u8>,
}

/// An answer as it came over the wire. Reading it has shown that it is well-formed: no control characters in the head, and
/// exactly as many bytes of body as the head says.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RawAnswer {
    /// The status.
    pub(crate) status: u16,
    /// The lines of the head after the first, names in lower case.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        for (name, value) in &self.headers {
            write!(f, ", {name}: {}", String::from_utf8_lossy(value))?;
        }
        let body: String = String::from_utf8_lossy(&self.body)
            .chars()
            .take(500)
            .collect();
        write!(f, ", {body:?}")
    }
}

impl RawAnswer {
    /// A header's value as text; empty when there is none, and a fault when there are two.
    pub(crate) fn header(&self, name: &str) -> String {
        let mut found = self.headers.iter().filter(|(header, _)| header == name);
        let value = found.next().map(|(_, value)| value.as_slice());
        assert!(found.next().is_none(), "{name} is there twice: {self:?}");
        String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl RawConnection {
    /// Connects.
    pub(crate) fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            pending: Vec::new(),
        }
    }

    /// Sends bytes. A server that has closed already is no fault here: what it answered before that can still be read.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Sends nothing more, and says so.
    pub(crate) fn finish(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Waits this long at most for the server to say something or to close; whether it did.
    pub(crate) fn heard_within(&mut self, pause: Duration) -> bool {
        self.stream.set_read_timeout(Some(pause)).unwrap();
        let heard = match self.stream.peek(&mut [0]) {
            Ok(_) => true,
            Err(error) => !is_pause(&error),
        };
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
        heard
    }

    /// The next answer, to a request of this method; none when the server closes instead.
    pub(crate) fn answer(&mut self, method: &str) -> Option<RawAnswer> {
        let end = loop {
            let found = self.pending.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(at) = found {
                break at + 4;
            }
            if self.read_more() == 0 {
                let begun = String::from_utf8_lossy(&self.pending);
                assert_eq!(begun, "", "the server closed within an answer's head");
                return None;
            }
        };
        let head: Vec<u8> = self.pending.drain(..end).collect();
        let (status, headers) = parsed(&head[..end - 4]);
        let mut answer = RawAnswer {
            status,
            headers,
            body: Vec::new(),
        };
        let length = answer.header("content-length");
        let coding = answer.header("transfer-encoding");
        assert!(coding.is_empty() || coding == "chunked", "{answer:?}");
        if coding == "chunked" {
            // A stream that has an end.
            if method != "HEAD" {
                answer.body = self.chunks();
            }
        } else if method != "HEAD" && status >= 200 && status != 204 && status != 304 {
            let length = length.parse().unwrap();
            while self.pending.len() < length {
                assert_ne!(self.read_more(), 0, "closed within a body: {answer:?}");
            }
            answer.body = self.pending.drain(..length).collect();
        }
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                super::secrets::learn_cookie(value);
            }
        }
        super::secrets::learn_body(&answer.body);
        Some(answer)
    }

    /// A body that comes in chunks.
    fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let line = self.until(|pending| pending.windows(2).position(|two| two == b"\r\n"));
            let line = String::from_utf8(line).unwrap();
            let size = usize::from_str_radix(line.trim_end(), 16).unwrap();
            let mut chunk = self.until(|pending| (pending.len() >= size + 2).then_some(size));
            assert_eq!(chunk.split_off(size), b"\r\n");
            if size == 0 {
                return body;
            }
            body.extend(chunk);
        }
    }

    /// What comes up to a place and the two bytes behind it.
    fn until(&mut self, found: impl Fn(&[u8]) -> Option<usize>) -> Vec<u8> {
        loop {
            if let Some(at) = found(&self.pending) {
                return self.pending.drain(..at + 2).collect();
            }
            assert_ne!(self.read_more(), 0, "closed within a body");
        }
    }

    /// Everything until the server closes.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        while self.read_more() > 0 {}
        std::mem::take(&mut self.pending)
    }

    /// Reads what is there; nothing at the end, in whichever way the server ended it.
    fn read_more(&mut self) -> usize {
        let mut space = [0; 16 * 1024];
        match self.stream.read(&mut space) {
            Ok(read) => {
                self.pending.extend_from_slice(&space[..read]);
                read
            }
            Err(error) => {
                let sent = String::from_utf8_lossy(&self.pending);
                assert!(!is_pause(&error), "the server hangs; it sent {sent:?}");
                0
            }
        }
    }
}

/// Whether nothing came in time.
fn is_pause(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

type Headers = Vec<(String, Vec<u8>)>;

/// The status and the headers of a head without its last empty line.
fn parsed(head: &[u8]) -> (u16, Headers) {
    let shown = || String::from_utf8_lossy(head).into_owned();
    let mut lines = head.split(|&byte| byte == b'\n');
    let first = lines.next().unwrap();
    let status = str::from_utf8(first)
        .ok()
        .and_then(|line| line.strip_prefix("HTTP/1."))
        .and_then(|line| line.get(2..5)?.parse().ok())
        .unwrap_or_else(|| panic!("not a status line: {}", shown()));
    let headers = lines.map(|line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let colon = line.iter().position(|&byte| byte == b':');
        let colon = colon.unwrap_or_else(|| panic!("a line without a colon: {}", shown()));
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        assert!(name.iter().all(is_name) && colon > 0, "{}", shown());
        let is_text = |byte: &u8| !byte.is_ascii_control() || *byte == b'\t';
        assert!(value.iter().all(is_text), "{}", shown());
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        (name, value.to_vec())
    });
    (status, headers.collect())
}
