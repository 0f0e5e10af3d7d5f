//! Which way to the rows of a page: along an index that has the list's order, or by gathering the rows of the view and
//! sorting them. SQLite keeps no statistics here and would guess; what is asked for and how many rows there are says it.

use landfall_core::model::{
    FulfillmentField, FulfillmentOrder, FulfillmentStatus, PageRequest, View,
};

use crate::lists::{List, fulfillment_class};

/// The partners in view, over the parameters tenant and root: only they sell.
const PARTNERS: &str = "SELECT o.id FROM organization o WHERE o.tenant = ?1 AND o.kind <> 'customer'
       AND EXISTS (SELECT 1 FROM organization_closure c WHERE c.descendant = o.id AND c.ancestor = ?2)";

/// How many entries of an index can be passed in the time that gathering and sorting one row takes.
const PASSED_PER_GATHERED: u128 = 40;
/// How many rows of the table can be passed in the time that fetching one by its entry takes.
const PASSED_PER_FETCHED: u128 = 20;

/// Which rows a list has. Its statements have the parameters tenant and scope: the organization whose list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Question {
    /// Whether the view is of a part of the tenant.
    of_part: bool,
    /// The status that is asked for.
    status: Option<FulfillmentStatus>,
}

/// The part of a list that is wanted, seen from the end that is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Whether it is counted from the list's end.
    pub(super) from_end: bool,
    /// How many rows lie before it, from there.
    pub(super) skipped: i64,
    /// How many rows it has; at least one.
    pub(super) rows: i64,
}

impl Stretch {
    /// What `request` wants of a list of `total` rows; none if that is nothing.
    pub(super) fn of(request: PageRequest, total: u64) -> Option<Self> {
        let behind = total.checked_sub(request.offset)?;
        let rows = behind.min(request.limit.into());
        if rows == 0 {
            return None;
        }
        let after = behind - rows;
        Some(Self {
            from_end: after < request.offset,
            skipped: i64::try_from(after.min(request.offset)).ok()?,
            rows: i64::try_from(rows).ok()?,
        })
    }
}

/// A way to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Path {
    /// By the tenant's index of creation, which is in order.
    Creation,
    /// By the entries of the counted list, which are of the rows in question alone.
    Entries,
    /// Through the whole table.
    Table,
}

impl Path {
    /// The shortest way to a stretch of the `total` rows in question, of `all` in the table.
    pub(super) fn choose(
        sort: &[FulfillmentOrder],
        stretch: &Stretch,
        total: u64,
        all: u64,
    ) -> Self {
        let (total, all) = (u128::from(total), u128::from(all));
        if let [(FulfillmentField::CreatedAt, _)] = sort {
            let up_to = u128::from((stretch.skipped + stretch.rows).unsigned_abs());
            // As if the rows in question were spread evenly among all.
            let passed = up_to * all / total.max(1);
            if passed <= total * PASSED_PER_GATHERED {
                return Self::Creation;
            }
        }
        if total * PASSED_PER_FETCHED > all {
            Self::Table
        } else {
            Self::Entries
        }
    }
}

impl Question {
    /// The list of what is in `view`.
    pub(super) fn new(view: &View, status: Option<FulfillmentStatus>) -> Self {
        Self {
            of_part: view.root.is_some(),
            status,
        }
    }

    /// The statement that gives row numbers in `order`; limit and offset are two parameters more. Each names all its
    /// parameters, also where one of them is not needed.
    pub(super) fn numbers(self, path: Path, order: &str) -> String {
        let rows = match path {
            Path::Creation => self.of_table("INDEXED BY fulfillment_by_creation"),
            Path::Table => self.of_table("NOT INDEXED"),
            Path::Entries => self.of_entries(),
        };
        format!("SELECT f.rowid FROM {rows} ORDER BY {order} LIMIT ?3 OFFSET ?4")
    }

    fn of_table(self, hint: &str) -> String {
        let part = if self.of_part {
            format!("f.seller IN ({PARTNERS})")
        } else {
            "?2 IS NOT NULL".to_owned()
        };
        let status = self.status.map_or_else(String::new, |status| {
            format!(" AND f.status = '{}'", status.as_str())
        });
        format!("fulfillment f {hint} WHERE f.tenant = ?1 AND {part}{status}")
    }

    fn of_entries(self) -> String {
        let list = List::Fulfillments;
        let class = self.status.map_or_else(String::new, |status| {
            format!(" AND e.class = {}", fulfillment_class(status))
        });
        format!(
            "list_entry e CROSS JOIN fulfillment f ON f.id = e.id
             WHERE ?1 IS NOT NULL AND e.scope = ?2 AND e.list = {}{class}",
            list.number()
        )
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::model::Direction;
    use proptest::prelude::*;

    use super::*;

    const OLDEST: [FulfillmentOrder; 1] = [(FulfillmentField::CreatedAt, Direction::Ascending)];
    const BY_USER: [FulfillmentOrder; 1] = [(FulfillmentField::User, Direction::Ascending)];

    fn choose(sort: &[FulfillmentOrder], offset: u64, total: u64) -> Path {
        let request = PageRequest { offset, limit: 25 };
        let stretch = Stretch::of(request, total).unwrap();
        Path::choose(sort, &stretch, total, 1_000_000)
    }

    #[test]
    fn a_whole_tenant_is_walked_in_order_wherever_the_page_lies() {
        for offset in [0, 500_000, 999_975] {
            assert_eq!(choose(&OLDEST, offset, 1_000_000), Path::Creation);
        }
    }

    #[test]
    fn few_rows_among_many_are_gathered() {
        assert_eq!(choose(&OLDEST, 0, 300), Path::Entries);
        assert_eq!(choose(&BY_USER, 0, 300), Path::Entries);
    }

    #[test]
    fn an_order_that_no_index_has_goes_through_the_table_when_most_of_it_is_asked_for() {
        assert_eq!(choose(&BY_USER, 0, 900_000), Path::Table);
    }

    proptest! {
        #[test]
        fn a_stretch_is_the_page_from_the_nearer_end(
            offset in prop_oneof![0_u64..200, any::<u64>()],
            limit in prop_oneof![0_u32..60, any::<u32>()],
            total in 0_u64..200,
        ) {
            let whole: Vec<u64> = (0..total).collect();
            let page = whole.iter().copied().skip(usize::try_from(offset).unwrap_or(usize::MAX)).take(limit as usize);
            let page: Vec<u64> = page.collect();
            match Stretch::of(PageRequest { offset, limit }, total) {
                None => prop_assert!(page.is_empty()),
                Some(stretch) => {
                    let (skipped, rows) = (usize::try_from(stretch.skipped).unwrap(), usize::try_from(stretch.rows).unwrap());
                    let mut found: Vec<u64> = if stretch.from_end {
                        whole.iter().rev().copied().skip(skipped).take(rows).collect()
                    } else {
                        whole.iter().copied().skip(skipped).take(rows).collect()
                    };
                    if stretch.from_end {
                        found.reverse();
                    }
                    prop_assert_eq!(found, page);
                    prop_assert!(2 * stretch.skipped.unsigned_abs() <= total);
                }
            }
        }
    }
}
