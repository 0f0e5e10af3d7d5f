//! What is asked of the full record.

use super::super::request::Request;
use super::super::subjects::Session;
use super::super::target::NAME;
use super::access::{Access, CLIENT};
use super::fleet::REQUEST;
use super::names::{Customers, Names};
use super::record::TENANT;
use crate::bench::demonstration::Credentials;
use crate::bench::subjects::{ZONES_JSON, ZONES_XML};

/// A call under measurement.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// Its name in the table.
    pub(super) name: &'static str,
    /// The call, with [`NAME`] in it if it is for one of many.
    pub(super) request: Request,
    /// Whom it is for, by chance.
    pub(super) names: Option<Names>,
    /// The status that it has to have.
    pub(super) status: u16,
}

/// How many fulfillments are on a page.
const PAGE: u64 = 25;

/// What the calls are made of.
pub(super) struct Asked<'a> {
    /// The demonstration's callers.
    pub(super) demonstration: &'a Credentials,
    /// Somebody who is signed in to the demonstration's tenant.
    pub(super) session: &'a Session,
    /// The entity tag of its zones in JSON.
    pub(super) tag: &'a str,
    /// The made-up tenant's callers.
    pub(super) access: &'a Access,
    /// Its customers.
    pub(super) customers: &'a Customers,
    /// The number in vipmp of a reseller among whose customers one can search.
    pub(super) seller: &'a str,
    /// How many of its fulfillments are complete, and how many there are.
    pub(super) fulfillments: (u64, u64),
}

/// All calls.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn calls(asked: &Asked<'_>) -> Vec<Call> {
    let (access, customers) = (asked.access, asked.customers);
    let vipmp = |path: String| {
        Request::get(path)
            .header("X-Api-Key", CLIENT)
            .header("Authorization", format!("Bearer {}", access.vipmp))
            .header("X-Correlation-Id", "bench-1")
            .header("Accept", "application/json")
    };
    let metallic = |path: String| {
        Request::get(path).header("Authorization", format!("Bearer {}", access.metallic))
    };
    let native = |path: String| {
        Request::get(path).header("Authorization", format!("Bearer {}", access.native))
    };
    let status = |path: String, token: &str| {
        Request::get(path)
            .header("Authorization", format!("TOK:{token}"))
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
    };
    let account = customers.account.first().map_or("", |account| account);
    let fulfillments = |query: String| {
        metallic(format!(
            "/api/v1/partner/fulfillments?{query}pageSize={PAGE}"
        ))
    };
    let (complete, all) = asked.fulfillments;
    let last = all.div_ceil(PAGE).saturating_sub(1);
    let last_full = (complete / PAGE).saturating_sub(1);
    let any = |name, request, names: &Names| Call {
        name,
        request,
        names: Some(names.clone()),
        status: 200,
    };
    let one = |name, request| Call {
        name,
        request,
        names: None,
        status: 200,
    };
    let session = asked.session;
    let unchanged = session.zones(ZONES_JSON).header("If-None-Match", asked.tag);
    let large = format!("/v2/mcc/customers/{account}/rulesv4/{REQUEST}/status");
    let small = "/v2/mcc/customers/0001/rulesv4/123456/status".to_owned();
    let tok = &asked.demonstration.tok;
    vec![
        any(
            "customer by id",
            vipmp(format!("/v3/customers/{NAME}")),
            &customers.vipmp,
        ),
        any(
            "account by id (metallic)",
            metallic(format!("/api/v1/partner/accounts/{NAME}")),
            &customers.uuid,
        ),
        any(
            "customer by account (native)",
            native(format!("/landfall/v1/customers/{NAME}")),
            &customers.account,
        ),
        any(
            "customer by BusinessID (native)",
            native(format!("/landfall/v1/customers/{NAME}.{TENANT}")),
            &customers.uuid,
        ),
        any(
            "deployments page",
            vipmp(format!("/v3/customers/{NAME}/deployments?offset=0&limit=3")),
            &customers.deployed,
        ),
        any(
            "search by name prefix",
            vipmp(format!(
                "/v3/resellers/{}/customers?company-name={NAME}*",
                asked.seller
            )),
            &customers.prefixes,
        ),
        one("zones", session.zones(ZONES_JSON)),
        one("zones, XML", session.zones(ZONES_XML)),
        Call {
            status: 304,
            ..one("zones, unchanged", unchanged)
        },
        one("status of 2,288 servers", status(small, tok)),
        one("status of 100,000 servers", status(large, &access.tok)),
        one("fulfillments, first page", fulfillments(String::new())),
        one(
            "fulfillments, last page",
            fulfillments(format!("pageNumber={last}&")),
        ),
        one(
            "complete, first page",
            fulfillments("filter=status:complete&".to_owned()),
        ),
        one(
            "complete, last full page",
            fulfillments(format!("filter=status:complete&pageNumber={last_full}&")),
        ),
    ]
}
