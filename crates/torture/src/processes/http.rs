//! Calls of partners, each on a connection of its own. A caller who hears nothing does not know what was done.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// Who does not answer for so long has not answered.
const PATIENCE: Duration = Duration::from_secs(10);
const HEADERS: usize = 64;

/// A call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a str,
    /// The value of `Authorization`; empty where there is none.
    pub(super) authorization: &'a str,
    /// Further lines of the head, each with its end.
    pub(super) lines: &'a str,
    pub(super) body: &'a str,
}

/// An answer that came whole.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    /// The cookies that it sets, as `name=value`.
    pub(super) cookies: Vec<String>,
}

impl Answer {
    /// The body as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Makes a call; the error says why there was no answer.
pub(super) fn call(address: SocketAddr, call: &Call<'_>) -> Result<Answer, String> {
    exchange(address, call).map_err(|error| error.to_string())
}

fn exchange(address: SocketAddr, call: &Call<'_>) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Call {
        method,
        target,
        authorization,
        lines,
        body,
    } = call;
    let authorization = match *authorization {
        "" => String::new(),
        value => format!("Authorization: {value}\r\n"),
    };
    // The public clients send JSON as plain text.
    let plain = if lines.contains("Content-Type:") {
        ""
    } else {
        "Content-Type: text/plain; charset=utf-8\r\n"
    };
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\n{authorization}{lines}{plain}Connection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    whole(&bytes).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

/// The answer, if all of it is there.
fn whole(bytes: &[u8]) -> Option<Answer> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(head)) = answer.parse(bytes) else {
        return None;
    };
    let status = answer.code?;
    let length = (answer.headers.iter())
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
        .unwrap_or(0);
    let cookies = (answer.headers.iter())
        .filter(|header| header.name.eq_ignore_ascii_case("set-cookie"))
        .filter_map(|header| std::str::from_utf8(header.value).ok()?.split(';').next())
        .map(str::to_owned)
        .collect();
    let body = bytes.get(head..head.checked_add(length)?)?;
    Some(Answer {
        status,
        cookies,
        body: String::from_utf8(body.to_vec()).ok()?,
    })
}
