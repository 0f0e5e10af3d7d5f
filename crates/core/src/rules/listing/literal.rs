//! Values in a filter, read as what the field holds.

use uuid::Uuid;

use super::{
    error::{ListingError, Reason},
    field::{Field, FieldKind},
    filter::Operator,
    scanner::Scanner,
};
use crate::id::Timestamp;

/// A value to compare a field with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// A text, or what the record has for one of a field's choices.
    Text(String),
    /// A whole number.
    Number(u64),
    /// A time in whole seconds.
    Time(Timestamp),
    /// A time in microseconds since 1970.
    PreciseTime(i64),
    /// A UUID.
    Uuid(Uuid),
    /// A truth.
    Boolean(bool),
    /// That there is no value.
    Null,
}

/// Takes a value for `field`, which is compared by `operator`.
pub(super) fn read<F>(
    scanner: &mut Scanner<'_>,
    field: &Field<F>,
    operator: Operator,
) -> Result<Literal, ListingError> {
    let place = scanner.place();
    let is_bare = !scanner.rest().starts_with('"');
    let Some(text) = scanner.value()? else {
        return Err(scanner.error(Reason::Expected(
            "a value: a word, or text in double quotes",
        )));
    };
    if is_bare && text == "null" {
        return match operator {
            _ if !field.may_be_null => Err(Reason::NeverNull(field.name)),
            Operator::Equal | Operator::NotEqual => Ok(Literal::Null),
            _ => Err(Reason::Null),
        }
        .map_err(|reason| scanner.error_at(place, reason));
    }
    let read = match field.kind {
        // No text of the record has that character, and not every engine could be asked for it.
        FieldKind::Text => (!text.contains('\0')).then(|| Literal::Text(text.into_owned())),
        FieldKind::Number => number(&text).map(Literal::Number),
        FieldKind::Time => text
            .ends_with('Z')
            .then(|| text.parse().ok())
            .flatten()
            .map(Literal::Time),
        FieldKind::PreciseTime => precise_time(&text).map(Literal::PreciseTime),
        FieldKind::Uuid if text.len() == 36 => Uuid::try_parse(&text).ok().map(Literal::Uuid),
        FieldKind::Uuid => None,
        FieldKind::Choice(choices) => {
            let known = choices.iter().find(|(written, _)| *written == text);
            known.map(|(_, meant)| Literal::Text((*meant).to_owned()))
        }
        FieldKind::Boolean => text.parse().ok().map(Literal::Boolean),
    };
    read.ok_or_else(|| scanner.error_at(place, Reason::Value(field.name, takes(field.kind))))
}

/// Takes the beginning of a text: what stands before the one `*` at the end.
pub(super) fn read_prefix<F>(
    scanner: &mut Scanner<'_>,
    field: &Field<F>,
) -> Result<Literal, ListingError> {
    let place = scanner.place();
    let Some(text) = scanner.value()? else {
        return Err(scanner.error(Reason::Expected("how the text begins, followed by *")));
    };
    match text.strip_suffix('*') {
        Some(beginning) if !beginning.is_empty() && !beginning.contains(['*', '\0']) => {
            Ok(Literal::Text(beginning.to_owned()))
        }
        _ => {
            let takes =
                "after a colon the beginning of a text and one * at its end, such as \"Acme*\"";
            Err(scanner.error_at(place, Reason::Value(field.name, takes.to_owned())))
        }
    }
}

fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|&number: &u64| digits && i64::try_from(number).is_ok())
}

/// Reads a time with at most six digits behind the seconds, or with none.
fn precise_time(text: &str) -> Option<i64> {
    let bare = text.strip_suffix('Z')?;
    let (seconds, fraction) = match bare.split_once('.') {
        Some((seconds, fraction)) => (seconds, fraction),
        None => (bare, "0"),
    };
    if !(1..=6).contains(&fraction.len()) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds: Timestamp = format!("{seconds}Z").parse().ok()?;
    let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
    seconds
        .seconds()
        .checked_mul(1_000_000)?
        .checked_add(micros)
}

fn takes(kind: FieldKind) -> String {
    match kind {
        FieldKind::Text => "a text without the character U+0000".to_owned(),
        FieldKind::Number => "a whole number below 2^63, without a sign".to_owned(),
        FieldKind::Time => "a time in UTC such as 2019-05-02T22:49:52Z".to_owned(),
        FieldKind::PreciseTime => {
            "a time in UTC such as 2019-05-02T22:49:52Z or 2019-05-02T22:49:52.000042Z".to_owned()
        }
        FieldKind::Uuid => "a UUID such as 587d4d28-066c-406e-b975-5d04e4e47373".to_owned(),
        FieldKind::Choice(choices) => {
            let written: Vec<&str> = choices.iter().map(|(written, _)| *written).collect();
            format!("one of: {}", written.join(", "))
        }
        FieldKind::Boolean => "true or false".to_owned(),
    }
}
