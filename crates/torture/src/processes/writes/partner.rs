//! A partner who writes through all faces, one write after the other, and asks again until there is an answer.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use super::{
    super::{
        http::Answer,
        wait::pause,
        world::{World, lock},
    },
    desk::Desk,
    draft::{Draft, Held, draft},
    ground::Ground,
    kind::{ALL, Kind},
};

/// No kill keeps a partner waiting for so long.
const PATIENCE: Duration = Duration::from_mins(2);

/// A write that was answered.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) draft: Draft,
    pub(super) answer: Answer,
    /// What its event is about.
    pub(super) id: String,
}

/// Somebody who writes.
pub(super) struct Partner {
    pub(super) desk: Desk,
    /// The writes that were answered, in order.
    pub(super) written: Mutex<Vec<Written>>,
    /// How often a write was sent again.
    pub(super) again: AtomicU64,
}

impl Partner {
    pub(super) fn new(ground: Ground) -> Self {
        Self {
            desk: Desk::new(ground),
            written: Mutex::default(),
            again: AtomicU64::new(0),
        }
    }

    /// Writes until it is stopped and has made a write of every kind.
    pub(super) fn write_until(
        &self,
        world: &World,
        mut random: fastrand::Rng,
        stopped: &AtomicBool,
    ) {
        let (mut held, mut number) = (Held::default(), 0_u64);
        let mut missing = BTreeSet::from(ALL);
        let mut start: Option<Instant> = None;
        loop {
            let mut round = ALL;
            random.shuffle(&mut round);
            for kind in round {
                if stopped.load(SeqCst) {
                    let since = start.get_or_insert_with(Instant::now);
                    if missing.is_empty() {
                        return;
                    }
                    assert!(since.elapsed() < PATIENCE, "nothing came of {missing:?}");
                }
                number += 1;
                let name = format!("p{}-{number}", self.desk.ground.number);
                let Some(draft) = draft(kind, name, &self.desk.ground, &held) else {
                    continue;
                };
                if let Some(written) = self.carry_out(world, draft) {
                    missing.remove(&kind);
                    remember(&mut held, &written);
                    lock(&self.written).push(written);
                }
                pause(Duration::from_millis(random.u64(..10)));
            }
        }
    }

    /// Makes a write; nothing if it is refused for how things stand.
    fn carry_out(&self, world: &World, draft: Draft) -> Option<Written> {
        let answer = self.insist(world, &draft)?;
        let id = if draft.kind == Kind::DeleteZone || draft.kind == Kind::AssociateZone {
            // The answer has something else, or nothing.
            let path = draft.target.split('?').next().unwrap();
            let mut parts = path.split('/').skip(3);
            parts.next().unwrap().to_owned()
        } else if answer.status == 409 {
            draft.target.split('/').nth(5).unwrap().to_owned()
        } else {
            let shown = answer.json();
            let id = shown.pointer(draft.kind.id_member());
            let id = id.and_then(|id| id.as_str());
            id.unwrap_or_else(|| panic!("{draft:?}: {answer:?}"))
                .to_owned()
        };
        // A zone's event has its key, without the tenant.
        let id = id.split('.').next().unwrap().to_owned();
        Some(Written { draft, answer, id })
    }

    /// Asks until there is an answer; none if the write cannot be made as things are.
    fn insist(&self, world: &World, draft: &Draft) -> Option<Answer> {
        let start = Instant::now();
        let mut asked_before = false;
        loop {
            let answer = self.attempt(world, draft, asked_before);
            match &answer {
                Ok(answer) if (200..300).contains(&answer.status) => return Some(answer.clone()),
                // It was there until the answer that was lost.
                Ok(answer)
                    if answer.status == 404 && asked_before && draft.kind == Kind::DeleteZone =>
                {
                    return Some(answer.clone());
                }
                Ok(answer) if answer.status == 409 && answer.body.contains(r#""code":1008"#) => {
                    return (draft.kind == Kind::Withdraw).then(|| answer.clone());
                }
                // Away, or busy with the same call that it did not answer before.
                Err(_) => {}
                Ok(answer) if answer.status >= 500 || [409, 429].contains(&answer.status) => {}
                Ok(answer) => panic!("{answer:?} to {draft:?}"),
            }
            assert!(start.elapsed() < PATIENCE, "{answer:?} to {draft:?}");
            asked_before = true;
            self.again.fetch_add(1, SeqCst);
            pause(Duration::from_millis(30));
        }
    }

    fn attempt(&self, world: &World, draft: &Draft, asked_before: bool) -> Result<Answer, String> {
        // Nothing but its name says whether this zone was defined.
        if asked_before
            && draft.kind == Kind::DefineZone
            && let Some(there) = self.desk.zone_called(world, &draft.name)?
        {
            return Ok(there);
        }
        self.desk.send(world, draft)
    }

    /// Every write with a name is answered as it was at first.
    pub(super) fn repeat(&self, world: &World) {
        let written = lock(&self.written).clone();
        for write in written.iter().filter(|write| write.draft.kind.is_named()) {
            let again = self.insist(world, &write.draft);
            let again = again.unwrap_or_else(|| panic!("refused: {write:?}"));
            let same = (again.status, &again.body) == (write.answer.status, &write.answer.body);
            assert!(same, "{again:?} to {write:?}");
        }
    }
}

/// Notes what later writes can be about.
fn remember(held: &mut Held, written: &Written) {
    let whole = || written.answer.json();
    let last = held.zones.len().saturating_sub(1);
    match written.draft.kind {
        Kind::AddDeployment | Kind::RecordDeployment => held.deployments.push(written.id.clone()),
        Kind::EndDeployment => held.deployments.retain(|id| *id != written.id),
        Kind::OrderAccount => held.order = Some(written.id.clone()),
        Kind::OrderService | Kind::RecordOrder => {
            held.order = Some(written.id.clone());
            held.has_services = true;
        }
        Kind::EndService => held.has_services = false,
        Kind::Withdraw => held.order = None,
        Kind::AddSite => held.sites += 1,
        Kind::AddZone => held.added_zones += 1,
        Kind::DefineZone => {
            let id = whole()["DeploymentZoneID"].as_str().unwrap().to_owned();
            held.zones.push((id, true));
        }
        Kind::AssociateZone => held.zones[last].1 = !held.zones[last].1,
        Kind::DeleteZone => {
            held.zones.remove(0);
        }
        _ => {}
    }
}
