//! Which tenant a host stands for.

use std::{borrow::Cow, collections::HashMap};

use http::request::Parts;
use landfall_core::id::TenantId;
use landfall_http::host::host_of;

/// Which tenant a request is for (akana contract, section 2). A request for which there is none finds nothing: 404.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AkanaSettings {
    /// The tenant of each host: its name without a port, in lower case.
    pub hosts: HashMap<String, TenantId>,
    /// The tenant of every other host.
    pub default_tenant: Option<TenantId>,
}

impl AkanaSettings {
    /// The tenant of the host that the request names.
    pub(crate) fn tenant(&self, head: &Parts) -> Option<&TenantId> {
        let named = host_of(head).and_then(|host| self.hosts.get(&*lower_case(host)));
        named.or(self.default_tenant.as_ref())
    }
}

fn lower_case(host: &str) -> Cow<'_, str> {
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(host.to_ascii_lowercase())
    } else {
        Cow::Borrowed(host)
    }
}

#[cfg(test)]
mod tests {
    use http::{Request, header::HOST};

    use super::*;

    fn tenant(settings: &AkanaSettings, host: &str) -> Option<String> {
        let request = Request::get("/").header(HOST, host).body(()).unwrap();
        let tenant = settings.tenant(&request.into_parts().0);
        tenant.map(ToString::to_string)
    }

    #[test]
    fn the_host_decides_and_then_the_default() {
        let mut settings = AkanaSettings {
            hosts: HashMap::from([("acme.example".to_owned(), "acme".parse().unwrap())]),
            default_tenant: None,
        };
        for host in ["acme.example", "ACME.example:8443"] {
            assert_eq!(tenant(&settings, host).as_deref(), Some("acme"), "{host}");
        }
        assert_eq!(tenant(&settings, "other.example"), None);
        settings.default_tenant = Some("house".parse().unwrap());
        for host in ["other.example", "", "acme.example.evil"] {
            assert_eq!(tenant(&settings, host).as_deref(), Some("house"), "{host}");
        }
    }
}
