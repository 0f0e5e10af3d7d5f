//! Isolation of writes: whoever may not see a thing is answered as if it did not exist when they write about it, byte for byte but for
//! the name that they gave, and nothing of the record changes. Tried for every write of every published document, by a caller of
//! another tenant, of another branch, by the reseller next door, and by a customer below; in the end their owner makes each of these
//! writes, which shows that nothing but isolation was in the way.

mod ground;
mod writes;

use std::collections::{BTreeMap, BTreeSet};

use self::{
    ground::{Caller, Ground, Names},
    writes::{OWN, Write, writes},
};
use crate::{
    operations::document::Document,
    support::RawAnswer,
    world::{Engine, on_both_engines, send},
};

const FACES: [&str; 5] = ["akana", "metallic", "native", "rulesv4", "vipmp"];

/// Every operation that writes is in the table, or is told of as one that is about the caller alone.
#[test]
fn every_write_of_every_document_is_tried_by_strangers() {
    let tried: BTreeSet<_> = writes()
        .iter()
        .map(|write| (write.face, write.operation))
        .collect();
    let own: BTreeSet<_> = OWN
        .iter()
        .map(|(face, operation, _)| (*face, *operation))
        .collect();
    assert_eq!(tried.intersection(&own).next(), None);
    let mut there = BTreeSet::new();
    for face in FACES {
        let document = Document::made(face);
        for (id, operation) in document.operations() {
            if !["GET", "HEAD"].contains(&operation.method.as_str()) {
                there.insert((face, id.to_owned()));
            }
        }
    }
    let known = tried
        .union(&own)
        .map(|(face, id)| (*face, (*id).to_owned()));
    let known: BTreeSet<_> = known.collect();
    let missing: Vec<_> = there.difference(&known).collect();
    assert!(
        missing.is_empty(),
        "nobody tries to write there as a stranger: {missing:?}"
    );
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "no document has these: {gone:?}");
}

fn strangers_write_about_nothing_that_they_may_not_see(engine: Engine) {
    let ground = Ground::on(engine);
    let methods = methods();
    let before = ground.export();
    let position = ground.position();
    let mut faults = Vec::new();
    let mut calls = 0;
    for write in writes() {
        for stranger in &ground.strangers {
            let tried = Tried {
                ground: &ground,
                method: &methods[&(write.face, write.operation)],
                write: &write,
                stranger,
            };
            calls += tried.faults(&mut faults);
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {calls}: {faults:#?}",
        faults.len()
    );
    assert!(calls > 500, "{calls} calls");
    if let Some(difference) = difference(&before, &ground.export()) {
        panic!("strangers have changed something: {difference}");
    }
    let told = ground.told_behind(&position);
    assert!(told.is_empty(), "strangers have done something: {told:?}");
    // They could all be made, by those who may.
    let mut refused = Vec::new();
    for write in writes() {
        let method = &methods[&(write.face, write.operation)];
        let names = |name: &str| ground.names.real(name);
        let answer = sent(&ground, &ground.owner, (&write, method), &names);
        if !(200..300).contains(&answer.status) {
            refused.push(format!("{} {}: {answer:?}", write.face, write.operation));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
    assert!(difference(&before, &ground.export()).is_some());
}

on_both_engines!(strangers_write_about_nothing_that_they_may_not_see);

/// The methods of all operations.
fn methods() -> BTreeMap<(&'static str, &'static str), String> {
    let mut methods = BTreeMap::new();
    for write in writes() {
        methods.insert((write.face, write.operation), String::new());
    }
    for face in FACES {
        let document = Document::made(face);
        for (id, operation) in document.operations() {
            for (known, method) in &mut methods {
                if *known == (face, id) {
                    method.clone_from(&operation.method);
                }
            }
        }
    }
    methods
}

struct Tried<'t> {
    ground: &'t Ground,
    method: &'t str,
    write: &'t Write,
    stranger: &'t Caller,
}

impl Tried<'_> {
    /// Makes the write with the real names, with absent ones, and with the caller's own beside each of them; how many calls that were.
    fn faults(&self, faults: &mut Vec<String>) -> usize {
        let mut names = self.write.names();
        names.retain(|name| !Names::is_known_to(name, self.stranger));
        if names.is_empty() {
            faults.push(format!(
                "{} {} names nothing",
                self.write.face, self.write.operation
            ));
        }
        let all = &|name: &str| self.ground.names.real(name);
        let seen = self.answer(all);
        let mut calls = 1;
        if seen.status < 400 {
            faults.push(format!("{}: it is done: {seen:?}", self.what()));
        }
        for absent in &names {
            for with_own in [false, true] {
                let filled = |missing: bool| {
                    move |name: &str| {
                        if name == *absent {
                            if missing {
                                self.ground.names.absent(name)
                            } else {
                                self.ground.names.real(name)
                            }
                        } else if with_own {
                            self.stranger
                                .own(name)
                                .unwrap_or_else(|| self.ground.names.real(name))
                        } else {
                            self.ground.names.real(name)
                        }
                    }
                };
                let (real, missing) = (filled(false), filled(true));
                if with_own {
                    calls += 2;
                    self.compare(faults, &self.answer(&real), &self.answer(&missing), absent);
                } else {
                    calls += 1;
                    self.compare(faults, &seen, &self.answer(&missing), absent);
                }
            }
        }
        calls
    }

    fn what(&self) -> String {
        format!(
            "{} {} by {}",
            self.write.face, self.write.operation, self.stranger.who
        )
    }

    fn answer(&self, names: &dyn Fn(&str) -> String) -> RawAnswer {
        sent(self.ground, self.stranger, (self.write, self.method), names)
    }

    /// There may be no difference but the name.
    fn compare(&self, faults: &mut Vec<String>, seen: &RawAnswer, unseen: &RawAnswer, name: &str) {
        let (real, absent) = (self.ground.names.real(name), self.ground.names.absent(name));
        assert_eq!(real.len(), absent.len(), "{name}");
        let [one, other] = [seen, unseen].map(|answer| {
            let mut answer = answer.clone();
            answer.body = answer.text().replace(&absent, &real).into_bytes();
            let own = ["x-request-id", "x-correlation-id"];
            answer
                .headers
                .retain(|(name, _)| !own.contains(&name.as_str()));
            answer
        });
        if one != other {
            faults.push(format!(
                "{}, {name}: {seen:?} is not {unseen:?}",
                self.what()
            ));
        }
    }
}

fn sent(
    ground: &Ground,
    caller: &Caller,
    (write, method): (&Write, &str),
    names: &dyn Fn(&str) -> String,
) -> RawAnswer {
    let lines = caller.lines(write.face, write.operation) + &write.lines(names);
    send(
        &ground.server,
        method,
        &write.target(names),
        &lines,
        &write.body(names),
    )
}

/// The first line that is in one of them alone.
fn difference(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<String> {
    one.symmetric_difference(other).next().cloned()
}
