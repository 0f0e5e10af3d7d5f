//! A slow model of lists that are walked by key, and random questions to compare an engine with it.

use std::cmp::Ordering;

use landfall_core::{
    model::{Direction, View},
    rules::search::folded,
};
use proptest::{
    collection::vec,
    prelude::{Strategy, any},
};

use super::population::Population;
use crate::{
    Store, StoreError,
    listing::{Condition, Field, ListedPage, Listing, Operator, PageKey, Value, ValueKind},
};

/// A resource as the model has it.
#[async_trait::async_trait]
pub(super) trait Modelled: Field {
    /// What a list gives.
    type Item: Clone + PartialEq + std::fmt::Debug + Send;

    /// Everything that is in view, in any order.
    fn in_view(population: &Population, view: &View) -> Vec<Self::Item>;

    /// An item's value.
    fn value(self, item: &Self::Item) -> Option<Value>;

    /// A page as the store has it.
    async fn page(
        store: &dyn Store,
        listing: &Listing<Self>,
    ) -> Result<ListedPage<Self::Item>, StoreError>;
}

/// A question, to be made of a resource by taking each number modulo what there is to choose from.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) view: usize,
    conditions: Vec<(usize, usize, Vec<usize>)>,
    order: Vec<(usize, bool)>,
    limit: u32,
}

/// Random questions.
pub(super) fn questions() -> impl Strategy<Value = Question> {
    let condition = (any::<usize>(), any::<usize>(), vec(any::<usize>(), 0..4));
    (
        any::<usize>(),
        vec(condition, 0..3),
        vec((any::<usize>(), any::<bool>()), 0..4),
        1_u32..9,
    )
        .prop_map(|(view, conditions, order, limit)| Question {
            view,
            conditions,
            order,
            limit,
        })
}

const OPERATORS: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
    Operator::Prefix,
    Operator::In,
    Operator::Missing,
    Operator::Present,
];

/// The listing that a question means, with values that the items have.
pub(super) fn listing<F: Modelled>(question: &Question, view: View, all: &[F::Item]) -> Listing<F> {
    let conditions = question.conditions.iter();
    let conditions = conditions.filter_map(|(field, operator, places)| {
        let field = F::ALL[field % F::ALL.len()];
        let operator = OPERATORS[operator % OPERATORS.len()];
        let known: Vec<Value> = all.iter().filter_map(|item| field.value(item)).collect();
        let chosen = |place: &usize| known.get(place % known.len().max(1)).cloned();
        let mut values: Vec<Value> = places.iter().filter_map(chosen).collect();
        if operator == Operator::Prefix && field.kind() != ValueKind::Text {
            return None;
        }
        if matches!(operator, Operator::Missing | Operator::Present) {
            if !field.is_optional() {
                return None;
            }
            values.clear();
        } else if operator != Operator::In {
            values.truncate(1);
            if let (Operator::Prefix, Some(Value::Text(text))) = (operator, values.first_mut()) {
                *text = text.chars().take(places[0] % 4).collect();
            }
            if values.is_empty() {
                return None;
            }
        }
        Some(Condition {
            field,
            operator,
            values,
        })
    });
    let order = question.order.iter().map(|&(field, rises)| {
        let direction = if rises {
            Direction::Ascending
        } else {
            Direction::Descending
        };
        (F::ALL[field % F::ALL.len()], direction)
    });
    Listing {
        view,
        conditions: conditions.collect(),
        order: order.collect(),
        after: None,
        limit: question.limit,
    }
}

/// What the whole list has to be.
pub(super) fn expected<F: Modelled>(listing: &Listing<F>, in_view: &[F::Item]) -> Vec<F::Item> {
    let wanted = |item: &&F::Item| listing.conditions.iter().all(|each| satisfies(each, item));
    let mut items: Vec<F::Item> = in_view.iter().filter(wanted).cloned().collect();
    items.sort_by(|a, b| compare(&listing.order, a, b));
    items
}

fn as_ordered(field: impl Field, value: &Value) -> Value {
    match value {
        Value::Text(text) if field.folds_case() => Value::Text(folded(text)),
        _ => value.clone(),
    }
}

fn satisfies<F: Modelled>(condition: &Condition<F>, item: &F::Item) -> bool {
    let field = condition.field;
    let value = field.value(item);
    let compared = |holds: fn(Ordering) -> bool| {
        value.as_ref().is_some_and(|value| {
            let other = as_ordered(field, &condition.values[0]);
            holds(as_ordered(field, value).cmp(&other))
        })
    };
    match condition.operator {
        Operator::Equal => value.as_ref() == Some(&condition.values[0]),
        Operator::NotEqual => value.as_ref() != Some(&condition.values[0]),
        Operator::Missing => value.is_none(),
        Operator::Present => value.is_some(),
        Operator::In => value.is_some_and(|value| condition.values.contains(&value)),
        Operator::Less => compared(Ordering::is_lt),
        Operator::LessOrEqual => compared(Ordering::is_le),
        Operator::Greater => compared(Ordering::is_gt),
        Operator::GreaterOrEqual => compared(Ordering::is_ge),
        Operator::Prefix => {
            let begin = as_ordered(field, &condition.values[0]);
            let value = value.map(|value| as_ordered(field, &value));
            match (value, begin) {
                (Some(Value::Text(text)), Value::Text(begin)) => text.starts_with(&begin),
                _ => false,
            }
        }
    }
}

fn compare<F: Modelled>(order: &[(F, Direction)], a: &F::Item, b: &F::Item) -> Ordering {
    let own = [F::ORDER];
    let order = if order.is_empty() { &own } else { order };
    // Naming a field again, or anything behind the id, changes nothing; but the last that counts decides over the id.
    let mut counting: Vec<(F, Direction)> = Vec::new();
    for &(field, direction) in order {
        if !counting.iter().any(|&(known, _)| known == field) {
            counting.push((field, direction));
        }
        if field == F::ID {
            break;
        }
    }
    let last = counting.last().map_or(Direction::Ascending, |key| key.1);
    counting.push((F::ID, last));
    for (field, direction) in counting {
        let ordered = |item| field.value(item).map(|value| as_ordered(field, &value));
        let decided = match (ordered(a), ordered(b)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if direction == Direction::Ascending => a.cmp(&b),
            (Some(a), Some(b)) => b.cmp(&a),
        };
        if decided.is_ne() {
            return decided;
        }
    }
    Ordering::Equal
}

/// Every item of a list, page by page; each page key is written and read back on the way.
pub(super) async fn walked<F: Modelled>(
    store: &dyn Store,
    mut listing: Listing<F>,
) -> Vec<F::Item> {
    let mut walked = Vec::new();
    loop {
        let page = F::page(store, &listing).await.unwrap();
        let wanted = usize::try_from(listing.limit).unwrap();
        assert!(page.items.len() <= wanted, "{listing:?}");
        walked.extend(page.items.iter().cloned());
        let Some(next) = page.next else {
            return walked;
        };
        assert_eq!(page.items.len(), wanted, "a page before the last is full");
        let text = serde_json::to_string(&next).unwrap();
        let read: PageKey = serde_json::from_str(&text).unwrap();
        assert_eq!(read, next);
        listing.after = Some(read);
    }
}
