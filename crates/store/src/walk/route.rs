//! A way to the rows of a resource: the tables in the order in which they are gone through, the index that each is read by,
//! and how what is out of view is left out.

/// A table on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// The table with its alias.
    pub(crate) table: &'static str,
    /// How its rows follow from those before; nothing for the first.
    pub(crate) on: &'static str,
    /// The index to read it by, for an engine that has to be told.
    pub(crate) index: Index,
    /// Whether rows without one in this table stay.
    pub(crate) is_outer: bool,
}

/// Which index a table is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    /// The engine finds it by itself: the conditions leave no doubt.
    Obvious,
    /// The one of this name.
    Named(&'static str),
    /// None: the table itself is in the order of its key.
    Table,
}

/// How rows that are out of view are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The way begins at the closure `c` of what is below the view's root. The column names the tenant where there is one.
    Below { tenant: Option<&'static str> },
    /// The way begins at the closure `c` of what is right below one organization, to which the rows are bound by the value
    /// that the column has to have.
    Children {
        tenant: &'static str,
        owner: &'static str,
    },
    /// Each row has a tenant and an organization that owns it.
    Owned {
        tenant: &'static str,
        owner: &'static str,
    },
    /// Each row has an owner and the tenant follows from it.
    Owner { owner: &'static str },
    /// As [`Sight::Owned`]; rows without an owner are the tenant's.
    OwnedOrTenants {
        tenant: &'static str,
        owner: &'static str,
    },
    /// The rows are the tenant's.
    Tenants { tenant: &'static str },
    /// Users: each has an organization in view wherever it has a role there.
    Roles,
}

/// A way to the rows of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route {
    /// The tables, in order.
    pub(crate) steps: &'static [Step],
    /// How what is out of view is left out.
    pub(crate) sight: Sight,
    /// Conditions that the rows have to satisfy beside what was asked for.
    pub(crate) also: &'static str,
    /// Columns that this way has in place of others, because an index has them.
    pub(crate) columns: &'static [(&'static str, &'static str)],
}

impl Route {
    /// The column to use on this way.
    pub(crate) fn column(&self, column: &'static str) -> &'static str {
        let replaced = self.columns.iter().find(|(known, _)| *known == column);
        replaced.map_or(column, |(_, instead)| instead)
    }

    /// A way through one table.
    pub(crate) const fn through(steps: &'static [Step], sight: Sight) -> Self {
        Self {
            steps,
            sight,
            also: "",
            columns: &[],
        }
    }

    /// The same with a condition more.
    pub(crate) const fn also(self, also: &'static str) -> Self {
        Self { also, ..self }
    }

    /// The same with other columns.
    pub(crate) const fn instead(self, columns: &'static [(&'static str, &'static str)]) -> Self {
        Self { columns, ..self }
    }
}

impl Step {
    /// The first table.
    pub(crate) const fn first(table: &'static str, index: Index) -> Self {
        Self {
            table,
            on: "",
            index,
            is_outer: false,
        }
    }

    /// A table whose rows follow from those before.
    pub(crate) const fn then(table: &'static str, on: &'static str, index: Index) -> Self {
        Self {
            table,
            on,
            index,
            is_outer: false,
        }
    }

    /// A table that may have no row.
    pub(crate) const fn maybe(table: &'static str, on: &'static str) -> Self {
        Self {
            table,
            on,
            index: Index::Obvious,
            is_outer: true,
        }
    }
}

/// The closure of what is below an organization, in the order in which it was made.
pub(crate) const BELOW: Step = Step::first(
    "organization_closure c",
    Index::Named("organization_closure_below"),
);
