//! A request as an edge receives it, and the site that it is for.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::id::{AccountNumber, Hostname, Malformed, OriginName};

/// What rules need to know of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteView {
    /// The number of the account whose it is.
    pub account: AccountNumber,
    /// The name of its origin, which stands in paths at the root; a site without one has the same path at the root and at the
    /// origin.
    pub origin: Option<OriginName>,
    /// The names by which users reach it. A request for another host is said to be none of its own; nothing is said if there are no
    /// names here.
    pub hostnames: Vec<Hostname>,
}

/// A request as an edge receives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeRequest {
    /// The method.
    pub method: String,
    /// `http` or `https`: how the client spoke to the edge.
    pub scheme: String,
    /// The host that it is for, perhaps with a port.
    pub host: String,
    /// The path as sent, with the query behind a question mark if there is one.
    pub target: String,
    /// The other headers, in their order.
    pub headers: Vec<(String, String)>,
    /// The address that it comes from.
    pub client: IpAddr,
}

impl EdgeRequest {
    /// A request for a URL such as `https://www.example.com/a?x=1`.
    pub fn for_url(method: &str, url: &str, client: IpAddr) -> Result<Self, Malformed> {
        let malformed = || Malformed::new("URL", url, "a URL such as https://www.example.com/a");
        if url.chars().any(|one| one.is_control() || one == ' ') {
            return Err(malformed());
        }
        let url = url.split('#').next().unwrap_or_default();
        let (scheme, rest) = url.split_once("://").ok_or_else(malformed)?;
        let scheme = scheme.to_ascii_lowercase();
        let (host, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let host = host.rsplit('@').next().unwrap_or_default();
        if host.is_empty() || scheme != "http" && scheme != "https" {
            return Err(malformed());
        }
        let slash = if target.starts_with('/') { "" } else { "/" };
        Ok(Self {
            method: method.to_owned(),
            scheme,
            host: host.to_owned(),
            target: format!("{slash}{target}"),
            headers: Vec::new(),
            client,
        })
    }

    /// The host without its port, in lower case.
    pub(super) fn hostname(&self) -> String {
        let host = match self.host.rsplit_once(':') {
            // An address of version 6 has colons within its brackets.
            Some((host, port)) if port.bytes().all(|one| one.is_ascii_digit()) => host,
            _ => self.host.as_str(),
        };
        host.trim_end_matches('.').to_ascii_lowercase()
    }

    /// The path as sent.
    pub(super) fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(self.target.as_str(), |(path, _)| path)
    }

    /// What stands behind the question mark, if there is one.
    pub(super) fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The values of a parameter of the query, as sent.
    pub(super) fn parameters<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let parameters = self.query().unwrap_or_default().split('&');
        parameters.filter_map(move |parameter| {
            let (found, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (found == name && !parameter.is_empty()).then_some(value)
        })
    }

    /// The values of a header. That of the host is known by itself.
    pub(super) fn header<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let host = name
            .eq_ignore_ascii_case("host")
            .then_some(self.host.as_str());
        let is_it = move |header: &&(String, String)| {
            header.0.eq_ignore_ascii_case(name) && !header.0.eq_ignore_ascii_case("host")
        };
        let sent = self.headers.iter().filter(is_it);
        host.into_iter()
            .chain(sent.map(|(_, value)| value.as_str()))
    }

    /// The value of a cookie.
    pub(super) fn cookie<'s>(&'s self, name: &'s str) -> Option<&'s str> {
        let cookies = self.header("cookie").flat_map(|line| line.split(';'));
        let mut cookies = cookies.filter_map(|cookie| cookie.trim().split_once('='));
        cookies
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str) -> EdgeRequest {
        EdgeRequest::for_url("GET", url, IpAddr::from([192, 0, 2, 1])).unwrap()
    }

    #[test]
    fn urls_are_taken_apart() {
        for (url, parts) in [
            ("https://A.example/x?y#z", ("https", "A.example", "/x?y")),
            ("HTTP://a.example:8080", ("http", "a.example:8080", "/")),
            (
                "http://u:p@[2001:db8::1]:80?q",
                ("http", "[2001:db8::1]:80", "/?q"),
            ),
        ] {
            let found = request(url);
            assert_eq!(
                (
                    found.scheme.as_str(),
                    found.host.as_str(),
                    found.target.as_str()
                ),
                parts
            );
        }
        for bad in [
            "",
            "/x",
            "ftp://a/",
            "http:///x",
            "http://a/ b",
            "https://",
            "a.example",
        ] {
            assert!(
                EdgeRequest::for_url("GET", bad, IpAddr::from([192, 0, 2, 1])).is_err(),
                "{bad}"
            );
        }
        assert_eq!(request("http://A.example.:8080/").hostname(), "a.example");
        assert_eq!(request("http://[2001:db8::1]/").hostname(), "[2001:db8::1]");
    }

    #[test]
    fn parameters_headers_and_cookies_are_found() {
        let mut request = request("http://a.example/?a=1&b&a=2&&c=x=y");
        let values = |name| request.parameters(name).collect::<Vec<_>>();
        assert_eq!(values("a"), ["1", "2"]);
        assert_eq!(values("b"), [""]);
        assert_eq!(values("c"), ["x=y"]);
        assert_eq!(values(""), [""; 0]);
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        request.headers = vec![
            header("Cookie", "k=v; l = m"),
            header("cookie", "n=o"),
            header("Host", "evil"),
        ];
        assert_eq!(request.header("COOKIE").count(), 2);
        assert_eq!(request.header("host").collect::<Vec<_>>(), ["a.example"]);
        assert_eq!(request.cookie("n"), Some("o"));
        assert_eq!(request.cookie("k"), Some("v"));
        assert_eq!(request.cookie("x"), None);
    }
}
