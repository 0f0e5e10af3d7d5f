//! What sites can be, and what becomes of one by what somebody asks of it. That a host name belongs to one account of a tenant is
//! the record's to say.

use super::{policy::Finding, wish::Wish};
use crate::{
    id::{Hostname, OriginName},
    model::{Protocol, Site, Upstream},
};

/// How many sites an account can have: all of them travel with each of its policies.
pub const MOST_SITES: u64 = 100;
const MOST_HOSTNAMES: usize = 100;
const MOST_UPSTREAMS: usize = 16;

/// What is asked of members of a site; what is not said stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SitePatch {
    /// The name of its origin.
    pub origin: Wish<String>,
    /// Where it is fetched, in the order of preference.
    pub upstreams: Wish<Vec<UpstreamForm>>,
    /// The names by which users reach it.
    pub hostnames: Wish<Vec<String>>,
}

/// A place as somebody asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpstreamForm {
    /// `http` or `https`.
    pub protocol: Option<String>,
    /// A host name or an address.
    pub host: Option<String>,
    /// The port; the protocol's own if none is named.
    pub port: Option<u64>,
}

/// What a site is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteTerms {
    /// The name of its origin.
    pub origin: Option<OriginName>,
    /// Where it is fetched.
    pub upstreams: Vec<Upstream>,
    /// The names by which users reach it, each once.
    pub hostnames: Vec<Hostname>,
}

impl SitePatch {
    /// What a site becomes by this, or what cannot be, by pointers into the body. A new site has nothing yet, and needs an
    /// upstream.
    pub fn over(&self, now: Option<&Site>) -> Result<SiteTerms, Vec<Finding>> {
        let mut findings = Vec::new();
        let origin = match &self.origin {
            Wish::Unsaid => now.and_then(|site| site.origin.clone()),
            Wish::Default => None,
            Wish::Is(text) => text
                .parse()
                .map_err(|_| {
                    let rule = "1 to 63 letters, digits, hyphens or underscores";
                    findings.push(finding("/origin".to_owned(), rule));
                })
                .ok(),
        };
        let upstreams = match &self.upstreams {
            Wish::Unsaid => now.map(|site| site.upstreams.clone()).unwrap_or_default(),
            Wish::Default => Vec::new(),
            Wish::Is(asked) => upstreams(asked, &mut findings),
        };
        if upstreams.is_empty() && findings.is_empty() {
            let rule = "at least one place from which the site is fetched";
            findings.push(finding("/upstreams".to_owned(), rule));
        }
        let hostnames = match &self.hostnames {
            Wish::Unsaid => now
                .map(|site| {
                    let names = site.hostnames.iter();
                    names.map(|name| name.hostname.clone()).collect()
                })
                .unwrap_or_default(),
            Wish::Default => Vec::new(),
            Wish::Is(asked) => hostnames(asked, &mut findings),
        };
        if findings.is_empty() {
            Ok(SiteTerms {
                origin,
                upstreams,
                hostnames,
            })
        } else {
            Err(findings)
        }
    }
}

fn finding(pointer: String, rule: &str) -> Finding {
    Finding {
        pointer,
        description: format!("has to be {rule}"),
    }
}

fn upstreams(asked: &[UpstreamForm], findings: &mut Vec<Finding>) -> Vec<Upstream> {
    if asked.len() > MOST_UPSTREAMS {
        findings.push(finding(
            "/upstreams".to_owned(),
            &format!("a list of at most {MOST_UPSTREAMS}"),
        ));
        return Vec::new();
    }
    let mut read = Vec::new();
    for (index, asked) in asked.iter().enumerate() {
        let mut unless = |fits: bool, member: &str, rule: &str| {
            if !fits {
                findings.push(finding(format!("/upstreams/{index}/{member}"), rule));
            }
        };
        let text = asked.protocol.as_deref().unwrap_or_default();
        let protocol: Option<Protocol> = text.parse().ok();
        unless(protocol.is_some(), "protocol", "http or https");
        let host = asked.host.as_deref().filter(|host| is_host(host));
        let rule = "a host name such as origin.example.com, or an address";
        unless(host.is_some(), "host", rule);
        let own = protocol.map(|protocol| match protocol {
            Protocol::Http => 80,
            Protocol::Https => 443,
        });
        let port = match asked.port {
            None => own,
            Some(port) => u16::try_from(port).ok().filter(|port| *port > 0),
        };
        unless(
            port.is_some() || protocol.is_none() && asked.port.is_none(),
            "port",
            "a number from 1 to 65535",
        );
        if let (Some(protocol), Some(host), Some(port)) = (protocol, host, port) {
            read.push(Upstream {
                protocol,
                host: host.to_owned(),
                port,
            });
        }
    }
    read
}

