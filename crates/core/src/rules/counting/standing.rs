//! One server's place in its log, and which part of what it says may be counted.

use crate::{
    id::{Cursor, Revision},
    model::ServerMembership,
};

/// Stands for "anything": the newest revision that a server may run which has not been heard of since it was read from
/// the record. The record may be a second older than what the server last confirmed.
pub const UNHEARD: Revision = Revision(u64::MAX);

/// Where a server stands in its log. A plain value: each thing that happens to the server makes the next one.
///
/// The *counted* cursor is what percentages are made of. It follows the cursor that the server reports, with four limits:
/// it stays behind while the server catches up, since compaction may have removed entries in between; a lowered cursor
/// lowers it; in another epoch than the log's it is nothing; above the head of the log it is nothing, too, because such a
/// server knows a history that is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    membership: ServerMembership,
    cursor: Cursor,
    /// Always of the log's epoch as last seen here, and never above the cursor.
    counted: Cursor,
    course: Course,
    heard: bool,
}

/// Whether the counted cursor follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// It does.
    Live,
    /// It stays until the cursor reaches this revision.
    CatchingUp { until: Revision },
    /// It stays at nothing until the server begins anew: its entries may not be ours.
    Astray,
}

impl Standing {
    /// A server as the record has it, or as it was just enrolled, in a log that ends at `head`. It has yet to be heard
    /// of, so nothing is counted for it that was not counted before.
    pub fn recorded(
        membership: ServerMembership,
        cursor: Cursor,
        counted: Cursor,
        head: Cursor,
    ) -> Self {
        let reported = cursor.within(head.epoch);
        let astray = reported > head.revision;
        let revision = if astray {
            Revision(0)
        } else {
            reported.min(counted.within(head.epoch))
        };
        let counted = Cursor {
            epoch: head.epoch,
            revision,
        };
        let course = if astray {
            Course::Astray
        } else if cursor == head && counted == head {
            Course::Live
        } else {
            Course::CatchingUp {
                until: head.revision,
            }
        };
        Self {
            membership,
            cursor,
            counted,
            course,
            heard: false,
        }
    }

    /// Whether the server is part of the denominator.
    pub fn membership(self) -> ServerMembership {
        self.membership
    }

    /// What the server last reported.
    pub fn cursor(self) -> Cursor {
        self.cursor
    }

    /// What percentages count, should the server be counted at all.
    pub fn counted(self) -> Cursor {
        self.counted
    }

    /// The newest revision of the log that the server may run: what it last reported, [`UNHEARD`] before it was heard of.
    pub fn reached(self) -> Revision {
        if self.heard {
            self.cursor.within(self.counted.epoch)
        } else {
            UNHEARD
        }
    }

    /// Whether the server knows a history that is not this log's. The log needs a new epoch, the server a full resync.
    pub fn is_astray(self) -> bool {
        self.course == Course::Astray
    }

    /// The server connects and says where it stands; it is believed, also downwards. From here to `head` it catches up.
    #[must_use]
    pub fn hello(self, cursor: Cursor, head: Cursor) -> Self {
        let mut next = self.in_epoch_of(head);
        if next.course != Course::Astray {
            next.course = Course::CatchingUp {
                until: head.revision,
            };
        }
        next.advance(cursor, head)
    }

    /// The server reports, while connected, where it stands now. `head` is where the log ends at this moment.
    #[must_use]
    pub fn advance(self, cursor: Cursor, head: Cursor) -> Self {
        let mut next = self.in_epoch_of(head);
        let before = next.cursor.within(head.epoch);
        let reported = cursor.within(head.epoch);
        next.cursor = cursor;
        next.heard = true;

        let goes_back = match next.course {
            // Only a server that has nothing of this epoch any more is known to have nothing foreign.
            Course::Astray => reported == Revision(0),
            Course::Live | Course::CatchingUp { .. } => reported < before,
        };
        if reported > head.revision {
            next.course = Course::Astray;
        } else if goes_back {
            // What it reads again may have been compacted up to the head, just as after a hello.
            next.course = Course::CatchingUp {
                until: head.revision,
            };
        }
        let counted = &mut next.counted.revision;
        match next.course {
            Course::Live => *counted = reported,
            Course::CatchingUp { until } if cursor.epoch == head.epoch && reported >= until => {
                next.course = Course::Live;
                *counted = reported;
            }
            Course::CatchingUp { .. } => *counted = reported.min(*counted),
            Course::Astray => *counted = Revision(0),
        }
        next.joined_at(head)
    }

    /// The log may have got another epoch since: then nothing that the server confirmed counts any more.
    #[must_use]
    pub fn in_epoch_of(mut self, head: Cursor) -> Self {
        if self.counted.epoch != head.epoch {
            self.counted = Cursor {
                epoch: head.epoch,
                revision: Revision(0),
            };
            self.course = Course::CatchingUp {
                until: head.revision,
            };
        }
        self
    }

