//! Values in a filter, read as what the field holds.

use uuid::Uuid;

use super::{
    error::{ListingError, Reason},
    field::{Field, FieldKind},
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
    /// A time.
    Time(Timestamp),
    /// A UUID.
    Uuid(Uuid),
    /// A truth.
    Boolean(bool),
}

/// Takes a value for `field`.
pub(super) fn read<F>(
    scanner: &mut Scanner<'_>,
    field: &Field<F>,
) -> Result<Literal, ListingError> {
    let place = scanner.place();
    let Some(text) = scanner.value()? else {
        return Err(scanner.error(Reason::Expected(
            "a value: a word, or text in double quotes",
        )));
    };
    let read = match field.kind {
        // No text of the record has that character, and not every engine could be asked for it.
        FieldKind::Text => (!text.contains('\0')).then(|| Literal::Text(text.into_owned())),
        FieldKind::Number => number(&text).map(Literal::Number),
        FieldKind::Time => text
            .ends_with('Z')
            .then(|| text.parse().ok())
            .flatten()
            .map(Literal::Time),
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

fn takes(kind: FieldKind) -> String {
    match kind {
        FieldKind::Text => "a text without the character U+0000".to_owned(),
        FieldKind::Number => "a whole number below 2^63, without a sign".to_owned(),
        FieldKind::Time => "a time in UTC such as 2019-05-02T22:49:52Z".to_owned(),
        FieldKind::Uuid => "a UUID such as 587d4d28-066c-406e-b975-5d04e4e47373".to_owned(),
        FieldKind::Choice(choices) => {
            let written: Vec<&str> = choices.iter().map(|(written, _)| *written).collect();
            format!("one of: {}", written.join(", "))
        }
        FieldKind::Boolean => "true or false".to_owned(),
    }
}
