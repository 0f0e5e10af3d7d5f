//! A request as rules see it.

use super::super::{
    compile::Condition,
    paths::{normal, root},
    pattern::{Effort, Met},
};
use super::request::{EdgeRequest, SiteView};

/// A request with the forms of its path.
pub(super) struct View<'r> {
    pub(super) site: &'r SiteView,
    pub(super) request: &'r EdgeRequest,
    pub(super) hostname: String,
    /// `/80<account>/<origin>`, or nothing.
    root: String,
    /// The client's path with dot segments and needless escapes gone.
    path: String,
}

impl<'r> View<'r> {
    pub(super) fn new(site: &'r SiteView, request: &'r EdgeRequest) -> Self {
        Self {
            site,
            request,
            hostname: request.hostname(),
            root: root(&site.account, site.origin.as_ref()),
            path: normal(request.path()),
        }
    }

    /// What sources of redirects and rewrites look at: the path at the root, and the query if there is one.
    pub(super) fn source(&self) -> String {
        match self.request.query() {
            Some(query) => format!("{}{}?{query}", self.root, self.path),
            None => format!("{}{}", self.root, self.path),
        }
    }

    /// Whether a condition holds. That of a select depends on its children.
    pub(super) fn meets(&self, condition: &Condition, effort: &mut Effort) -> Met {
        let is_so = |holds: bool| if holds { Met::Yes } else { Met::No };
        let request = self.request;
        match condition {
            Condition::Always | Condition::Select => Met::Yes,
            Condition::Method(methods) => is_so(
                methods
                    .iter()
                    .any(|one| one.eq_ignore_ascii_case(&request.method)),
            ),
            Condition::Scheme(schemes) => is_so(
                schemes
                    .iter()
                    .any(|one| one.eq_ignore_ascii_case(&request.scheme)),
            ),
            Condition::Path {
                test,
                relative_to_origin,
                encoded,
            } => {
                let path = if *encoded {
                    request.path()
                } else {
                    self.path.as_str()
                };
                if *relative_to_origin {
                    test.is_met([path], effort)
                } else {
                    test.is_met([format!("{}{path}", self.root).as_str()], effort)
                }
            }
            Condition::Header { name, test } => test.is_met(request.header(name), effort),
            Condition::Query(test) => test.is_met([request.query().unwrap_or_default()], effort),
            Condition::QueryParameter { name, test } => {
                test.is_met(request.parameters(name), effort)
            }
            Condition::ClientAddress { networks, inside } => {
                let client = request.client.to_canonical();
                let found = networks.iter().any(|network| network.contains(&client));
                is_so(found == *inside)
            }
            Condition::EdgeCname(hosts) => {
                is_so(hosts.iter().any(|host| host.as_str() == self.hostname))
            }
            Condition::CustomerOrigin(origins) => {
                is_so(!self.root.is_empty() && origins.contains(&self.root))
            }
        }
    }
}
