//! What callers of the native API are told when something is wrong: RFC 9457 problems, each kind with a page of its own.

mod document;
mod kind;
mod problem;

pub(crate) use document::{InputError, ProblemDocument};
pub(crate) use kind::{Kind, PAGES};
pub(crate) use problem::{PROBLEM_JSON, Problem};
