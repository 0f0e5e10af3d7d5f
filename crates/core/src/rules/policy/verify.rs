//! Whether a policy can be locked and deployed (rulesv4 contract, section 7): everything is understood, the fleet's data plane can
//! do it, and no pattern can be kept busy by a request.

use super::{
    compile::{Demands, compile},
    finding::Finding,
    types::Capabilities,
};
use crate::id::AccountNumber;

/// Everything that is wrong with the rules of an account's policy, given as the texts of their match nodes, for a fleet whose data
/// plane is able to do so much. Pointers are into the policy, `/rules/0/matches/…`.
///
/// A policy at its limits takes seconds, since patterns are tried out; an ordinary one takes a millisecond.
pub fn verify(
    account: &AccountNumber,
    rules: &[impl AsRef<str>],
    able: &Capabilities,
) -> Vec<Finding> {
    let demands = Demands {
        able: Some(able),
        harmless_patterns: true,
    };
    let (_, _, findings) = compile(account, rules, demands);
    findings.into_vec()
}
