//! The static peer: constant answers from the product's own HTTP stack (listener, faces, guard, router), and nothing else
//! of the product. What a call costs beyond it is what the dialect, the use cases and the store cost.
//!
//! It is a process of its own. Its answers come as one line of JSON on standard input, the address that it took goes out
//! as another on standard output, and it serves until standard input ends, which it does when whoever started it is gone.

use std::io::{self, BufRead as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use landfall_http::faces::{Face, Faces};
use landfall_http::guard::{Guarded, Problems};
use landfall_http::host::HostPolicy;
use landfall_http::listen::{ListenConfig, Listener};
use serde_json::json;

use super::exchange::Answer;
use crate::error::Error;

const NAME: &str = "static peer";

/// What the server writes by itself, also for a constant answer.
const WRITTEN_BY_THE_SERVER: [&str; 3] = ["connection", "content-length", "date"];

/// Serves until standard input ends.
pub(super) fn run() -> Result<(), Error> {
    // As many threads as the product takes: one for each core that it may use.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::process(NAME))?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(Error::process(NAME))?;
    runtime.block_on(async {
        let answers: Vec<Answer> = serde_json::from_str(&line).map_err(Error::process(NAME))?;
        let (listener, faces) = open(&answers).map_err(Error::process(NAME))?;
        let address = listener
            .local_addr()
            .map(|address| format!("http://{address}"));
        let said = json!({ "listen": address });
        writeln!(io::stdout().lock(), "{said}").map_err(Error::process(NAME))?;
        let end = async {
            // Whatever comes, or fails to come, there is nobody left to serve.
            let input = || io::copy(&mut io::stdin().lock(), &mut io::sink());
            let _ = tokio::task::spawn_blocking(input).await;
        };
        listener.serve(faces, end).await;
        Ok(())
    })
}

/// Opens the peer on a free port. Each answer stands below its number: `/0/…`, `/1/…`.
pub(super) fn open(answers: &[Answer]) -> Result<(Listener, Faces), String> {
    let mut router = Router::new();
    for (number, answer) in answers.iter().enumerate() {
        let constant = Constant::of(answer)?;
        let handler = axum::routing::get(async move || constant.response());
        router = router.route(&format!("/{number}/{{*path}}"), handler);
    }
    let guarded = Guarded::new(router, Problems, Duration::from_secs(30));
    let face = Face::new("static", |_| true, guarded);
    let faces = Faces::new(vec![face], HostPolicy::loopback(), Arc::new(()));
    let listener = Listener::bind(ListenConfig::new(([127, 0, 0, 1], 0).into()));
    Ok((listener.map_err(|error| error.to_string())?, faces))
}

/// An answer that is always the same.
#[derive(Debug, Clone)]
struct Constant {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Constant {
    fn of(answer: &Answer) -> Result<Self, String> {
        let mut headers = HeaderMap::new();
        for (name, value) in &answer.headers {
            if WRITTEN_BY_THE_SERVER
                .iter()
                .any(|own| name.eq_ignore_ascii_case(own))
            {
                continue;
            }
            headers.append(
                HeaderName::try_from(name).map_err(|error| error.to_string())?,
                HeaderValue::try_from(value).map_err(|error| error.to_string())?,
            );
        }
        Ok(Self {
            status: StatusCode::from_u16(answer.status).map_err(|error| error.to_string())?,
            headers,
            body: Bytes::copy_from_slice(answer.body.as_bytes()),
        })
    }

    fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

#[cfg(test)]
mod tests {
    use super::super::connection::Connection;
    use super::super::request::Request;
    use super::*;

    #[tokio::test]
    async fn the_answer_is_the_one_that_was_given() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let given = [
            Answer {
                status: 200,
                headers: vec![
                    header("content-type", "application/json"),
                    header("x-a", "1"),
                    header("content-length", "2"),
                    header("date", "long ago"),
                ],
                body: "{}".to_owned(),
            },
            Answer {
                status: 304,
                headers: vec![header("etag", "\"a\"")],
                body: String::new(),
            },
        ];
        let (listener, faces) = open(&given).unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(listener.serve(faces, std::future::pending()));
        let mut connection = Connection::open(address).await.unwrap();
        for (number, given) in given.iter().enumerate() {
            let request = Request::get("/some/path?and=query").under(number);
            let got = connection.ask(&request.bytes(address)).await.unwrap();
            assert_eq!((got.status, &got.body), (given.status, &given.body));
            let dated: Vec<_> = got.all("date").filter(|date| *date != "long ago").collect();
            assert_eq!(dated.len(), 1);
            for (name, value) in &given.headers {
                let own = WRITTEN_BY_THE_SERVER.contains(&name.as_str());
                assert!(own || got.all(name).eq([value.as_str()]), "{name}");
            }
        }
        serving.abort();
    }
}
