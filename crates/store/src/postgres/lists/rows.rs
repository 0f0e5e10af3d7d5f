//! The rows that lists are made of, on one connection.

use deadpool_postgres::Object;
use tokio_postgres::Row;
use uuid::Uuid;

use super::counters::{Columns, change};
use crate::{
    StoreError,
    lists::{
        Block, CLASSES, Change, Class, Counts, Entry, Key, Level, List, ListRows, Portion, Span,
        Touched,
    },
    postgres::{
        codec::{get, number},
        error::Failure,
        write::Parameters,
    },
};

/// The rows that lists are made of.
pub(in crate::postgres) struct Rows<'c>(pub(in crate::postgres) &'c Object);

fn key(row: &Row) -> Result<Key, StoreError> {
    Ok(Key {
        at: get(row, 0)?,
        id: get(row, 1)?,
    })
}

fn block(row: &Row) -> Result<Block, StoreError> {
    let mut counts = [0; CLASSES];
    for (column, count) in (2..).zip(&mut counts) {
        *count = get(row, column)?;
    }
    Ok(Block {
        first: key(row)?,
        counts: Counts(counts),
    })
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    let class: i16 = get(row, 2)?;
    let unknown = |_| StoreError::Corrupt(format!("class {class} of an entry in a list"));
    Ok((key(row)?, Class::try_from(class).map_err(unknown)?))
}

/// Adds changes to the blocks of both levels that they fall into.
const ADD: &str = "WITH change AS (
       SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::bigint[], $5::uuid[], $6::bigint[])
         AS t(scope, list, class, at, id, entries)),
     target AS (
       SELECT c.scope, c.list, l.level, b.at, b.id, c.class, c.entries
       FROM change c CROSS JOIN (VALUES (0::smallint), (1::smallint)) AS l(level)
       CROSS JOIN LATERAL (SELECT at, id FROM list_block b
         WHERE b.scope = c.scope AND b.list = c.list AND b.level = l.level AND (b.at, b.id) <= (c.at, c.id)
         ORDER BY at DESC, id DESC LIMIT 1) b),
     total AS (
       SELECT scope, list, level, at, id,
         coalesce(sum(entries) FILTER (WHERE class = 0), 0)::bigint AS c0,
         coalesce(sum(entries) FILTER (WHERE class = 1), 0)::bigint AS c1,
         coalesce(sum(entries) FILTER (WHERE class = 2), 0)::bigint AS c2,
         coalesce(sum(entries) FILTER (WHERE class = 3), 0)::bigint AS c3,
         coalesce(sum(entries) FILTER (WHERE class = 4), 0)::bigint AS c4,
         coalesce(sum(entries) FILTER (WHERE class = 5), 0)::bigint AS c5,
         coalesce(sum(entries) FILTER (WHERE class = 6), 0)::bigint AS c6,
         coalesce(sum(entries) FILTER (WHERE class = 7), 0)::bigint AS c7
       FROM target GROUP BY scope, list, level, at, id)
     UPDATE list_block b SET c0 = b.c0 + t.c0, c1 = b.c1 + t.c1, c2 = b.c2 + t.c2, c3 = b.c3 + t.c3,
       c4 = b.c4 + t.c4, c5 = b.c5 + t.c5, c6 = b.c6 + t.c6, c7 = b.c7 + t.c7
     FROM total t WHERE b.scope = t.scope AND b.list = t.list AND b.level = t.level AND b.at = t.at AND b.id = t.id
     RETURNING b.at, b.id, b.list, b.scope, b.level, b.c0 + b.c1 + b.c2 + b.c3 + b.c4 + b.c5 + b.c6 + b.c7";
