//! One page of a list, from the snapshot that a connection is in.

use landfall_core::{id::Timestamp, model::View};
use rusqlite::{Connection, Row, params, params_from_iter, types};
use uuid::Uuid;

use crate::{
    StoreError,
    listing::{Field, ListedPage, Listing, Operator, PageKey, Value, ValueKind},
    sqlite::{SqliteStore, readers::Cost},
    walk::{Engine, FEW, Request, Resource, Statement},
};

impl SqliteStore {
    /// Runs a read of one snapshot: of the one item that is named by its id where it is asked, of more off the serving
    /// threads.
    pub(super) async fn walk<F: Resource, T: Send + 'static>(
        &self,
        listing: &Listing<F>,
        read: impl FnOnce(&Connection, &Listing<F>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if names_one(listing) {
            return self.readers.point(|connection| read(connection, listing));
        }
        let (listing, cost) = (listing.clone(), cost(listing));
        self.readers
            .read(cost, move |connection| read(connection, &listing))
            .await
    }
}

/// Whether a list can have one item at most, which its index finds at once.
fn names_one<F: Field>(listing: &Listing<F>) -> bool {
    let mut conditions = listing.conditions.iter();
    conditions.any(|condition| condition.field == F::ID && condition.operator == Operator::Equal)
}

/// What a page costs. The resource's own order is that of an index; what is filtered or ordered by something else may have
/// to be looked for.
fn cost<F: Field>(listing: &Listing<F>) -> Cost {
    let mut order = listing.order.iter();
    let is_own = order
        .next()
        .is_none_or(|&(field, _)| field == F::ORDER.0 || field == F::ID);
    if is_own && listing.conditions.is_empty() {
        Cost::Light
    } else {
        Cost::Dear
    }
}

/// A page of a list, each item read from the row's first columns.
pub(super) fn page<F: Resource, T>(
    connection: &Connection,
    listing: &Listing<F>,
    columns: &str,
    item: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<ListedPage<T>, StoreError> {
    let listing = &Listing {
        view: whole_or_part(connection, &listing.view)?,
        ..listing.clone()
    };
    let request = Request::of(listing)?;
    let route = F::route(&request, |weighed| {
        let statement = Statement::count(Engine::Sqlite, &request, weighed, FEW + 1);
        let counted: u32 = connection
            .prepare_cached(&statement.sql)?
            .query_row(params_from_iter(parameters(&statement)), |row| row.get(0))?;
        Ok::<_, StoreError>(counted <= FEW)
    })?;
    let statement = Statement::page(Engine::Sqlite, &request, &route, columns);
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let first_key = prepared.column_count() - request.keys.len();
    let mut rows = prepared.query(params_from_iter(parameters(&statement)))?;
    let mut page = ListedPage {
        items: Vec::new(),
        next: None,
    };
    let wanted = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let mut last = None;
    while let Some(row) = rows.next()? {
        if page.items.len() == wanted {
            page.next = last;
            break;
        }
        page.items.push(item(row)?);
        if page.items.len() == wanted {
            last = Some(key(row, first_key, &request)?);
        }
    }
    Ok(page)
}

/// The same view; the one of what is below the tenant's own organization is that of the whole tenant.
fn whole_or_part(connection: &Connection, view: &View) -> Result<View, StoreError> {
    let Some(root) = view.root else {
        return Ok(view.clone());
    };
    let is_top: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM tenant WHERE id = ? AND organization = ?)")?
        .query_row(params![view.tenant.as_str(), root.0.as_bytes()], |row| {
            row.get(0)
        })?;
    let root = if is_top { None } else { Some(root) };
    let tenant = view.tenant.clone();
    Ok(View { tenant, root })
}

fn parameters(statement: &Statement) -> impl Iterator<Item = types::Value> {
    statement.parameters.iter().map(|value| match value {
        Value::Text(text) => types::Value::Text(text.clone()),
        Value::Integer(number) => types::Value::Integer(*number),
        Value::Time(moment) => types::Value::Integer(moment.seconds()),
        Value::Uuid(uuid) => types::Value::Blob(uuid.as_bytes().to_vec()),
        Value::Bool(is) => types::Value::Integer((*is).into()),
    })
}

/// Where the page ends whose last row this is.
fn key<F: Field>(
    row: &Row<'_>,
    first: usize,
    request: &Request<'_, F>,
) -> Result<PageKey, StoreError> {
    let values = request.keys.iter().zip(first..);
    let values = values.map(|(&(field, _), column)| value(row, column, field.kind()));
    let mut values = values.collect::<rusqlite::Result<Vec<_>>>()?;
    let id = values.pop().flatten();
    let id = id.ok_or_else(|| StoreError::Corrupt("a row has no id".to_owned()))?;
    Ok(PageKey { values, id })
}

fn value(row: &Row<'_>, column: usize, kind: ValueKind) -> rusqlite::Result<Option<Value>> {
    Ok(match kind {
        ValueKind::Text => row.get::<_, Option<String>>(column)?.map(Value::Text),
        ValueKind::Integer => row.get::<_, Option<i64>>(column)?.map(Value::Integer),
        ValueKind::Time => row
            .get::<_, Option<i64>>(column)?
            .map(|seconds| Value::Time(Timestamp::from_seconds(seconds))),
        ValueKind::Uuid => row
            .get::<_, Option<[u8; 16]>>(column)?
            .map(|bytes| Value::Uuid(Uuid::from_bytes(bytes))),
        ValueKind::Bool => row.get::<_, Option<bool>>(column)?.map(Value::Bool),
    })
}
