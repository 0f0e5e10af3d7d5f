//! A page of a list of deployments, with the links to itself and its neighbours (vipmp contract, section 5).

use landfall_core::{
    id::VipmpId,
    model::{self, Page},
};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::{
    Deployment, DeploymentQuery, forms,
    link::{Link, PageUri},
};

/// A page of a customer's deployments.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct DeploymentPage<'a> {
    /// Exact.
    #[schemars(schema_with = "forms::count")]
    total_count: u64,
    /// Deployments on this page.
    #[schemars(range(max = 100))]
    count: usize,
    #[schemars(schema_with = "forms::count")]
    offset: u64,
    #[schemars(range(min = 1, max = 100))]
    limit: u32,
    #[schemars(with = "Vec<Deployment<'a>>", length(max = 100))]
    items: Items<'a>,
    links: PageLinks<'a>,
}

impl<'a> DeploymentPage<'a> {
    /// The page that `query` asked for of the customer that was found by `customer`.
    pub(crate) fn of(
        page: &'a Page<model::Deployment>,
        customer: &'a VipmpId,
        query: &'a DeploymentQuery,
    ) -> Self {
        let (total, offset, limit) = (page.total, query.page.offset, query.page.limit);
        let link = |offset| {
            Link::to(PageUri {
                customer,
                offset,
                limit,
                statuses: &query.statuses,
            })
        };
        let after = offset.saturating_add(limit.into());
        let before = offset.saturating_sub(limit.into());
        Self {
            total_count: total,
            count: page.rows.len(),
            offset,
            limit,
            items: Items {
                deployments: &page.rows,
                customer,
            },
            links: PageLinks {
                itself: link(offset),
                next: (after < total).then(|| link(after)),
                prev: (offset > 0 && total > 0).then(|| link(before)),
            },
        }
    }
}

struct Items<'a> {
    deployments: &'a [model::Deployment],
    customer: &'a VipmpId,
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let deployments = self.deployments.iter();
        serializer.collect_seq(deployments.map(|row| Deployment::of(row, self.customer)))
    }
}

/// A neighbour that does not exist is left out: clients that follow `next` stop where there is none.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct PageLinks<'a> {
    #[serde(rename = "self")]
    itself: Link<PageUri<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Link<PageUri<'a>>")]
    next: Option<Link<PageUri<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Link<PageUri<'a>>")]
    prev: Option<Link<PageUri<'a>>>,
}
