//! What writes do to reads: reads in an open loop at a share of their own peak, with nothing beside them and with writers. The
//! server has one core then, and whoever reads and writes another.

use std::rc::Rc;
use std::time::Duration;

use serde::Serialize;

use super::load;
use super::place::Place;
use super::subject::subjects;
use crate::bench::full::{OpenLoop, open_loop};
use crate::bench::load::{self as reads, Amount};
use crate::bench::placement::Placement;
use crate::bench::process::Server;
use crate::bench::request::Request;
use crate::bench::samples;
use crate::bench::target::Target;
use crate::error::Error;

/// The open loop's rate as a share of the peak.
const SHARE: f64 = 0.3;
/// Connections that read, and that write.
const CONNECTIONS: (u16, u16) = (32, 16);
const NAME: &str = "vipmp customer";

/// Reads beside writes.
#[derive(Debug, Serialize)]
pub(super) struct Beside {
    /// Where everybody was.
    pub(super) placement: String,
    /// Reads a second at their peak.
    pub(super) peak: f64,
    /// Reads alone.
    pub(super) alone: OpenLoop,
    /// Reads while there are writers.
    pub(super) with_writes: OpenLoop,
    /// Writes a second meanwhile.
    pub(super) writes: f64,
}

/// Measures, and lets everybody run everywhere again.
pub(super) async fn measure(
    place: &Place,
    server: &Server,
    time: Duration,
) -> Result<Beside, Error> {
    let placement = Placement::part(server.id)?;
    let measured = measured(place, server, time, &placement).await;
    placement.join(server.id)?;
    measured
}

async fn measured(
    place: &Place,
    server: &Server,
    time: Duration,
    placement: &Placement,
) -> Result<Beside, Error> {
    let credentials = place.credentials();
    let request = Request::get("/v3/customers/9876543210")
        .header("Authorization", format!("Bearer {}", credentials.bearer))
        .header("X-Api-Key", credentials.client_id.as_str())
        .header("X-Request-Id", "request")
        .header("X-Correlation-Id", "correlation");
    let answer = samples::ask(server.address, NAME, &request, 200).await?;
    let target = Target::same(server.address, &request, answer);
    let amount = Amount {
        connections: CONNECTIONS.0,
        warm_up: 100,
        requests: u32::MAX,
        time,
    };
    let connections = || async {
        let warmed_up = reads::warmed_up(&target, amount).await;
        warmed_up.map_err(Error::answer(NAME))
    };
    let peak = reads::drive(connections().await?, &target, amount).await;
    let peak = peak.map_err(Error::answer(NAME))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a run has fewer than 2^52 reads"
    )]
    let peak = peak.requests as f64 / peak.elapsed.as_secs_f64();
    let looped = async |connections| {
        let looped = open_loop(connections, &target, peak * SHARE, time).await;
        looped.map_err(Error::answer(NAME))
    };
    let alone = looped(connections().await?).await?;
    let open = connections().await?;
    let mut subjects = subjects(credentials);
    let subject = Rc::new(subjects.swap_remove(0));
    let writing = load::drive(server.address, &subject, CONNECTIONS.1, time);
    let (with_writes, written) = tokio::join!(looped(open), writing);
    Ok(Beside {
        placement: placement.describe(),
        peak,
        alone,
        with_writes: with_writes?,
        writes: written?.rate,
    })
}
