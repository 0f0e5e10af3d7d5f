//! The rules that name an account's sites.

use landfall_core::{
    id::{EdgeCnameId, OrganizationId, RuleId, SiteId},
    model::{Site, View},
};

use crate::{Control, ControlError, access::ActingFor};

impl Control {
    /// The sites of an account, by number; none if it is not in view.
    pub async fn sites_of(
        &self,
        view: &View,
        account: OrganizationId,
    ) -> Result<Vec<Site>, ControlError> {
        Ok(self.store.sites(view, account).await?)
    }

    /// The rules of the account's active policies that name the origin of one of its sites, by number; none if it has no such
    /// site. A point read.
    pub async fn rules_of_origin(
        &self,
        acting: &ActingFor,
        site: SiteId,
    ) -> Result<Option<Vec<RuleId>>, ControlError> {
        let (view, account) = (&acting.view, acting.account);
        Ok(self.store.rules_of_origin(view, account, site).await?)
    }

    /// The same for one of the host names of its sites. A point read.
    pub async fn rules_of_edge_cname(
        &self,
        acting: &ActingFor,
        cname: EdgeCnameId,
    ) -> Result<Option<Vec<RuleId>>, ControlError> {
        let (view, account) = (&acting.view, acting.account);
        Ok(self.store.rules_of_edge_cname(view, account, cname).await?)
    }
}
