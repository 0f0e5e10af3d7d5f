//! A page of fulfillments with what was asked for (metallic contract, section 3). Members that have no value are left out.

use landfall_core::{
    id::{FulfillmentId, OrganizationId, Timestamp},
    model::{Fulfillment, FulfillmentStatus, Page},
};
use serde::{Serialize, Serializer};

use super::ListQuery;

/// The answer, borrowing from the question and the page.
#[derive(Serialize)]
pub(crate) struct FulfillmentList<'a> {
    data: Rows<'a>,
    metadata: Metadata<'a>,
}

impl<'a> FulfillmentList<'a> {
    /// The answer to `query`.
    pub(crate) fn new(query: &'a ListQuery<'_>, page: &'a Page<Fulfillment>) -> Self {
        Self {
            data: Rows(&page.rows),
            metadata: Metadata {
                sort: query.sort_text,
                filter: FilterEcho(query.status),
                pagination: Pagination {
                    page_number: query.page_number,
                    page_size: query.page_size,
                    total_records: page.total,
                },
            },
        }
    }

    /// The body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(256 + 320 * self.data.0.len());
        serde_json::to_writer(&mut body, self).expect("texts and numbers can be written to memory");
        body
    }
}

struct Rows<'a>(&'a [Fulfillment]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Row::from))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: FulfillmentId,
    #[serde(serialize_with = "without_zone")]
    insert_ts: Timestamp,
    #[serde(serialize_with = "without_zone")]
    update_ts: Timestamp,
    status: FulfillmentStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<OrganizationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_account_id: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    user_id: &'a str,
}

impl<'a> From<&'a Fulfillment> for Row<'a> {
    fn from(fulfillment: &'a Fulfillment) -> Self {
        Self {
            id: fulfillment.id,
            insert_ts: fulfillment.created_at,
            update_ts: fulfillment.updated_at,
            status: fulfillment.status,
            account_id: fulfillment.told_account(),
            external_account_id: fulfillment.external_account_id.as_deref(),
            kind: fulfillment.kind.as_str(),
            user_id: &fulfillment.user,
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over references"
)]
fn without_zone<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.without_zone())
}

#[derive(Serialize)]
struct Metadata<'a> {
    sort: &'a str,
    filter: FilterEcho,
    pagination: Pagination,
}

/// `filter=status:complete`; empty without a filter.
struct FilterEcho(Option<FulfillmentStatus>);

impl Serialize for FilterEcho {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            None => serializer.serialize_str(""),
            Some(status) => serializer.collect_str(&format_args!("filter=status:{status}")),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    page_number: u32,
    page_size: u32,
    total_records: u64,
}
