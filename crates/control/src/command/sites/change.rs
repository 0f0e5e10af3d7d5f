//! Adding, changing and removing a site.

use std::sync::Arc;

use landfall_core::{
    id::{EdgeCnameId, Hostname, OrganizationId, SiteId, UserId, counter},
    model::{EdgeCname, ResourceKind, Site},
    rules::{
        differing::differing,
        policy::Finding,
        sites::{MOST_SITES, SitePatch, SiteTerms, pointer_of},
    },
};
use landfall_store::{StoreError, Transaction, write};
use serde_json::{Value, json};

use super::{SiteChanged, SiteSeen, again::hand_over_again};
use crate::{
    Clock, Control, ControlError,
    command::{Author, Refusal},
    once::{Answer, Answered, Repeatable},
};

const TITLE: &str = "The site cannot be so";

impl Control {
    /// Adds a site to the author's account, once if the call has a name. `show` puts what came of it into an answer.
    pub async fn add_site<S>(
        &self,
        author: &Author,
        call: Option<&Repeatable>,
        asked: SitePatch,
        show: S,
    ) -> Result<Answered, ControlError>
    where
        S: Fn(Result<SiteChanged, Refusal>) -> Result<Answer, ControlError> + Send + Sync + 'static,
    {
        let user = self.user_of(author).await?;
        let (clock, author) = (Arc::clone(&self.clock), author.clone());
        let (asked, show) = (Arc::new(asked), Arc::new(show));
        let added = self
            .carry_out(call, move |transaction| {
                let (clock, author) = (Arc::clone(&clock), author.clone());
                let (asked, show) = (Arc::clone(&asked), Arc::clone(&show));
                Box::pin(async move {
                    let by = By {
                        author: &author,
                        clock: clock.as_ref(),
                        user,
                    };
                    show(by.add(transaction, &asked).await)
                })
            })
            .await;
        self.deploys.notify_one();
        added.map_err(taken_meanwhile)
    }

    /// Changes members of a site of the author's account. What changes nothing leaves no trace.
    pub async fn change_site(
        &self,
        author: &Author,
        site: SiteId,
        asked: SitePatch,
        seen: Option<SiteSeen>,
    ) -> Result<SiteChanged, Refusal> {
        let user = self.user_of(author).await?;
        let (clock, author, asked) = (Arc::clone(&self.clock), author.clone(), Arc::new(asked));
        let changed = write(self.store.as_ref(), move |transaction| {
            let (clock, author) = (Arc::clone(&clock), author.clone());
            let (asked, seen) = (Arc::clone(&asked), seen.clone());
            Box::pin(async move {
                let by = By {
                    author: &author,
                    clock: clock.as_ref(),
                    user,
                };
                by.change(transaction, site, &asked, seen.as_ref()).await
            })
        });
        let changed = changed.await;
        self.deploys.notify_one();
        changed.map_err(|refusal| match refusal {
            Refusal::Failed(error) => Refusal::Failed(taken_meanwhile(error)),
            refusal => refusal,
        })
    }

    /// Removes a site of the author's account.
    pub async fn remove_site(
        &self,
        author: &Author,
        site: SiteId,
        seen: Option<SiteSeen>,
    ) -> Result<SiteChanged, Refusal> {
        let user = self.user_of(author).await?;
        let (clock, author) = (Arc::clone(&self.clock), author.clone());
        let removed = write(self.store.as_ref(), move |transaction| {
            let (clock, author, seen) = (Arc::clone(&clock), author.clone(), seen.clone());
            Box::pin(async move {
                let by = By {
                    author: &author,
                    clock: clock.as_ref(),
                    user,
                };
                by.remove(transaction, site, seen.as_ref()).await
            })
        });
        let removed = removed.await;
        self.deploys.notify_one();
        removed
    }
}

/// A name that another transaction has taken in the same moment.
fn taken_meanwhile(error: ControlError) -> ControlError {
    match error {
        ControlError::Conflict(what) => ControlError::Unavailable(what),
        error => error,
    }
}

/// Who changes a site, and when.
struct By<'a> {
    author: &'a Author,
    clock: &'a dyn Clock,
    user: UserId,
}

