//! The rows that lists are made of, on one connection.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params, params_from_iter};
use uuid::Uuid;

use crate::{
    StoreError,
    lists::{
        Block, CLASSES, Change, Class, Counts, Entry, Key, Level, List, ListRows, Portion, Span,
        Touched,
    },
    sqlite::codec::uuid,
};

/// The rows that lists are made of.
pub(in crate::sqlite) struct Rows<'c>(pub(in crate::sqlite) &'c Connection);

const PUT: &str = "INSERT INTO list_block (scope, list, level, at, id, c0, c1, c2, c3, c4, c5, c6, c7)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET c0 = excluded.c0, c1 = excluded.c1, c2 = excluded.c2, c3 = excluded.c3,
       c4 = excluded.c4, c5 = excluded.c5, c6 = excluded.c6, c7 = excluded.c7";
const BLOCKS: &str = "SELECT at, id, c0, c1, c2, c3, c4, c5, c6, c7 FROM list_block
     WHERE scope = ?1 AND list = ?2 AND level = ?3 AND (at, id) >= (?4, ?5) AND (at, id) < (?6, ?7) ORDER BY at, id";
const BLOCK_AT: &str = "SELECT at, id, c0, c1, c2, c3, c4, c5, c6, c7 FROM list_block
     WHERE scope = ?1 AND list = ?2 AND level = ?3 AND (at, id) <= (?4, ?5) ORDER BY at DESC, id DESC LIMIT 1";
const BLOCK_BEHIND: &str = "SELECT at, id FROM list_block
     WHERE scope = ?1 AND list = ?2 AND level = ?3 AND (at, id) > (?4, ?5) ORDER BY at, id LIMIT 1";

fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key {
        at: row.get(0)?,
        id: uuid(row, 1)?,
    })
}

fn block(row: &Row<'_>) -> rusqlite::Result<Block> {
    let mut counts = [0; CLASSES];
    for (column, count) in (2..).zip(&mut counts) {
        *count = row.get(column)?;
    }
    Ok(Block {
        first: key(row)?,
        counts: Counts(counts),
    })
}

fn id_option(id: Option<Uuid>) -> Option<[u8; 16]> {
    id.map(Uuid::into_bytes)
}

impl Rows<'_> {
    fn keys<T>(
        &self,
        sql: &str,
        (list, scope, level): (List, Uuid, Level),
        key: Key,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let found = statement.query_row(
            params![
                scope.as_bytes(),
                list.number(),
                level.number(),
                key.at,
                key.id.as_bytes()
            ],
            read,
        );
        Ok(found.optional()?)
    }

    fn put(
        &self,
        (list, scope, level): (List, Uuid, Level),
        block: &Block,
    ) -> Result<(), StoreError> {
        let (list, level) = (list.number(), level.number());
        let (scope, id) = (scope.into_bytes(), block.first.id.into_bytes());
        let place: [&dyn ToSql; 5] = [&scope, &list, &level, &block.first.at, &id];
        let counts = block.counts.0.iter().map(|count| count as &dyn ToSql);
        self.0
            .prepare_cached(PUT)?
            .execute(params_from_iter(place.into_iter().chain(counts)))?;
        Ok(())
    }

    /// Puts changes of one scope into the blocks of a level.
    fn add_to(
        &self,
        place: (List, Uuid, Level),
        mut changes: &[Change],
        touched: &mut Vec<Touched>,
    ) -> Result<(), StoreError> {
        while let [change, ..] = changes {
            let found = self.keys(BLOCK_AT, place, change.key, block)?;
            let mut block = match found {
                Some(block) => block,
                None if place.2 == Level::Upper => return Ok(()),
                None => Block {
                    first: Key::LOWEST,
                    counts: Counts::default(),
                },
            };
            let next = self.keys(BLOCK_BEHIND, place, change.key, key)?;
            let next = next.unwrap_or(Key::HIGHEST);
            let (here, behind) =
                changes.split_at(changes.partition_point(|change| change.key < next).max(1));
            for change in here {
                block.counts.add(change.class, change.entries);
            }
            self.put(place, &block)?;
            touched.push(Touched {
                list: place.0,
                scope: place.1,
                level: place.2,
                first: block.first,
                entries: block.counts.sum(),
            });
            changes = behind;
        }
        Ok(())
    }
}

