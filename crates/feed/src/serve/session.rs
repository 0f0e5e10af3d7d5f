//! A stream from its first byte to its last: the hello, the place among the others, the log, and the last words.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use landfall_core::id::{Cursor, Revision};
use landfall_protocol::{
    Announce, Down, Hello, Reason, Refused, Up, Version, Welcome, frame::Close, limits,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, timeout, timeout_at},
};

use super::{
    Adapter, Admitted, Connected,
    connection::{Connection, Place},
    feed::Shared,
    log_feed::LogFeed,
    pipe::{Broken, Event, Pipe},
    registry::{Entered, Presence},
};
use crate::Fleet;

/// Why a stream ends.
#[derive(Debug)]
pub(super) enum End {
    /// The other side has gone, or the network has.
    Gone,
    /// We close it.
    Refused(Reason, String),
}

impl End {
    pub(super) fn because(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Refused(reason, detail.into())
    }

    /// A fault of ours: the log says what it was, the other side that it was.
    pub(super) fn fault(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a stream of the feed ends by a fault of the control plane");
        Self::because(
            Reason::Failed,
            "the control plane cannot go on; its log says why",
        )
    }
}

impl From<Broken> for End {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Io(error) => {
                tracing::debug!(%error, "a stream of the feed broke");
                Self::Gone
            }
            Broken::Frame(fault) => Self::because(Reason::Malformed, fault.to_string()),
        }
    }
}

/// Serves a stream to its end.
pub(super) async fn serve<S>(shared: &Arc<Shared>, stream: S, first: &[u8], admitted: Admitted)
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let mut pipe = Pipe::new(stream, first, limits::HELLO);
    let server = admitted.server;
    let end = match greeted(shared, &mut pipe, &admitted).await {
        Err(end) => end,
        Ok((hello, version)) => match shared
            .registry
            .enter(server, connected(shared, &hello, version))
        {
            None => End::because(Reason::Stopping, "the control plane is stopping"),
            Some(entered) => present(shared, &mut pipe, admitted, hello, version, entered).await,
        },
    };
    let End::Refused(reason, detail) = end else {
        return;
    };
    count(shared, reason);
    tracing::info!(%server, %reason, detail, "a stream of the feed was closed");
    let farewell = async {
        if reason == Reason::Stopping {
            let reconnect_seconds = shared.reconnect_seconds();
            pipe.send(Down::Announce(Announce { reconnect_seconds }).frame());
        }
        let refused = Refused { reason, detail };
        pipe.send(Down::Refused(refused).frame());
        pipe.send(Close::new(reason.close_code(), reason.as_str()).frame());
        pipe.send_all().await?;
        pipe.end().await
    };
    // Whoever does not take it learns it when it connects again.
    let _ = timeout(shared.settings.farewell, farewell).await;
}

fn count(shared: &Shared, reason: Reason) {
    let counters = &shared.counters;
    match reason {
        Reason::Malformed | Reason::Overrun => counters.malformed.one(),
        Reason::Revoked => counters.revoked.one(),
        Reason::Silent => counters.silent.one(),
        Reason::Version
        | Reason::WrongServer
        | Reason::Busy
        | Reason::NotOwner
        | Reason::Stopping
        | Reason::Failed => counters.refused.one(),
        // Counted when the later one came.
        Reason::Fenced | Reason::Replaced => {}
    }
}

/// Waits for the hello.
async fn greeted<S>(
    shared: &Shared,
    pipe: &mut Pipe<S>,
    admitted: &Admitted,
) -> Result<(Hello, Version), End>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if shared.registry.len() >= shared.settings.connections {
        return Err(End::because(
            Reason::Busy,
            "as many servers are connected as the control plane takes",
        ));
    }
    let deadline = Instant::now() + shared.settings.hello;
    let message = loop {
        match timeout_at(deadline, pipe.event()).await {
            Ok(Ok(Event::Message(message))) => break message,
            Ok(Ok(Event::Sign | Event::Sent)) => {}
            Ok(Ok(Event::Closed)) => return Err(End::Gone),
            Ok(Err(broken)) => return Err(broken.into()),
            Err(_) => return Err(End::because(Reason::Silent, "no hello came in time")),
        }
    };
    let hello = match Up::decode(Version::CURRENT, message) {
        Ok(Up::Hello(hello)) => hello,
        Ok(_) => {
            return Err(End::because(
                Reason::Malformed,
                "the first message has to be a hello",
            ));
        }
        Err(error) => return Err(End::because(Reason::Malformed, error.to_string())),
    };
    if hello.server != admitted.server {
        return Err(End::because(
            Reason::WrongServer,
            "the hello names another server than the credential is of",
        ));
    }
    let Some(version) = Version::agreed(hello.oldest, hello.newest) else {
        return Err(End::because(
            Reason::Version,
            format!(
                "versions {} to {} are spoken here, {} to {} there",
                Version::OLDEST,
                Version::CURRENT,
                hello.oldest,
                hello.newest
            ),
        ));
    };
    pipe.set_limit(limits::UP);
    Ok((hello, version))
}

fn connected(shared: &Shared, hello: &Hello, version: Version) -> Connected {
    let adapter = Adapter {
        name: hello.adapter.clone(),
        capabilities: hello.capabilities.clone(),
        program: hello.program.clone(),
    };
    Connected {
        instance: hello.instance,
        since: shared.host.now(),
        version,
        adapter: shared.registry.adapter(adapter),
        received: Revision(0),
        trouble: String::new(),
    }
}

