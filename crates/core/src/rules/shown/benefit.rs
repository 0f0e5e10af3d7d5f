//! Benefits of customers: the commitment over three years, and being a large government agency (vipmp contract, section 6).

use super::{findings::Findings, offer::check_minimum_quantities};
use crate::model::{Benefit, Commitment};

/// The status of a commitment that runs; a second one can be asked for only beside it.
const COMMITTED: &str = "COMMITTED";

/// What does not fit about benefits: a list in the member `benefits`.
pub fn check_benefits(benefits: &[Benefit], findings: &mut Findings) {
    // Either excludes the other, and none stands there twice.
    findings.unless(
        benefits.len() <= 1,
        "benefits",
        "one at most: a commitment over three years, or being a large government agency",
    );
    findings.each("benefits", benefits, |findings, benefit| {
        let Benefit::ThreeYearCommit {
            commitment,
            commitment_request,
            recommitment_request,
        } = benefit
        else {
            return;
        };
        let all = [
            ("commitment", commitment),
            ("commitment_request", commitment_request),
            ("recommitment_request", recommitment_request),
        ];
        findings.unless(
            all.iter().any(|(_, it)| it.is_some()),
            "",
            "a commitment or a request for one",
        );
        for (name, it) in all {
            if let Some(it) = it {
                findings.within(name, |findings| check_commitment(it, findings));
            }
        }
        let runs = commitment.as_ref().is_some_and(|it| it.status == COMMITTED);
        findings.unless(
            recommitment_request.is_none() || runs,
            "recommitment_request",
            "absent unless the commitment is COMMITTED",
        );
    });
}

fn check_commitment(it: &Commitment, findings: &mut Findings) {
    let is_word = it.status.starts_with(|c: char| c.is_ascii_uppercase())
        && it.status.len() <= 40
        && (it.status.bytes()).all(|b| b.is_ascii_uppercase() || b == b'_');
    findings.unless(
        is_word,
        "status",
        "a word such as REQUESTED, ACCEPTED or COMMITTED",
    );
    let ends = it.end.is_none_or(|end| {
        it.start
            .is_none_or(|start| start.start().seconds() <= end.start().seconds())
    });
    findings.unless(ends, "end", "not before start");
    check_minimum_quantities(&it.minimum_quantities, findings);
}
