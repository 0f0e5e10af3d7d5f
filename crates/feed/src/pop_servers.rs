//! The servers of one platform and environment in one POP, in columns: what counting reads lies in a row in memory.

use std::sync::Arc;

use landfall_core::{
    id::{PopId, Revision, ServerId, Timestamp},
    model::ServerMembership,
    rules::counting::{PopColumns, Standing},
};

/// The servers of a POP. A server's row changes only when another one is removed.
#[derive(Debug)]
pub(crate) struct PopServers {
    pub(crate) pop: PopId,
    pub(crate) name: Arc<str>,
    /// The counted revision; 0 for whoever is not counted.
    counted: Vec<Revision>,
    reached: Vec<Revision>,
    /// Up to which revision of the log everything was received, as far as is known; percentages do not need it.
    received: Vec<Revision>,
    standings: Vec<Standing>,
    last_seen_at: Vec<Option<Timestamp>>,
    /// When the cursor has moved last, as far as is known.
    moved_at: Vec<Option<Timestamp>>,
    labels: Vec<Label>,
    members: u64,
}

/// What counting does not need of a server.
#[derive(Debug)]
pub(crate) struct Label {
    pub(crate) id: ServerId,
    pub(crate) name: String,
    /// Whether it waits to be saved.
    pub(crate) dirty: bool,
    /// When it was last heard of according to the record.
    pub(crate) saved_seen_at: Option<Timestamp>,
}

impl PopServers {
    pub(crate) fn new(pop: PopId, name: Arc<str>) -> Self {
        Self {
            pop,
            name,
            counted: Vec::new(),
            reached: Vec::new(),
            received: Vec::new(),
            standings: Vec::new(),
            last_seen_at: Vec::new(),
            moved_at: Vec::new(),
            labels: Vec::new(),
            members: 0,
        }
    }

    /// How many servers are counted.
    pub(crate) fn members(&self) -> u64 {
        self.members
    }

    /// How many servers there are, counted or not.
    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    pub(crate) fn columns(&self) -> PopColumns<'_> {
        PopColumns {
            counted: &self.counted,
            reached: &self.reached,
        }
    }

    /// Adds a server; gives its row.
    pub(crate) fn push(
        &mut self,
        id: ServerId,
        name: String,
        standing: Standing,
        last_seen_at: Option<Timestamp>,
    ) -> usize {
        self.counted.push(counted(standing));
        self.reached.push(standing.reached());
        self.received.push(Revision(0));
        self.standings.push(standing);
        self.last_seen_at.push(last_seen_at);
        self.moved_at.push(None);
        self.labels.push(Label {
            id,
            name,
            dirty: false,
            saved_seen_at: last_seen_at,
        });
        self.members += u64::from(is_member(standing));
        self.len() - 1
    }

    /// Takes a server out. The last one takes its row; gives that one's id, unless it was the last itself.
    pub(crate) fn remove(&mut self, row: usize) -> Option<ServerId> {
        self.counted.swap_remove(row);
        self.reached.swap_remove(row);
        self.received.swap_remove(row);
        let standing = self.standings.swap_remove(row);
        self.last_seen_at.swap_remove(row);
        self.moved_at.swap_remove(row);
        self.labels.swap_remove(row);
        self.members -= u64::from(is_member(standing));
        self.labels.get(row).map(|label| label.id)
    }

    pub(crate) fn standing(&self, row: usize) -> Standing {
        self.standings[row]
    }

    pub(crate) fn set_standing(&mut self, row: usize, standing: Standing) {
        self.members += u64::from(is_member(standing));
        self.members -= u64::from(is_member(self.standings[row]));
        self.counted[row] = counted(standing);
        self.reached[row] = standing.reached();
        self.standings[row] = standing;
    }

    /// The counted revision of a row, the newest one that it may run, and the one up to which it has received everything.
    pub(crate) fn revisions(&self, row: usize) -> (Revision, Revision, Revision) {
        (self.counted[row], self.reached[row], self.received[row])
    }

    /// Notes up to which revision a server has received everything.
    pub(crate) fn set_received(&mut self, row: usize, through: Revision) {
        self.received[row] = through;
    }

    /// The log has begun a new history: what was received was of another one.
    pub(crate) fn forget_received(&mut self) {
        self.received.fill(Revision(0));
    }

    pub(crate) fn last_seen_at(&self, row: usize) -> Option<Timestamp> {
        self.last_seen_at[row]
    }

    /// Notes that a server was heard of. Words may overtake each other; the latest counts.
    pub(crate) fn seen(&mut self, row: usize, at: Timestamp) {
        let seen = &mut self.last_seen_at[row];
        *seen = (*seen).max(Some(at));
    }

    /// When the server has got on last; none if that was before the fleet was read.
    pub(crate) fn moved_at(&self, row: usize) -> Option<Timestamp> {
        self.moved_at[row]
    }

    /// Notes that the server has got on.
    pub(crate) fn moved(&mut self, row: usize, at: Timestamp) {
        self.moved_at[row] = Some(at);
    }

    pub(crate) fn label(&self, row: usize) -> &Label {
        &self.labels[row]
    }

    pub(crate) fn label_mut(&mut self, row: usize) -> &mut Label {
        &mut self.labels[row]
    }
}

fn is_member(standing: Standing) -> bool {
    standing.membership() == ServerMembership::Counted
}

/// Who is not counted stands at revision 0, below every release: the counting loop need not ask.
fn counted(standing: Standing) -> Revision {
    if is_member(standing) {
        standing.counted().revision
    } else {
        Revision(0)
    }
}
