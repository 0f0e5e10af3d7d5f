//! The fleet: POPs, servers, and what was handed to them.

use std::{collections::HashMap, sync::Arc};

use landfall_core::{
    id::{AccountNumber, PopId, Revision, TenantId},
    model::{Pop, Server},
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
}

impl Control {
    /// POPs of the tenant. Everybody in the tenant sees all of them, since every answer about propagation names them.
    pub async fn page_of_pops(
        &self,
        mut listing: Listing<PopField>,
    ) -> Result<ListedPage<NamedPop>, ControlError> {
        listing.view.root = None;
        let page = self.store.list_pops(&listing).await?;
        let names = self.pop_names(&listing.view.tenant);
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
        let now = self.clock.now();
        let current = page.items.into_iter().map(|(recorded, exceptions)| {
            let Some(progress) = self.fleet.progress(recorded.id) else {
                return ServerNow {
                    server: recorded,
                    health: None,
                    exceptions,
                };
            };
            ServerNow {
                health: Some(Health::of(progress.last_seen_at, now)),
                exceptions: progress.exceptions,
                server: Server {
                    membership: progress.membership,
                    cursor: progress.cursor,
                    counted: progress.counted,
                    last_seen_at: progress.last_seen_at,
                    ..recorded
                },
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

    fn pop_names(&self, tenant: &TenantId) -> HashMap<PopId, Arc<str>> {
        let listed = self.fleet.pops(tenant);
        let names = listed
            .iter()
            .map(|listed| (listed.pop.id, Arc::clone(&listed.name)));
        names.collect()
    }
}

/// A POP that the fleet does not know yet has a name as if it were the only one in its place.
fn named(pop: Pop, names: &HashMap<PopId, Arc<str>>) -> NamedPop {
    let name = names.get(&pop.id).cloned();
    let name = name.unwrap_or_else(|| format!("{} : {}", pop.region, pop.place).into());
    NamedPop { pop, name }
}
