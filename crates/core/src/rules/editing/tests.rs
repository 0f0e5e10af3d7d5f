//! Changes of policies, as plain functions over plain data.

use crate::{
    id::{OrganizationId, PolicyId, RuleId, Timestamp, UserId},
    model::{Platform, Policy, PolicyState, PolicyStep, PolicyStepKind, PolicySummary, Rule},
    rules::policy::{Finding, NewRule, PolicyPatch},
};

use super::{EditRefused, Edited, patched, without_rule};

const ALWAYS: &str = r#"[{"type":"match.always"}]"#;
const OTHER: &str = r#"[{"type":"match.always","n":1.50}]"#;
const ADA: UserId = UserId(77);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn new_rule(id: Option<u64>, matches: &str) -> NewRule {
    NewRule {
        id: id.map(RuleId),
        name: None,
        description: None,
        matches: matches.to_owned(),
    }
}

fn summary(state: PolicyState) -> PolicySummary {
    PolicySummary {
        id: PolicyId(1),
        tenant: "acme".parse().unwrap(),
        account: OrganizationId(uuid::Uuid::nil()),
        name: "shop".to_owned(),
        description: None,
        state,
        platform: Platform::Adn,
        created_at: at(10),
        updated_at: at(20),
    }
}

/// A policy with the rules 5, 6 and 7.
fn policy(state: PolicyState) -> Policy {
    let rule = |id| Rule {
        id: RuleId(id),
        name: None,
        description: None,
        matches: ALWAYS.to_owned(),
        created_at: at(10),
        updated_at: at(10),
    };
    Policy {
        summary: summary(state),
        rules: vec![rule(5), rule(6), rule(7)],
        history: vec![PolicyStep {
            id: 90,
            kind: PolicyStepKind::Created,
            at: at(10),
            user: ADA,
        }],
    }
}

fn draft() -> Policy {
    policy(PolicyState::Draft)
}

fn locked() -> Policy {
    policy(PolicyState::Locked)
}

/// The numbers of a policy's rules.
fn rules(policy: &Policy) -> Vec<u64> {
    policy.rules.iter().map(|rule| rule.id.0).collect()
}

fn kinds(policy: &Policy) -> Vec<PolicyStepKind> {
    policy.history.iter().map(|step| step.kind).collect()
}

/// The policy with a change's numbers, rules from 100 and steps from 200.
fn done(edited: Edited) -> Policy {
    edited.numbered(PolicyId(1), 100, 200, UserId(8))
}

#[track_caller]
fn changes(before: &Policy, patch: &PolicyPatch) -> Policy {
    done(patched(before, patch, at(30)).unwrap())
}

#[track_caller]
fn conflicts(before: &Policy, patch: &PolicyPatch) {
    let refused = patched(before, patch, at(30));
    assert!(
        matches!(refused, Err(EditRefused::Conflict { .. })),
        "{refused:?}"
    );
}

#[track_caller]
fn refused_at(before: &Policy, patch: &PolicyPatch, pointer: &str) {
    let Err(EditRefused::Invalid(findings)) = patched(before, patch, at(30)) else {
        panic!("{patch:?} was taken");
    };
    let pointers: Vec<&str> = findings.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(pointers, [pointer]);
}

#[test]
fn a_new_policy_has_its_steps_and_numbers() {
    let new = vec![new_rule(None, ALWAYS), new_rule(None, OTHER)];
    let created = Edited::new(summary(PolicyState::Draft), new.clone());
    assert!(!created.locks());
    let created = created.numbered(PolicyId(3), 100, 200, ADA);
    assert_eq!(created.summary.id, PolicyId(3));
    assert_eq!(rules(&created), [100, 101]);
    assert_eq!(kinds(&created), [PolicyStepKind::Created]);
    assert_eq!(created.rules[1].matches, OTHER);
    let locked = Edited::new(summary(PolicyState::Locked), new);
    assert!(locked.locks());
    let locked = locked.numbered(PolicyId(3), 100, 200, ADA);
    let expected = [
        (200, PolicyStepKind::Created),
        (201, PolicyStepKind::Locked),
    ];
    let steps = locked.history.iter().map(|step| (step.id, step.kind));
    assert!(steps.eq(expected));
    assert!(
        locked
            .history
            .iter()
            .all(|step| step.user == ADA && step.at == at(10))
    );
}

