//! The numbers that the record uses up.

use landfall_core::id::{AccountNumber, counter};

use crate::Record;

impl Record {
    /// The highest number in use of every counter, so that what is made later gets another one.
    pub(crate) fn highest_numbers(&self) -> Vec<(&'static str, u64)> {
        fn highest(numbers: impl Iterator<Item = u64>) -> u64 {
            numbers.max().unwrap_or(0)
        }
        let accounts = self
            .organizations
            .iter()
            .filter_map(|organization| organization.account_number.as_ref());
        let steps = self.policies.iter().flat_map(|policy| &policy.history);
        let transitions = self
            .deploy_requests
            .iter()
            .flat_map(|request| &request.history);
        let transitions = transitions.map(|transition| transition.id);
        let rules = self.policies.iter().flat_map(|policy| &policy.rules);
        let cnames = self.sites.iter().flat_map(|site| &site.hostnames);
        vec![
            (
                counter::ACCOUNT_NUMBER,
                highest(accounts.map(AccountNumber::value)),
            ),
            (
                counter::CLIENT,
                highest(self.clients.iter().map(|client| client.key.0)),
            ),
            (
                counter::DEPLOY_REQUEST,
                highest(self.deploy_requests.iter().map(|request| request.id.0)),
            ),
            (counter::EDGE_CNAME, highest(cnames.map(|cname| cname.id.0))),
            (
                counter::GATEWAY_GROUP,
                highest(self.gateway_groups.iter().map(|group| group.id.0)),
            ),
            (
                counter::GENERATION,
                highest(self.releases.iter().map(|release| release.generation.0)),
            ),
            (counter::KEY, highest(self.keys.iter().map(|key| key.id))),
            (
                counter::POLICY,
                highest(self.policies.iter().map(|policy| policy.summary.id.0)),
            ),
            (counter::POP, highest(self.pops.iter().map(|pop| pop.id.0))),
            (counter::RULE, highest(rules.map(|rule| rule.id.0))),
            (
                counter::SERVER,
                highest(self.servers.iter().map(|server| server.id.0)),
            ),
            (
                counter::SITE,
                highest(self.sites.iter().map(|site| site.id.0)),
            ),
            (
                counter::TRANSITION,
                highest(transitions.chain(steps.map(|step| step.id))),
            ),
            (
                counter::USER,
                highest(self.users.iter().map(|user| user.id.0)),
            ),
        ]
    }
}
