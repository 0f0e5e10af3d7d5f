//! Entries of the demonstration's logs.

use landfall_control::{log::Packed, secret::KeyRing};
use landfall_core::{
    id::{Epoch, Timestamp},
    model::{Change, Policy, Release, Site},
    rules::log::payload,
};

use crate::Record;

/// The entry of a release that carries `policy` and those of `sites` that are its account's. Nobody has signed it yet.
pub(crate) fn unsigned(
    release: &Release,
    epoch: Epoch,
    policy: &Policy,
    sites: &[Site],
    at: Timestamp,
) -> Change {
    let account = policy.summary.account;
    let sites: Vec<Site> = (sites.iter())
        .filter(|site| site.account == account)
        .cloned()
        .collect();
    let document =
        payload(&release.slot, policy, &sites).expect("the record's rules have JSON for matches");
    let packed = Packed::new(&document).expect("the record's policies are short");
    Change {
        log: release.log,
        epoch,
        revision: release.revision,
        slot: release.slot.clone(),
        generation: release.generation,
        pops: release.pops.clone(),
        digest: Some(*packed.digest()),
        payload: packed.bytes().to_vec(),
        signature: [0; 64],
        key: 0,
        created_at: at,
    }
}

/// Signs all entries of the record.
pub(crate) fn sign(record: &mut Record, keys: &KeyRing) {
    for change in &mut record.changes {
        let log = record.logs.iter().find(|log| log.id == change.log);
        let log = log.expect("every entry is in one of the record's logs");
        *change = keys.sign_change(log, change.clone());
    }
}
