//! Hearing server-sent events for as long as they are wanted.

use std::{collections::VecDeque, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{sleep, timeout};

use super::{
    Path, Remote,
    events::{Events, ServerEvent},
};
use crate::error::CommandError;

/// How long a stream may be silent. Servers send a comment every few seconds.
const SILENCE: Duration = Duration::from_secs(45);
/// How long the beginning of an answer may take.
const ANSWER: Duration = Duration::from_secs(30);
/// Waiting times before connecting again: the first, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// Bytes of one event.
const LARGEST: usize = 32 << 20;

/// What is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// An event.
    Event(ServerEvent),
    /// The stream broke, for this reason. It is tried again, for ever; asking for the next event goes on.
    Interrupted(String),
}

/// A stream of events, connected when the first is asked for, and again when it breaks. A server that refuses the call is an
/// error and ends it, and so is one that cannot be reached in the first place. The caller knows which event is the last.
pub(crate) struct Watch {
    remote: Remote,
    path: Path,
    body: Option<Incoming>,
    events: Events,
    ready: VecDeque<ServerEvent>,
    /// How long to wait before connecting; none the first time.
    pause: Option<Duration>,
}

impl Watch {
    pub(super) fn new(remote: Remote, path: Path) -> Self {
        Self {
            remote,
            path,
            body: None,
            events: Events::default(),
            ready: VecDeque::new(),
            pause: None,
        }
    }

    /// The next event. Giving up waiting for it loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Heard, CommandError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.pause = Some(PAUSE.0);
                return Ok(Heard::Event(event));
            }
            let Some(body) = &mut self.body else {
                if let Some(reason) = self.connect().await? {
                    return Ok(Heard::Interrupted(reason));
                }
                continue;
            };
            let reason = match timeout(SILENCE, body.frame()).await {
                Ok(Some(Ok(frame))) => {
                    let data = frame.into_data().unwrap_or_default();
                    self.ready.extend(self.events.take(&data));
                    if self.events.pending() <= LARGEST {
                        continue;
                    }
                    "an event is too long".to_owned()
                }
                Ok(Some(Err(error))) => error.to_string(),
                Ok(None) => "the server ended the stream".to_owned(),
                Err(_) => format!("nothing was heard for {} s", SILENCE.as_secs()),
            };
            self.body = None;
            self.events.restart();
            return Ok(Heard::Interrupted(reason));
        }
    }

    /// Connects; the reason if it has to be tried again.
    async fn connect(&mut self) -> Result<Option<String>, CommandError> {
        if let Some(pause) = self.pause {
            sleep(pause).await;
            self.pause = Some((pause * 2).min(PAUSE.1));
        }
        let mut headers = HeaderMap::new();
        let id = self.events.last_id().map(HeaderValue::from_str);
        if let Some(Ok(id)) = id {
            headers.insert(HeaderName::from_static("last-event-id"), id);
        }
        let accept = HeaderValue::from_static("text/event-stream");
        let sending = self
            .remote
            .send(Method::GET, &self.path, None, headers, accept);
        let sent = match timeout(ANSWER, sending).await {
            Ok(sent) => sent,
            Err(_) => Err(self.remote.lost("no answer in time", false)),
        };
        let failed = match sent {
            Ok(answer) => {
                self.body = Some(answer.into_body());
                self.pause = Some(self.pause.unwrap_or(PAUSE.0));
                return Ok(None);
            }
            Err(failed) => failed,
        };
        let passes = match &failed {
            CommandError::Refused(refused) => refused.status >= 500,
            CommandError::Server(_) => true,
            _ => false,
        };
        if self.pause.is_some() && passes {
            Ok(Some(failed.to_string()))
        } else {
            Err(failed)
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;
    use crate::remote::RemoteArguments;

    const STREAM: &str =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    /// Answers each connection with the next of these texts and closes it; gives the heads of the requests.
    async fn serve(listener: TcpListener, answers: Vec<String>) -> Vec<String> {
        let mut heads = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            heads.push(String::from_utf8(head).unwrap());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        heads
    }

    fn problem(status: &str, kind: &str) -> String {
        let body = format!(r#"{{"type":"/landfall/docs/problems/{kind}","detail":"Not so."}}"#);
        let length = body.len();
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
    }

    #[tokio::test]
    async fn a_broken_stream_is_taken_up_where_it_was_until_it_is_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answers = vec![
            format!("{STREAM}: hello\n\nid: 5\nevent: progress\ndata: 1\n\ndata: cut"),
            problem("503 Service Unavailable", "unavailable"),
            format!("{STREAM}event: landed\ndata: 2\n\n"),
            problem("401 Unauthorized", "unauthenticated"),
        ];
        let server = tokio::spawn(serve(listener, answers));
        let token = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(token.path(), "secret\n").unwrap();
        let arguments = RemoteArguments {
            url: Some(format!("http://{address}/behind")),
            token_file: Some(token.path().to_owned()),
            ..RemoteArguments::default()
        };
        let remote = Remote::open(&arguments, || unreachable!("no folder is needed")).unwrap();
        let mut watch = remote.watch(Path::to(["deploy-requests", "7", "watch"]));
        let event = |kind: &str, data: &str| {
            Heard::Event(ServerEvent {
                kind: kind.to_owned(),
                data: data.to_owned(),
                id: Some("5".to_owned()),
            })
        };
        assert_eq!(watch.next().await.unwrap(), event("progress", "1"));
        assert!(matches!(watch.next().await.unwrap(), Heard::Interrupted(_)));
        let Heard::Interrupted(reason) = watch.next().await.unwrap() else {
            panic!("the server was not there");
        };
        assert!(reason.contains("Not so."), "{reason}");
        assert_eq!(watch.next().await.unwrap(), event("landed", "2"));
        assert!(matches!(watch.next().await.unwrap(), Heard::Interrupted(_)));
        let CommandError::Refused(refused) = watch.next().await.unwrap_err() else {
            panic!("it was refused");
        };
        assert_eq!(refused.status, 401);
        let heads = server.await.unwrap();
        assert!(
            heads[0].starts_with("GET /behind/landfall/v1/deploy-requests/7/watch HTTP/1.1\r\n")
        );
        assert!(
            heads[0].contains("authorization: Bearer secret\r\n"),
            "{}",
            heads[0]
        );
        assert!(!heads[0].contains("last-event-id"));
        assert!(heads[1].contains("last-event-id: 5\r\n"), "{}", heads[1]);
    }

    #[tokio::test]
    async fn a_server_that_was_never_there_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let token = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(token.path(), "secret").unwrap();
        let arguments = RemoteArguments {
            url: Some(format!("http://{address}")),
            token_file: Some(token.path().to_owned()),
            ..RemoteArguments::default()
        };
        let remote = Remote::open(&arguments, || unreachable!("no folder is needed")).unwrap();
        let error = remote.watch(Path::to(["events"])).next().await.unwrap_err();
        assert!(
            error.to_string().contains("does a server run there?"),
            "{error}"
        );
    }
}
