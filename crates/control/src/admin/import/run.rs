//! A stretch of lines, in one transaction if the engine takes all of them, else in a few.

use std::{
    collections::VecDeque,
    ops::Range,
    sync::{Arc, Mutex},
};

use landfall_core::model::{Item, ServerMembership};
use landfall_store::write;
use landfall_transfer::Fault;

use super::{
    BadLine, ImportOutcome, ObjectLine,
    bring::{GivenUp, Stretch, Surroundings, bring},
};
use crate::{Control, ControlError, Provenance, admin::vipmp::TRIES};

/// What is still to be done of a stretch.
enum Step {
    /// Bring these lines in.
    Bring(Range<usize>),
    /// Say that this line is bad.
    Refuse(usize, Fault),
}

impl Control {
    /// Says that a long import is to come. Whether the store is this process's alone, so that stretches may be long.
    pub fn expect_bulk(&self) -> bool {
        self.store.expect_bulk();
        !self.store.is_shared()
    }

    /// Brings a stretch of lines in and tells what became of it once it is on disk. With `keep_going`, lines behind a bad one
    /// are brought in all the same; without, they are left alone.
    ///
    /// The stretch is one transaction with one event. When the engine refuses an object that looked good, such as one whose
    /// account number is taken, the lines before it are one transaction and those behind it another.
    pub async fn import(
        &self,
        lines: Arc<Vec<ObjectLine>>,
        keep_going: bool,
        provenance: &Provenance,
    ) -> Result<ImportOutcome, ControlError> {
        let mut steps = VecDeque::from([Step::Bring(0..lines.len())]);
        let mut outcome = ImportOutcome::default();
        let mut tried = 1;
        while let Some(step) = steps.pop_front() {
            match step {
                Step::Refuse(place, fault) => {
                    let line = lines.get(place).map_or(0, |line| line.number);
                    outcome.bad.push(BadLine::new(line, fault));
                    outcome.stopped |= !keep_going;
                }
                Step::Bring(range) if range.is_empty() => {}
                Step::Bring(range) => {
                    match self
                        .bring_in(&lines, range.clone(), keep_going, provenance)
                        .await
                    {
                        Ok(stretch) => {
                            self.tell_fleet(&lines, range.start, &stretch.added)?;
                            outcome.extend(stretch.outcome);
                        }
                        Err(GivenUp::Line(place, fault)) => {
                            let place = range.start + place;
                            steps.push_front(Step::Bring(place + 1..range.end));
                            steps.push_front(Step::Refuse(place, fault));
                            steps.push_front(Step::Bring(range.start..place));
                        }
                        Err(GivenUp::Drawn) if tried < TRIES => {
                            tried += 1;
                            steps.push_front(Step::Bring(range));
                        }
                        Err(GivenUp::Drawn) => {
                            return Err(ControlError::Unavailable(format!(
                                "{TRIES} times a vipmp id that was drawn was taken meanwhile; try again"
                            )));
                        }
                        Err(GivenUp::Error(error)) => return Err(error),
                    }
                }
            }
            if outcome.stopped {
                break;
            }
        }
        Ok(outcome)
    }

    async fn bring_in(
        &self,
        lines: &Arc<Vec<ObjectLine>>,
        range: Range<usize>,
        keep_going: bool,
        provenance: &Provenance,
    ) -> Result<Stretch, GivenUp> {
        let lines = Arc::clone(lines);
        let with = Arc::new(Surroundings {
            clock: Arc::clone(&self.clock),
            provenance: provenance.clone(),
            draw: self.draw.clone(),
            keep_going,
        });
        // An engine may answer with its own error instead of what the work made of it, which is kept here.
        let blamed: Arc<Mutex<Option<GivenUp>>> = Arc::default();
        let sink = Arc::clone(&blamed);
        let result = write(self.store.as_ref(), move |transaction| {
            let (lines, with, range) = (Arc::clone(&lines), Arc::clone(&with), range.clone());
            let sink = Arc::clone(&sink);
            Box::pin(async move {
                let lines = lines.get(range).unwrap_or_default();
                let result = bring(transaction, lines, &with).await;
                if let Ok(mut blamed) = sink.lock() {
                    *blamed = match &result {
                        Err(GivenUp::Line(place, fault)) => {
                            Some(GivenUp::Line(*place, fault.clone()))
                        }
                        Err(GivenUp::Drawn) => Some(GivenUp::Drawn),
                        _ => None,
                    };
                }
                result
            })
        })
        .await;
        match result {
            Err(GivenUp::Error(ControlError::Conflict(_) | ControlError::NotFound(_))) => {}
            result => return result,
        }
        let blamed = blamed.lock().ok().and_then(|mut blamed| blamed.take());
        Err(blamed.unwrap_or_else(|| {
            GivenUp::Error(ControlError::Internal("a stretch was refused".to_owned()))
        }))
    }

    /// Lets the fleet in memory know of what was added to it.
    fn tell_fleet(
        &self,
        lines: &[ObjectLine],
        start: usize,
        added: &[usize],
    ) -> Result<(), ControlError> {
        // Who does not own the fleet tells nobody: the owner follows what the record gets.
        let fleet = self.fleet();
        for place in added {
            let line = lines.get(start + place);
            let Some(Ok(item)) = line.map(|line| &line.object) else {
                continue;
            };
            match item {
                Item::Pop(pop) => fleet.put_pop(pop.clone()),
                Item::Log(head) => fleet.head_moved(head),
                Item::Server(server) if server.membership != ServerMembership::Removed => {
                    match fleet.enrol(server.clone()) {
                        // It may have been seen in the record before it was told of.
                        Ok(()) | Err(landfall_feed::Error::AlreadyEnrolled(_)) => {}
                        Err(error) => return Err(ControlError::Internal(error.to_string())),
                    }
                }
                Item::Exception(exception) => fleet.recall(exception),
                _ => {}
            }
        }
        Ok(())
    }
}