fn is_host(text: &str) -> bool {
    text.parse::<Hostname>().is_ok() || text.parse::<std::net::IpAddr>().is_ok()
}

fn hostnames(asked: &[String], findings: &mut Vec<Finding>) -> Vec<Hostname> {
    if asked.len() > MOST_HOSTNAMES {
        findings.push(finding(
            "/hostnames".to_owned(),
            &format!("a list of at most {MOST_HOSTNAMES}"),
        ));
        return Vec::new();
    }
    let mut read: Vec<Hostname> = Vec::new();
    for (index, text) in asked.iter().enumerate() {
        match text.parse::<Hostname>() {
            Ok(name) if !read.contains(&name) => read.push(name),
            Ok(_) => {}
            Err(_) => findings.push(finding(
                format!("/hostnames/{index}"),
                "a host name such as www.example.com",
            )),
        }
    }
    read
}

/// Where a host name stands in what was asked, for a fault with it.
pub fn pointer_of(patch: &SitePatch, hostname: &Hostname) -> String {
    let place = match &patch.hostnames {
        Wish::Is(asked) => asked
            .iter()
            .position(|text| text.parse::<Hostname>().as_ref() == Ok(hostname)),
        Wish::Unsaid | Wish::Default => None,
    };
    place.map_or_else(
        || "/hostnames".to_owned(),
        |place| format!("/hostnames/{place}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upstream(protocol: &str, host: &str, port: Option<u64>) -> UpstreamForm {
        UpstreamForm {
            protocol: Some(protocol.to_owned()),
            host: Some(host.to_owned()),
            port,
        }
    }

    fn patch(upstreams: Vec<UpstreamForm>, hostnames: &[&str]) -> SitePatch {
        SitePatch {
            origin: Wish::Is("shop".to_owned()),
            upstreams: Wish::Is(upstreams),
            hostnames: Wish::Is(hostnames.iter().map(|name| (*name).to_owned()).collect()),
        }
    }

    fn pointers(patch: &SitePatch) -> Vec<String> {
        let findings = patch.over(None).unwrap_err();
        findings
            .into_iter()
            .map(|finding| finding.pointer)
            .collect()
    }

    #[test]
    fn names_are_kept_in_lower_case_and_once_and_ports_have_defaults() {
        let places = vec![
            upstream("https", "Origin.example", None),
            upstream("http", "::1", Some(8080)),
        ];
        let patch = patch(places, &["WWW.Example.com", "www.example.com", "b.example"]);
        let terms = patch.over(None).unwrap();
        let ports: Vec<u16> = terms.upstreams.iter().map(|place| place.port).collect();
        assert_eq!(ports, [443, 8080]);
        let names: Vec<_> = terms.hostnames.iter().map(Hostname::as_str).collect();
        assert_eq!(names, ["www.example.com", "b.example"]);
        assert_eq!(pointer_of(&patch, &terms.hostnames[1]), "/hostnames/2");
    }

    #[test]
    fn everything_that_cannot_be_is_pointed_at() {
        let bad = SitePatch {
            origin: Wish::Is("a b".to_owned()),
            ..patch(
                vec![
                    upstream("ftp", "-", None),
                    upstream("http", "a.example", Some(0)),
                    UpstreamForm::default(),
                ],
                &["*.example", "a.example"],
            )
        };
        let expected = [
            "/origin",
            "/upstreams/0/protocol",
            "/upstreams/0/host",
            "/upstreams/1/port",
            "/upstreams/2/protocol",
            "/upstreams/2/host",
            "/hostnames/0",
        ];
        assert_eq!(pointers(&bad), expected);
        assert_eq!(pointers(&SitePatch::default()), ["/upstreams"]);
        let many = vec![upstream("http", "a.example", None); MOST_UPSTREAMS + 1];
        assert_eq!(pointers(&patch(many, &[])), ["/upstreams"]);
        let many = vec!["a.example"; MOST_HOSTNAMES + 1];
        let one = vec![upstream("http", "a.example", None)];
        assert_eq!(pointers(&patch(one, &many)), ["/hostnames"]);
    }
}
