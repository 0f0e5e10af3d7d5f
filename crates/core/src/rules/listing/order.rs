//! `order_by`: fields separated by commas, each with `desc` behind it or not.

use super::{
    error::{ListingError, Reason},
    field::Field,
    scanner::{Scanner, shortened},
};
use crate::model::Direction;

/// Bytes.
pub const LONGEST_ORDER: usize = 200;
/// Fields of one order.
const MOST_KEYS: usize = 4;

/// Reads an order over `fields`. An empty text asks for none.
pub fn parse_order<F: Copy>(
    text: &str,
    fields: &[Field<F>],
) -> Result<Vec<(F, Direction)>, ListingError> {
    let mut scanner = Scanner::new(text, LONGEST_ORDER)?;
    let mut keys: Vec<(&'static str, F, Direction)> = Vec::new();
    while !scanner.is_at_end() {
        if !keys.is_empty() && !scanner.take(",") {
            return Err(scanner.error(Reason::Expected("a comma, asc, desc or the end")));
        }
        if keys.len() == MOST_KEYS {
            return Err(scanner.error(Reason::TooMany("fields", MOST_KEYS)));
        }
        let place = scanner.place();
        let name = scanner.name();
        if name.is_empty() {
            return Err(scanner.error(Reason::Expected("a field")));
        }
        let ordered = || fields.iter().filter(|field| field.orders);
        let Some(field) = ordered().find(|field| field.name == name) else {
            let names = ordered().map(|field| field.name).collect();
            let reason = Reason::UnknownField(shortened(name), names);
            return Err(scanner.error_at(place, reason));
        };
        if keys.iter().any(|(known, ..)| *known == field.name) {
            return Err(scanner.error_at(place, Reason::Twice(field.name)));
        }
        let direction = if scanner.take_word("desc") {
            Direction::Descending
        } else {
            scanner.take_word("asc");
            Direction::Ascending
        };
        keys.push((field.name, field.field, direction));
    }
    Ok(keys
        .into_iter()
        .map(|(_, field, direction)| (field, direction))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::listing::FieldKind;

    const FIELDS: [Field<u8>; 3] = [
        field("id", 0, true),
        field("name", 1, true),
        field("kind", 2, false),
    ];

    const fn field(name: &'static str, field: u8, orders: bool) -> Field<u8> {
        Field {
            name,
            field,
            kind: FieldKind::Text,
            filters: true,
            orders,
            may_be_null: false,
        }
    }

    fn refused(text: &str) -> String {
        parse_order(text, &FIELDS).unwrap_err().to_string()
    }

    #[test]
    fn fields_follow_each_other_ascending_unless_told_otherwise() {
        use Direction::{Ascending, Descending};
        let read = |text| parse_order(text, &FIELDS).unwrap();
        assert_eq!(read(""), []);
        assert_eq!(read(" name"), [(1, Ascending)]);
        assert_eq!(read("name desc,id asc"), [(1, Descending), (0, Ascending)]);
        assert_eq!(read("name DESC , id "), [(1, Descending), (0, Ascending)]);
    }

    #[test]
    fn errors_name_the_place_and_what_there_is() {
        assert_eq!(
            refused("name, age"),
            "at character 7: there is no field \"age\" here; there are: id, name"
        );
        assert_eq!(
            refused("kind"),
            "at character 1: there is no field \"kind\" here; there are: id, name"
        );
        assert_eq!(
            refused("name down"),
            "at character 6: expected a comma, asc, desc or the end"
        );
        assert_eq!(
            refused("name, name desc"),
            "at character 7: name is named twice"
        );
        assert_eq!(refused("name,"), "at character 6: expected a field");
        assert_eq!(refused("-name"), "at character 1: expected a field");
        assert_eq!(
            refused(&"n".repeat(201)),
            "at character 1: the text is longer than 200 bytes"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(id|name|desc|asc|,| |\\PC){0,40}") {
            let _ = parse_order(&text, &FIELDS);
        }
    }
}
