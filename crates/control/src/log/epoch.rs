//! New histories. A server that stands above the head of its log has entries that were lost; and when a copy has taken the place
//! of the database, some may have been, whether or not a server shows it. What it has cannot be told from what comes next, so the log begins a new epoch, and everybody reads it anew.

use landfall_core::{
    id::{Epoch, LogId},
    model::{LogHead, ResourceKind},
};
use landfall_store::write;
use serde_json::json;

use crate::{Control, ControlError, Provenance};

impl Control {
    /// Begins a new epoch of a log that is still in the epoch `over`, and tells the fleet; gives the log as it is then. When
    /// many servers ask for it at a time, it is done once.
    pub async fn begin_epoch(&self, log: LogId, over: Epoch) -> Result<LogHead, ControlError> {
        let gone = move || ControlError::NotFound(format!("there is no log {log}"));
        let news = self.store.fleet_news().await?;
        let head = news.logs.into_iter().find(|head| head.id == log);
        let mut head = head.ok_or_else(gone)?;
        // Epochs are seconds where they can be, so that no life of this log before had the same.
        let now = self.clock.now().seconds();
        let lowest = Epoch(u32::try_from(now).unwrap_or(0));
        let event = Provenance::system().event(
            self.clock.as_ref(),
            "log.epoch_begun",
            (Some(head.tenant.clone()), None),
            (ResourceKind::Log, log.to_string()),
            &json!({ "platform": head.platform, "environment": head.environment, "over": over }),
        );
        let (end, begun) = write::<_, ControlError, _>(self.store.as_ref(), move |transaction| {
            let event = event.clone();
            Box::pin(async move {
                let end = transaction.lock_log(log).await?.ok_or_else(gone)?;
                if end.epoch != over {
                    return Ok((end, false));
                }
                transaction.append_event(&event).await?;
                let end = transaction.raise_epoch(log, lowest).await?;
                Ok((end.ok_or_else(gone)?, true))
            })
        })
        .await?;
        (head.epoch, head.head) = (end.epoch, end.revision);
        self.log_moved(&head);
        if begun {
            tracing::warn!(
                %log,
                epoch = %head.epoch,
                tenant = %head.tenant,
                "the log may have lost entries that servers have: it has begun a new epoch, and every server reads it anew"
            );
        }
        Ok(head)
    }
}
