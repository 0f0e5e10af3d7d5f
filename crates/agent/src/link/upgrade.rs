//! The request that becomes the feed, and its answer.

use landfall_protocol::handshake;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::network::Stream;

/// Bytes of an answer's head, at most.
const HEAD: usize = 16 * 1024;
const HEADERS: usize = 64;

/// Why there is no feed. The texts are for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// The credential is refused: the server was removed, or its credential revoked.
    #[error("{0}")]
    Refused(String),
    /// Anything else, which may pass.
    #[error("{0}")]
    Failed(String),
}

impl NotOpened {
    /// The same with something said before.
    pub(super) fn at(self, before: &str) -> Self {
        match self {
            Self::Refused(reason) => Self::Refused(format!("{before}: {reason}")),
            Self::Failed(reason) => Self::Failed(format!("{before}: {reason}")),
        }
    }
}

impl From<String> for NotOpened {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

/// Asks for the feed with the credential. Gives what was read behind the answer.
pub(super) async fn upgrade(
    stream: &mut Box<dyn Stream>,
    host: &str,
    credential: &str,
    random: [u8; 16],
) -> Result<Vec<u8>, NotOpened> {
    if credential.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err("the credential has characters that no credential has"
            .to_owned()
            .into());
    }
    let (path, protocol) = (handshake::PATH, handshake::SUBPROTOCOL);
    let (version, key) = (handshake::WEBSOCKET_VERSION, handshake::key(random));
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {credential}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: {version}\r\nSec-WebSocket-Protocol: {protocol}\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    );
    let broken = |error: std::io::Error| error.to_string();
    stream.write_all(request.as_bytes()).await.map_err(broken)?;
    stream.flush().await.map_err(broken)?;
    let mut bytes = Vec::new();
    loop {
        let read = stream.read_buf(&mut bytes).await.map_err(broken)?;
        if let Some(length) = accepted(&bytes, &key)? {
            return Ok(bytes.split_off(length));
        }
        if read == 0 {
            return Err("the connection was closed before an answer had come"
                .to_owned()
                .into());
        }
        if bytes.len() > HEAD {
            return Err("the answer's head does not end".to_owned().into());
        }
    }
}

/// How long the head of the answer is, if it is whole and says yes.
fn accepted(bytes: &[u8], key: &str) -> Result<Option<usize>, NotOpened> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let parsed = answer.parse(bytes);
    let length = match parsed {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(format!("the answer is not HTTP: {error}").into()),
    };
    let status = answer.code.unwrap_or_default();
    match status {
        101 => {}
        401 | 403 => {
            return Err(NotOpened::Refused(format!(
                "the credential is refused (status {status}); enrol this server anew if it was removed or its credential revoked"
            )));
        }
        404 => {
            return Err("there is no feed at that address (status 404)"
                .to_owned()
                .into());
        }
        _ => return Err(format!("the feed is refused (status {status})").into()),
    }
    let named = |name: &str| {
        let found = answer
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let accept = handshake::accept(key);
    let right = named("sec-websocket-accept") == Some(accept.as_str())
        && named("sec-websocket-protocol") == Some(handshake::SUBPROTOCOL)
        && named("upgrade").is_some_and(|to| to.eq_ignore_ascii_case("websocket"));
    if right {
        Ok(Some(length))
    } else {
        Err("the answer is not that of a feed".to_owned().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
    const GOOD: &str = "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: landfall.feed\r\n\r\n";

    #[test]
    fn an_answer_counts_when_it_is_whole() {
        let whole = [GOOD, "frames"].concat();
        for length in 0..GOOD.len() {
            assert_eq!(
                accepted(&whole.as_bytes()[..length], KEY),
                Ok(None),
                "{length}"
            );
        }
        assert_eq!(accepted(whole.as_bytes(), KEY), Ok(Some(GOOD.len())));
    }

    #[test]
    fn any_other_answer_is_refused_with_what_to_do() {
        let refused = |answer: &str| accepted(answer.as_bytes(), KEY).unwrap_err().to_string();
        assert!(matches!(
            accepted(b"HTTP/1.1 401 Unauthorized\r\n\r\n", KEY),
            Err(NotOpened::Refused(_))
        ));
        assert!(refused("HTTP/1.1 401 Unauthorized\r\n\r\n").contains("enrol"));
        assert!(refused("HTTP/1.1 200 OK\r\n\r\n").contains("200"));
        assert!(refused("SSH-2.0-OpenSSH_9.2\r\n").contains("not HTTP"));
        for wrong in ["s3pPLM", "landfall.feed", "WebSocket"] {
            assert!(
                refused(&GOOD.replace(wrong, "x")).contains("not that of a feed"),
                "{wrong}"
            );
        }
    }
}
