//! One page of a list: one statement, which is not kept prepared. There are as many texts as ways to filter and to sort, and
//! a plan that knows the values finds the shortest way.

use landfall_core::id::Timestamp;
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

use crate::{
    StoreError,
    listing::{Field, ListedPage, Listing, PageKey, Value, ValueKind},
    postgres::{PostgresStore, codec::get},
    walk::{Engine, Request, Resource, Statement},
};

impl PostgresStore {
    /// A page of a list, each item read from the row's first columns.
    pub(super) async fn walk<F: Resource, T>(
        &self,
        listing: &Listing<F>,
        columns: &str,
        item: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<ListedPage<T>, StoreError> {
        let request = Request::of(listing)?;
        // Its planner weighs the ways itself.
        let route = F::route(&request, |_| Ok::<_, StoreError>(false))?;
        let statement = Statement::page(Engine::Postgres, &request, &route, columns);
        let parameters: Vec<(Box<dyn ToSql + Sync + Send>, Type)> =
            statement.parameters.iter().map(parameter).collect();
        let parameters: Vec<(&(dyn ToSql + Sync), Type)> = parameters
            .iter()
            .map(|(value, kind)| (&**value as &(dyn ToSql + Sync), kind.clone()))
            .collect();
        let rows = self.unprepared(&statement.sql, &parameters).await?;
        let wanted = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let items = rows.iter().take(wanted).map(item);
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let next = match items.len().checked_sub(1) {
            Some(last) if rows.len() > wanted => Some(key(&rows[last], &request)?),
            _ => None,
        };
        Ok(ListedPage { items, next })
    }
}

fn parameter(value: &Value) -> (Box<dyn ToSql + Sync + Send>, Type) {
    match value {
        Value::Text(text) => (Box::new(text.clone()), Type::TEXT),
        Value::Integer(number) => (Box::new(*number), Type::INT8),
        Value::Time(moment) => (Box::new(moment.seconds()), Type::INT8),
        Value::Uuid(uuid) => (Box::new(*uuid), Type::UUID),
        Value::Bool(is) => (Box::new(*is), Type::BOOL),
    }
}

/// Where the page ends whose last row this is: the keys are the last columns.
fn key<F: Field>(row: &Row, request: &Request<'_, F>) -> Result<PageKey, StoreError> {
    let first = row.len() - request.keys.len();
    let values = request.keys.iter().zip(first..);
    let values = values.map(|(&(field, _), column)| value(row, column, field.kind()));
    let mut values = values.collect::<Result<Vec<_>, _>>()?;
    let id = values.pop().flatten();
    let id = id.ok_or_else(|| StoreError::Corrupt("a row has no id".to_owned()))?;
    Ok(PageKey { values, id })
}

fn value(row: &Row, column: usize, kind: ValueKind) -> Result<Option<Value>, StoreError> {
    Ok(match kind {
        ValueKind::Text => get::<Option<String>>(row, column)?.map(Value::Text),
        ValueKind::Integer => get::<Option<i64>>(row, column)?.map(Value::Integer),
        ValueKind::Time => get::<Option<i64>>(row, column)?
            .map(|seconds| Value::Time(Timestamp::from_seconds(seconds))),
        ValueKind::Uuid => get::<Option<uuid::Uuid>>(row, column)?.map(Value::Uuid),
        ValueKind::Bool => get::<Option<bool>>(row, column)?.map(Value::Bool),
    })
}
