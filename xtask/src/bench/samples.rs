//! One answer of every call, taken before the measurement: what every later answer has to equal, and what the static peer
//! gives.

use std::net::SocketAddr;

use serde_json::json;

use super::connection::Connection;
use super::demonstration::Credentials;
use super::exchange::Answer;
use super::request::Request;
use super::subjects::{Session, Subject, ZONES_JSON, subjects};
use crate::error::Error;

/// Signs in and lists the calls.
pub(super) async fn prepare(
    server: SocketAddr,
    credentials: &Credentials,
) -> Result<Vec<Subject>, Error> {
    let (session, tag) = signed_in(server, credentials).await?;
    Ok(subjects(credentials, &session, &tag))
}

/// Signs in, and asks for the entity tag of the zones in JSON.
pub(super) async fn signed_in(
    server: SocketAddr,
    credentials: &Credentials,
) -> Result<(Session, String), Error> {
    let who = json!({ "email": credentials.business_admin, "password": credentials.password });
    let sign_in = Request::post_json("/api/login", who.to_string());
    let answer = ask(server, "akana sign-in", &sign_in, 200).await?;
    let session = Session {
        cookies: cookies(&answer),
    };
    let zones = ask(server, "akana zones", &session.zones(ZONES_JSON), 200).await?;
    let tag = zones.all("etag").next();
    let tag = tag.ok_or_else(|| Error::answer("akana zones")("they have no entity tag"))?;
    Ok((session, tag.to_owned()))
}

/// The answer of a call.
pub(super) async fn sample(server: SocketAddr, subject: &Subject) -> Result<Answer, Error> {
    ask(server, subject.name, &subject.request, subject.status).await
}

pub(super) async fn ask(
    server: SocketAddr,
    name: &'static str,
    request: &Request,
    status: u16,
) -> Result<Answer, Error> {
    let mut connection = Connection::open(server)
        .await
        .map_err(Error::answer(name))?;
    let answer = connection.ask(&request.bytes(server)).await;
    let answer = answer.map_err(Error::answer(name))?;
    if answer.status == status {
        Ok(answer)
    } else {
        let problem = format!(
            "expected {status}, got {}: {:.200}",
            answer.status, answer.body
        );
        Err(Error::answer(name)(problem))
    }
}

/// The cookies that an answer sets, as a request sends them back.
fn cookies(answer: &Answer) -> String {
    let pairs = answer
        .all("set-cookie")
        .map(|line| line.split(';').next().unwrap_or(line).trim());
    pairs.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_go_back_without_their_attributes() {
        let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let answer = Answer {
            status: 200,
            headers: vec![
                line("Set-Cookie", "a=1; Path=/; HttpOnly"),
                line("x", "y"),
                line("set-cookie", "b=2"),
            ],
            body: String::new(),
        };
        assert_eq!(cookies(&answer), "a=1; b=2");
    }
}
