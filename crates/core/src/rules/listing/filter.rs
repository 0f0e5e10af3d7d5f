//! `filter`: comparisons that must all hold.
//!
//! ```text
//! filter     = comparison *( AND comparison )
//! comparison = field operator value
//!            / field ":" beginning "*"
//!            / field IN "(" value *( "," value ) ")"
//! operator   = "=" / "!=" / "<" / "<=" / ">" / ">="
//! value      = word / DQUOTE text DQUOTE       ; \" and \\ inside quotes
//!            / "null"                          ; after "=" and "!=" alone: the item is without the field, or has it
//! ```

use super::{
    error::{ListingError, Reason},
    field::{Field, FieldKind},
    literal::{self, Literal},
    scanner::{Scanner, shortened},
};

/// Bytes.
pub const LONGEST_FILTER: usize = 2_000;
/// Comparisons of one filter.
pub const MOST_COMPARISONS: usize = 10;
/// Values of one `IN`.
pub const MOST_VALUES: usize = 50;

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `:`, the text begins so.
    Prefix,
    /// `IN`, equal to one of several.
    In,
}

/// One comparison. `values` has exactly one value but for [`Operator::In`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison<F> {
    /// What is compared.
    pub field: F,
    /// How.
    pub operator: Operator,
    /// With what.
    pub values: Vec<Literal>,
}

/// Longer marks first, so that `<=` is not read as `<`.
const OPERATORS: [(&str, Operator); 7] = [
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("!=", Operator::NotEqual),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
    (":", Operator::Prefix),
];

/// Reads a filter over `fields`. An empty text asks for nothing.
pub fn parse_filter<F: Copy>(
    text: &str,
    fields: &[Field<F>],
) -> Result<Vec<Comparison<F>>, ListingError> {
    let mut scanner = Scanner::new(text, LONGEST_FILTER)?;
    let mut comparisons = Vec::new();
    if scanner.is_at_end() {
        return Ok(comparisons);
    }
    loop {
        if comparisons.len() == MOST_COMPARISONS {
            return Err(scanner.error(Reason::TooMany("comparisons", MOST_COMPARISONS)));
        }
        comparisons.push(comparison(&mut scanner, fields)?);
        if scanner.is_at_end() {
            return Ok(comparisons);
        }
        if !scanner.take_word("AND") {
            let reason = match scanner.rest().as_bytes() {
                [b'(' | b')', ..] => Reason::Grouping,
                _ => Reason::Expected("AND or the end"),
            };
            return Err(scanner.error(reason));
        }
    }
}

fn comparison<F: Copy>(
    scanner: &mut Scanner<'_>,
    fields: &[Field<F>],
) -> Result<Comparison<F>, ListingError> {
    if scanner.rest().starts_with(['(', ')']) {
        return Err(scanner.error(Reason::Grouping));
    }
    let place = scanner.place();
    let name = scanner.name();
    if name.is_empty() {
        return Err(scanner.error(Reason::Expected("a field")));
    }
    let filters = || fields.iter().filter(|field| field.filters);
    let Some(field) = filters().find(|field| field.name == name) else {
        let names = filters().map(|field| field.name).collect();
        let reason = Reason::UnknownField(shortened(name), names);
        return Err(scanner.error_at(place, reason));
    };
    let place = scanner.place();
    let operator = operator(scanner)?;
    if let Some(takes) = refused(operator, field.kind) {
        return Err(scanner.error_at(place, Reason::Operator(field.name, takes)));
    }
    let values = match operator {
        Operator::In => listed(scanner, field)?,
        Operator::Prefix => vec![literal::read_prefix(scanner, field)?],
        _ => vec![literal::read(scanner, field, operator)?],
    };
    Ok(Comparison {
        field: field.field,
        operator,
        values,
    })
}

fn operator(scanner: &mut Scanner<'_>) -> Result<Operator, ListingError> {
    let marks = OPERATORS.iter().find(|(mark, _)| scanner.take(mark));
    if let Some((_, operator)) = marks {
        return Ok(*operator);
    }
    if scanner.take_word("IN") {
        return Ok(Operator::In);
    }
    Err(scanner.error(Reason::Expected("one of = != < <= > >= : IN")))
}

/// What a field of that kind takes, if not this operator.
fn refused(operator: Operator, kind: FieldKind) -> Option<&'static str> {
    match operator {
        Operator::Equal | Operator::NotEqual | Operator::In => None,
        Operator::Prefix if kind == FieldKind::Text => None,
        Operator::Prefix if kind.is_ordered() => Some("= != < <= > >= IN"),
        _ if kind.is_ordered() => None,
        _ => Some("= != IN"),
    }
}

fn listed<F>(scanner: &mut Scanner<'_>, field: &Field<F>) -> Result<Vec<Literal>, ListingError> {
    if !scanner.take("(") {
        return Err(scanner.error(Reason::Expected("( and values separated by commas")));
    }
    let mut values = Vec::new();
    loop {
        if values.len() == MOST_VALUES {
            return Err(scanner.error(Reason::TooMany("values", MOST_VALUES)));
        }
        values.push(literal::read(scanner, field, Operator::In)?);
        if scanner.take(")") {
            return Ok(values);
        }
        if !scanner.take(",") {
            return Err(scanner.error(Reason::Expected(", or )")));
        }
    }
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
