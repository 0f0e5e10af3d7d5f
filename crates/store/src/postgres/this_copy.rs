//! Which copy of the database this is, as it says of itself: a replica that takes its place, or a backup that is put back, goes on
//! in a timeline of its own, and a dump that is read in has another system. Entries that the one before had may be missing then.

/// The SQL of a text that no other copy has.
macro_rules! this_copy {
    () => {
        "((SELECT system_identifier::text FROM pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))"
    };
}

pub(in crate::postgres) use this_copy;
