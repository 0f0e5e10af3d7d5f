//! Finding a page of a list by its counters.

use futures_util::FutureExt;
use landfall_core::model::{PageRequest, View};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::counters::waits;
use crate::{
    StoreError,
    lists::{Class, Counted, Key, Level, List, Ranked, Span, against, around, find, total},
    sqlite::codec::uuid,
};

/// A list as it is seen from one organization.
pub(in crate::sqlite) struct Listing<'c> {
    connection: &'c Connection,
    list: List,
    scope: [u8; 16],
    classes: Vec<Class>,
    /// The blocks of the highest level that there is, which cover all of the list.
    blocks: Vec<Counted>,
    level: Level,
}

impl<'c> Listing<'c> {
    /// The list in view, of the classes that are asked for; none if the view is of nothing that exists.
    pub(in crate::sqlite) fn of(
        connection: &'c Connection,
        list: List,
        view: &View,
        class: Option<Class>,
    ) -> Result<Option<Self>, StoreError> {
        let tenant = view.tenant.as_str();
        let scope: Option<[u8; 16]> = match view.root {
            Some(root) => connection
                .prepare_cached("SELECT id FROM organization WHERE id = ? AND tenant = ?")?
                .query_row(params![root.0.as_bytes(), tenant], |row| row.get(0)),
            None => connection
                .prepare_cached("SELECT organization FROM tenant WHERE id = ?")?
                .query_row([tenant], |row| row.get(0)),
        }
        .optional()?;
        let Some(scope) = scope else { return Ok(None) };
        let mut listing = Self {
            connection,
            list,
            scope,
            classes: class.map_or_else(|| (0..list.classes()).collect(), |class| vec![class]),
            blocks: Vec::new(),
            level: Level::Upper,
        };
        listing.blocks = listing.counted(Level::Upper, Span::ALL)?;
        if listing.blocks.is_empty() {
            listing.level = Level::Lower;
            listing.blocks = listing.counted(Level::Lower, Span::ALL)?;
        }
        Ok(Some(listing))
    }

    /// Whose list it is.
    pub(in crate::sqlite) fn scope(&self) -> [u8; 16] {
        self.scope
    }

    /// How many rows it has.
    pub(in crate::sqlite) fn total(&self) -> u64 {
        total(&self.blocks)
    }

    /// The ids of a page in the list's own order, or against it.
    pub(in crate::sqlite) fn page(
        &mut self,
        request: PageRequest,
        ascending: bool,
    ) -> Result<Vec<Uuid>, StoreError> {
        let total = self.total();
        let keys = if ascending {
            let keys = against(self, request, total).now_or_never();
            keys.unwrap_or_else(|| Err(waits()))?
        } else if request.offset < total {
            self.stretch(request.offset, request.limit)?
        } else {
            Vec::new()
        };
        Ok(keys.into_iter().map(|key| key.id).collect())
    }

    /// The part of a lower block in which the entry behind `skipped` others lies, and how many of those are in it.
    fn place(&self, skipped: u64) -> Result<(Span, u64), StoreError> {
        let (span, skipped) = find(&self.blocks, Span::ALL, skipped);
        if self.level == Level::Lower {
            return Ok((span, skipped));
        }
        let lower = self.counted(Level::Lower, span)?;
        Ok(find(&lower, span, skipped))
    }

    fn stretch(&self, skipped: u64, limit: u32) -> Result<Vec<Key>, StoreError> {
        let (span, skipped) = self.place(skipped)?;
        self.keys(span.from, skipped, limit)
    }

    fn counted(&self, level: Level, span: Span) -> Result<Vec<Counted>, StoreError> {
        let columns: Vec<String> = self
            .classes
            .iter()
            .map(|class| format!("c{class}"))
            .collect();
        let counted = |row: &Row<'_>| {
            let (at, id) = (row.get(0)?, uuid(row, 1)?);
            Ok(Counted {
                first: Key { at, id },
                entries: row.get(2)?,
            })
        };
        let sql = format!(
            "SELECT at, id, {} FROM list_block WHERE scope = ?1 AND list = ?2 AND level = ?3
               AND (at, id) >= (?4, ?5) AND (at, id) < (?6, ?7) ORDER BY at, id",
            columns.join(" + ")
        );
        let blocks = self
            .connection
            .prepare_cached(&sql)?
            .query_map(
                params![
                    self.scope,
                    self.list.number(),
                    level.number(),
                    span.from.at,
                    span.from.id.as_bytes(),
                    span.to.at,
                    span.to.id.as_bytes(),
                ],
                counted,
            )?
            .collect::<Result<_, _>>()?;
        Ok(blocks)
    }

    /// Keys from one on, behind so many others. The entries of each class are in order; SQLite merges them as it goes.
    fn keys(&self, from: Key, skipped: u64, limit: u32) -> Result<Vec<Key>, StoreError> {
        let of_class = |class: &Class| {
            format!(
                "SELECT at, id FROM list_entry WHERE scope = ?1 AND list = ?2 AND class = {class} AND (at, id) >= (?3, ?4)"
            )
        };
        let all: Vec<String> = self.classes.iter().map(of_class).collect();
        let sql = format!(
            "{} ORDER BY at, id LIMIT ?5 OFFSET ?6",
            all.join(" UNION ALL ")
        );
        let keys = self
            .connection
            .prepare_cached(&sql)?
            .query_map(
                params![
                    self.scope,
                    self.list.number(),
                    from.at,
                    from.id.as_bytes(),
                    limit,
                    i64::try_from(skipped).unwrap_or(i64::MAX),
                ],
                |row| {
                    let (at, id) = (row.get(0)?, uuid(row, 1)?);
                    Ok(Key { at, id })
                },
            )?
            .collect::<Result<_, _>>()?;
        Ok(keys)
    }
}

impl Ranked for Listing<'_> {
    type Error = StoreError;

    async fn keys(&mut self, skipped: u64, limit: u32) -> Result<Vec<Key>, StoreError> {
        self.stretch(skipped, limit)
    }

    async fn rank(&mut self, key: Key) -> Result<u64, StoreError> {
        let (mut span, mut before) = around(&self.blocks, Span::ALL, key);
        if self.level == Level::Upper {
            let lower = self.counted(Level::Lower, span)?;
            let inner;
            (span, inner) = around(&lower, span, key);
            before += inner;
        }
        let of_class = |class: &Class| {
            format!(
                "(SELECT count(*) FROM list_entry WHERE scope = ?1 AND list = ?2 AND class = {class}
                   AND (at, id) >= (?3, ?4) AND (at, id) < (?5, ?6))"
            )
        };
        let all: Vec<String> = self.classes.iter().map(of_class).collect();
        let sql = format!("SELECT {}", all.join(" + "));
        let inner: u64 = self.connection.prepare_cached(&sql)?.query_row(
            params![
                self.scope,
                self.list.number(),
                span.from.at,
                span.from.id.as_bytes(),
                key.at,
                key.id.as_bytes(),
            ],
            |row| row.get(0),
        )?;
        Ok(before + inner)
    }
}