const PUT: &str = "INSERT INTO list_block (scope, list, level, at, id, c0, c1, c2, c3, c4, c5, c6, c7)
     SELECT $1, $2, $3, * FROM unnest($4::bigint[], $5::uuid[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
       $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
     ON CONFLICT (scope, list, level, at, id) DO UPDATE SET c0 = excluded.c0, c1 = excluded.c1, c2 = excluded.c2,
       c3 = excluded.c3, c4 = excluded.c4, c5 = excluded.c5, c6 = excluded.c6, c7 = excluded.c7";

impl Rows<'_> {
    async fn query(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, Failure> {
        let statement = self.0.prepare_cached(sql).await?;
        Ok(self.0.query(&statement, parameters).await?)
    }

    async fn run(&self, sql: &str, parameters: Parameters<'_>) -> Result<u64, Failure> {
        let statement = self.0.prepare_cached(sql).await?;
        Ok(self.0.execute(&statement, parameters).await?)
    }

    async fn count(&self, sql: &str) -> Result<u64, Failure> {
        let rows = self.query(sql, &[]).await?;
        Ok(rows.first().map_or(Ok(0), |row| number(row, 0))?)
    }
}

impl ListRows for Rows<'_> {
    type Error = Failure;

    async fn add(&mut self, changes: &[Change]) -> Result<Vec<Touched>, Failure> {
        let mut columns = Columns::default();
        for change in changes {
            columns.push(change);
        }
        let parameters = columns.parameters();
        let [scopes, lists, ..] = parameters;
        self.run(
            &format!(
                "INSERT INTO list_block (scope, list, level, at, id)
                 SELECT DISTINCT scope, list, 0::smallint, ({})::bigint, '{}'::uuid
                 FROM unnest($1::uuid[], $2::smallint[]) AS t(scope, list)
                 WHERE NOT EXISTS (SELECT 1 FROM list_block b
                   WHERE b.scope = t.scope AND b.list = t.list AND b.level = 0 AND b.at = ({0})::bigint AND b.id = '{1}')",
                Key::LOWEST.at,
                Key::LOWEST.id
            ),
            &[scopes, lists],
        )
        .await?;
        let rows = self.query(ADD, &parameters).await?;
        let mut touched = Vec::with_capacity(rows.len());
        for row in &rows {
            let (list, level): (i16, i16) = (get(row, 2)?, get(row, 4)?);
            let Some(&list) = List::ALL.iter().find(|known| known.number() == list) else {
                continue;
            };
            touched.push(Touched {
                list,
                scope: get(row, 3)?,
                level: if level == 0 {
                    Level::Lower
                } else {
                    Level::Upper
                },
                first: key(row)?,
                entries: get(row, 5)?,
            });
        }
        Ok(touched)
    }

    async fn span(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        at: Key,
    ) -> Result<Span, Failure> {
        let rows = self
            .query(
                "(SELECT at, id, true FROM list_block WHERE scope = $1 AND list = $2 AND level = $3 AND (at, id) <= ($4, $5)
                  ORDER BY at DESC, id DESC LIMIT 1)
                 UNION ALL
                 (SELECT at, id, false FROM list_block WHERE scope = $1 AND list = $2 AND level = $3 AND (at, id) > ($4, $5)
                  ORDER BY at, id LIMIT 1)",
                &[&scope, &list.number(), &level.number(), &at.at, &at.id],
            )
            .await?;
        let mut span = Span::ALL;
        for row in &rows {
            if get(row, 2)? {
                span.from = key(row)?;
            } else {
                span.to = key(row)?;
            }
        }
        Ok(span)
    }

    async fn blocks(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        span: Span,
    ) -> Result<Vec<Block>, Failure> {
        let (from, to) = (span.from, span.to);
        let rows = self
            .query(
                "SELECT at, id, c0, c1, c2, c3, c4, c5, c6, c7 FROM list_block WHERE scope = $1 AND list = $2 AND level = $3
                   AND (at, id) >= ($4, $5) AND (at, id) < ($6, $7) ORDER BY at, id",
                &[
                    &scope,
                    &list.number(),
                    &level.number(),
                    &from.at,
                    &from.id,
                    &to.at,
                    &to.id,
                ],
            )
            .await?;
        Ok(rows.iter().map(block).collect::<Result<_, _>>()?)
    }

    async fn counted_entries(
        &mut self,
        list: List,
        scope: Uuid,
        span: Span,
    ) -> Result<Vec<Entry>, Failure> {
        let (from, to) = (span.from, span.to);
        // In one statement, so of one snapshot: what has come since the changes were taken is in both tables or in neither.
        let rows = self
            .query(
                "SELECT at, id, class FROM (
                   SELECT at, id, class, 1 AS entries FROM list_entry WHERE scope = $1 AND list = $2 AND class = ANY($3)
                     AND (at, id) >= ($4, $5) AND (at, id) < ($6, $7)
                   UNION ALL
                   SELECT at, id, class, -entries FROM list_change WHERE scope = $1 AND list = $2
                     AND (at, id) >= ($4, $5) AND (at, id) < ($6, $7)) e
                 GROUP BY at, id, class HAVING sum(entries) > 0",
                &[
                    &scope,
                    &list.number(),
                    &all_classes(list),
                    &from.at,
                    &from.id,
                    &to.at,
                    &to.id,
                ],
            )
            .await?;
        Ok(rows.iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn put_blocks(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        blocks: &[Block],
    ) -> Result<(), Failure> {
        let ats: Vec<i64> = blocks.iter().map(|block| block.first.at).collect();
        let ids: Vec<Uuid> = blocks.iter().map(|block| block.first.id).collect();
        let counts: [Vec<i64>; CLASSES] = std::array::from_fn(|class| {
            let of_class = blocks
                .iter()
                .map(|block| block.counts.0.get(class).copied());
            of_class.map(Option::unwrap_or_default).collect()
        });
        let (list, level) = (list.number(), level.number());
        let [c0, c1, c2, c3, c4, c5, c6, c7] = &counts;
        self.run(
            PUT,
            &[
                &scope, &list, &level, &ats, &ids, c0, c1, c2, c3, c4, c5, c6, c7,
            ],
        )
        .await?;
        Ok(())
    }

    async fn remove_empty(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        first: Key,
    ) -> Result<(), Failure> {
        self.run(
            "DELETE FROM list_block b WHERE b.scope = $1 AND b.list = $2 AND b.level = $3 AND b.at = $4 AND b.id = $5
               AND (b.level = 1 OR NOT EXISTS (SELECT 1 FROM list_block u WHERE u.scope = $1 AND u.list = $2 AND u.level = 1
                 AND u.at = $4 AND u.id = $5))",
            &[&scope, &list.number(), &level.number(), &first.at, &first.id],
        )
        .await?;
        Ok(())
    }

    async fn next_scope(
        &mut self,
        list: List,
        after: Option<Uuid>,
    ) -> Result<Option<Uuid>, Failure> {
        let rows = self
            .query(
                "SELECT min(scope::text) FROM (
                   (SELECT scope FROM list_entry WHERE list = $1 AND ($2::uuid IS NULL OR scope > $2) ORDER BY scope LIMIT 1)
                   UNION ALL
                   (SELECT scope FROM list_block WHERE list = $1 AND ($2::uuid IS NULL OR scope > $2) ORDER BY scope LIMIT 1)
                   UNION ALL
                   (SELECT scope FROM list_change WHERE list = $1 AND ($2::uuid IS NULL OR scope > $2) ORDER BY scope LIMIT 1)) s",
                &[&list.number(), &after],
            )
            .await?;
        let text: Option<String> = rows.first().map_or(Ok(None), |row| get(row, 0))?;
        let unreadable = |error: uuid::Error| StoreError::Corrupt(error.to_string());
        let scope = text
            .map(|text| text.parse().map_err(unreadable))
            .transpose();
        Ok(scope?)
    }

    async fn entries_after(
        &mut self,
        list: List,
        scope: Uuid,
        after: Key,
        limit: u32,
    ) -> Result<Vec<Entry>, Failure> {
        let of_class = |class: Class| {
            format!(
                "(SELECT at, id, class FROM list_entry WHERE scope = $1 AND list = $2 AND class = {class}
                   AND (at, id) > ($3, $4) ORDER BY at, id LIMIT $5)"
            )
        };
        let all: Vec<String> = (0..list.classes()).map(of_class).collect();
        let sql = format!(
            "SELECT at, id, class FROM ({}) e ORDER BY at, id LIMIT $5",
            all.join(" UNION ALL ")
        );
        let rows = self
            .query(
                &sql,
                &[
                    &scope,
                    &list.number(),
                    &after.at,
                    &after.id,
                    &i64::from(limit),
                ],
            )
            .await?;
        Ok(rows.iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn unfolded(&mut self, list: List, scope: Uuid) -> Result<Vec<Change>, Failure> {
        let rows = self
            .query(
                "SELECT list, scope, class, at, id, entries FROM list_change WHERE scope = $1 AND list = $2",
                &[&scope, &list.number()],
            )
            .await?;
        let changes: Vec<Option<Change>> = rows.iter().map(change).collect::<Result<_, _>>()?;
        Ok(changes.into_iter().flatten().collect())
    }

    async fn count_rows(&mut self, list: List) -> Result<u64, Failure> {
        self.count(&format!("SELECT count(*) FROM {}", list.table()))
            .await
    }

    async fn count_entries(&mut self, list: List) -> Result<u64, Failure> {
        let number = list.number();
        self.count(&format!(
            "SELECT count(*) FROM list_entry WHERE list = {number}"
        ))
        .await
    }

    async fn portion(
        &mut self,
        list: List,
        after: Option<Uuid>,
        limit: u32,
        mend: bool,
    ) -> Result<Portion, Failure> {
        let (source, table, list) = (list.source(), list.table(), list.number());
        // A key before every row's stands for the beginning: no row has the lowest id.
        let after = after.unwrap_or(Uuid::nil());
        let rows = self
            .query(
                &format!(
                    "SELECT (array_agg(id ORDER BY id DESC))[1], count(*) FROM
                       (SELECT id FROM {table} WHERE id > $1 ORDER BY id LIMIT $2) r"
                ),
                &[&after, &i64::from(limit)],
            )
            .await?;
        let nothing = Portion {
            last: None,
            rows: 0,
            expected: 0,
            missing: 0,
        };
        let Some(row) = rows.first() else {
            return Ok(nothing);
        };
        let (end, rows): (Option<Uuid>, u64) = (get(row, 0)?, number(row, 1)?);
        let Some(end) = end else { return Ok(nothing) };
        let wanted = format!("{source} s JOIN organization_closure c ON c.descendant = s.holder");
        let same = format!(
            "e.scope = c.ancestor AND e.list = {list} AND e.class = s.class AND e.at = s.at AND e.id = s.id"
        );
        let counted = self
            .query(
                &format!(
                    "SELECT count(*), count(e.id) FROM {wanted} LEFT JOIN list_entry e ON {same}
                     WHERE s.id > $1 AND s.id <= $2"
                ),
                &[&after, &end],
            )
            .await?;
        let (expected, found): (u64, u64) = match counted.first() {
            Some(row) => (number(row, 0)?, number(row, 1)?),
            None => (0, 0),
        };
        if mend && found < expected {
            self.run(
                &format!(
                    "INSERT INTO list_entry (scope, list, class, at, id)
                     SELECT c.ancestor, {list}, s.class, s.at, s.id FROM {wanted} WHERE s.id > $1 AND s.id <= $2
                     ON CONFLICT DO NOTHING"
                ),
                &[&after, &end],
            )
            .await?;
        }
        Ok(Portion {
            last: Some(end),
            rows,
            expected,
            missing: expected - found,
        })
    }

    async fn remove_surplus(&mut self, list: List, scope: Uuid) -> Result<u64, Failure> {
        let (source, list) = (list.source(), list.number());
        self.run(
            &format!(
                "DELETE FROM list_entry e WHERE e.scope = $1 AND e.list = {list} AND NOT EXISTS (
                   SELECT 1 FROM {source} s JOIN organization_closure c ON c.descendant = s.holder AND c.ancestor = $1
                   WHERE s.id = e.id AND s.class = e.class AND s.at = e.at)"
            ),
            &[&scope],
        )
        .await
    }

    async fn clear_blocks(&mut self, list: List) -> Result<(), Failure> {
        for table in ["list_block", "list_change"] {
            let sql = format!("DELETE FROM {table} WHERE list = $1");
            self.run(&sql, &[&list.number()]).await?;
        }
        Ok(())
    }
}

fn all_classes(list: List) -> Vec<i16> {
    (0..list.classes()).map(i16::from).collect()
}