    /// The log was lost and begun anew under another id, and ends at `head`: what the server has is not of this log,
    /// whatever its numbers are.
    #[must_use]
    pub fn in_another_log(self, head: Cursor) -> Self {
        let mut next = self.in_epoch_of(head);
        next.counted.revision = Revision(0);
        next.course = Course::Astray;
        next
    }

    /// Entries up to `through` are about to be compacted, in a log that ends at `head`: whoever is not past them catches
    /// up from here on. It does so up to the head, since what replaces a removed entry may stand anywhere before that.
    /// Without this a slow server would be counted for entries that it never got.
    #[must_use]
    pub fn compacted(self, through: Revision, head: Cursor) -> Self {
        let mut next = self.in_epoch_of(head);
        let owed = next.cursor.within(head.epoch) < through;
        if owed && next.course != Course::Astray {
            next.course = Course::CatchingUp {
                until: head.revision,
            };
        }
        next
    }

    /// An operator takes the server out of the denominator for a while.
    #[must_use]
    pub fn drained(mut self) -> Self {
        self.membership = ServerMembership::Drained;
        self
    }

    /// An operator puts a drained server back. Like a new one it is counted when it is at the head of the log, which may
    /// be at once, so that a finished change does not fall back.
    #[must_use]
    pub fn rejoined(mut self, head: Cursor) -> Self {
        if self.membership == ServerMembership::Drained {
            self.membership = ServerMembership::Joining;
        }
        self.joined_at(head)
    }

