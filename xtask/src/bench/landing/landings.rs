//! All sides in turns, for one size of fleet.

use serde::Serialize;

use super::pass::{Ratio, Turn, cpu, middle};
use super::policies::Load;
use super::receivers::Work;
use super::record::Record;
use super::run::Bench;
use super::sides::{Product, Secured, Side};
use crate::error::Error;

const BARE_FLOOR: &str = "TCP, bare receivers";
const FLOOR: &str = "TCP, checking receivers";

/// One side with one load.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Landing {
    pub(super) servers: u64,
    pub(super) load: &'static str,
    /// Bytes of payload.
    pub(super) bytes: usize,
    pub(super) side: &'static str,
    /// Median of the passes, in milliseconds.
    pub(super) landed_ms: f64,
    /// Until the submission was answered.
    pub(super) answered_ms: Option<f64>,
    /// To the floor whose receivers check, and to the one whose receivers do nothing, in the same pass.
    pub(super) to_floor: Option<Ratio>,
    pub(super) to_bare_floor: Option<Ratio>,
    /// The sender's CPU time for each change, in milliseconds.
    pub(super) cpu_ms: f64,
    pub(super) turns: Vec<Turn>,
}

/// What is sent.
const LOADS: [Load; 3] = [
    Load::Incompressible(2_048),
    Load::Incompressible(65_536),
    Load::Realistic,
];

/// Measures a fleet of this size. What is not installed is noted.
pub(super) async fn measure(
    bench: &Bench<'_>,
    servers: u64,
    notes: &mut Vec<String>,
) -> Result<Vec<Landing>, Error> {
    eprintln!("{servers} servers: connecting");
    let mut sides = sides(bench, servers, notes).await?;
    let mut landings = Vec::new();
    for load in LOADS {
        let bytes = load.packed()?;
        let mut turns: Vec<Vec<Turn>> = sides.iter().map(|_| Vec::new()).collect();
        // One that does not count: everything is warm then.
        for pass in 0..=bench.passes {
            eprintln!(
                "{servers} servers, {}: pass {pass} of {}",
                load.name(),
                bench.passes
            );
            for place in 0..sides.len() {
                let at = (place + pass as usize) % sides.len();
                let turn = Turn::take(&mut sides[at], load, bytes, servers).await?;
                if pass > 0 {
                    turns[at].push(turn);
                }
            }
        }
        let of = |name: &str| {
            let at = sides.iter().position(|side| side.name == name);
            at.map_or(&[][..], |at| &turns[at])
        };
        for (side, turns) in sides.iter().zip(&turns) {
            landings.push(Landing {
                servers,
                load: load.name(),
                bytes,
                side: side.name,
                landed_ms: middle(turns, |turn| Some(turn.landed_ms)).unwrap_or_default(),
                answered_ms: middle(turns, |turn| turn.answered_ms),
                to_floor: Ratio::of(turns, of(FLOOR)),
                to_bare_floor: Ratio::of(turns, of(BARE_FLOOR)),
                cpu_ms: cpu(turns),
                turns: turns.clone(),
            });
        }
    }
    for side in sides {
        side.stop().await?;
    }
    Ok(landings)
}

async fn sides(
    bench: &Bench<'_>,
    servers: u64,
    notes: &mut Vec<String>,
) -> Result<Vec<Side>, Error> {
    let placement = bench.placement;
    let product = async || {
        let record = Record::make(bench.landfall, servers).await?;
        Product::start(bench.landfall, placement, record, Secured::No).await
    };
    let mut sides = vec![
        Side::floor(BARE_FLOOR, placement, servers, Work::None).await?,
        Side::product("Landfall, bare receivers", product().await?, Work::None).await?,
        Side::floor(FLOOR, placement, servers, Work::Check).await?,
    ];
    let checking = product().await?;
    let work = Work::CheckAndKeep(checking.record.kept());
    sides.push(Side::product("Landfall, checking, durable", checking, work).await?);
    for broker in [
        Side::nats(placement, servers).await?,
        Side::etcd(placement, servers).await?,
    ] {
        match broker {
            Ok(side) => sides.push(side),
            Err(reason) if notes.contains(&reason) => {}
            Err(reason) => notes.push(reason),
        }
    }
    Ok(sides)
}