/// Serves a server that has its place, until it is told to end or ends by itself.
async fn present<S>(
    shared: &Arc<Shared>,
    pipe: &mut Pipe<S>,
    admitted: Admitted,
    hello: Hello,
    version: Version,
    entered: Entered,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Entered {
        presence,
        mut end,
        before,
        fenced,
    } = entered;
    if let Some(before) = before {
        if let Some(other) = fenced {
            shared.counters.fenced.one();
            tracing::warn!(
                server = %admitted.server, first = %other.0, second = %hello.instance.0,
                "two agents have connected as the same server; the first was cut off. One of the two must go, or the credential was copied"
            );
        }
        // It was told to end and does; a word of it must not come behind the hello of this one.
        let _ = before.await;
    }
    let reason = tokio::select! {
        biased;
        reason = &mut end => reason,
        ended = follow(shared, pipe, &admitted, hello, version, &presence) => return ended,
    };
    drop(presence);
    match reason {
        Ok(reason) => End::because(reason, detail(reason)),
        // Nobody can tell it anything any more: the feed is gone.
        Err(_) => End::because(Reason::Stopping, "the control plane is stopping"),
    }
}

fn detail(reason: Reason) -> &'static str {
    match reason {
        Reason::Revoked => "the server's credential was revoked; enrol it anew to let it come back",
        Reason::Fenced => {
            "another agent has connected as this server; stop one of the two, or enrol one of them as a server of its own"
        }
        Reason::WrongServer => {
            "the server was removed from the fleet, or has moved to another place"
        }
        Reason::Replaced => "this run of the agent has connected anew",
        Reason::Stopping => "the control plane is stopping",
        _ => "the stream was closed by the control plane",
    }
}

async fn follow<S>(
    shared: &Arc<Shared>,
    pipe: &mut Pipe<S>,
    admitted: &Admitted,
    hello: Hello,
    version: Version,
    presence: &Presence,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let opened = open(shared, admitted, &hello, presence).await;
    let (fleet, log, place) = match opened {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    let live = log.now();
    let welcome = Welcome {
        version,
        tenant: admitted.tenant.clone(),
        placement: admitted.placement,
        log: place.log,
        start: Cursor {
            epoch: place.epoch,
            revision: place.position,
        },
        head: live.state.head.max(place.position),
        resync: place.owes_sweep(),
        heartbeat_seconds: seconds(shared.settings.heartbeat),
        lease_seconds: seconds(shared.settings.lease),
        reconnect_seconds: shared.reconnect_seconds(),
    };
    drop((live, hello));
    pipe.send(Down::Welcome(welcome).frame());
    shared.counters.welcomed.one();
    Connection::new(shared, pipe, admitted, presence, fleet, log, version, place)
        .run()
        .await
}

fn seconds(duration: Duration) -> u16 {
    u16::try_from(duration.as_secs()).unwrap_or(u16::MAX)
}

/// Takes the hello at its word: in the fleet, and durably where it lowers what was counted. Says where the stream begins.
async fn open(
    shared: &Arc<Shared>,
    admitted: &Admitted,
    hello: &Hello,
    presence: &Presence,
) -> Result<(Arc<Fleet>, Arc<LogFeed>, Place), End> {
    let log = shared.log(admitted.key()).await?;
    let not_owner = || {
        End::because(
            Reason::NotOwner,
            "another process counts the fleet at the moment",
        )
    };
    // Once more than there can be reasons for: a new epoch is begun at most once for a hello.
    for _ in 0..3 {
        let fleet = shared.host.fleet().ok_or_else(not_owner)?;
        let mut state = log.now().state;
        if hello.cursor.epoch == state.epoch && hello.cursor.revision > state.head {
            // It may be us who are late.
            log.refresh().await.map_err(|error| End::fault(&error))?;
            state = log.now().state;
        }
        // This may be another fleet than the publisher told.
        log.tell_fleet(state);
        let place = Place::of(hello, state);
        let heard = fleet.hello(admitted.server, &place.heard(hello, shared.host.now()));
        let heard = heard.map_err(|_| {
            End::because(
                Reason::WrongServer,
                "the server is not in the fleet; it was removed, or was never enrolled",
            )
        })?;
        shared.reasons.replace(
            admitted.server,
            (hello.exceptions.iter()).map(|set| (&set.slot, set.reason.as_str())),
        );
        if heard.lowered || heard.joined {
            shared.save(&fleet, admitted.server).await?;
        }
        if !heard.astray {
            let mut adapter = None;
            presence.note(|connected| {
                connected.received = place.position;
                adapter = Some(Arc::clone(&connected.adapter));
            });
            if let Some(adapter) = adapter {
                shared.able.note(admitted.key(), admitted.server, adapter);
            }
            return Ok((fleet, log, place));
        }
        shared.raise_epoch(&log, admitted.server, state).await?;
    }
    Err(End::fault(
        &"a server's history does not fit, though a new epoch was begun",
    ))
}

impl Shared {
    /// Makes what is counted for a server durable before it is answered.
    pub(super) async fn save(
        &self,
        fleet: &Fleet,
        server: landfall_core::id::ServerId,
    ) -> Result<(), End> {
        let Some(progress) = fleet.progress(server) else {
            return Ok(());
        };
        let saved = self.host.save(progress).await;
        saved.map_err(|error| End::fault(&error))
    }
}

/// Bytes of a frame that says nothing but that we are there.
pub(super) fn heartbeat() -> Bytes {
    static FRAME: std::sync::OnceLock<Bytes> = std::sync::OnceLock::new();
    FRAME.get_or_init(|| Down::Heartbeat.frame()).clone()
}
