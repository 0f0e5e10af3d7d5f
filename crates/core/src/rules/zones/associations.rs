//! What a zone is for: pairs of implementation and environment (akana contract, sections 6 and 7).

use crate::{
    model::{Association, Implementation},
    rules::shown::{Findings, Unfit},
};

/// A pair as somebody asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssociationForm {
    /// Which implementation, in any letter case.
    pub implementation: Option<String>,
    /// One of the tenant's environments.
    pub environment: Option<String>,
}

/// What a zone is for if nobody says anything else.
pub fn default_associations() -> Vec<Association> {
    let both = [Implementation::Live, Implementation::Sandbox];
    let pairs = both.map(|implementation| Association {
        implementation,
        environment: "Production".to_owned(),
    });
    pairs.to_vec()
}

/// The pairs that are asked for, each once, in the order in which they first stand. `environments` are the tenant's.
pub fn read_associations(
    asked: &[AssociationForm],
    environments: &[String],
) -> Result<Vec<Association>, Vec<Unfit>> {
    let mut findings = Findings::default();
    let read = read(asked, environments, &mut findings);
    if findings.is_empty() {
        Ok(read)
    } else {
        Err(findings.into_vec())
    }
}

/// The same, with what does not fit noted.
pub(super) fn read(
    asked: &[AssociationForm],
    environments: &[String],
    findings: &mut Findings,
) -> Vec<Association> {
    let mut pairs: Vec<Association> = Vec::new();
    findings.each("associations", asked, |findings, asked| {
        let text = asked.implementation.as_deref().unwrap_or_default();
        let named = |one: &&Implementation| one.as_str().eq_ignore_ascii_case(text);
        let implementation = Implementation::ALL.iter().find(named);
        findings.unless(
            implementation.is_some(),
            "implementation",
            "Live or Sandbox",
        );
        let environment = environments
            .iter()
            .find(|one| Some(*one) == asked.environment.as_ref());
        if environment.is_none() {
            let known = environments.join(", ");
            findings.unless(
                false,
                "environment",
                format!("one of the environments of the tenant: {known}"),
            );
        }
        if let (Some(&implementation), Some(environment)) = (implementation, environment) {
            let is_there = pairs.iter().any(|pair| {
                pair.implementation == implementation && pair.environment == *environment
            });
            if !is_there {
                pairs.push(Association {
                    implementation,
                    environment: environment.clone(),
                });
            }
        }
    });
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Vec<AssociationForm> {
        let form = |&(implementation, environment): &(&str, &str)| AssociationForm {
            implementation: Some(implementation.to_owned()),
            environment: Some(environment.to_owned()),
        };
        pairs.iter().map(form).collect()
    }

    fn environments() -> Vec<String> {
        ["Production", "Sandbox"].map(str::to_owned).to_vec()
    }

    #[test]
    fn implementations_are_canonical_and_repetitions_collapse() {
        let pairs = [
            ("sandbox", "Production"),
            ("LIVE", "Sandbox"),
            ("Sandbox", "Production"),
        ];
        let read = read_associations(&asked(&pairs), &environments()).unwrap();
        let read: Vec<_> = read
            .iter()
            .map(|pair| (pair.implementation.as_str(), pair.environment.as_str()))
            .collect();
        assert_eq!(read, [("Sandbox", "Production"), ("Live", "Sandbox")]);
        assert_eq!(read_associations(&[], &environments()), Ok(vec![]));
    }

    #[test]
    fn other_values_are_named_with_their_place() {
        let mut pairs = asked(&[("Live", "Production"), ("Dead", "production")]);
        pairs.push(AssociationForm::default());
        let findings = read_associations(&pairs, &environments()).unwrap_err();
        let members: Vec<_> = findings.iter().map(|unfit| unfit.member.as_str()).collect();
        assert_eq!(
            members,
            [
                "associations[1].implementation",
                "associations[1].environment",
                "associations[2].implementation",
                "associations[2].environment",
            ]
        );
        assert!(findings[1].rule.ends_with("Production, Sandbox"));
    }
}
