//! How long an event takes to everybody who follows: from the moment its write is sent, and from its answer, to the last stream
//! that has it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::place::Place;
use super::subject::Subject;
use crate::bench::connection::Connection;
use crate::bench::full::Landfall;
use crate::bench::process::Server;
use crate::bench::procfs;
use crate::error::Error;

/// Streams of one client at most.
const OF_ONE: usize = 16;
/// The time between two events.
const APART: Duration = Duration::from_millis(150);
/// How long an event may take.
const PATIENCE: Duration = Duration::from_secs(30);
const NAME: &str = "followers";

/// How long events took. Times are in milliseconds.
#[derive(Debug, Serialize)]
pub(super) struct Followed {
    /// How many streams there were.
    pub(super) followers: usize,
    /// How many events.
    pub(super) events: usize,
    /// Until the write was answered.
    pub(super) answered: Spread,
    /// Until the first stream had it, and until the last one had it.
    pub(super) first: Spread,
    pub(super) last: Spread,
    /// Of that, behind the answer.
    pub(super) behind_answer: Spread,
    /// CPU time of the server for each event.
    pub(super) cpu_ms: f64,
}

/// What became of many. Times are in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Spread {
    pub(super) p50: f64,
    pub(super) p99: f64,
    pub(super) most: f64,
}

impl Spread {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let at = |of_hundred: usize| {
            let place = (times.len() * of_hundred).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or_default()
        };
        Self {
            p50: at(50),
            p99: at(99),
            most: at(100),
        }
    }
}

/// A stream has heard of something.
struct Heard {
    at: Instant,
    /// What it was told.
    event: Vec<u8>,
}

/// Tokens for so many streams. To be made before the server runs, or beside it.
pub(super) async fn tokens(
    landfall: &Landfall,
    place: &Place,
    followers: usize,
) -> Result<Vec<String>, Error> {
    let (data, tenant) = (place.data(), place.credentials().tenant.as_str());
    let mut tokens = Vec::new();
    for number in 0..followers.div_ceil(OF_ONE) {
        let client = format!("follower-{number}");
        let mut make = vec!["client", "create", &client, "--tenant", tenant];
        make.extend(["--grant", "native=read"]);
        make.extend(place.arguments(&data));
        landfall.run("client create", &make).await?;
        let mut make = vec!["token", "create", "--tenant", tenant, "--client", &client];
        make.extend(["--dialect", "native"]);
        make.extend(place.arguments(&data));
        let said = landfall.run("token create", &make).await?.said;
        let token = said["token"].as_str();
        let token = token.ok_or_else(|| Error::process(NAME)("there is no token"))?;
        tokens.push(token.to_owned());
    }
    Ok(tokens)
}

/// Measures.
pub(super) async fn measure(
    server: &Server,
    subject: &Subject,
    tokens: &[String],
    (followers, events): (usize, usize),
) -> Result<Followed, Error> {
    let (heard, mut hearing) = mpsc::unbounded_channel();
    for number in 0..followers {
        let token = tokens[number / OF_ONE].clone();
        let heard = heard.clone();
        let stream = follow(server.address, &token).await;
        let mut stream = stream.map_err(Error::process(NAME))?;
        tokio::spawn(async move {
            while let Ok(events) = heard_of(&mut stream).await {
                for event in events {
                    let at = Instant::now();
                    if heard.send(Heard { at, event }).is_err() {
                        return;
                    }
                }
            }
        });
    }
    let mut connection = Connection::open(server.address)
        .await
        .map_err(Error::answer(subject.name))?;
    let (mut answered, mut first, mut last) = (Vec::new(), Vec::new(), Vec::new());
    let mut behind = Vec::new();
    let before = procfs::cpu_time(server.id)?;
    for number in 0..events {
        tokio::time::sleep(APART).await;
        let number = u64::try_from(number).unwrap_or_default();
        let request = subject.request((1 << 50) + number).bytes(server.address);
        let sent = Instant::now();
        let answer = connection.ask(&request).await;
        let answer = answer.map_err(Error::answer(subject.name))?;
        let until_answer = ms(sent.elapsed());
        if answer.status != subject.status {
            return Err(Error::answer(subject.name)(answer.body));
        }
        let made: Value = serde_json::from_str(&answer.body)?;
        let made = made["deploymentId"].as_str();
        let made = made.ok_or_else(|| Error::answer(subject.name)("it names nothing"))?;
        // Who began to follow while others wrote may still hear of that.
        let is_of_it = format!("\"{made}\"");
        let mut times = Vec::new();
        while times.len() < followers {
            let next = tokio::time::timeout(PATIENCE, hearing.recv()).await;
            let heard = next.ok().flatten();
            let heard = heard.ok_or_else(|| Error::process(NAME)("not everybody hears of it"))?;
            if memchr::memmem::find(&heard.event, is_of_it.as_bytes()).is_some() {
                times.push(ms(heard.at.saturating_duration_since(sent)));
            }
        }
        let slowest = times.iter().copied().fold(0.0, f64::max);
        answered.push(until_answer);
        first.push(times.iter().copied().fold(f64::INFINITY, f64::min));
        last.push(slowest);
        behind.push((slowest - until_answer).max(0.0));
    }
    let cpu = procfs::cpu_time(server.id)?.saturating_sub(before);
    let each = f64::from(u32::try_from(events).unwrap_or(u32::MAX));
    Ok(Followed {
        followers,
        events,
        answered: Spread::of(answered),
        first: Spread::of(first),
        last: Spread::of(last),
        behind_answer: Spread::of(behind),
        cpu_ms: ms(cpu) / each,
    })
}

fn ms(time: Duration) -> f64 {
    1e3 * time.as_secs_f64()
}

/// A stream of the deployments that are made from now on, after it has shown that it lives.
async fn follow(address: SocketAddr, token: &str) -> Result<TcpStream, String> {
    let opened = async {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!(
            "GET /landfall/v1/events?type=deployment. HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\
             Authorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut read = Vec::with_capacity(4_096);
        while memchr::memmem::find(&read, b"\nid: ").is_none() {
            more(&mut stream, &mut read).await?;
        }
        Ok::<_, std::io::Error>(stream)
    };
    opened.await.map_err(|error| error.to_string())
}

/// Waits for events; gives the text of each.
async fn heard_of(stream: &mut TcpStream) -> std::io::Result<Vec<Vec<u8>>> {
    let (mut read, mut found) = (Vec::with_capacity(4_096), Vec::new());
    while found.is_empty() || !read.is_empty() {
        more(stream, &mut read).await?;
        while let Some(end) = memchr::memmem::find(&read, b"\n\n") {
            let message: Vec<u8> = read.drain(..end + 2).collect();
            if memchr::memmem::find(&message, b"data: ").is_some() {
                found.push(message);
            }
        }
        // Of a chunk whose frame ends behind its event.
        if read.len() <= b"\r\n".len() {
            read.clear();
        }
    }
    Ok(found)
}

async fn more(stream: &mut TcpStream, read: &mut Vec<u8>) -> std::io::Result<()> {
    match stream.read_buf(read).await? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_has_the_middle_and_the_slowest() {
        let spread = Spread::of((1..=200).rev().map(f64::from).collect());
        assert_eq!((spread.p50, spread.p99, spread.most), (100.0, 198.0, 200.0));
        let one = Spread::of(vec![7.0]);
        assert_eq!((one.p50, one.p99, one.most), (7.0, 7.0, 7.0));
    }
}
