//! The three forms in which rules describe texts (rulesv4 contract, section 7): literal, wildcard and regular expression. Each
//! runs within a budget of steps; regular expressions that could exceed it on a request made for that purpose are told when a
//! policy is verified.

mod attack;
mod effort;
mod matcher;
mod pieces;
mod regex;
mod unfaithful;
mod wildcard;

#[cfg(test)]
mod tests;

pub(super) use attack::{Allowance, Verdict, try_to_exhaust};
pub(super) use effort::Effort;
pub(super) use matcher::{Matcher, Met};
pub(super) use regex::{Captures, Regex, Where};
pub use regex::{LONGEST_PATTERN, STEPS};
pub(super) use wildcard::Wildcard;
