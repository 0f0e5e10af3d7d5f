//! Deleting a rule of a policy.

use landfall_core::{
    id::{PolicyId, RuleId},
    model::Policy,
    rules::editing::without_rule,
};

use super::Terms;
use crate::{
    Control,
    command::{Author, Refusal},
};

impl Control {
    /// Deletes a rule of a policy of the author's account, unless it is the last one or the policy is locked.
    pub async fn delete_rule(
        &self,
        author: &Author,
        (policy, rule): (PolicyId, RuleId),
        terms: Terms,
    ) -> Result<(), Refusal> {
        let now = self.clock.now();
        let edit = move |before: &Policy| without_rule(before, rule, now);
        let title = "The rule cannot be deleted";
        self.change_policy(author, policy, (title, terms), edit)
            .await?;
        Ok(())
    }
}
