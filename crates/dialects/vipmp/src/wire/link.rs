//! Links: where an object or a page of a list can be read again. A URI begins at the root of the host and works as it is.

use std::{borrow::Cow, fmt};

use landfall_core::{id::VipmpId, model::Status};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::write::printed;

/// Where it can be read; relative to the root of the host.
#[derive(Serialize, JsonSchema)]
#[serde(bound = "U: fmt::Display")]
#[schemars(bound = "U: JsonSchema", deny_unknown_fields, inline)]
pub(super) struct Link<U> {
    #[serde(serialize_with = "printed")]
    #[schemars(with = "U")]
    uri: U,
    #[schemars(extend("const" = "GET"))]
    method: &'static str,
    #[schemars(with = "Vec<()>", length(max = 0))]
    headers: [(); 0],
}

impl<U: fmt::Display> Link<U> {
    pub(super) fn to(uri: U) -> Self {
        Self {
            uri,
            method: "GET",
            headers: [],
        }
    }
}

/// The links of an object: to itself.
#[derive(Serialize, JsonSchema)]
#[serde(bound = "U: fmt::Display")]
#[schemars(bound = "U: JsonSchema", deny_unknown_fields, inline)]
pub(super) struct SelfLink<U> {
    #[serde(rename = "self")]
    itself: Link<U>,
}

impl<U: fmt::Display> SelfLink<U> {
    pub(super) fn to(uri: U) -> Self {
        Self {
            itself: Link::to(uri),
        }
    }
}

/// Where a customer is.
pub(super) struct CustomerUri<'a>(pub(super) &'a VipmpId);

impl fmt::Display for CustomerUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("/v3/customers/")?;
        segment(self.0, f)
    }
}

/// Where a reseller is.
pub(super) struct ResellerUri<'a>(pub(super) &'a VipmpId);

impl fmt::Display for ResellerUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("/v3/resellers/")?;
        segment(self.0, f)
    }
}

/// Where a deployment is.
pub(super) struct DeploymentUri<'a> {
    pub(super) customer: &'a VipmpId,
    pub(super) deployment: &'a VipmpId,
}

impl fmt::Display for DeploymentUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/deployments/", CustomerUri(self.customer))?;
        segment(self.deployment, f)
    }
}

/// Where a page of a customer's deployments is.
pub(super) struct PageUri<'a> {
    pub(super) customer: &'a VipmpId,
    pub(super) offset: u64,
    pub(super) limit: u32,
    pub(super) statuses: &'a [Status],
}

impl fmt::Display for PageUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (customer, offset, limit) = (CustomerUri(self.customer), self.offset, self.limit);
        write!(f, "{customer}/deployments?offset={offset}&limit={limit}")?;
        self.statuses
            .iter()
            .try_for_each(|status| write!(f, "&status={status}"))
    }
}

/// The form of a URI, for the document.
macro_rules! uri_form {
    ($uri:ty, $name:literal, $pattern:literal) => {
        impl JsonSchema for $uri {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

uri_form!(CustomerUri<'_>, "CustomerUri", r"^/v3/customers/[^/?]+$");
uri_form!(ResellerUri<'_>, "ResellerUri", r"^/v3/resellers/[^/?]+$");
uri_form!(
    DeploymentUri<'_>,
    "DeploymentUri",
    r"^/v3/customers/[^/?]+/deployments/[^/?]+$"
);
uri_form!(
    PageUri<'_>,
    "PageUri",
    r"^/v3/customers/[^/?]+/deployments\?offset=[0-9]+&limit=[0-9]+(&status=100[04])*$"
);

/// Ids of our own are digits; those that came from another system may hold letters of any script, which a URI escapes.
fn segment(id: &VipmpId, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    /// An id has letters, digits and hyphens alone, so that beside these only what is not ASCII is left to escape.
    const ESCAPED: &AsciiSet = CONTROLS;
    fmt::Display::fmt(&utf8_percent_encode(id.as_str(), ESCAPED), f)
}
