//! Finding a page of a list by its counters.

use futures_util::future::join3;
use landfall_core::model::{PageRequest, View};
use tokio_postgres::Row;
use uuid::Uuid;

use super::Reading;
use crate::{
    StoreError,
    lists::{Class, Counted, Key, Level, List, Ranked, Span, adjust, against, around, find, total},
    postgres::{codec::get, error::Failure},
};

/// A list as it is seen from one organization, in a snapshot.
pub(in crate::postgres) struct Listing<'r> {
    reading: &'r Reading,
    list: List,
    scope: Uuid,
    classes: Vec<Class>,
    /// The blocks of the highest level that there is, which cover all of the list.
    blocks: Vec<Counted>,
    level: Level,
    /// What is not in the blocks yet.
    changes: Vec<(Key, i64)>,
}

fn key(row: &Row) -> Result<Key, StoreError> {
    Ok(Key {
        at: get(row, 0)?,
        id: get(row, 1)?,
    })
}

fn counted(row: &Row) -> Result<Counted, StoreError> {
    Ok(Counted {
        first: key(row)?,
        entries: get(row, 2)?,
    })
}

impl<'r> Listing<'r> {
    /// The list in view, of the classes that are asked for; none if the view is of nothing that exists.
    pub(in crate::postgres) async fn of(
        reading: &'r Reading,
        list: List,
        view: &View,
        class: Option<Class>,
    ) -> Result<Option<Self>, Failure> {
        let classes: Vec<Class> =
            class.map_or_else(|| (0..list.classes()).collect(), |class| vec![class]);
        // With a condition for each, so that a plan for any parameters is a good one.
        let (scope, root) = match view.root {
            Some(root) => (
                "SELECT id FROM organization WHERE tenant = $1 AND id = $2",
                Some(root.0),
            ),
            None => (
                "SELECT organization FROM tenant WHERE id = $1 AND $2::uuid IS NULL",
                None,
            ),
        };
        let number = list.number();
        let upper = format!(
            "SELECT at, id, {} FROM list_block WHERE scope = ({scope}) AND list = {number} AND level = 1 ORDER BY at, id",
            sum(&classes)
        );
        let changes = format!(
            "SELECT at, id, entries FROM list_change WHERE scope = ({scope}) AND list = {number} AND class IN ({})",
            all_of(&classes)
        );
        let tenant = view.tenant.as_str();
        // All are waited for: the first may only hear that another one has failed.
        let (found, upper, changes) = join3(
            reading.rows(scope, &[&tenant, &root]),
            reading.rows(&upper, &[&tenant, &root]),
            reading.rows(&changes, &[&tenant, &root]),
        )
        .await;
        let (found, upper, changes) = (found?, upper?, changes?);
        let Some(found) = found.first() else {
            return Ok(None);
        };
        let changes = changes.iter().map(|row| Ok((key(row)?, get(row, 2)?)));
        let mut listing = Self {
            reading,
            list,
            scope: get(found, 0)?,
            classes,
            blocks: upper.iter().map(counted).collect::<Result<_, _>>()?,
            level: Level::Upper,
            changes: changes.collect::<Result<_, StoreError>>()?,
        };
        if listing.blocks.is_empty() {
            listing.level = Level::Lower;
            listing.blocks = listing.lower(Span::ALL).await?;
        } else {
            adjust(&mut listing.blocks, Span::ALL, &listing.changes);
        }
        Ok(Some(listing))
    }

    /// Whose list it is.
    pub(in crate::postgres) fn scope(&self) -> Uuid {
        self.scope
    }

    /// How many rows it has.
    pub(in crate::postgres) fn total(&self) -> u64 {
        total(&self.blocks)
    }

    /// The rows of a page in the list's own order, or against it: `columns` of the list's table, called `f`.
    pub(in crate::postgres) async fn page(
        &mut self,
        columns: &str,
        request: PageRequest,
        ascending: bool,
    ) -> Result<Vec<Row>, Failure> {
        let total = self.total();
        let table = self.list.table();
        if ascending {
            let keys = against(self, request, total).await?;
            let ids: Vec<Uuid> = keys.into_iter().map(|key| key.id).collect();
            let sql = format!(
                "SELECT {columns} FROM unnest($1::uuid[]) WITH ORDINALITY AS e(id, position)
                 JOIN {table} f ON f.id = e.id ORDER BY e.position"
            );
            return self.reading.rows(&sql, &[&ids]).await;
        }
        if request.offset >= total || request.limit == 0 {
            return Ok(Vec::new());
        }
        let (span, skipped) = self.place(request.offset).await?;
        let sql = format!(
            "SELECT {columns} FROM ({}) e JOIN {table} f ON f.id = e.id ORDER BY e.at, e.id",
            self.entries()
        );
        let (limit, skipped) = (i64::from(request.limit), signed(skipped));
        let from = span.from;
        self.reading
            .rows(&sql, &[&self.scope, &from.at, &from.id, &limit, &skipped])
            .await
    }

