//! How two policies differ, for showing people what a change would do. Rules are paired by what they are, since a copy of a policy
//! has new numbers; what differs within a pair is told by pointers.

mod compared;
mod json;
mod pairs;
mod side;

pub use compared::{Difference, RuleChange, RuleDifference, TextChange, difference};
pub use json::JsonChange;
pub use side::{Side, SideRule};
