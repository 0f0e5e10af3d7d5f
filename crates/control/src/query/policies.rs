//! Policies and deploy requests of an account, with the people in their histories.

use landfall_core::{
    id::{DeployRequestId, PolicyId, TenantId, UserId},
    model::{
        DeployFilter, DeployRecord, Page, PageRequest, Policy, PolicyFilter, PolicySummary, User,
    },
};

use crate::{Control, ControlError, access::ActingFor};

/// Something with the people that it names.
#[derive(Debug, Clone)]
pub struct WithPeople<T> {
    /// What names them.
    pub thing: T,
    people: Vec<User>,
}

impl<T> WithPeople<T> {
    pub(crate) fn new(thing: T, people: Vec<User>) -> Self {
        Self { thing, people }
    }

    /// One of the people; none that the thing does not name.
    pub fn person(&self, id: UserId) -> Option<&User> {
        let place = self.people.binary_search_by_key(&id, |user| user.id);
        place.ok().map(|place| &self.people[place])
    }
}

impl Control {
    /// A policy of the account. Point reads.
    pub async fn policy(
        &self,
        acting: &ActingFor,
        id: PolicyId,
    ) -> Result<Option<WithPeople<Policy>>, ControlError> {
        let found = self.store.policy(&acting.view, acting.account, id).await?;
        let Some(policy) = found else {
            return Ok(None);
        };
        let people = policy.history.iter().map(|step| step.user);
        let people = self.people(&acting.view.tenant, people).await?;
        Ok(Some(WithPeople {
            thing: policy,
            people,
        }))
    }

    /// A page of the account's policies.
    pub async fn policies(
        &self,
        acting: &ActingFor,
        filter: &PolicyFilter,
        page: PageRequest,
    ) -> Result<Page<PolicySummary>, ControlError> {
        let (view, account) = (&acting.view, acting.account);
        Ok(self.store.policies(view, account, filter, page).await?)
    }

    /// A deploy request of the account with its policy. Point reads.
    pub async fn deploy_request(
        &self,
        acting: &ActingFor,
        id: DeployRequestId,
    ) -> Result<Option<WithPeople<DeployRecord>>, ControlError> {
        let (view, account) = (&acting.view, acting.account);
        let Some(record) = self.store.deploy_record(view, account, id).await? else {
            return Ok(None);
        };
        let request = &record.request;
        let people = request.history.iter().map(|step| step.user);
        let people = people.chain([request.submitter]);
        let people = self.people(&view.tenant, people).await?;
        Ok(Some(WithPeople {
            thing: record,
            people,
        }))
    }

    /// A page of the account's deploy requests with their policies and submitters.
    pub async fn deploy_requests(
        &self,
        acting: &ActingFor,
        filter: &DeployFilter,
        page: PageRequest,
    ) -> Result<WithPeople<Page<DeployRecord>>, ControlError> {
        let (view, account) = (&acting.view, acting.account);
        let page = self.store.deploy_records(view, account, filter, page);
        let page = page.await?;
        let people = page.rows.iter().map(|row| row.request.submitter);
        let people = self.people(&view.tenant, people).await?;
        Ok(WithPeople {
            thing: page,
            people,
        })
    }

    /// The users of those numbers, by number.
    pub(crate) async fn people(
        &self,
        tenant: &TenantId,
        numbers: impl Iterator<Item = UserId>,
    ) -> Result<Vec<User>, ControlError> {
        let mut numbers: Vec<UserId> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut people = self.store.people(tenant, &numbers).await?;
        // The lowest number of all, and one that the record need not have.
        let is_known = people.first().is_some_and(|user| user.id == UserId::SYSTEM);
        if numbers.first() == Some(&UserId::SYSTEM) && !is_known {
            people.insert(0, User::automatic_verification(tenant.clone()));
        }
        Ok(people)
    }
}
