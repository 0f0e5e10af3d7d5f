//! The commands and their arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::remote::{RemoteArguments, WriteArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueCommand {
    /// Add offers from a file, and change those that are there: all of them or none
    ///
    /// Each line is a JSON object: {"sku": "MTSP-M365E-USR", "name": "Backup by user", "offered": true}. The name may be left out, and so
    /// may `offered`, which is true then. Empty lines, and those that begin with #, are passed over. Offers that the file does not
    /// name stay as they are; to stop offering something, import it with "offered": false. Doing it again changes nothing.
    Import(ImportArguments),
    /// List the offers by SKU
    List(ListArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// The file; - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only what can be ordered
    #[arg(long)]
    pub(super) offered: bool,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}
