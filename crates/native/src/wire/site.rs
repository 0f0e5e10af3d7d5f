//! Sites of an account.

use landfall_core::{
    model::Site,
    rules::sites::{SitePatch, UpstreamForm},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    common::Time,
    members::{Members, object, settled},
};
use crate::error::Problem;

/// What an account serves, where it comes from and how users reach it. Its rules apply inside its sites only.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Site)]
pub(crate) struct SiteView {
    /// Its number, which rulesv4 calls `CustomerOriginID`.
    #[schema(example = "1")]
    id: String,
    /// The customer whose it is.
    #[schema(format = Uuid)]
    account_id: String,
    /// The name of its origin in the paths of rules.
    origin: Option<String>,
    /// Where it is fetched, in the order of preference.
    upstreams: Vec<UpstreamView>,
    /// The names by which users reach it.
    hostnames: Vec<HostnameView>,
    /// When it was made.
    created_at: Time,
    /// When it last changed.
    updated_at: Time,
}

/// A place from which a site is fetched.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Upstream)]
struct UpstreamView {
    /// `http` or `https`.
    protocol: &'static str,
    /// A host name or an address.
    host: String,
    /// The port.
    port: u16,
}

/// A name by which users reach a site.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SiteHostname)]
struct HostnameView {
    /// Its number, which rulesv4 calls `EdgeCNAMEID`.
    id: String,
    /// The name.
    hostname: String,
}

/// All sites of an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sites)]
pub(crate) struct SitesView {
    /// By number.
    items: Vec<SiteView>,
    /// Always null: there are not so many that there would be another page.
    next_page_token: Option<String>,
}

impl From<Vec<Site>> for SitesView {
    fn from(sites: Vec<Site>) -> Self {
        Self {
            items: sites.into_iter().map(SiteView::from).collect(),
            next_page_token: None,
        }
    }
}

impl From<Site> for SiteView {
    fn from(site: Site) -> Self {
        let upstreams = site.upstreams.into_iter().map(|upstream| UpstreamView {
            protocol: upstream.protocol.as_str(),
            host: upstream.host,
            port: upstream.port,
        });
        let hostnames = site.hostnames.into_iter().map(|name| HostnameView {
            id: name.id.to_string(),
            hostname: name.hostname.to_string(),
        });
        Self {
            id: site.id.to_string(),
            account_id: site.account.to_string(),
            origin: site.origin.map(Into::into),
            upstreams: upstreams.collect(),
            hostnames: hostnames.collect(),
            created_at: Time(site.created_at),
            updated_at: Time(site.updated_at),
        }
    }
}

/// A site that is to be added, or what of one is to change. What the server gives (`id`, `account_id`, times) is not looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SiteForm)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read with its errors"
)]
pub(crate) struct SiteFormView {
    /// The name of its origin in the paths of rules; unique in the account.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,63}$", example = "shop")]
    origin: Option<String>,
    /// Where it is fetched, in the order of preference; a site needs one.
    upstreams: Option<Vec<UpstreamBody>>,
    /// The names by which users reach it: texts, or as they are shown. Each belongs to one site of the tenant.
    #[schema(value_type = Option<Vec<String>>, example = json!(["www.example.com"]))]
    hostnames: Option<Vec<String>>,
}

/// A place from which a site is fetched.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UpstreamForm)]
#[expect(dead_code, reason = "as above")]
struct UpstreamBody {
    /// `http` or `https`.
    #[schema(example = "https")]
    protocol: String,
    /// A host name or an address.
    #[schema(example = "origin.example.com")]
    host: String,
    /// The port; the protocol's own unless said.
    port: Option<u16>,
}

/// Reads a body.
pub(crate) fn read_site(body: &[u8]) -> Result<SitePatch, Problem> {
    let mut body = object(body)?;
    plain_names(&mut body);
    let mut errors = Vec::new();
    let known = [
        "id",
        "account_id",
        "origin",
        "upstreams",
        "hostnames",
        "created_at",
        "updated_at",
    ];
    let members = Members::new(&body, "", &known, &mut errors);
    let upstreams = members.objects("upstreams", &["protocol", "host", "port"], &mut errors);
    let patch = SitePatch {
        origin: members.text("origin", &mut errors),
        upstreams: upstreams.map(|places| {
            let places = places.iter().map(|place| UpstreamForm {
                protocol: place.text("protocol", &mut errors).value(),
                host: place.text("host", &mut errors).value(),
                port: place.number("port", &mut errors).value(),
            });
            places.collect()
        }),
        hostnames: members.texts("hostnames", &mut errors),
    };
    settled(patch, errors)
}

/// Host names that are sent back as they were shown are their names.
fn plain_names(body: &mut serde_json::Map<String, serde_json::Value>) {
    let names = body
        .get_mut("hostnames")
        .and_then(|names| names.as_array_mut());
    for name in names.into_iter().flatten() {
        if let Some(shown) = name.get("hostname").filter(|shown| shown.is_string()) {
            *name = shown.clone();
        }
    }
}
