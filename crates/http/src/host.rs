//! The host that a request is for, and which hosts are answered.
//!
//! A server that trusts whoever reaches it, such as one on loopback with known credentials, must refuse other names: a web page whose
//! name is made to resolve to the loopback address would otherwise reach it from the user's own browser.

use http::Version;
use http::header::HOST;
use http::request::Parts;

/// Which hosts a server answers for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum HostPolicy {
    /// Every host, and also none.
    #[default]
    Any,
    /// These alone, compared without case and with any port. IPv6 addresses are written in brackets.
    Only(Vec<String>),
}

impl HostPolicy {
    /// The names of this machine's loopback: `localhost`, `127.0.0.1`, `[::1]`.
    pub fn loopback() -> Self {
        Self::Only(
            ["localhost", "127.0.0.1", "[::1]"]
                .map(str::to_owned)
                .to_vec(),
        )
    }

    /// Whether a request with this head is answered.
    pub fn admits(&self, head: &Parts) -> bool {
        match self {
            Self::Any => true,
            Self::Only(hosts) => host_of(head)
                .is_some_and(|found| hosts.iter().any(|host| host.eq_ignore_ascii_case(found))),
        }
    }
}

/// Whether the request has as many `Host` lines as its version of HTTP allows: in HTTP/1.1 exactly one, otherwise one at most (RFC 9112,
/// section 3.2). Of two, everything on the way to here may have believed another one.
pub fn is_named_once(head: &Parts) -> bool {
    let lines = head.headers.get_all(HOST).iter().count();
    lines == 1 || (lines == 0 && head.version != Version::HTTP_11)
}

/// The host that a request names, without its port: of the target URI when it has one (always in HTTP/2), else of the only `Host` line.
/// `None` when there is none, several, or one with characters outside ASCII.
pub fn host_of(head: &Parts) -> Option<&str> {
    if let Some(authority) = head.uri.authority() {
        return Some(authority.host());
    }
    let mut lines = head.headers.get_all(HOST).iter();
    let line = lines.next()?.to_str().ok()?;
    if lines.next().is_some() {
        return None;
    }
    let host = match line.find(']') {
        Some(end) if line.starts_with('[') => &line[..=end],
        _ => line.rsplit_once(':').map_or(line, |(host, _)| host),
    };
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn head(uri: &str, hosts: &[&str]) -> Parts {
        let request = hosts.iter().fold(Request::get(uri), |request, host| {
            request.header(HOST, *host)
        });
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn the_host_comes_without_its_port() {
        for (line, host) in [
            ("example.com", Some("example.com")),
            ("example.com:8080", Some("example.com")),
            ("[::1]:8080", Some("[::1]")),
            ("[::1]", Some("[::1]")),
            ("", None),
            (":80", None),
        ] {
            assert_eq!(host_of(&head("/", &[line])), host, "{line}");
        }
        assert_eq!(host_of(&head("/", &[])), None);
        assert_eq!(host_of(&head("/", &["a", "a"])), None);
        assert_eq!(host_of(&head("http://b:1/", &["a"])), Some("b"));
    }

    #[test]
    fn one_host_line_and_in_older_and_newer_versions_none() {
        let named = |version, hosts: &[&str]| {
            let mut head = head("/", hosts);
            head.version = version;
            is_named_once(&head)
        };
        for version in [Version::HTTP_10, Version::HTTP_11, Version::HTTP_2] {
            assert!(named(version, &["a"]));
            assert!(!named(version, &["a", "a"]));
            assert_eq!(named(version, &[]), version != Version::HTTP_11);
        }
    }

    #[test]
    fn only_the_loopback_names_are_admitted() {
        let policy = HostPolicy::loopback();
        for line in ["localhost", "LOCALHOST:1", "127.0.0.1:65535", "[::1]:80"] {
            assert!(policy.admits(&head("/", &[line])), "{line}");
        }
        for line in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "user@localhost",
            "::1",
            "",
        ] {
            assert!(!policy.admits(&head("/", &[line])), "{line}");
        }
        assert!(!policy.admits(&head("/", &[])));
        assert!(!policy.admits(&head("http://evil.example/", &["localhost"])));
        assert!(HostPolicy::Any.admits(&head("/", &[])));
    }
}
