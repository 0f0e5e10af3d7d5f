//! POPs and gateway groups (rulesv4 contract, section 4; akana contract, section 6).

use std::collections::BTreeSet;

use super::{findings::Findings, text::is_line, zone::is_key};
use crate::{
    id::Hostname,
    model::{GatewayGroup, Pop},
};

/// What does not fit about a POP. Its name is `Region : Place`, printable ASCII.
pub fn check_pop(it: &Pop, findings: &mut Findings) {
    let is_name = |text: &str| {
        (1..=100).contains(&text.len())
            && text.trim() == text
            && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
    };
    for (name, text) in [
        ("region", &it.region),
        ("place", &it.place),
        ("code", &it.code),
    ] {
        findings.unless(
            is_name(text),
            name,
            "1 to 100 printable ASCII characters, no space at the ends",
        );
    }
    findings.unless(
        !it.region.contains(" : "),
        "region",
        "without a colon between spaces, which stands between region and place",
    );
    findings.unless(
        (-90.0..=90.0).contains(&it.latitude),
        "latitude",
        "-90 to 90 degrees north",
    );
    findings.unless(
        (-180.0..=180.0).contains(&it.longitude),
        "longitude",
        "-180 to 180 degrees east",
    );
}

/// What does not fit about a gateway group.
pub fn check_gateway_group(it: &GatewayGroup, findings: &mut Findings) {
    findings.unless(
        is_key(&it.key),
        "key",
        "1 to 255 letters, digits, underscores or hyphens",
    );
    findings.length("name", &it.name, 1, 255);
    findings.unless(is_line(&it.name), "name", "a line of text");
    let mut names = BTreeSet::new();
    findings.each("listeners", &it.listeners, |findings, listener| {
        findings.length("name", &listener.name, 1, 255);
        findings.unless(is_line(&listener.name), "name", "a line of text");
        findings.unless(
            names.insert(listener.name.clone()),
            "name",
            "each name once",
        );
        findings.unless(
            listener.host.parse::<Hostname>().is_ok(),
            "host",
            "a host name such as www.example.com",
        );
        findings.unless(listener.port > 0, "port", "a number from 1 to 65535");
    });
    findings.each("patterns", &it.patterns, |findings, pattern| {
        findings.length("", pattern, 1, 255);
        findings.unless(is_line(pattern), "", "a line of text");
    });
}
