//! What has to be true when everything has come to rest.

use std::{collections::BTreeMap, time::Duration};

use super::{
    truth::{Disks, loaded, state},
    wait::until,
    watch::Place,
    world::{Account, World, lock},
    writer::{Partner, REQUESTS},
};

/// The log of the run's servers.
const LOG: &str =
    "(SELECT id FROM change_log WHERE platform = 'http_large' AND environment = 'production')";
const AT_REST: Duration = Duration::from_mins(1);
const PAGE: usize = 500;

/// Checks everything. How much it found is of the ledger.
pub(super) fn check(world: &World, partners: &[Partner], places: &[Place]) {
    let log = world.rows(&format!(
        "SELECT epoch, head FROM change_log WHERE id = {LOG}"
    ));
    let [log] = &log[..] else {
        panic!("one log, not {log:?}");
    };
    revisions_have_no_gap(world, log[1]);
    every_disk_has_the_newest(world, partners, places, (log[0], log[1]));
    the_record_knows_every_server(world, places.len(), (log[0], log[1]));
    for (account, partner) in world.accounts.iter().zip(partners) {
        every_answer_was_kept(world, account, partner);
    }
}

/// Each revision was given out once, and later ones of a slot are of later hand-overs.
fn revisions_have_no_gap(world: &World, head: i64) {
    let given = world.rows(&format!(
        "SELECT revision FROM release WHERE log = {LOG} ORDER BY revision"
    ));
    let given: Vec<i64> = given.into_iter().map(|row| row[0]).collect();
    let expected: Vec<i64> = (1..=head).collect();
    assert_eq!(given, expected, "revisions up to {head}");
    let back = world.rows(&format!(
        "SELECT one.revision, other.revision FROM release one JOIN release other ON one.log = other.log AND one.slot = other.slot \
         WHERE one.log = {LOG} AND one.revision < other.revision AND one.generation >= other.generation"
    ));
    assert_eq!(back, Vec::<Vec<i64>>::new(), "generations of a slot rise");
}

/// In every slot the newest generation runs, alone, and nobody has an exception.
fn every_disk_has_the_newest(
    world: &World,
    partners: &[Partner],
    places: &[Place],
    (epoch, head): (i64, i64),
) {
    let mut disks = Disks::default();
    let newest: BTreeMap<_, _> = (world.accounts.iter().zip(partners))
        .filter_map(|(account, partner)| Some((account.number.clone(), partner.newest()?.step)))
        .collect();
    for (_, place) in places {
        // The last state may still be on its way to the disk where nothing of it is claimed, such as an exception that is gone.
        until(AT_REST, &format!("{} is at rest", place.display()), || {
            let state = state(place).unwrap();
            let at = (
                i64::from(state.cursor.epoch.0),
                state.cursor.revision.0.cast_signed(),
            );
            let exceptions = state.exceptions().count();
            if at == (epoch, head) && exceptions == 0 && !state.unswept {
                Ok(())
            } else {
                Err(format!("{state:?} of {epoch} {head}"))
            }
        });
        assert_eq!(disks.stored(place), newest, "{}", place.display());
        assert_eq!(loaded(place), newest, "{}", place.display());
    }
}

fn the_record_knows_every_server(world: &World, servers: usize, (epoch, head): (i64, i64)) {
    let at = serde_json::json!([epoch, head]);
    until(AT_REST, "the record knows where every server is", || {
        let listed = world.servers();
        let right = listed.iter().filter(|server| {
            server["cursor"] == at && server["connected"] == true && server["health"] == "healthy"
        });
        if right.count() == servers && listed.len() == servers {
            Ok(())
        } else {
            Err(format!("{listed:?} at {at}"))
        }
    });
}

/// What was answered is there once, and has landed.
fn every_answer_was_kept(world: &World, account: &Account, partner: &Partner) {
    let mut messages: BTreeMap<String, usize> = BTreeMap::new();
    for page in 1.. {
        let target = format!("{REQUESTS}/latest?page_size={PAGE}&page={page}");
        let answer = world.partner(account, ("GET", &target, "")).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let items = answer.json()["items"].as_array().unwrap().clone();
        for item in &items {
            let message = item["message"].as_str().unwrap().to_owned();
            *messages.entry(message).or_default() += 1;
        }
        if items.len() < PAGE {
            break;
        }
    }
    let ledger = lock(&partner.ledger);
    let twice: Vec<_> = messages.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{}: {twice:?}", account.number);
    let few = ledger.entries.len() as u64 + ledger.forgotten;
    assert!(
        messages.len() as u64 <= few,
        "{}: {messages:?}",
        account.number
    );
    for entry in &ledger.entries {
        assert!(messages.contains_key(&entry.message), "{entry:?} was lost");
        let target = format!("{REQUESTS}/{}", entry.request);
        let shown = world.partner(account, ("GET", &target, "")).unwrap().json();
        assert_eq!(shown["state"], "deployed", "{entry:?}: {shown}");
        assert_eq!(shown["message"], entry.message.as_str(), "{shown}");
        assert_eq!(shown["policies"]["id"], entry.policy.to_string(), "{shown}");
        let status = world.status(account, &entry.request).unwrap();
        assert!(
            status.body.contains(r#""Percent_propagated":100.0,"#),
            "{entry:?}: {status:?}"
        );
    }
}
