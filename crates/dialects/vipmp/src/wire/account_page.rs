//! A page of a list of accounts (vipmp contract, sections 5 and 7). It has no links; each account has one to itself.

use landfall_core::{
    id::Timestamp,
    model::{AccountSummary, Page, PageRequest},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    forms,
    link::{CustomerUri, ResellerUri, SelfLink},
    write::{Each, printed},
};

/// A page of accounts, each shown as `R`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", bound = "R: Serialize")]
#[schemars(bound = "R: JsonSchema", rename = "{R}Page", deny_unknown_fields)]
pub(crate) struct AccountPage<'a, R> {
    /// Exact.
    #[schemars(schema_with = "forms::count")]
    total_count: u64,
    /// Accounts on this page.
    #[schemars(range(max = 50))]
    count: usize,
    #[schemars(schema_with = "forms::count")]
    offset: u64,
    #[schemars(range(min = 1, max = 50))]
    limit: u32,
    #[schemars(length(max = 50))]
    accounts: Each<'a, AccountSummary, R>,
}

impl<'a> AccountPage<'a, CustomerRow<'a>> {
    /// The page that was asked for of a reseller's customers.
    pub(crate) fn of_customers(page: &'a Page<AccountSummary>, asked: PageRequest) -> Self {
        Self::of(page, asked, CustomerRow::of)
    }
}

impl<'a> AccountPage<'a, ResellerRow<'a>> {
    /// The page that was asked for of the resellers.
    pub(crate) fn of_resellers(page: &'a Page<AccountSummary>, asked: PageRequest) -> Self {
        Self::of(page, asked, ResellerRow::of)
    }
}

impl<'a, R> AccountPage<'a, R> {
    fn of(
        page: &'a Page<AccountSummary>,
        asked: PageRequest,
        row: fn(&'a AccountSummary) -> R,
    ) -> Self {
        Self {
            total_count: page.total,
            count: page.rows.len(),
            offset: asked.offset,
            limit: asked.limit,
            accounts: Each(&page.rows, row),
        }
    }
}

/// A customer as lists show it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct CustomerRow<'a> {
    #[schemars(length(max = 35))]
    external_reference_id: &'a str,
    #[schemars(schema_with = "forms::id")]
    customer_id: &'a str,
    #[schemars(schema_with = "forms::id")]
    reseller_id: &'a str,
    #[schemars(schema_with = "forms::status")]
    status: &'static str,
    company_profile: CompanyName<'a>,
    #[serde(serialize_with = "printed")]
    #[schemars(schema_with = "forms::time")]
    creation_date: Timestamp,
    links: SelfLink<CustomerUri<'a>>,
}

impl<'a> CustomerRow<'a> {
    fn of(account: &'a AccountSummary) -> Self {
        Self {
            external_reference_id: &account.external_reference,
            customer_id: account.vipmp_id.as_str(),
            reseller_id: account.above.as_str(),
            status: account.status.as_str(),
            company_profile: CompanyName {
                company_name: &account.name,
            },
            creation_date: account.created_at,
            links: SelfLink::to(CustomerUri(&account.vipmp_id)),
        }
    }
}

/// A reseller as lists show it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct ResellerRow<'a> {
    #[schemars(length(max = 35))]
    external_reference_id: &'a str,
    #[schemars(schema_with = "forms::id")]
    reseller_id: &'a str,
    #[schemars(schema_with = "forms::id")]
    distributor_id: &'a str,
    #[schemars(schema_with = "forms::status")]
    status: &'static str,
    company_profile: CompanyName<'a>,
    #[serde(serialize_with = "printed")]
    #[schemars(schema_with = "forms::time")]
    creation_date: Timestamp,
    links: SelfLink<ResellerUri<'a>>,
}

impl<'a> ResellerRow<'a> {
    fn of(account: &'a AccountSummary) -> Self {
        Self {
            external_reference_id: &account.external_reference,
            reseller_id: account.vipmp_id.as_str(),
            distributor_id: account.above.as_str(),
            status: account.status.as_str(),
            company_profile: CompanyName {
                company_name: &account.name,
            },
            creation_date: account.created_at,
            links: SelfLink::to(ResellerUri(&account.vipmp_id)),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
struct CompanyName<'a> {
    #[schemars(length(min = 4, max = 80))]
    company_name: &'a str,
}
