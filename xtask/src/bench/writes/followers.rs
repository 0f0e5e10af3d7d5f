//! How long an event takes to everybody who follows: from the moment its write is sent to the last stream that has it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::place::Place;
use super::subject::Subject;
use crate::bench::connection::Connection;
use crate::bench::full::Landfall;
use crate::bench::process::Server;
use crate::bench::procfs;
use crate::bench::statistics::median;
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
    /// Until the write was answered, the median.
    pub(super) answered_ms: f64,
    /// Until the first stream had it, the median.
    pub(super) first_ms: f64,
    /// Until the last stream had it, the median.
    pub(super) last_ms: f64,
    /// The same, the slowest event.
    pub(super) slowest_ms: f64,
    /// CPU time of the server for each event.
    pub(super) cpu_ms: f64,
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
            while let Ok(()) = event(&mut stream).await {
                if heard.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
    }
    let mut connection = Connection::open(server.address)
        .await
        .map_err(Error::answer(subject.name))?;
    let (mut answered, mut first, mut last) = (Vec::new(), Vec::new(), Vec::new());
    let before = procfs::cpu_time(server.id)?;
    for number in 0..events {
        tokio::time::sleep(APART).await;
        let number = u64::try_from(number).unwrap_or_default();
        let request = subject.request((1 << 50) + number).bytes(server.address);
        let sent = Instant::now();
        let answer = connection.ask(&request).await;
        let answer = answer.map_err(Error::answer(subject.name))?;
        if answer.status != subject.status {
            return Err(Error::answer(subject.name)(answer.body));
        }
        answered.push(ms(sent.elapsed()));
        let mut times = Vec::new();
        while times.len() < followers {
            let next = tokio::time::timeout(PATIENCE, hearing.recv()).await;
            let at = next.ok().flatten();
            let at = at.ok_or_else(|| Error::process(NAME)("not everybody hears of it"))?;
            times.push(ms(at.saturating_duration_since(sent)));
        }
        first.push(times.iter().copied().fold(f64::INFINITY, f64::min));
        last.push(times.iter().copied().fold(0.0, f64::max));
    }
    let cpu = procfs::cpu_time(server.id)?.saturating_sub(before);
    let each = f64::from(u32::try_from(events).unwrap_or(u32::MAX));
    Ok(Followed {
        followers,
        events,
        answered_ms: median(answered),
        first_ms: median(first),
        slowest_ms: last.iter().copied().fold(0.0, f64::max),
        last_ms: median(last),
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
        until(&mut stream, b"\nid: ").await?;
        Ok::<_, std::io::Error>(stream)
    };
    opened.await.map_err(|error| error.to_string())
}

/// Waits for an event.
async fn event(stream: &mut TcpStream) -> std::io::Result<()> {
    until(stream, b"\ndata: ").await
}

/// Reads until these bytes have come, and what has come with them.
async fn until(stream: &mut TcpStream, wanted: &[u8]) -> std::io::Result<()> {
    let mut read = Vec::with_capacity(4_096);
    loop {
        if stream.read_buf(&mut read).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if memchr::memmem::find(&read, wanted).is_some() {
            return Ok(());
        }
    }
}
