//! A listing that fits its resource.

use landfall_core::model::{Direction, View};

use crate::{
    StoreError,
    listing::{Condition, Field, Listing, Operator, PageKey, Value, ValueKind},
};

/// A listing that fits its resource.
pub(crate) struct Request<'l, F> {
    /// What the caller may see.
    pub(crate) view: &'l View,
    /// What an item has to satisfy.
    pub(crate) conditions: &'l [Condition<F>],
    /// What decides over the order; the id is last, and no field is named twice.
    pub(crate) keys: Vec<(F, Direction)>,
    /// The value of each key at the end of the last page.
    pub(crate) after: Option<Vec<Option<&'l Value>>>,
    /// How many items to give at most.
    pub(crate) limit: u32,
}

impl<'l, F: Field> Request<'l, F> {
    /// The request of a listing, or in what it does not fit.
    pub(crate) fn of(listing: &'l Listing<F>) -> Result<Self, StoreError> {
        for condition in &listing.conditions {
            check_condition(condition)?;
        }
        let keys = keys(&listing.order);
        let after = listing.after.as_ref().map(|key| after(&keys, key));
        Ok(Self {
            view: &listing.view,
            conditions: &listing.conditions,
            after: after.transpose()?,
            keys,
            limit: listing.limit,
        })
    }

    /// The field that decides first over the order.
    pub(crate) fn leading(&self) -> F {
        self.keys.first().map_or(F::ID, |&(field, _)| field)
    }

    /// Whether one of the fields has to be one of few values.
    pub(crate) fn pins(&self, fields: &[F]) -> bool {
        let mut pinning = self.conditions.iter();
        pinning.any(|condition| {
            fields.contains(&condition.field)
                && matches!(condition.operator, Operator::Equal | Operator::In)
        })
    }

    /// The one value that a field has to have.
    pub(crate) fn equal(&self, field: F) -> Option<&'l Value> {
        self.conditions
            .iter()
            .find(|condition| condition.field == field && condition.operator == Operator::Equal)
            .and_then(|condition| condition.values.first())
    }

    /// The texts of which a field has to have one.
    pub(crate) fn one_of(&self, field: F) -> Option<Vec<&'l str>> {
        let condition = self.conditions.iter().find(|condition| {
            condition.field == field && matches!(condition.operator, Operator::Equal | Operator::In)
        })?;
        let texts = condition.values.iter().map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// Whether a field has to begin with a text of at least one character.
    pub(crate) fn has_prefix(&self, field: F) -> bool {
        self.conditions.iter().any(|condition| {
            condition.field == field
                && condition.operator == Operator::Prefix
                && matches!(condition.values.first(), Some(Value::Text(text)) if !text.is_empty())
        })
    }
}

fn unfit(field: impl Field, what: &str) -> StoreError {
    StoreError::Engine(format!("a listing by {}: {what}", field.as_str()))
}

fn check_condition<F: Field>(condition: &Condition<F>) -> Result<(), StoreError> {
    let field = condition.field;
    if condition.operator == Operator::Prefix && field.kind() != ValueKind::Text {
        return Err(unfit(field, "only texts have a beginning"));
    }
    if matches!(condition.operator, Operator::Missing | Operator::Present) {
        return match condition.values.as_slice() {
            [] if field.is_optional() => Ok(()),
            [] => Err(unfit(field, "it is never missing")),
            _ => Err(unfit(field, "what is missing is compared with no value")),
        };
    }
    if condition.operator != Operator::In && condition.values.len() != 1 {
        return Err(unfit(field, "it is compared with one value"));
    }
    condition
        .values
        .iter()
        .try_for_each(|value| check_value(field, value))
}

fn check_value<F: Field>(field: F, value: &Value) -> Result<(), StoreError> {
    if value.kind() != field.kind() {
        return Err(unfit(field, "a value is of another kind"));
    }
    match value {
        // No engine's texts end there for all of its functions, and one takes none at all.
        Value::Text(text) if text.contains('\0') => Err(unfit(field, "a text has a NUL in it")),
        _ => Ok(()),
    }
}

/// The keys of an order, whole.
fn keys<F: Field>(order: &[(F, Direction)]) -> Vec<(F, Direction)> {
    let own = [F::ORDER];
    let asked = if order.is_empty() { &own } else { order };
    let mut keys: Vec<(F, Direction)> = Vec::with_capacity(asked.len() + 1);
    let mut last = Direction::Ascending;
    for &(field, direction) in asked {
        if keys.iter().any(|&(known, _)| known == field) {
            continue;
        }
        keys.push((field, direction));
        last = direction;
        if field == F::ID {
            return keys;
        }
    }
    keys.push((F::ID, last));
    keys
}

/// The values of a page key beside the keys that they belong to.
fn after<'l, F: Field>(
    keys: &[(F, Direction)],
    key: &'l PageKey,
) -> Result<Vec<Option<&'l Value>>, StoreError> {
    let values = key.values.iter().map(Option::as_ref);
    let values: Vec<Option<&Value>> = values.chain([Some(&key.id)]).collect();
    if values.len() != keys.len() {
        return Err(unfit(F::ID, "the page key is of another order"));
    }
    for (&(field, _), value) in keys.iter().zip(&values) {
        match value {
            Some(value) => check_value(field, value)?,
            None if field.is_optional() => {}
            None => return Err(unfit(field, "the page key misses a value")),
        }
    }
    Ok(values)
}
