//! Zones (akana contract, section 6).

use super::{
    findings::Findings,
    market::is_each_once,
    text::{is_line, is_paragraph},
};
use crate::{
    id::Hostname,
    model::{AccessPoint, Association, Behavior, Zone},
};

/// What people set of a zone.
pub(in crate::rules) struct ZoneMembers<'z> {
    pub(in crate::rules) name: &'z str,
    pub(in crate::rules) description: &'z str,
    pub(in crate::rules) location: Option<&'z str>,
    pub(in crate::rules) address_override: Behavior,
    pub(in crate::rules) host_name: Option<&'z str>,
    pub(in crate::rules) access_points: &'z [AccessPoint],
    pub(in crate::rules) associations: &'z [Association],
}

/// Whether a text can stand in the name of a zone or gateway group: clients split these at dots.
pub(super) fn is_key(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// What does not fit about a zone.
pub fn check_zone(it: &Zone, findings: &mut Findings) {
    findings.unless(
        is_key(&it.key),
        "key",
        "1 to 255 letters, digits, underscores or hyphens",
    );
    let members = ZoneMembers {
        name: &it.name,
        description: &it.description,
        location: it.location.as_deref(),
        address_override: it.address_override,
        host_name: it.host_name.as_deref(),
        access_points: it.access_points.as_deref().unwrap_or_default(),
        associations: &it.associations,
    };
    check_zone_members(&members, findings);
}

/// What does not fit about what people set of a zone.
pub(in crate::rules) fn check_zone_members(it: &ZoneMembers<'_>, findings: &mut Findings) {
    findings.length("name", it.name, 1, 100);
    findings.unless(is_line(it.name), "name", "a line of text");
    findings.length("description", it.description, 0, 4000);
    findings.unless(
        is_paragraph(it.description),
        "description",
        "a text without control characters",
    );
    findings.unless(
        it.location.is_none_or(is_location),
        "location",
        "latitude and longitude such as 37.339835, -121.88615",
    );
    findings.unless(
        it.host_name.is_some() == (it.address_override == Behavior::Allow),
        "host_name",
        "present exactly when address_override is com.akana.allow",
    );
    findings.unless(
        it.host_name
            .is_none_or(|name| name.parse::<Hostname>().is_ok()),
        "host_name",
        "a host name such as www.example.com",
    );
    findings.each("access_points", it.access_points, |findings, point| {
        findings.length("name", &point.name, 1, 255);
        findings.unless(is_line(&point.name), "name", "a line of text");
        findings.unless(
            is_address(point),
            "address",
            "a URL of its protocol with a port and nothing behind it, such as https://gateway.example.com:443",
        );
    });
    findings.each("associations", it.associations, |findings, association| {
        findings.length("environment", &association.environment, 1, 100);
        findings.unless(
            is_line(&association.environment),
            "environment",
            "a line of text",
        );
    });
    findings.unless(
        is_each_once(it.associations),
        "associations",
        "each pair once",
    );
}

/// `37.339835, -121.88615`.
fn is_location(text: &str) -> bool {
    let is_number = |text: &str, most: f64| {
        let bare = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = bare.split_once('.').unwrap_or((bare, "0"));
        let digits =
            |text: &str| (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits(whole)
            && digits(fraction)
            && text
                .parse::<f64>()
                .is_ok_and(|degrees| degrees.abs() <= most)
    };
    text.split_once(", ").is_some_and(|(latitude, longitude)| {
        is_number(latitude, 90.0) && is_number(longitude, 180.0)
    })
}

fn is_address(point: &AccessPoint) -> bool {
    let rest = point
        .address
        .strip_prefix(point.protocol.as_str())
        .and_then(|rest| rest.strip_prefix("://"));
    rest.and_then(|rest| rest.rsplit_once(':'))
        .is_some_and(|(host, port)| {
            let is_port = port.bytes().all(|b| b.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|port| port > 0);
            host.parse::<Hostname>().is_ok() && is_port
        })
}