    /// A joining server is counted from the moment it is at the head of the log as it is now, not as it was at hello.
    fn joined_at(mut self, head: Cursor) -> Self {
        let at_head = self.course == Course::Live && self.cursor == head;
        if self.membership == ServerMembership::Joining && at_head {
            self.membership = ServerMembership::Counted;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Epoch;

    fn at(epoch: u32, revision: u64) -> Cursor {
        Cursor {
            epoch: Epoch(epoch),
            revision: Revision(revision),
        }
    }

    fn live(revision: u64, head: u64) -> Standing {
        Standing::recorded(
            ServerMembership::Counted,
            at(3, revision),
            at(3, revision),
            at(3, revision),
        )
        .advance(at(3, revision), at(3, head))
    }

    fn joining() -> Standing {
        Standing::recorded(
            ServerMembership::Joining,
            Cursor::default(),
            Cursor::default(),
            at(3, 41),
        )
    }

    #[test]
    fn a_live_server_is_counted_where_it_says_it_is() {
        let server = live(41, 41).advance(at(3, 43), at(3, 44));
        assert_eq!((server.counted(), server.cursor()), (at(3, 43), at(3, 43)));
        assert_eq!(server.reached(), Revision(43));
    }

    #[test]
    fn catching_up_counts_from_the_head_fixed_at_hello() {
        let server = live(10, 10).hello(at(3, 10), at(3, 100));
        assert_eq!(server.advance(at(3, 99), at(3, 120)).counted(), at(3, 10));
        assert_eq!(server.advance(at(3, 100), at(3, 120)).counted(), at(3, 100));
        // A second hello on the way fixes a new head and gives nothing away.
        let again = (server.advance(at(3, 50), at(3, 120))).hello(at(3, 50), at(3, 120));
        assert_eq!(again.advance(at(3, 110), at(3, 130)).counted(), at(3, 10));
        assert_eq!(again.advance(at(3, 120), at(3, 130)).counted(), at(3, 120));
    }

    #[test]
    fn a_hello_is_believed_also_downwards() {
        let server = live(41, 41).hello(at(3, 7), at(3, 41));
        assert_eq!(server.counted(), at(3, 7));
        assert_eq!(server.reached(), Revision(7));
    }

    #[test]
    fn a_cursor_lowered_in_mid_stream_is_caught_up_again() {
        let server = live(41, 41).advance(at(3, 20), at(3, 50));
        assert_eq!(server.counted(), at(3, 20));
        assert_eq!(server.advance(at(3, 49), at(3, 60)).counted(), at(3, 20));
        assert_eq!(server.advance(at(3, 50), at(3, 60)).counted(), at(3, 50));
    }

    #[test]
    fn another_epoch_counts_as_nothing() {
        let raised = live(41, 41).in_epoch_of(at(4, 41));
        assert_eq!(raised.counted(), at(4, 0));
        for foreign in [at(3, 41), at(9, 41)] {
            let server = raised.hello(foreign, at(4, 41));
            assert_eq!((server.counted(), server.cursor()), (at(4, 0), foreign));
        }
        let resynced = (raised.hello(at(3, 41), at(4, 41))).advance(at(4, 41), at(4, 41));
        assert_eq!(resynced.counted(), at(4, 41));
    }

    #[test]
    fn a_cursor_above_the_head_is_never_counted() {
        let server = live(41, 41).hello(at(3, 42), at(3, 41));
        assert!(server.is_astray());
        assert_eq!(server.counted(), at(3, 0));
        // Not even when the log has grown past it: the entries it has are not these.
        let later = (server.hello(at(3, 42), at(3, 60))).advance(at(3, 60), at(3, 60));
        assert!(later.is_astray());
        assert_eq!(later.counted(), at(3, 0));
        // A new epoch, or an empty disk, begins anew.
        let resynced = later.in_epoch_of(at(4, 60)).hello(at(4, 60), at(4, 60));
        assert_eq!(resynced.counted(), at(4, 60));
        let emptied = (later.hello(at(3, 0), at(3, 60))).advance(at(3, 60), at(3, 60));
        assert_eq!(emptied.counted(), at(3, 60));
    }

    #[test]
    fn a_record_above_the_head_is_not_counted_either() {
        let server = Standing::recorded(ServerMembership::Counted, at(3, 42), at(3, 42), at(3, 41));
        assert!(server.is_astray());
        assert_eq!(server.counted(), at(3, 0));
    }

    #[test]
    fn the_record_of_a_server_that_caught_up_counts_no_more_than_before() {
        let server =
            Standing::recorded(ServerMembership::Counted, at(3, 50), at(3, 10), at(3, 100));
        assert_eq!(server.counted(), at(3, 10));
        assert_eq!(server.advance(at(3, 99), at(3, 100)).counted(), at(3, 10));
        assert_eq!(server.advance(at(3, 100), at(3, 100)).counted(), at(3, 100));
    }

    #[test]
    fn a_log_begun_anew_counts_nobody_by_the_numbers_of_the_old_one() {
        let server = live(41, 41).in_another_log(at(3, 50));
        assert_eq!(server.hello(at(3, 41), at(3, 50)).counted(), at(3, 0));
        let emptied = (server.hello(at(3, 0), at(3, 50))).advance(at(3, 50), at(3, 50));
        assert_eq!(emptied.counted(), at(3, 50));
    }

    #[test]
    fn joining_ends_at_the_head_as_it_then_is() {
        let server = joining().hello(Cursor::default(), at(3, 41));
        // The head at hello is reached, but the log has grown: a finished change would fall back.
        let server = server.advance(at(3, 41), at(3, 43));
        assert_eq!(server.membership(), ServerMembership::Joining);
        let server = server.advance(at(3, 43), at(3, 43));
        assert_eq!(server.membership(), ServerMembership::Counted);
        assert_eq!(server.counted(), at(3, 43));
    }

    #[test]
    fn joining_an_empty_log_still_takes_a_word_from_the_server() {
        let empty = at(3, 0);
        let new = Standing::recorded(
            ServerMembership::Joining,
            Cursor::default(),
            Cursor::default(),
            empty,
        );
        let greeted = new.hello(Cursor::default(), empty);
        assert_eq!(greeted.membership(), ServerMembership::Joining);
        let server = greeted.advance(empty, empty);
        assert_eq!(server.membership(), ServerMembership::Counted);
    }

    #[test]
    fn a_drained_server_returns_when_it_is_at_the_head() {
        let drained = live(41, 41).drained();
        assert_eq!(drained.membership(), ServerMembership::Drained);
        let at_once = drained.rejoined(at(3, 41));
        assert_eq!(at_once.membership(), ServerMembership::Counted);
        let behind = drained.rejoined(at(3, 42));
        assert_eq!(behind.membership(), ServerMembership::Joining);
        let caught_up = behind.advance(at(3, 42), at(3, 42));
        assert_eq!(caught_up.membership(), ServerMembership::Counted);
    }

    #[test]
    fn compaction_holds_who_is_not_past_it_up_to_the_head() {
        let slow = live(10, 100).compacted(Revision(80), at(3, 100));
        assert_eq!(slow.advance(at(3, 99), at(3, 110)).counted(), at(3, 10));
        assert_eq!(slow.advance(at(3, 100), at(3, 110)).counted(), at(3, 100));
        let past = live(80, 100).compacted(Revision(80), at(3, 100));
        assert_eq!(past.advance(at(3, 81), at(3, 110)).counted(), at(3, 81));
    }

    #[test]
    fn a_server_from_the_record_may_run_anything_until_it_is_heard_of() {
        let server = Standing::recorded(ServerMembership::Counted, at(3, 30), at(3, 30), at(3, 41));
        assert_eq!((server.counted(), server.reached()), (at(3, 30), UNHEARD));
        assert_eq!(server.advance(at(3, 30), at(3, 41)).reached(), Revision(30));
    }
}
