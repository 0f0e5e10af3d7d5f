//! What a platform's owner may set for a tenant.

use super::{
    differing::differing, policy::Finding, review::ReviewPatch, shown::is_line, wish::Wish,
};
use crate::model::{ReviewTimes, TenantSettings};

const MOST_ENVIRONMENTS: usize = 20;

/// What is asked of a tenant's settings; what is not said stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsPatch {
    /// Whether customers may be enabled for global sales.
    pub global_sales: Wish<bool>,
    /// Whether large government agencies may be registered.
    pub large_government_agencies: Wish<bool>,
    /// Whether cookie sessions of akana must send the CSRF header on reads.
    pub read_csrf: Wish<bool>,
    /// Whether they must send it on writes.
    pub write_csrf: Wish<bool>,
    /// The environments that associations of zones may name.
    pub environments: Wish<Vec<String>>,
    /// Where another person looks at deploy requests of all accounts.
    pub review: Wish<ReviewPatch>,
}

impl SettingsPatch {
    /// What the settings become by this, or what cannot be, by pointers into the body.
    pub fn over(&self, now: &TenantSettings) -> Result<TenantSettings, Vec<Finding>> {
        let default = TenantSettings::default();
        let truth = |wish: &Wish<bool>, now, default| match wish {
            Wish::Unsaid => now,
            Wish::Default => default,
            Wish::Is(truth) => *truth,
        };
        let mut findings = Vec::new();
        let environments = match &self.environments {
            Wish::Unsaid => now.environments.clone(),
            Wish::Default => default.environments.clone(),
            Wish::Is(asked) => {
                findings.extend(faults(asked));
                asked.clone()
            }
        };
        let review = match &self.review {
            Wish::Unsaid => now.review,
            Wish::Default => default.review,
            Wish::Is(asked) => asked.over(now.review).unwrap_or_else(|faults| {
                let faults = faults.into_iter().map(|fault| Finding {
                    pointer: format!("/review{}", fault.pointer),
                    ..fault
                });
                findings.extend(faults);
                ReviewTimes::default()
            }),
        };
        if !findings.is_empty() {
            return Err(findings);
        }
        Ok(TenantSettings {
            global_sales: truth(&self.global_sales, now.global_sales, default.global_sales),
            large_government_agencies: truth(
                &self.large_government_agencies,
                now.large_government_agencies,
                default.large_government_agencies,
            ),
            read_csrf: truth(&self.read_csrf, now.read_csrf, default.read_csrf),
            write_csrf: truth(&self.write_csrf, now.write_csrf, default.write_csrf),
            environments,
            review,
        })
    }
}

/// The settings in which `after` differs, by their names.
pub fn changed_settings(before: &TenantSettings, after: &TenantSettings) -> Vec<&'static str> {
    differing([
        ("global_sales", before.global_sales != after.global_sales),
        (
            "large_government_agencies",
            before.large_government_agencies != after.large_government_agencies,
        ),
        ("read_csrf", before.read_csrf != after.read_csrf),
        ("write_csrf", before.write_csrf != after.write_csrf),
        ("environments", before.environments != after.environments),
        ("review", before.review != after.review),
    ])
}

fn faults(environments: &[String]) -> Vec<Finding> {
    let finding = |pointer: String, rule: &str| Finding {
        pointer,
        description: format!("has to be {rule}"),
    };
    if !(1..=MOST_ENVIRONMENTS).contains(&environments.len()) {
        let rule = format!("a list of 1 to {MOST_ENVIRONMENTS} names");
        return vec![finding("/environments".to_owned(), &rule)];
    }
    let is_name = |(index, name): (usize, &String)| {
        (1..=100).contains(&name.chars().count())
            && is_line(name)
            && name.trim() == name
            && !environments[..index].contains(name)
    };
    let bad = environments.iter().enumerate().filter(|it| !is_name(*it));
    let rule = "a line of 1 to 100 characters without space at its ends, each once";
    bad.map(|(index, _)| finding(format!("/environments/{index}"), rule))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::review::ReviewAsked;

    fn environments(names: &[&str]) -> SettingsPatch {
        SettingsPatch {
            environments: Wish::Is(names.iter().map(|name| (*name).to_owned()).collect()),
            ..SettingsPatch::default()
        }
    }

    #[test]
    fn what_is_not_said_stays_and_null_is_the_default() {
        let now = TenantSettings {
            global_sales: true,
            write_csrf: false,
            environments: vec!["Test".to_owned()],
            ..TenantSettings::default()
        };
        assert_eq!(SettingsPatch::default().over(&now).as_ref(), Ok(&now));
        let patch = SettingsPatch {
            global_sales: Wish::Default,
            large_government_agencies: Wish::Is(true),
            write_csrf: Wish::Default,
            environments: Wish::Default,
            ..SettingsPatch::default()
        };
        let expected = TenantSettings {
            large_government_agencies: true,
            ..TenantSettings::default()
        };
        assert_eq!(patch.over(&now), Ok(expected));
    }

    #[test]
    fn every_fault_is_told_and_what_changes_is_named() {
        let asked = |within| ReviewPatch {
            staging: Wish::Is(ReviewAsked { within }),
            ..ReviewPatch::default()
        };
        let now = TenantSettings::default();
        let patch = SettingsPatch {
            review: Wish::Is(asked(Some(1))),
            ..environments(&[])
        };
        let faults = patch.over(&now).unwrap_err().into_iter();
        let pointers: Vec<_> = faults.map(|it| it.pointer).collect();
        assert_eq!(
            pointers,
            ["/environments", "/review/staging/within_seconds"]
        );
        let patch = SettingsPatch {
            review: Wish::Is(asked(None)),
            ..environments(&["Test"])
        };
        let after = patch.over(&now).unwrap();
        assert_eq!(after.review.staging, Some(14_400));
        assert_eq!(changed_settings(&now, &after), ["environments", "review"]);
        let ended = SettingsPatch {
            review: Wish::Default,
            ..SettingsPatch::default()
        };
        assert_eq!(ended.over(&after).unwrap().review, ReviewTimes::default());
    }

    #[test]
    fn environments_have_names_each_once() {
        let now = TenantSettings::default();
        let pointers = |names: &[&str]| {
            let faults = environments(names).over(&now).err().unwrap_or_default();
            let pointers = faults.into_iter().map(|it| it.pointer);
            pointers.collect::<Vec<_>>()
        };
        assert_eq!(pointers(&["Production", "Übung"]), [""; 0]);
        assert_eq!(pointers(&[]), ["/environments"]);
        let bad = pointers(&["a", "", " b", "a\nb", "a"]);
        let expected = [1, 2, 3, 4].map(|index| format!("/environments/{index}"));
        assert_eq!(bad, expected);
    }
}
