//! Deleting a rule of a policy.

use landfall_core::{
    id::{PolicyId, RuleId},
    model::Policy,
    rules::editing::without_rule,
};

use crate::{
    Control,
    command::{Author, Refusal},
};

impl Control {
    /// Deletes a rule of a policy of the author's account, unless it is the last one or the policy is locked.
    pub async fn delete_rule(
        &self,
        author: &Author,
        policy: PolicyId,
        rule: RuleId,
    ) -> Result<(), Refusal> {
        let now = self.clock.now();
        let edit = move |before: &Policy| without_rule(before, rule, now);
        let title = "The rule cannot be deleted";
        self.change_policy(author, policy, title, edit).await?;
        Ok(())
    }
}