impl By<'_> {
    async fn add(
        &self,
        transaction: &mut dyn Transaction,
        asked: &SitePatch,
    ) -> Result<SiteChanged, Refusal> {
        let account = self.author.acting.account;
        let terms = asked.over(None).map_err(invalid)?;
        let sites = transaction.find_sites(account).await?;
        if sites.len() as u64 >= MOST_SITES {
            return Err(Refusal::Conflict {
                title: "The account has too many sites",
                description: format!("An account can have {MOST_SITES} sites; remove one first."),
            });
        }
        self.check(transaction, asked, (&terms, None), &sites)
            .await?;
        let now = self.clock.now();
        let site = Site {
            id: SiteId(transaction.next_number(counter::SITE).await?),
            tenant: self.author.acting.view.tenant.clone(),
            account,
            hostnames: named(transaction, &terms.hostnames, &[]).await?,
            origin: terms.origin,
            upstreams: terms.upstreams,
            created_at: now,
            updated_at: now,
        };
        transaction.insert_site(&site).await?;
        let detail = json!({ "origin": site.origin, "hostnames": site.hostnames.len() });
        self.finish(transaction, "site.created", site, &detail)
            .await
    }

    async fn change(
        &self,
        transaction: &mut dyn Transaction,
        site: SiteId,
        asked: &SitePatch,
        seen: Option<&SiteSeen>,
    ) -> Result<SiteChanged, Refusal> {
        let sites = transaction.find_sites(self.author.acting.account).await?;
        let before = held(&sites, site, seen)?;
        let terms = asked.over(Some(before)).map_err(invalid)?;
        self.check(transaction, asked, (&terms, Some(site)), &sites)
            .await?;
        let names = before.hostnames.iter().map(|name| &name.hostname);
        let changed = changed((before, names.collect()), &terms);
        if changed.is_empty() {
            return Ok(SiteChanged {
                site: before.clone(),
                requests: Vec::new(),
            });
        }
        let after = Site {
            hostnames: named(transaction, &terms.hostnames, &before.hostnames).await?,
            origin: terms.origin,
            upstreams: terms.upstreams,
            updated_at: self.clock.now(),
            ..before.clone()
        };
        transaction.update_site(&after).await?;
        let detail = json!({ "changed": changed });
        self.finish(transaction, "site.updated", after, &detail)
            .await
    }

    async fn remove(
        &self,
        transaction: &mut dyn Transaction,
        site: SiteId,
        seen: Option<&SiteSeen>,
    ) -> Result<SiteChanged, Refusal> {
        let sites = transaction.find_sites(self.author.acting.account).await?;
        let site = held(&sites, site, seen)?.clone();
        transaction.delete_site(site.id).await?;
        let detail = json!({ "origin": site.origin });
        self.finish(transaction, "site.deleted", site, &detail)
            .await
    }

    /// That neither the origin nor a host name is another site's.
    async fn check(
        &self,
        transaction: &mut dyn Transaction,
        asked: &SitePatch,
        (terms, own): (&SiteTerms, Option<SiteId>),
        sites: &[Site],
    ) -> Result<(), Refusal> {
        let mut findings = Vec::new();
        let mut others = sites.iter().filter(|site| Some(site.id) != own);
        if terms.origin.is_some() && others.any(|site| site.origin == terms.origin) {
            findings.push(Finding {
                pointer: "/origin".to_owned(),
                description: "is the origin of another site of the account".to_owned(),
            });
        }
        let tenant = &self.author.acting.view.tenant;
        let taken = transaction.find_hostnames(tenant, &terms.hostnames).await?;
        let taken = taken.iter().filter(|(_, site)| Some(*site) != own);
        findings.extend(taken.map(|(hostname, _)| Finding {
            pointer: pointer_of(asked, hostname),
            description: "belongs to another site of the tenant".to_owned(),
        }));
        if findings.is_empty() {
            Ok(())
        } else {
            Err(invalid(findings))
        }
    }

    /// The event, and what carries the change to the fleet.
    async fn finish(
        &self,
        transaction: &mut dyn Transaction,
        kind: &'static str,
        site: Site,
        detail: &Value,
    ) -> Result<SiteChanged, Refusal> {
        let provenance = self.author.provenance();
        let event = provenance.event(
            self.clock,
            kind,
            (Some(site.tenant.clone()), Some(site.account)),
            (ResourceKind::Site, site.id.to_string()),
            detail,
        );
        transaction.append_event(&event).await?;
        let of: (OrganizationId, UserId) = (site.account, self.user);
        let requests = hand_over_again(transaction, of, (provenance, self.clock)).await?;
        Ok(SiteChanged { site, requests })
    }
}

fn invalid(findings: Vec<Finding>) -> Refusal {
    Refusal::Invalid {
        title: TITLE,
        findings,
    }
}

fn held<'s>(sites: &'s [Site], site: SiteId, seen: Option<&SiteSeen>) -> Result<&'s Site, Refusal> {
    let found = sites.iter().find(|known| known.id == site);
    let found = found.ok_or(Refusal::NotFound)?;
    if seen.is_none_or(|seen| seen(found)) {
        Ok(found)
    } else {
        Err(Refusal::Stale)
    }
}

/// Host names with their numbers: those that are there keep theirs.
async fn named(
    transaction: &mut dyn Transaction,
    hostnames: &[Hostname],
    known: &[EdgeCname],
) -> Result<Vec<EdgeCname>, StoreError> {
    let number_of = |hostname: &Hostname| known.iter().find(|name| name.hostname == *hostname);
    let new = hostnames.iter().filter(|name| number_of(name).is_none());
    let mut next = transaction
        .next_numbers(counter::EDGE_CNAME, new.count() as u64)
        .await?;
    let mut named: Vec<EdgeCname> = Vec::with_capacity(hostnames.len());
    for hostname in hostnames {
        if let Some(known) = number_of(hostname) {
            named.push(known.clone());
            continue;
        }
        named.push(EdgeCname {
            id: EdgeCnameId(next),
            hostname: hostname.clone(),
        });
        next += 1;
    }
    named.sort_by_key(|name| name.id);
    Ok(named)
}

/// The members in which a site differs from what it is to be; the order of host names says nothing.
fn changed((before, mut names): (&Site, Vec<&Hostname>), terms: &SiteTerms) -> Vec<&'static str> {
    let mut wanted: Vec<&Hostname> = terms.hostnames.iter().collect();
    names.sort_unstable();
    wanted.sort_unstable();
    differing([
        ("origin", before.origin != terms.origin),
        ("upstreams", before.upstreams != terms.upstreams),
        ("hostnames", names != wanted),
    ])
}
