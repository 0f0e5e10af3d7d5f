//! The commands and their arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use landfall_core::id::OrganizationId;

use crate::remote::{RemoteArguments, WriteArguments};

const CUSTOMERS: &str = "CUSTOMER is its account number such as 0001, or another of its names: its UUID, its ten digits of vipmp, its BusinessID. A new
customer is pending until it has been validated, which is a matter of a second. Name, country and region never change. docs/cli.md
says more.

Ends with 0 when it is done, with 1 when it cannot be done, and with 2 for a wrong command line.";

const LIST: &str = "Examples:
  landfall customers list --status active
  landfall customers list --filter 'name : \"Nord*\"' --json";

const GET: &str = "Examples:
  landfall customers get 0001
  landfall customers get 0001 --json > customer.json";

const ADD: &str = "Examples:
  landfall customers add --name 'Nordwind Papier GmbH' --language de-DE --country DE --region BY --city Augsburg --line1 'Lechufer 8' \\
    --postal-code 86150 --contact 'Lena Brandt <lena@nordwind.example>' --user ada@example.com
  landfall customers add --file customer.json --idempotency-key nordwind --url https://landfall.example.com --token-file token";

const SET: &str = "Examples:
  landfall customers set 0001 --reference AGR-7734 --user ada@example.com
  landfall customers set 0003 --line2 'Tor 3' --global-sales true --user ada@example.com";

/// What is done with customers.
#[derive(Debug, Subcommand)]
#[command(after_help = CUSTOMERS)]
pub(crate) enum CustomersCommand {
    /// List customers by account number
    #[command(after_help = LIST)]
    List(ListArguments),
    /// Show a customer with all of its names
    #[command(after_help = GET)]
    Get(GetArguments),
    /// Add a customer
    #[command(after_help = ADD)]
    Add(Box<AddArguments>),
    /// Change a customer: what is not named stays as it is
    #[command(after_help = SET)]
    Set(Box<SetArguments>),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Those that stand so: active, pending, inactive, `invalid_address`, blocked or duplicate
    #[arg(long, value_name = "STATUS")]
    pub(super) status: Option<String>,
    /// Those directly below a reseller or an MSP, by its id
    #[arg(long, value_name = "ORGANIZATION")]
    pub(super) parent: Option<OrganizationId>,
    /// Further conditions in the native API's form, joined by AND
    #[arg(long, value_name = "FILTER")]
    pub(super) filter: Option<String>,
    /// Show at most this many
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// The customer
    #[arg(value_name = "CUSTOMER")]
    pub(super) customer: String,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// The reseller or MSP below which it hangs, by its id [default: where the caller acts; for an operator the house reseller]
    #[arg(long, value_name = "ORGANIZATION")]
    pub(super) parent: Option<OrganizationId>,
    /// Its company name
    #[arg(long, value_name = "TEXT")]
    pub(super) name: Option<String>,
    /// The day of the year on which its subscriptions end together
    #[arg(long, value_name = "DATE")]
    pub(super) coterm_date: Option<String>,
    #[command(flatten)]
    pub(super) members: Members,
    /// The same call under the same key adds one customer
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct SetArguments {
    /// The customer
    #[arg(value_name = "CUSTOMER")]
    pub(super) customer: String,
    #[command(flatten)]
    pub(super) members: Members,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// What a customer is to be.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The customer")]
pub(crate) struct Members {
    /// A JSON object with its members, as `landfall customers get --json` prints them; flags stand over it. - for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The partner's own reference
    #[arg(long, value_name = "TEXT")]
    pub(super) reference: Option<String>,
    /// Its language, such as de-DE
    #[arg(long, value_name = "LOCALE")]
    pub(super) language: Option<String>,
    /// Its market: COM, EDU or GOV
    #[arg(long, value_name = "MARKET")]
    pub(super) market: Option<String>,
    /// A finer segment of its market; may be given several times, in place of all before
    #[arg(long, value_name = "SEGMENT")]
    pub(super) sub_segment: Vec<String>,
    /// Whether it may have deployments abroad
    #[arg(long, value_name = "BOOL")]
    pub(super) global_sales: Option<bool>,
    /// Its country, an ISO code such as DE
    #[arg(long, value_name = "CODE")]
    pub(super) country: Option<String>,
    /// The region, as ISO 3166-2 has it without the country, or 00
    #[arg(long, value_name = "CODE")]
    pub(super) region: Option<String>,
    /// The place
    #[arg(long, value_name = "TEXT")]
    pub(super) city: Option<String>,
    /// Street and number
    #[arg(long, value_name = "TEXT")]
    pub(super) line1: Option<String>,
    /// What did not fit
    #[arg(long, value_name = "TEXT")]
    pub(super) line2: Option<String>,
    /// The postal code
    #[arg(long, value_name = "CODE")]
    pub(super) postal_code: Option<String>,
    /// A telephone number
    #[arg(long, value_name = "NUMBER")]
    pub(super) phone: Option<String>,
    /// Somebody to talk to, as in 'Lena Brandt <lena@example.com>'; may be given several times, in place of all before
    #[arg(long, value_name = "CONTACT", value_parser = contact)]
    pub(super) contact: Vec<Contact>,
}

/// Somebody to talk to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contact {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) email: String,
}

fn contact(text: &str) -> Result<Contact, &'static str> {
    const FORM: &str =
        "give a given name, a family name and an address, as in 'Lena Brandt <lena@example.com>'";
    let (names, rest) = text.split_once('<').ok_or(FORM)?;
    let email = rest.trim_end().strip_suffix('>').ok_or(FORM)?;
    let (first_name, last_name) = names.trim().split_once(' ').ok_or(FORM)?;
    let one = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(Contact {
        first_name: one(first_name).ok_or(FORM)?,
        last_name: one(last_name).ok_or(FORM)?,
        email: one(email).ok_or(FORM)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_read_as_mail_programs_write_them() {
        let read = contact("Lena van der Brandt <lena@nordwind.example>").unwrap();
        assert_eq!(read.first_name, "Lena");
        assert_eq!(read.last_name, "van der Brandt");
        assert_eq!(read.email, "lena@nordwind.example");
        for bad in [
            "",
            "lena@nordwind.example",
            "Lena <l@x>",
            "Lena Brandt <",
            "Lena Brandt <>",
            "Lena Brandt l@x>",
        ] {
            assert!(contact(bad).is_err(), "{bad}");
        }
    }
}
