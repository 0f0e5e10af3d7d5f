//! What tables there are, as the database's own catalogue says.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use crate::{
    StoreError,
    whole::{Column, Kind, Table, in_order, moves},
};

/// Every table of the record with its columns, each table behind those it refers to.
pub(super) async fn tables(transaction: &Client) -> Result<Vec<Table>, StoreError> {
    let rows = transaction
        .query(
            "SELECT c.relname::text, a.attname::text, t.typname::text, a.attidentity <> '',
               array_position(i.indkey::int2[], a.attnum)
             FROM pg_class c
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             JOIN pg_type t ON t.oid = a.atttypid
             LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
             WHERE c.relnamespace = 'landfall'::regnamespace AND c.relkind = 'r'
             ORDER BY c.relname, a.attnum",
            &[],
        )
        .await?;
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut keys: BTreeMap<String, Vec<(i32, String)>> = BTreeMap::new();
    for row in &rows {
        let (name, column, kind): (String, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if !moves(&name) {
            continue;
        }
        let is_identity: bool = row.try_get(3)?;
        let in_key: Option<i32> = row.try_get(4)?;
        let kind = Kind::of_type(&kind).ok_or_else(|| {
            StoreError::Engine(format!(
                "{name}.{column} is of the type {kind}, which the other engine does not have"
            ))
        })?;
        let table = tables.entry(name.clone()).or_insert_with(|| Table {
            name: name.clone(),
            columns: Vec::new(),
            order: Vec::new(),
            identity: None,
        });
        if is_identity {
            table.identity = Some(column.clone());
        }
        if let Some(place) = in_key {
            keys.entry(name).or_default().push((place, column.clone()));
        }
        table.columns.push(Column { name: column, kind });
    }
    for (name, table) in &mut tables {
        let mut key = keys.remove(name).unwrap_or_default();
        key.sort_unstable();
        table.order = match &table.identity {
            // The order in which rows were made is what the other engine's own numbers follow.
            Some(identity) => vec![identity.clone()],
            None => key.into_iter().map(|(_, column)| column).collect(),
        };
    }
    let references = transaction
        .query(
            "SELECT c.relname::text, f.relname::text FROM pg_constraint k
             JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
             WHERE k.contype = 'f' AND k.connamespace = 'landfall'::regnamespace",
            &[],
        )
        .await?;
    let references = references
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    in_order(tables.into_values().collect(), &references)
}

/// The sequence behind a column that numbers rows by itself.
pub(super) const SEQUENCE: &str =
    "SELECT pg_get_serial_sequence(format('landfall.%I', $1::text), $2::text)";