impl ListRows for Rows<'_> {
    type Error = StoreError;

    async fn add(&mut self, changes: &[Change]) -> Result<Vec<Touched>, StoreError> {
        let mut touched = Vec::new();
        let of_scope = |a: &Change, b: &Change| (a.list, a.scope) == (b.list, b.scope);
        for changes in changes.chunk_by(of_scope) {
            let [change, ..] = changes else { continue };
            for level in [Level::Lower, Level::Upper] {
                self.add_to((change.list, change.scope, level), changes, &mut touched)?;
            }
        }
        Ok(touched)
    }

    async fn span(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        at: Key,
    ) -> Result<Span, StoreError> {
        let place = (list, scope, level);
        let found = self.keys(BLOCK_AT, place, at, key)?;
        let next = self.keys(BLOCK_BEHIND, place, at, key)?;
        Ok(Span {
            from: found.unwrap_or(Key::LOWEST),
            to: next.unwrap_or(Key::HIGHEST),
        })
    }

    async fn blocks(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        span: Span,
    ) -> Result<Vec<Block>, StoreError> {
        let mut statement = self.0.prepare_cached(BLOCKS)?;
        let blocks = statement.query_map(
            params![
                scope.as_bytes(),
                list.number(),
                level.number(),
                span.from.at,
                span.from.id.as_bytes(),
                span.to.at,
                span.to.id.as_bytes(),
            ],
            block,
        )?;
        Ok(blocks.collect::<Result<_, _>>()?)
    }

    async fn counted_entries(
        &mut self,
        list: List,
        scope: Uuid,
        span: Span,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        let mut statement = self.0.prepare_cached(
            "SELECT at, id FROM list_entry WHERE scope = ?1 AND list = ?2 AND class = ?3
               AND (at, id) >= (?4, ?5) AND (at, id) < (?6, ?7)",
        )?;
        for class in 0..list.classes() {
            let keys = statement.query_map(
                params![
                    scope.as_bytes(),
                    list.number(),
                    class,
                    span.from.at,
                    span.from.id.as_bytes(),
                    span.to.at,
                    span.to.id.as_bytes(),
                ],
                key,
            )?;
            for key in keys {
                entries.push((key?, class));
            }
        }
        Ok(entries)
    }

    async fn put_blocks(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        blocks: &[Block],
    ) -> Result<(), StoreError> {
        let mut blocks = blocks.iter();
        blocks.try_for_each(|block| self.put((list, scope, level), block))
    }

    async fn remove_empty(
        &mut self,
        list: List,
        scope: Uuid,
        level: Level,
        first: Key,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM list_block WHERE scope = ?1 AND list = ?2 AND level = ?3 AND at = ?4 AND id = ?5
               AND (level = 1 OR NOT EXISTS (SELECT 1 FROM list_block u WHERE u.scope = ?1 AND u.list = ?2 AND u.level = 1
                 AND u.at = ?4 AND u.id = ?5))";
        let (list, level) = (list.number(), level.number());
        self.0.prepare_cached(sql)?.execute(params![
            scope.as_bytes(),
            list,
            level,
            first.at,
            first.id.as_bytes()
        ])?;
        Ok(())
    }

    async fn next_scope(
        &mut self,
        list: List,
        after: Option<Uuid>,
    ) -> Result<Option<Uuid>, StoreError> {
        let mut next: Option<Uuid> = None;
        for table in ["list_entry", "list_block"] {
            let sql = format!(
                "SELECT scope FROM {table} WHERE list = ?1 AND scope > coalesce(?2, x'') ORDER BY scope LIMIT 1"
            );
            let mut statement = self.0.prepare_cached(&sql)?;
            let found = statement
                .query_row(params![list.number(), id_option(after)], |row| uuid(row, 0))
                .optional()?;
            next = [next, found].into_iter().flatten().min();
        }
        Ok(next)
    }

    async fn entries_after(
        &mut self,
        list: List,
        scope: Uuid,
        after: Key,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let of_class = |class: Class| {
            format!(
                "SELECT at, id, class FROM list_entry
                 WHERE scope = ?1 AND list = ?2 AND class = {class} AND (at, id) > (?3, ?4)"
            )
        };
        let all: Vec<String> = (0..list.classes()).map(of_class).collect();
        let sql = format!("{} ORDER BY at, id LIMIT ?5", all.join(" UNION ALL "));
        let mut statement = self.0.prepare_cached(&sql)?;
        let entries = statement.query_map(
            params![
                scope.as_bytes(),
                list.number(),
                after.at,
                after.id.as_bytes(),
                limit
            ],
            |row| Ok((key(row)?, row.get(2)?)),
        )?;
        Ok(entries.collect::<Result<_, _>>()?)
    }

    async fn unfolded(&mut self, _: List, _: Uuid) -> Result<Vec<Change>, StoreError> {
        Ok(Vec::new())
    }

    async fn count_rows(&mut self, list: List) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM {}", list.table());
        let mut statement = self.0.prepare_cached(&sql)?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    async fn count_entries(&mut self, list: List) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM list_entry WHERE list = ?";
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.query_row([list.number()], |row| row.get(0))?)
    }

    async fn portion(
        &mut self,
        list: List,
        after: Option<Uuid>,
        limit: u32,
        mend: bool,
    ) -> Result<Portion, StoreError> {
        let (source, table, number) = (list.source(), list.table(), list.number());
        let sql = format!(
            "SELECT max(id), count(*) FROM (SELECT id FROM {table} WHERE id > coalesce(?1, x'') ORDER BY id LIMIT ?2)"
        );
        let (end, rows): (Option<[u8; 16]>, u64) = self
            .0
            .prepare_cached(&sql)?
            .query_row(params![id_option(after), limit], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let range = params![id_option(after), end];
        // Rows first: in this order each of the joins is a search.
        let wanted =
            format!("{source} s CROSS JOIN organization_closure c ON c.descendant = s.holder");
        let here = "s.id > coalesce(?1, x'') AND s.id <= ?2";
        let same = format!(
            "e.scope = c.ancestor AND e.list = {number} AND e.class = s.class AND e.at = s.at AND e.id = s.id"
        );
        let sql = format!(
            "SELECT count(*), count(e.id) FROM {wanted} LEFT JOIN list_entry e ON {same} WHERE {here}"
        );
        let (expected, found): (u64, u64) = self
            .0
            .prepare_cached(&sql)?
            .query_row(range, |row| Ok((row.get(0)?, row.get(1)?)))?;
        if mend && found < expected {
            let sql = format!(
                "INSERT INTO list_entry (scope, list, class, at, id)
                 SELECT c.ancestor, {number}, s.class, s.at, s.id FROM {wanted} WHERE {here} ON CONFLICT DO NOTHING"
            );
            self.0.prepare_cached(&sql)?.execute(range)?;
        }
        Ok(Portion {
            last: end.map(Uuid::from_bytes),
            rows,
            expected,
            missing: expected - found,
        })
    }

    async fn remove_surplus(&mut self, list: List, scope: Uuid) -> Result<u64, StoreError> {
        let (source, number) = (list.source(), list.number());
        let sql = format!(
            "DELETE FROM list_entry WHERE scope = ?1 AND list = {number} AND NOT EXISTS (
               SELECT 1 FROM {source} s JOIN organization_closure c ON c.descendant = s.holder AND c.ancestor = ?1
               WHERE s.id = list_entry.id AND s.class = list_entry.class AND s.at = list_entry.at)"
        );
        let removed = self.0.prepare_cached(&sql)?.execute([scope.as_bytes()])?;
        Ok(removed as u64)
    }

    async fn clear_blocks(&mut self, list: List) -> Result<(), StoreError> {
        let sql = "DELETE FROM list_block WHERE list = ?";
        self.0.prepare_cached(sql)?.execute([list.number()])?;
        Ok(())
    }
}
