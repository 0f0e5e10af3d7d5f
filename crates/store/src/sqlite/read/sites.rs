//! Sites, and the rules that name them.

use async_trait::async_trait;
use landfall_core::{
    id::{EdgeCnameId, Hostname, OrganizationId, RuleId, SiteId, Timestamp},
    model::{EdgeCname, Environment, Platform, Site, SitePart, View},
};
use rusqlite::{Row, params};

use super::{in_view, root};
use crate::{
    SiteReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, number, parsed, parsed_option, uuid},
    },
};

/// One row for each host name, and one for a site without any.
const SITES: &str = concat!(
    "SELECT s.id, s.tenant, s.account, s.origin, s.upstreams, s.created_at, s.updated_at, c.id, c.hostname
     FROM site s LEFT JOIN edge_cname c ON c.site = s.id
     WHERE s.account = ?1 AND s.tenant = ?2 AND ",
    in_view!("s.account", "?3"),
    " ORDER BY s.id, c.id"
);

fn site(row: &Row<'_>) -> rusqlite::Result<Site> {
    Ok(Site {
        id: SiteId(number(row, 0)?),
        tenant: parsed(row, 1)?,
        account: OrganizationId(uuid(row, 2)?),
        origin: parsed_option(row, 3)?,
        upstreams: document(row, 4)?,
        hostnames: Vec::new(),
        created_at: Timestamp::from_seconds(number(row, 5)?),
        updated_at: Timestamp::from_seconds(number(row, 6)?),
    })
}

/// A site with its host names, which are the last column: a list of numbers with names.
pub(in crate::sqlite) fn site_with_names(row: &Row<'_>) -> rusqlite::Result<Site> {
    let names: Vec<(EdgeCnameId, Hostname)> = document(row, 7)?;
    let hostnames = names
        .into_iter()
        .map(|(id, hostname)| EdgeCname { id, hostname });
    Ok(Site {
        hostnames: hostnames.collect(),
        ..site(row)?
    })
}

fn hostname(row: &Row<'_>) -> rusqlite::Result<Option<EdgeCname>> {
    let Some(id) = row.get::<_, Option<u64>>(7)? else {
        return Ok(None);
    };
    Ok(Some(EdgeCname {
        id: EdgeCnameId(id),
        hostname: parsed(row, 8)?,
    }))
}

/// What a rule can name, with the table in which it is found.
fn named(part: SitePart) -> &'static str {
    match part {
        SitePart::Hostname => {
            "SELECT s.account, c.hostname AS name FROM edge_cname c JOIN site s ON s.id = c.site WHERE c.id = ?1"
        }
        SitePart::Origin => {
            "SELECT s.account, o.account_number || '/' || s.origin AS name FROM site s
             JOIN organization o ON o.id = s.account WHERE s.id = ?1"
        }
    }
}

/// The rules of active policies that name a part of a site: one row at least if the account has it and is in view.
fn rules(part: SitePart) -> String {
    let named = named(part);
    let slots = Platform::ALL
        .iter()
        .flat_map(|platform| Environment::ALL.iter().map(move |it| (platform, it)));
    let active = slots.map(|(platform, environment)| {
        format!(
            "(SELECT d.policy FROM deploy_request d WHERE d.account = ?2 AND d.platform = '{platform}'
                AND d.environment = '{environment}' AND d.state = 'deployed'
              ORDER BY d.created_at DESC, d.id DESC LIMIT 1)"
        )
    });
    let active = active.collect::<Vec<_>>().join(", ");
    let in_view = in_view!("n.account", "?4");
    format!(
        "SELECT DISTINCT u.rule FROM ({named}) n JOIN organization a ON a.id = n.account
         LEFT JOIN site_use u ON u.policy IN ({active}) AND u.part = '{part}' AND u.name = n.name
         WHERE n.account = ?2 AND a.tenant = ?3 AND {in_view} ORDER BY u.rule"
    )
}

impl SqliteStore {
    fn rules_naming(
        &self,
        view: &View,
        account: OrganizationId,
        (part, id): (SitePart, u64),
    ) -> Result<Option<Vec<RuleId>>, StoreError> {
        // Nothing has a number that SQLite's do not reach.
        let Ok(id) = i64::try_from(id) else {
            return Ok(None);
        };
        self.readers.point(|connection| {
            let found: Vec<Option<u64>> = connection
                .prepare_cached(&rules(part))?
                .query_map(
                    params![id, account.0.as_bytes(), view.tenant.as_str(), root(view)],
                    |row| row.get(0),
                )?
                .collect::<Result<_, _>>()?;
            let known = !found.is_empty();
            Ok(known.then(|| found.into_iter().flatten().map(RuleId).collect()))
        })
    }
}

#[async_trait]
impl SiteReads for SqliteStore {
    async fn sites(&self, view: &View, account: OrganizationId) -> Result<Vec<Site>, StoreError> {
        let view = view.clone();
        self.readers
            .list(move |connection| {
                let mut sites: Vec<Site> = Vec::new();
                let mut statement = connection.prepare_cached(SITES)?;
                let mut rows = statement.query(params![
                    account.0.as_bytes(),
                    view.tenant.as_str(),
                    root(&view)
                ])?;
                while let Some(row) = rows.next()? {
                    let hostname = hostname(row)?;
                    let next = site(row)?;
                    match sites.last_mut() {
                        Some(last) if last.id == next.id => last.hostnames.extend(hostname),
                        _ => sites.push(Site {
                            hostnames: hostname.into_iter().collect(),
                            ..next
                        }),
                    }
                }
                Ok(sites)
            })
            .await
    }

    async fn rules_of_origin(
        &self,
        view: &View,
        account: OrganizationId,
        site: SiteId,
    ) -> Result<Option<Vec<RuleId>>, StoreError> {
        self.rules_naming(view, account, (SitePart::Origin, site.0))
    }

    async fn rules_of_edge_cname(
        &self,
        view: &View,
        account: OrganizationId,
        cname: EdgeCnameId,
    ) -> Result<Option<Vec<RuleId>>, StoreError> {
        self.rules_naming(view, account, (SitePart::Hostname, cname.0))
    }
}
