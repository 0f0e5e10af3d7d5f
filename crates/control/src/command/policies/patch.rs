//! Changing a policy.

use landfall_core::{
    id::PolicyId,
    model::Policy,
    rules::{editing::patched, policy::read_patch},
};

use super::Terms;
use crate::{
    Control,
    command::{Author, Refusal},
    query::WithPeople,
};

const TITLE: &str = "The policy cannot be changed";

impl Control {
    /// Changes a policy of the author's account by a request's body: what was not sent stays. What locks it has it verified. A
    /// body that asks for what is there already leaves no trace.
    pub async fn patch_policy(
        &self,
        author: &Author,
        id: PolicyId,
        body: impl AsRef<[u8]> + Send + 'static,
        terms: Terms,
    ) -> Result<WithPeople<Policy>, Refusal> {
        let form = terms.form;
        let patch = self.checks.read(move || read_patch(body.as_ref(), form));
        let patch = patch.await?.map_err(|findings| Refusal::Invalid {
            title: TITLE,
            findings,
        })?;
        let now = self.clock.now();
        let edit = move |before: &Policy| patched(before, &patch, now);
        self.change_policy(author, id, (TITLE, terms), edit).await
    }
}
