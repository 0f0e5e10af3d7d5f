//! What comes in: how far the server has got, and what failed on it.

use landfall_core::id::{Cursor, Revision};
use landfall_protocol::{Applied, ExceptionChange, Reason, Up};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{
    following::{Connection, gone},
    place::SweepState,
};
use crate::{Report, serve::session::End};

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Connection<'_, S> {
    pub(super) async fn take(&mut self, message: bytes::Bytes) -> Result<(), End> {
        let malformed = |detail: String| End::because(Reason::Malformed, detail);
        self.sign()?;
        let up = Up::decode(self.version, message).map_err(|error| malformed(error.to_string()))?;
        match up {
            Up::Hello(_) => Err(malformed("a hello comes once, at the beginning".into())),
            Up::Received(received) => {
                // What was sent before a new epoch began may be confirmed behind it.
                let through = received.through.min(self.through);
                self.presence.note(|connected| connected.received = through);
                let cursor = Cursor {
                    epoch: self.place.epoch,
                    revision: through,
                };
                let noted = self.fleet.received(self.admitted.server, cursor);
                noted.map_err(|_| gone())
            }
            Up::Applied(applied) => self.applied(applied).await,
            Up::Heartbeat(heartbeat) => {
                self.presence.note(|connected| {
                    if connected.trouble != heartbeat.trouble {
                        connected.trouble = heartbeat.trouble;
                    }
                });
                Ok(())
            }
        }
    }

    async fn applied(&mut self, applied: Applied) -> Result<(), End> {
        let server = self.admitted.server;
        let ours = applied.cursor.epoch == self.place.epoch;
        if ours && applied.cursor.revision > self.through {
            return Err(End::because(
                Reason::Malformed,
                format!(
                    "revision {} is confirmed, but was never sent whole",
                    applied.cursor.revision
                ),
            ));
        }
        // What it said before it heard of the resync is of no account, and has an older cursor.
        if let SweepState::Sent(at) = self.place.sweep
            && ours
            && !applied.unswept
            && applied.cursor.revision >= at
        {
            self.place.sweep = SweepState::None;
        }
        let cursor = if ours && !self.place.owes_sweep() {
            applied.cursor
        } else {
            self.place.nothing()
        };
        for change in &applied.changes {
            match change {
                ExceptionChange::Set(set) => {
                    self.shared.reasons.set(server, &set.slot, &set.reason);
                }
                ExceptionChange::Cleared(slot) => self.shared.reasons.set(server, slot, ""),
            }
        }
        let report = Report {
            cursor,
            exceptions: (applied.changes.into_iter())
                .map(|change| match change {
                    ExceptionChange::Set(set) => crate::ExceptionChange {
                        running: Some(if ours { set.running } else { Revision(0) }),
                        slot: set.slot,
                    },
                    ExceptionChange::Cleared(slot) => crate::ExceptionChange {
                        slot,
                        running: None,
                    },
                })
                .collect(),
            at: self.shared.host.now(),
        };
        let heard = self.fleet.report(server, &report).map_err(|_| gone())?;
        if heard.lowered || heard.joined {
            self.shared.save(&self.fleet, server).await?;
        }
        if heard.astray {
            // Its next hello decides.
            return Err(End::because(
                Reason::Failed,
                "the log has begun anew; connect again",
            ));
        }
        if cursor.revision < self.applied {
            return Err(End::because(
                Reason::Malformed,
                "a cursor goes back in a hello only: what is missing is sent behind that",
            ));
        }
        self.applied = cursor.revision;
        Ok(())
    }
}
