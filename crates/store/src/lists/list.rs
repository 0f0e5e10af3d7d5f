//! The lists that are counted, and what their rows are.

use landfall_core::model::FulfillmentStatus;

/// How many classes a list can have at most: as many as a block has columns.
pub(crate) const CLASSES: usize = 8;

/// A class of entries that a filter can ask for; below [`CLASSES`].
pub(crate) type Class = u8;

/// A list that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum List {
    /// Fulfillments by the time of their last change, newest first, then by id; their class is their status.
    Fulfillments,
}

impl List {
    /// All of them.
    pub(crate) const ALL: &'static [Self] = &[Self::Fulfillments];

    /// What the store calls it. Never changes.
    pub(crate) fn number(self) -> i16 {
        match self {
            Self::Fulfillments => 1,
        }
    }

    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fulfillments => "fulfillments",
        }
    }

    /// How many classes it has.
    pub(crate) fn classes(self) -> Class {
        match self {
            Self::Fulfillments => 5,
        }
    }

    /// The table of the rows, whose key is `id`.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Fulfillments => "fulfillment",
        }
    }

    /// The rows as SQL that both engines read: `id`, `holder` (the organization at or above which a row is seen), `class`,
    /// and `at` (what the list is ordered by, ascending, before the id).
    pub(crate) fn source(self) -> String {
        match self {
            Self::Fulfillments => {
                let classes = FulfillmentStatus::ALL.iter().map(|&status| {
                    format!(
                        "WHEN '{}' THEN {}",
                        status.as_str(),
                        fulfillment_class(status)
                    )
                });
                let classes = classes.collect::<Vec<_>>().join(" ");
                format!(
                    "(SELECT id, seller AS holder, CASE status {classes} END AS class, -updated_at AS at FROM fulfillment)"
                )
            }
        }
    }
}

/// The class of a fulfillment. Never changes: blocks are stored by it.
pub(crate) fn fulfillment_class(status: FulfillmentStatus) -> Class {
    match status {
        FulfillmentStatus::Pending => 0,
        FulfillmentStatus::InProgress => 1,
        FulfillmentStatus::Complete => 2,
        FulfillmentStatus::Failed => 3,
        FulfillmentStatus::Cancelled => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_a_class_of_its_own_that_its_list_knows() {
        let classes: std::collections::BTreeSet<Class> = FulfillmentStatus::ALL
            .iter()
            .map(|&status| fulfillment_class(status))
            .collect();
        assert_eq!(classes, (0..List::Fulfillments.classes()).collect());
        assert!(
            List::ALL
                .iter()
                .all(|list| usize::from(list.classes()) <= CLASSES)
        );
    }
}