#[test]
fn only_what_was_sent_changes() {
    let patch = PolicyPatch {
        name: Some("new name".to_owned()),
        ..PolicyPatch::default()
    };
    let mut expected = draft();
    expected.summary.name = "new name".to_owned();
    expected.summary.updated_at = at(30);
    expected.history.push(PolicyStep {
        id: 200,
        kind: PolicyStepKind::Updated,
        at: at(30),
        user: UserId(8),
    });
    assert_eq!(changes(&draft(), &patch), expected);
}

#[test]
fn a_patch_that_asks_for_what_is_there_changes_nothing() {
    let before = draft();
    let same = PolicyPatch {
        id: Some(PolicyId(1)),
        name: Some("shop".to_owned()),
        state: Some(PolicyState::Draft),
        platform: Some(Platform::Adn),
        rules: Some(vec![new_rule(Some(6), ALWAYS), new_rule(Some(5), ALWAYS)]),
        ..PolicyPatch::default()
    };
    for patch in [PolicyPatch::default(), same.clone()] {
        let edited = patched(&before, &patch, at(30)).unwrap();
        assert_eq!(edited.steps(), []);
        assert_eq!(done(edited), before);
    }
    let same = PolicyPatch {
        state: Some(PolicyState::Locked),
        ..same
    };
    assert_eq!(changes(&locked(), &same), locked());
}

#[test]
fn rules_are_replaced_in_place_or_appended_and_the_others_stay() {
    let replacement = NewRule {
        description: Some("now".to_owned()),
        ..new_rule(Some(6), OTHER)
    };
    let sent = vec![
        new_rule(None, ALWAYS),
        replacement,
        // A number that this policy does not have is given to nothing.
        new_rule(Some(999), OTHER),
    ];
    let patch = PolicyPatch {
        rules: Some(sent),
        ..PolicyPatch::default()
    };
    let edited = patched(&draft(), &patch, at(30)).unwrap();
    assert_eq!(edited.changed().replaced, [RuleId(6)]);
    assert_eq!(
        (edited.new_rules(), edited.rule_at(1)),
        (2, Some(RuleId(6)))
    );
    let places = (0..5).map(|place| edited.sent_at(place));
    assert!(places.eq([None, Some(1), None, Some(0), Some(2)]));
    let after = done(edited);
    assert_eq!(rules(&after), [5, 6, 7, 100, 101]);
    assert_eq!(after.rules[1].matches, OTHER);
    assert_eq!(after.rules[1].description.as_deref(), Some("now"));
    let times = after
        .rules
        .iter()
        .map(|rule| (rule.created_at, rule.updated_at));
    let (old, new) = (at(10), at(30));
    assert!(times.eq([(old, old), (old, new), (old, old), (new, new), (new, new)]));
    assert_eq!(kinds(&after)[1..], [PolicyStepKind::Updated]);
}

#[test]
fn locking_is_a_step_of_its_own() {
    let lock = PolicyPatch {
        state: Some(PolicyState::Locked),
        ..PolicyPatch::default()
    };
    assert!(patched(&draft(), &lock, at(30)).unwrap().locks());
    let after = changes(&draft(), &lock);
    assert_eq!(after.summary.state, PolicyState::Locked);
    assert_eq!(kinds(&after)[1..], [PolicyStepKind::Locked]);
    let both = PolicyPatch {
        description: Some(String::new()),
        ..lock
    };
    let after = changes(&draft(), &both);
    assert_eq!(after.summary.description.as_deref(), Some(""));
    let expected = [PolicyStepKind::Updated, PolicyStepKind::Locked];
    assert_eq!(kinds(&after)[1..], expected);
}

