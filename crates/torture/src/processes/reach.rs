//! Where everything gets to by itself once nothing fails any more.

use std::{path::Path, sync::Mutex, time::Duration};

use super::{
    edge::Edge,
    truth::Disks,
    wait::until,
    watch::Place,
    world::{World, lock},
    writer::Partner,
};

/// The longest pauses between tries are half a minute and some follow each other; a stream that fell silent is noticed after as
/// long.
const PATIENCE: Duration = Duration::from_mins(3);

/// Folders and POPs of edge servers.
pub(super) fn places(edges: &[Mutex<Edge>]) -> Vec<Place> {
    let place = |edge: &Mutex<Edge>| {
        let edge = lock(edge);
        (edge.pop, edge.place().to_owned())
    };
    edges.iter().map(place).collect()
}

/// Waits until every server counts.
pub(super) fn counted(world: &World, servers: usize) {
    until(PATIENCE, "every server counts", || {
        let listed = world.servers();
        let counted = listed
            .iter()
            .filter(|server| server["membership"] == "counted");
        if counted.count() == servers {
            Ok(())
        } else {
            Err(format!("{listed:?}"))
        }
    });
}

/// Waits until the newest step of each account has landed at exactly 100, by the status and by the disks.
pub(super) fn landed(world: &World, partners: &[Partner], places: &[Place]) {
    let mut disks = Disks::default();
    for (account, partner) in world.accounts.iter().zip(partners) {
        let Some(newest) = partner.newest() else {
            continue;
        };
        until(
            PATIENCE,
            &format!("{} of {} lands", newest.step.name(), account.number),
            || {
                let status = world.status(account, &newest.request)?;
                let mut lacks =
                    |place: &Path| disks.running(place).get(&account.number) != Some(&newest.step);
                if status.status == 200
                    && status.json()["Status"] == "propagated"
                    && status.body.contains(r#""Percent_propagated":100.0,"#)
                {
                    return Ok(());
                }
                let lacking: Vec<_> = places.iter().map(|(_, place)| place).collect();
                let lacking = lacking.into_iter().filter(|place| lacks(place));
                let said = lacking.map(|place| {
                    let shown = landfall_agent::StatusFile::in_folder(&place.join("state")).read();
                    format!("{}: {shown:?}", place.display())
                });
                Err(format!("{status:?}; not on {:?}", said.collect::<Vec<_>>()))
            },
        );
    }
}
