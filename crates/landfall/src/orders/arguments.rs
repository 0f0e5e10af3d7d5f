//! The commands and their arguments.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, Subcommand};
use landfall_core::id::OrganizationId;

use crate::remote::{RemoteArguments, WriteArguments};

const ORDERS: &str = "An order makes a customer with its services, gives services to one that is there, or ends them. It is carried out in the
background, one after the other for each customer; as long as it is pending it can be cancelled. ORDER is its id, ACCOUNT the customer
by its number such as 0001, or by another of its names. docs/cli.md says more.

Ends with 0 when it is done, with 1 when it cannot be done, and with 2 for a wrong command line.";

const LIST: &str = "Examples:
  landfall orders list --status failed
  landfall orders list --account 0001 --json";

const GET: &str = "Examples:
  landfall orders get 587d4d28-066c-406e-b975-5d04e4e47373";

const SUBMIT: &str = "Examples:
  landfall orders submit --account 0001 --line MTSP-M365E-USR=40 --user ada@example.com
  landfall orders submit --account 0001 --line MTSP-M365E-USR --end --user ada@example.com
  landfall orders submit --file order.json --idempotency-key ORD-7001 --url https://landfall.example.com --token-file token

order.json describes a customer that is to be made: {\"external_id\": \"ORD-7001\", \"account\": {\"name\": \"Harbour Bakery\", \"country\":
\"DE\", \"contacts\": [{\"first_name\": \"Ida\", \"last_name\": \"Brandt\", \"email\": \"it@harbour.example\", \"address\": {\"line1\": \"Kai 3\",
\"city\": \"Kiel\", \"country\": \"DE\", \"postal_code\": \"24103\"}}]}, \"lines\": [{\"sku\": \"MTSP-M365E-USR\", \"quantity\": 40}]}";

const CANCEL: &str = "Examples:
  landfall orders cancel f3b0c6d1-7e52-4a94-8c1b-2d9e6f405a02 --user ada@example.com";

/// What is done with orders.
#[derive(Debug, Subcommand)]
#[command(after_help = ORDERS)]
pub(crate) enum OrdersCommand {
    /// List orders, the newest first
    #[command(after_help = LIST)]
    List(ListArguments),
    /// Show an order, with what was asked for and why it failed
    #[command(after_help = GET)]
    Get(GetArguments),
    /// Order
    #[command(after_help = SUBMIT)]
    Submit(Box<SubmitArguments>),
    /// Withdraw an order that is pending
    #[command(after_help = CANCEL)]
    Cancel(CancelArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Those of a customer, by any of its names
    #[arg(long, value_name = "ACCOUNT")]
    pub(super) account: Option<String>,
    /// Those that stand so: pending, `in_progress`, complete, failed or cancelled
    #[arg(long, value_name = "STATUS")]
    pub(super) status: Option<String>,
    /// Those of an MSP or a reseller, by its id
    #[arg(long, value_name = "ORGANIZATION")]
    pub(super) seller: Option<OrganizationId>,
    /// Further conditions in the native API's form, joined by AND
    #[arg(long, value_name = "FILTER")]
    pub(super) filter: Option<String>,
    /// Show at most this many
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// The order
    #[arg(value_name = "ORDER")]
    pub(super) order: String,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct SubmitArguments {
    /// A JSON object with the order's members; flags stand over it. - for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The customer that is there, by any of its names; a new one is described in the file
    #[arg(long, value_name = "ACCOUNT")]
    pub(super) account: Option<String>,
    /// A SKU, perhaps with a quantity, as in MTSP-M365E-USR=40; may be given several times, in place of the file's
    #[arg(long, value_name = "SKU[=QUANTITY]")]
    pub(super) line: Vec<Line>,
    /// The lines of these SKUs are to end
    #[arg(long)]
    pub(super) end: bool,
    /// The MSP or reseller that introduces the customer, by its id [default: who sells to the customer, or the house reseller]
    #[arg(long, value_name = "ORGANIZATION")]
    pub(super) seller: Option<OrganizationId>,
    /// The orderer's own name for the order, used once
    #[arg(long, value_name = "TEXT")]
    pub(super) external_id: Option<String>,
    /// The same call under the same key orders once
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct CancelArguments {
    /// The order
    #[arg(value_name = "ORDER")]
    pub(super) order: String,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(super) sku: String,
    pub(super) quantity: Option<u32>,
}

impl FromStr for Line {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "give a SKU and perhaps a quantity, as in MTSP-M365E-USR=40";
        let (sku, quantity) = match text.rsplit_once('=') {
            Some((sku, quantity)) => (sku, Some(quantity.parse().map_err(|_| FORM)?)),
            None => (text, None),
        };
        if sku.trim().is_empty() {
            return Err(FORM);
        }
        Ok(Self {
            sku: sku.to_owned(),
            quantity,
        })
    }
}