#[test]
fn of_a_locked_policy_only_the_texts_change() {
    let texts = PolicyPatch {
        name: Some("other".to_owned()),
        description: Some("why".to_owned()),
        ..PolicyPatch::default()
    };
    let after = changes(&locked(), &texts);
    assert_eq!(
        (after.summary.name.as_str(), after.rules.len()),
        ("other", 3)
    );
    let none = PolicyPatch::default;
    conflicts(
        &locked(),
        &PolicyPatch {
            state: Some(PolicyState::Draft),
            ..texts
        },
    );
    conflicts(
        &locked(),
        &PolicyPatch {
            platform: Some(Platform::HttpLarge),
            ..none()
        },
    );
    for rule in [new_rule(None, ALWAYS), new_rule(Some(5), OTHER)] {
        let rules = Some(vec![rule]);
        conflicts(&locked(), &PolicyPatch { rules, ..none() });
    }
}

#[test]
fn what_is_fixed_is_told_where_it_was_sent() {
    let platform = PolicyPatch {
        platform: Some(Platform::HttpSmall),
        ..PolicyPatch::default()
    };
    refused_at(&draft(), &platform, "/platform");
    let id = PolicyPatch {
        id: Some(PolicyId(2)),
        ..PolicyPatch::default()
    };
    refused_at(&draft(), &id, "/id");
    refused_at(&locked(), &id, "/id");
}

#[test]
fn a_policy_cannot_grow_beyond_its_limits() {
    let with = |rules: Vec<NewRule>| PolicyPatch {
        rules: Some(rules),
        ..PolicyPatch::default()
    };
    let many = |count| with(vec![new_rule(None, ALWAYS); count]);
    assert_eq!(changes(&draft(), &many(997)).rules.len(), 1000);
    refused_at(&draft(), &many(998), "/rules");
    let node = r#"{"type":"match.always"}"#;
    let nodes = format!("[{}]", vec![node; 19_998].join(","));
    refused_at(&draft(), &with(vec![new_rule(None, &nodes)]), "/rules");
    let long = |rule: NewRule| NewRule {
        description: Some("x".repeat(6 << 20)),
        ..rule
    };
    let long = with(vec![
        long(new_rule(None, ALWAYS)),
        long(new_rule(None, ALWAYS)),
    ]);
    refused_at(&draft(), &long, "/rules");
}

#[test]
fn a_rule_goes_unless_it_is_the_last_or_the_policy_locked() {
    let after = done(without_rule(&draft(), RuleId(6), at(30)).unwrap());
    assert_eq!(rules(&after), [5, 7]);
    assert_eq!(kinds(&after)[1..], [PolicyStepKind::Deleted]);
    assert_eq!(after.summary.updated_at, at(30));
    let none = without_rule(&draft(), RuleId(8), at(30));
    assert_eq!(none, Err(EditRefused::NoSuchRule));
    let none = without_rule(&locked(), RuleId(8), at(30));
    assert_eq!(none, Err(EditRefused::NoSuchRule));
    let mut last = draft();
    last.rules.truncate(1);
    for (before, rule) in [(locked(), 6), (last, 5)] {
        let refused = without_rule(&before, RuleId(rule), at(30));
        assert!(
            matches!(refused, Err(EditRefused::Conflict { .. })),
            "{refused:?}"
        );
    }
}

/// Whatever the clock says, a policy is not changed before it was changed the last time.
#[test]
fn a_clock_that_was_set_back_changes_no_order() {
    let patch = PolicyPatch {
        name: Some("other".to_owned()),
        ..PolicyPatch::default()
    };
    let after = done(patched(&draft(), &patch, at(15)).unwrap());
    assert_eq!(after.summary.updated_at, at(20));
    assert_eq!(after.history[1].at, at(20));
}

#[test]
fn findings_tell_where_and_what() {
    let finding = Finding {
        pointer: "/id".to_owned(),
        description: "This is another policy's id than the path's.".to_owned(),
    };
    let id = PolicyPatch {
        id: Some(PolicyId(2)),
        ..PolicyPatch::default()
    };
    let refused = patched(&draft(), &id, at(30));
    assert_eq!(refused, Err(EditRefused::Invalid(vec![finding])));
}