    /// The part of a lower block in which the entry behind `skipped` others lies, and how many of those are in it.
    async fn place(&self, skipped: u64) -> Result<(Span, u64), Failure> {
        let (span, skipped) = find(&self.blocks, Span::ALL, skipped);
        if self.level == Level::Lower {
            return Ok((span, skipped));
        }
        let lower = self.lower(span).await?;
        Ok(find(&lower, span, skipped))
    }

    async fn lower(&self, span: Span) -> Result<Vec<Counted>, Failure> {
        let sql = format!(
            "SELECT at, id, {} FROM list_block WHERE scope = $1 AND list = {} AND level = 0
               AND (at, id) >= ($2, $3) AND (at, id) < ($4, $5) ORDER BY at, id",
            sum(&self.classes),
            self.list.number()
        );
        let (from, to) = (span.from, span.to);
        let rows = self
            .reading
            .rows(&sql, &[&self.scope, &from.at, &from.id, &to.at, &to.id])
            .await?;
        let mut lower = rows.iter().map(counted).collect::<Result<_, _>>()?;
        adjust(&mut lower, span, &self.changes);
        Ok(lower)
    }

    /// The statement for the entries from a key on: parameters are the scope, the key, how many, and how many to leave out
    /// before. The entries of each class are in order, and are merged as they are read.
    fn entries(&self) -> String {
        let number = self.list.number();
        let of_class = |class: &Class| {
            format!(
                "(SELECT at, id FROM list_entry WHERE scope = $1 AND list = {number} AND class = {class}
                   AND (at, id) >= ($2, $3) ORDER BY at, id LIMIT $4::bigint + $5::bigint)"
            )
        };
        let all: Vec<String> = self.classes.iter().map(of_class).collect();
        format!(
            "SELECT at, id FROM ({}) u ORDER BY at, id LIMIT $4::bigint OFFSET $5::bigint",
            all.join(" UNION ALL ")
        )
    }
}

impl Ranked for Listing<'_> {
    type Error = Failure;

    async fn keys(&mut self, skipped: u64, limit: u32) -> Result<Vec<Key>, Failure> {
        let (span, skipped) = self.place(skipped).await?;
        let (limit, skipped) = (i64::from(limit), signed(skipped));
        let from = span.from;
        let rows = self
            .reading
            .rows(
                &self.entries(),
                &[&self.scope, &from.at, &from.id, &limit, &skipped],
            )
            .await?;
        Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
    }

    async fn rank(&mut self, key: Key) -> Result<u64, Failure> {
        let (mut span, mut before) = around(&self.blocks, Span::ALL, key);
        if self.level == Level::Upper {
            let lower = self.lower(span).await?;
            let inner;
            (span, inner) = around(&lower, span, key);
            before += inner;
        }
        let sql = format!(
            "SELECT count(*) FROM list_entry WHERE scope = $1 AND list = {} AND class IN ({})
               AND (at, id) >= ($2, $3) AND (at, id) < ($4, $5)",
            self.list.number(),
            all_of(&self.classes)
        );
        let from = span.from;
        let rows = self
            .reading
            .rows(&sql, &[&self.scope, &from.at, &from.id, &key.at, &key.id])
            .await?;
        let inner: i64 = rows.first().map_or(Ok(0), |row| get(row, 0))?;
        Ok(before + inner.unsigned_abs())
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The entries of these classes in a block.
fn sum(classes: &[Class]) -> String {
    let columns: Vec<String> = classes.iter().map(|class| format!("c{class}")).collect();
    columns.join(" + ")
}

fn all_of(classes: &[Class]) -> String {
    let classes: Vec<String> = classes.iter().map(ToString::to_string).collect();
    classes.join(", ")
}
