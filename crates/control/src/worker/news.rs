//! What other processes have written of the fleet: where logs end, new POPs and servers. A few rows are read; the fleet is
//! read again only when something was added to it.

use landfall_store::{FleetNews, FleetSnapshot};

use crate::{Control, ControlError, ownership::Owned};

impl Control {
    /// Brings the fleet in memory up to the record, where others may write to that.
    pub(crate) async fn follow_record(&self) {
        if !self.store.is_shared() {
            return;
        }
        let Some(owned) = self.ownership.owned(self.clock.elapsed()) else {
            return;
        };
        if let Err(error) = self.follow(&owned).await {
            tracing::warn!(%error, "what is new in the fleet could not be read; it will be tried again");
        }
    }

    async fn follow(&self, owned: &Owned) -> Result<(), ControlError> {
        let news = self.store.fleet_news().await?;
        if !news.cut.is_empty() {
            return self.begin_again(owned, &news).await;
        }
        for head in &news.logs {
            owned.fleet.head_moved(head);
        }
        if news.additions == owned.additions {
            return Ok(());
        }
        let FleetSnapshot {
            pops,
            servers,
            exceptions,
            ..
        } = self.store.fleet().await?;
        let added = owned
            .fleet
            .add_recorded(pops, servers, &exceptions)
            .map_err(|error| ControlError::Internal(format!("the stored fleet: {error}")))?;
        self.ownership.followed(&owned.fleet, news.additions);
        if added > 0 {
            tracing::info!(servers = added, "servers were added to the fleet");
        }
        Ok(())
    }

    /// Another copy has taken the place of the database, and may have lost the ends of logs: they begin new epochs before anything
    /// is handed over in them, and the fleet is read anew.
    async fn begin_again(&self, owned: &Owned, news: &FleetNews) -> Result<(), ControlError> {
        let cut = news.logs.iter().filter(|head| news.cut.contains(&head.id));
        for head in cut {
            self.begin_epoch(head.id, head.epoch).await?;
        }
        // Whoever came to it at the same time may have done so already.
        let number = self.ownership.number();
        if number == owned.fencing {
            self.lose("another copy has taken the place of the database");
            if let Some(number) = number {
                self.give_back(number).await;
            }
        }
        Ok(())
    }
}
