//! Which way to the rows of a page: along an index that has the list's order, or by gathering the rows of the view and
//! sorting them. SQLite keeps no statistics here and would guess; what is asked for and how many rows there are says it.

use landfall_core::model::{
    FulfillmentField, FulfillmentOrder, FulfillmentStatus, PageRequest, View,
};

/// The partners in view, over the parameters tenant and root: only they sell.
const PARTNERS: &str = "SELECT o.id FROM organization o WHERE o.tenant = ?1 AND o.kind <> 'customer'
       AND EXISTS (SELECT 1 FROM organization_closure c WHERE c.descendant = o.id AND c.ancestor = ?2)";

/// How many entries of an index can be passed in the time that gathering and sorting one row takes.
const PASSED_PER_GATHERED: u128 = 4;
/// How many rows of the table can be passed in the time that fetching one by its number takes.
const PASSED_PER_FETCHED: u128 = 6;

/// Which rows a list has. Its statements have the parameters tenant, root and status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Question {
    /// Whether the view is of a part of the tenant.
    of_part: bool,
    /// Whether one status is asked for.
    of_status: bool,
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
    /// By an index that begins with the tenant.
    OfTenant(&'static str),
    /// By each partner's part of the index of sellers.
    OfPartners,
    /// Through the whole table.
    Table,
}

const BY_UPDATE: Path = Path::OfTenant("fulfillment_by_update");
const BY_STATUS: Path = Path::OfTenant("fulfillment_by_status");
const BY_CREATION: Path = Path::OfTenant("fulfillment_by_creation");

impl Path {
    /// The shortest way to a stretch of the `total` rows in question, of `all` in the table.
    pub(super) fn choose(
        question: Question,
        sort: &[FulfillmentOrder],
        stretch: &Stretch,
        total: u64,
        all: u64,
    ) -> Self {
        let (total, all) = (u128::from(total), u128::from(all));
        let in_order = match sort {
            [(FulfillmentField::UpdatedAt, _)] if question.of_status => Some(BY_STATUS),
            [(FulfillmentField::UpdatedAt, _)] => Some(BY_UPDATE),
            [(FulfillmentField::CreatedAt, _)] => Some(BY_CREATION),
            _ => None,
        };
        let gathered = question.gathered();
        match in_order {
            Some(path) => {
                let up_to = u128::from((stretch.skipped + stretch.rows).unsigned_abs());
                // As if the rows in question were spread evenly among all.
                let passed = up_to * all / total;
                if passed <= total * PASSED_PER_GATHERED {
                    path
                } else {
                    gathered
                }
            }
            None if total * PASSED_PER_FETCHED > all => Self::Table,
            None => gathered,
        }
    }
}

impl Question {
    /// The list of what is in `view`.
    pub(super) fn new(view: &View, status: Option<FulfillmentStatus>) -> Self {
        Self {
            of_part: view.root.is_some(),
            of_status: status.is_some(),
        }
    }

    /// The path that meets no other rows than those in question.
    fn gathered(self) -> Path {
        match self {
            Self { of_part: true, .. } => Path::OfPartners,
            Self {
                of_status: true, ..
            } => BY_STATUS,
            _ => BY_UPDATE,
        }
    }

    /// The statement that counts the rows.
    pub(super) fn count(self) -> String {
        let rows = self.rows(self.gathered());
        format!("SELECT count(*) FROM fulfillment {rows}")
    }

    /// The statement that gives row numbers in `order`; limit and offset are two parameters more.
    pub(super) fn numbers(self, path: Path, order: &str) -> String {
        let rows = self.rows(path);
        format!("SELECT rowid FROM fulfillment {rows} ORDER BY {order} LIMIT ?4 OFFSET ?5")
    }

    /// The rows in question. Each statement names all its parameters, also where one of them is not needed.
    fn rows(self, path: Path) -> String {
        let hint = match path {
            Path::OfTenant(index) => format!("INDEXED BY {index}"),
            Path::OfPartners => "INDEXED BY fulfillment_by_seller".to_owned(),
            Path::Table => "NOT INDEXED".to_owned(),
        };
        let tenant = match path {
            // Partners are of the tenant, and what they sold is.
            Path::OfPartners => "",
            Path::OfTenant(_) | Path::Table => "tenant = ?1 AND ",
        };
        let part = if self.of_part {
            format!("seller IN ({PARTNERS})")
        } else {
            "?2 IS NULL".to_owned()
        };
        let status = if self.of_status {
            "status = ?3"
        } else {
            "?3 IS NULL"
        };
        format!("{hint} WHERE {tenant}{part} AND {status}")
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::model::Direction;
    use proptest::prelude::*;

    use super::*;

    const NEWEST: [FulfillmentOrder; 1] = [(FulfillmentField::UpdatedAt, Direction::Descending)];
    const OLDEST: [FulfillmentOrder; 1] = [(FulfillmentField::CreatedAt, Direction::Ascending)];
    const BY_USER: [FulfillmentOrder; 1] = [(FulfillmentField::User, Direction::Ascending)];

    fn question(of_part: bool, of_status: bool) -> Question {
        Question { of_part, of_status }
    }

    fn choose(question: Question, sort: &[FulfillmentOrder], offset: u64, total: u64) -> Path {
        let request = PageRequest { offset, limit: 25 };
        let stretch = Stretch::of(request, total).unwrap();
        Path::choose(question, sort, &stretch, total, 1_000_000)
    }

    #[test]
    fn a_whole_tenant_is_walked_in_order_wherever_the_page_lies() {
        for offset in [0, 500_000, 999_975] {
            let path = |question, sort: &[_]| choose(question, sort, offset, 1_000_000);
            assert_eq!(path(question(false, false), &NEWEST), BY_UPDATE);
            assert_eq!(path(question(false, true), &NEWEST), BY_STATUS);
            assert_eq!(path(question(false, false), &OLDEST), BY_CREATION);
            assert_eq!(path(question(false, true), &OLDEST), BY_CREATION);
            assert_eq!(path(question(true, false), &NEWEST), BY_UPDATE);
        }
    }

    #[test]
    fn few_rows_among_many_are_gathered() {
        let few = 300;
        assert_eq!(
            choose(question(true, false), &NEWEST, 0, few),
            Path::OfPartners
        );
        assert_eq!(
            choose(question(true, true), &OLDEST, 0, few),
            Path::OfPartners
        );
        assert_eq!(choose(question(false, true), &OLDEST, 0, few), BY_STATUS);
        assert_eq!(
            choose(question(true, false), &BY_USER, 0, few),
            Path::OfPartners
        );
        assert_eq!(choose(question(false, false), &BY_USER, 0, few), BY_UPDATE);
    }

    #[test]
    fn an_order_that_no_index_has_goes_through_the_table_when_most_of_it_is_asked_for() {
        assert_eq!(
            choose(question(false, false), &BY_USER, 0, 900_000),
            Path::Table
        );
        assert_eq!(
            choose(question(true, false), &BY_USER, 0, 900_000),
            Path::Table
        );
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
