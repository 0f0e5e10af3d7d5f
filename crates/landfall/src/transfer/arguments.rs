//! The arguments of the commands.

use std::path::PathBuf;

use clap::Args;
use landfall_core::id::{TenantId, Timestamp};

/// Bring records in, one JSON object a line (see `landfall schema`): into the store of the server that runs on the data
/// folder, or into the store itself when none runs.
///
/// What is there already with the same content is left as it is, so an import that was interrupted is simply run again.
/// What is there with another content is never overwritten: such a line is bad, and so is one that cannot be read. Lines are
/// kept a thousand at a time, and whatever was reported is on disk.
///
/// Ends with 0 when every line was good, with 3 when some were bad, with 1 when something else went wrong.
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// The file; - for standard input
    pub(super) file: PathBuf,
    /// Go on behind bad lines; without it everything before the first bad line is kept and nothing behind it
    #[arg(long)]
    pub(super) keep_going: bool,
    /// Print at most this many bad lines; the others are only counted
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) max_report: u64,
}

/// Take every business object out, one JSON object a line (see `landfall schema`), as of one moment.
///
/// Secrets, passwords, tokens, sessions, keys and events are not in it. Equal records give equal files.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// The file, which takes its name when it is whole [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Make up a record of any size, in the form that `landfall import` reads: customers of many countries with their partners,
/// deployments and orders.
///
/// Equal arguments give equal bytes. Names are put together from lists of words, people do not occur, and mail addresses are
/// at .example domains.
#[derive(Debug, Args)]
pub(crate) struct GenerateArguments {
    /// How many customers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=100_000_000))]
    pub(super) customers: u64,
    /// How many fulfillments
    #[arg(long, value_name = "M", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=100_000_000))]
    pub(super) fulfillments: u64,
    /// What makes one record differ from another
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// The tenant that everything belongs to
    #[arg(long, default_value = "sample")]
    pub(super) tenant: TenantId,
    /// The moment at which the record ends; it begins three years earlier
    #[arg(long, value_name = "TIME", default_value = "2026-01-01T00:00:00Z")]
    pub(super) until: Timestamp,
    /// The file, which takes its name when it is whole [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}
