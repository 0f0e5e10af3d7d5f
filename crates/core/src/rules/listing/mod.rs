//! The two small languages in which callers of the native API say which rows of a list they want and in what order:
//! `filter` and `order_by`. Both are read against the fields that the list has; nothing that is misspelt is passed over, and
//! an error says at which character it is and what could stand there.

mod error;
mod field;
mod filter;
mod literal;
mod order;
mod scanner;

pub use error::{ListingError, Reason};
pub use field::{Field, FieldKind};
pub use filter::{
    Comparison, LONGEST_FILTER, MOST_COMPARISONS, MOST_VALUES, Operator, parse_filter,
};
pub use literal::Literal;
pub use order::{LONGEST_ORDER, parse_order};
