//! Where receivers keep how far they have got: one file for all, written and synced for everybody who waits at that moment, as a
//! simulated fleet on one disk has to. Each record is the server and its cursor.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

/// How long others are waited for: a sync costs whoever checks on the same core more than a record does.
const GATHERING: Duration = Duration::from_millis(1);

type Record = ([u8; 24], oneshot::Sender<()>);

/// A shared file. Cloning gives the same one.
#[derive(Debug, Clone)]
pub(super) struct Kept(mpsc::UnboundedSender<Record>);

impl Kept {
    /// The file of a folder.
    pub(super) fn in_folder(folder: &Path) -> std::io::Result<Self> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("cursors"))?;
        let (sender, waiting) = mpsc::unbounded_channel();
        std::thread::Builder::new()
            .name("cursors".to_owned())
            .spawn(move || keep(&file, waiting))?;
        Ok(Self(sender))
    }

    /// Returns when it is on the disk.
    pub(super) async fn keep(&self, server: u64, epoch: u32, revision: u64) -> Result<(), String> {
        let mut record = [0; 24];
        record[..8].copy_from_slice(&server.to_le_bytes());
        record[8..16].copy_from_slice(&u64::from(epoch).to_le_bytes());
        record[16..].copy_from_slice(&revision.to_le_bytes());
        let (done, synced) = oneshot::channel();
        let gone = || "the cursors' file cannot be written".to_owned();
        self.0.send((record, done)).map_err(|_| gone())?;
        synced.await.map_err(|_| gone())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "it is the duration that is wanted: there is nothing to wait for"
)]
fn keep(mut file: &File, mut waiting: mpsc::UnboundedReceiver<Record>) {
    let (mut bytes, mut served) = (Vec::new(), Vec::new());
    while let Some(first) = waiting.blocking_recv() {
        std::thread::sleep(GATHERING);
        let mut next = Some(first);
        while let Some((record, done)) = next {
            bytes.extend_from_slice(&record);
            served.push(done);
            next = waiting.try_recv().ok();
        }
        if file
            .write_all(&bytes)
            .and_then(|()| file.sync_data())
            .is_err()
        {
            return;
        }
        bytes.clear();
        for done in served.drain(..) {
            let _ = done.send(());
        }
    }
}
