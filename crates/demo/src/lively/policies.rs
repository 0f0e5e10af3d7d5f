//! Policies of some customers on the two HTTP platforms, tried in staging and then handed over in production, one after the
//! other as time went on.

use landfall_core::{
    id::{
        AccountNumber, DeployRequestId, Epoch, Generation, PolicyId, Revision, RuleId, Timestamp,
        UserId,
    },
    model::{
        DeployRequest, DeployState, Environment, Organization, Platform, Policy, PolicyState,
        PolicyStep, PolicyStepKind, PolicySummary, Release, Status, Transition, User,
    },
};

use super::{draw::Draw, tree::Partners};
use crate::{Record, change::unsigned, ids, rules::rules_of};

/// How many customers have policies, and how many each has at most.
const CUSTOMERS: usize = 48;
const POLICIES_EACH: u32 = 3;
const HOUR: i64 = 3600;
const FIRST_USER: u64 = 1001;

/// Adds the policies with everything that came of them.
pub(super) fn hand_over(record: &mut Record, draw: &mut Draw, partners: &Partners) {
    let active: Vec<_> = (partners.customers.iter())
        .map(|&(customer, _)| &record.organizations[customer])
        .filter(|customer| customer.status == Status::Active)
        .cloned()
        .collect();
    let mut drafts = Vec::new();
    for (number, customer) in (0..).zip(draw.shuffled(active).into_iter().take(CUSTOMERS)) {
        let user = user(UserId(FIRST_USER + number), &customer, draw);
        let platform = *draw.one(&[Platform::HttpLarge, Platform::HttpSmall]);
        for version in 1..=draw.number(1, POLICIES_EACH) {
            drafts.push(Draft {
                at: draw.between(customer.created_at, draw.now.plus(-HOUR)),
                account: customer.clone(),
                user: user.id,
                platform,
                version,
                days: draw.number(1, 30),
            });
        }
        record.users.push(user);
    }
    drafts.sort_by_key(|draft| draft.at);
    for draft in &drafts {
        let policy = add_policy(record, draft);
        add_request(record, draft, policy, (Environment::Staging, draft.at));
        let later = draft.at.plus(HOUR);
        add_request(record, draft, policy, (Environment::Production, later));
    }
}

/// A policy to be.
struct Draft {
    at: Timestamp,
    account: Organization,
    user: UserId,
    platform: Platform,
    version: u32,
    days: u32,
}

impl Draft {
    fn rules(&self) -> String {
        format!(
            r#"[{{"description":"Static files","matches":[{{"type":"match.url.url-path.wildcard","value":"/assets/*","features":[{{"type":"feature.caching.external-max-age","value":{},"units":"days"}}]}}]}}]"#,
            self.days
        )
    }

    fn slot(&self) -> AccountNumber {
        let number = self.account.account_number.clone();
        number.expect("every customer has an account number")
    }
}

fn user(id: UserId, customer: &Organization, draw: &mut Draw) -> User {
    User {
        id,
        uuid: draw.uuid(),
        tenant: ids::tenant(),
        email: format!("web@{}", customer.profile.website),
        name: format!("WebTeam{id}"),
        first_name: "Web".to_owned(),
        last_name: "Team".to_owned(),
        password_hash: None,
        created_at: customer.created_at,
        revoked_at: None,
    }
}

fn add_policy(record: &mut Record, draft: &Draft) -> PolicyId {
    let last = record.policies.iter().map(|policy| policy.summary.id.0);
    let id = PolicyId(last.max().unwrap_or(0) + 1);
    let rules = record.policies.iter().flat_map(|policy| &policy.rules);
    let last_rule = rules.map(|rule| rule.id.0).max().unwrap_or(0);
    let last_step = last_step(record);
    let step = |number, kind| PolicyStep {
        id: last_step + number,
        kind,
        at: draft.at,
        user: draft.user,
    };
    record.policies.push(Policy {
        summary: PolicySummary {
            id,
            tenant: ids::tenant(),
            account: draft.account.id,
            name: format!("static files v{}", draft.version),
            description: None,
            state: PolicyState::Locked,
            platform: draft.platform,
            created_at: draft.at,
            updated_at: draft.at,
        },
        rules: rules_of(&draft.rules(), RuleId(last_rule + 1), draft.at),
        history: vec![
            step(1, PolicyStepKind::Created),
            step(2, PolicyStepKind::Locked),
        ],
    });
    id
}

/// The highest number of a step so far, of policies and of requests.
fn last_step(record: &Record) -> u64 {
    let of_policies = record.policies.iter().flat_map(|policy| &policy.history);
    let of_requests = record.deploy_requests.iter().flat_map(|r| &r.history);
    let numbers = of_policies.map(|step| step.id);
    let numbers = numbers.chain(of_requests.map(|step| step.id));
    numbers.max().unwrap_or(0)
}

fn add_request(
    record: &mut Record,
    draft: &Draft,
    policy: PolicyId,
    (environment, at): (Environment, Timestamp),
) {
    let last = record.deploy_requests.iter().map(|request| request.id.0);
    let id = DeployRequestId(last.max().unwrap_or(0) + 1);
    let last_step = last_step(record);
    let step = |number, state, user| Transition {
        id: last_step + number,
        state,
        at,
        user,
    };
    let history = vec![
        step(1, DeployState::Submitted, draft.user),
        step(2, DeployState::Approved, ids::SYSTEM_USER),
        step(3, DeployState::Deployed, ids::SYSTEM_USER),
    ];
    record.deploy_requests.push(DeployRequest {
        id,
        tenant: ids::tenant(),
        account: draft.account.id,
        policy,
        platform: draft.platform,
        environment,
        state: DeployState::Deployed,
        message: String::new(),
        submitter: draft.user,
        history,
        created_at: at,
        updated_at: at,
    });
    release(record, draft, (id, policy), (environment, at));
}

fn release(
    record: &mut Record,
    draft: &Draft,
    (request, policy): (DeployRequestId, PolicyId),
    (environment, at): (Environment, Timestamp),
) {
    let log = (record.logs.iter())
        .find(|log| (log.platform, log.environment) == (draft.platform, environment))
        .expect("every platform and environment has a log")
        .id;
    let entries = record.changes.iter().filter(|change| change.log == log);
    let revision = Revision(entries.count() as u64).next();
    let generations = record.releases.iter().map(|release| release.generation.0);
    let generation = Generation(generations.max().unwrap_or(0) + 1);
    let release = Release {
        request,
        generation,
        log,
        slot: draft.slot(),
        revision,
        pops: None,
        rolled_back_at: None,
    };
    let policy = record.policies.iter().find(|it| it.summary.id == policy);
    let policy = policy.expect("the request asks for a policy that was just made");
    let change = unsigned(&release, Epoch(1), policy, &record.sites, at);
    record.changes.push(change);
    record.releases.push(release);
}
