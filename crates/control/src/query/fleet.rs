//! The fleet: POPs, servers, and what was handed to them.

use std::{collections::HashMap, sync::Arc};

use landfall_core::{
    id::{AccountNumber, Cursor, PopId, Revision, ServerId},
    model::{Environment, Platform, Pop, Server, ServerMembership, View},
    rules::pop_name::pop_names,
};
use landfall_feed::Health;
use landfall_store::listing::{
    DeployRequestField, ListedDeployRequest, ListedPage, Listing, PopField, ServerField,
};

use crate::{Control, ControlError};

/// A POP with the name that answers about propagation print.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPop {
    /// The POP.
    pub pop: Pop,
    /// `Region : Place`, with the code where there are several POPs in the place.
    pub name: Arc<str>,
}

/// A server as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerNow {
    /// The server.
    pub server: Server,
    /// Whether it was heard of lately; none for one that was removed.
    pub health: Option<Health>,
    /// Slots in which it runs something else than its cursor says, with what it runs there.
    pub exceptions: Vec<(AccountNumber, Revision)>,
    /// Where its change log ends; none while it has none.
    pub head: Option<Cursor>,
}

impl Control {
    /// POPs of the tenant. Everybody in the tenant sees all of them, since every answer about propagation names them.
    pub async fn page_of_pops(
        &self,
        mut listing: Listing<PopField>,
    ) -> Result<ListedPage<NamedPop>, ControlError> {
        listing.view.root = None;
        let page = self.store.list_pops(&listing).await?;
        let names = self.pop_names(listing.view).await?;
        Ok(ListedPage {
            items: page
                .items
                .into_iter()
                .map(|pop| named(pop, &names))
                .collect(),
            next: page.next,
        })
    }

    /// Servers, for who sees the whole tenant. What the list is filtered and ordered by is as the record has it; what is
    /// shown of a server is as the fleet has it now.
    pub async fn page_of_servers(
        &self,
        listing: &Listing<ServerField>,
    ) -> Result<ListedPage<ServerNow>, ControlError> {
        let page = self.store.list_servers(listing).await?;
        let ids: Vec<ServerId> = page.items.iter().map(|(server, _)| server.id).collect();
        let progress = self.progress(&ids).await.unwrap_or_default();
        let mut progress: HashMap<_, _> = progress
            .into_iter()
            .map(|progress| (progress.server, progress))
            .collect();
        let now = self.clock.now();
        // From the record, so that every process says the same.
        let logs = self.store.fleet_news().await?.logs.into_iter();
        let heads: HashMap<(Platform, Environment), Cursor> = logs
            .filter(|log| log.tenant == listing.view.tenant)
            .map(|log| {
                let head = Cursor {
                    epoch: log.epoch,
                    revision: log.head,
                };
                ((log.platform, log.environment), head)
            })
            .collect();
        let current = page.items.into_iter().map(|(recorded, exceptions)| {
            let (server, exceptions) = match progress.remove(&recorded.id) {
                None => (recorded, exceptions),
                Some(progress) => {
                    let server = Server {
                        membership: progress.membership,
                        cursor: progress.cursor,
                        counted: progress.counted,
                        last_seen_at: progress.last_seen_at,
                        ..recorded
                    };
                    (server, progress.exceptions)
                }
            };
            let is_there = server.membership != ServerMembership::Removed;
            let place = (server.placement.platform, server.placement.environment);
            ServerNow {
                head: heads.get(&place).copied(),
                health: is_there.then(|| Health::of(server.last_seen_at, now)),
                exceptions,
                server,
            }
        });
        Ok(ListedPage {
            items: current.collect(),
            next: page.next,
        })
    }

    /// Deploy requests of the accounts in view, with what they released.
    pub async fn page_of_deploy_requests(
        &self,
        listing: &Listing<DeployRequestField>,
    ) -> Result<ListedPage<ListedDeployRequest>, ControlError> {
        Ok(self.store.list_deploy_requests(listing).await?)
    }

    /// The names of all POPs that are in view, which has to be the whole inventory of a tenant: as the record has it, so
    /// that every process says the same.
    async fn pop_names(&self, view: View) -> Result<HashMap<PopId, Arc<str>>, ControlError> {
        let all = Listing {
            view,
            conditions: Vec::new(),
            order: Vec::new(),
            after: None,
            limit: u32::MAX,
        };
        let inventory = self.store.list_pops(&all).await?.items;
        let names = pop_names(&inventory).into_iter().map(Arc::from);
        Ok(inventory.iter().map(|pop| pop.id).zip(names).collect())
    }
}

/// A POP that is not in the inventory any more has a name as if it were the only one in its place.
fn named(pop: Pop, names: &HashMap<PopId, Arc<str>>) -> NamedPop {
    let name = names.get(&pop.id).cloned();
    let name = name.unwrap_or_else(|| format!("{} : {}", pop.region, pop.place).into());
    NamedPop { pop, name }
}
