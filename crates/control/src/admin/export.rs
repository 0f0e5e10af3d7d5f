//! Taking the record out: every business object, as lines, from one snapshot.

use landfall_core::model::Item;
use landfall_transfer::{encode, header};
use tokio::sync::mpsc;

use crate::{Control, ControlError};

/// How many pieces wait at most: some thousand objects.
const WAITING: usize = 4;

impl Control {
    /// The whole record as lines, in pieces of some hundred objects. A piece that is an error is the last. Nothing is read
    /// ahead of who receives, and whoever stops receiving ends the reading.
    pub fn export(&self) -> mpsc::Receiver<Result<Vec<u8>, ControlError>> {
        let (pieces, receiver) = mpsc::channel(WAITING);
        let (objects, mut read) = mpsc::channel::<Vec<Item>>(WAITING);
        let store = std::sync::Arc::clone(&self.store);
        let reading = tokio::spawn(async move { store.items(objects).await });
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            if pieces.blocking_send(Ok(header())).is_err() {
                return;
            }
            while let Some(chunk) = read.blocking_recv() {
                let mut piece = Vec::with_capacity(chunk.len() * 512);
                let written = chunk.iter().try_for_each(|item| encode(item, &mut piece));
                let piece = written
                    .map(|()| piece)
                    .map_err(|error| ControlError::Internal(error.to_string()));
                let failed = piece.is_err();
                if pieces.blocking_send(piece).is_err() || failed {
                    return;
                }
            }
            let ended = match runtime.block_on(reading) {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.into(),
                Err(error) => ControlError::Internal(error.to_string()),
            };
            let _ = pieces.blocking_send(Err(ended));
        });
        receiver
    }
}
