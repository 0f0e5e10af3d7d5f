//! Every kind of bad line is refused, and the member that is wrong is named.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use landfall_transfer::{Decoded, decode};

const SAMPLES: &str = include_str!("samples.ndjson");

/// The sample of a kind with a text in place of another.
fn sample(kind: &str, from: &str, to: &str) -> String {
    let line = SAMPLES
        .lines()
        .rfind(|line| line.starts_with(&format!("{{\"{kind}\":")) && line.contains(from));
    line.unwrap().replacen(from, to, 1)
}

#[track_caller]
fn refused(line: impl AsRef<[u8]>, member: &str, text: &str) {
    let fault = decode(line.as_ref()).unwrap_err();
    assert_eq!(fault.member, member, "{fault}");
    assert!(fault.text.contains(text), "{fault}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn members_of_the_wrong_type_or_form_are_named() {
    for (kind, from, to, member, text) in [
        (
            "pop",
            "\"id\":7",
            "\"id\":\"7\"",
            "pop.id",
            "invalid type: string",
        ),
        (
            "tenant",
            "14400",
            "59",
            "tenant.settings.review.production",
            "from 60",
        ),
        (
            "offer",
            "\"MTSP-M365E-USR\"",
            "\" \"",
            "offer.sku",
            "without blanks",
        ),
        (
            "offer",
            "Backup, by user",
            "Backup\\nby user",
            "offer.name",
            "a line of text",
        ),
        ("pop", "\"id\":7", "\"id\":-7", "pop.id", "invalid value"),
        ("pop", "\"id\":7", "\"id\":0", "pop.id", "a number from 1"),
        (
            "pop",
            "\"id\":7",
            "\"id\":9007199254740993",
            "pop.id",
            "a number from 1",
        ),
        (
            "pop",
            "-33.04723700000001",
            "-90.5",
            "pop.latitude",
            "-90 to 90",
        ),
        (
            "pop",
            "-33.04723700000001",
            "NaN",
            "pop.latitude",
            "expected value at column",
        ),
        (
            "pop",
            "-33.04723700000001",
            "1e999",
            "pop.latitude",
            "number out of range",
        ),
        (
            "organization",
            "\"DE\"",
            "\"XX\"",
            "organization.profile.address.country",
            "ISO code",
        ),
        (
            "organization",
            "it@groesse.example",
            "it",
            "organization.profile.contacts[0].email",
            "an address",
        ),
        (
            "organization",
            "Größe & Söhne",
            "Größe; Söhne",
            "organization.name",
            "4 to 80",
        ),
        (
            "organization",
            "\"1000000004\"",
            "\"12\"",
            "organization.vipmp_id",
            "4 to 40",
        ),
        (
            "organization",
            "\"00AB\"",
            "\"00XY\"",
            "organization.account_number",
            "hexadecimal",
        ),
        (
            "organization",
            "\"00AB\"",
            "\"FFFFFFFFFFFF\"",
            "organization.account_number",
            "at most",
        ),
        (
            "organization",
            "2020-01-02T00:00:00Z",
            "2020-01-02",
            "organization.created_at",
            "UTC",
        ),
        (
            "organization",
            "2020-01-02T00:00:00Z",
            "2020-01-09T00:00:00Z",
            "organization.updated_at",
            "not before",
        ),
        (
            "organization",
            "\"1000\"",
            "\"1001\"",
            "organization.status",
            "unknown word",
        ),
        (
            "organization",
            "2021-05-01",
            "2021-02-30",
            "organization.profile.coterm_date",
            "a day",
        ),
        (
            "organization",
            "-000000000004\"",
            "\"",
            "organization.id",
            "UUID",
        ),
        (
            "deployment",
            "\"1004\"",
            "\"1012\"",
            "deployment.status",
            "1000 or 1004",
        ),
        (
            "deployment",
            "\"FR\"",
            "\"fr\"",
            "deployment.address.country",
            "ISO code",
        ),
        (
            "zone",
            ",\"host_name\":\"api.example\"",
            "",
            "zone.host_name",
            "present exactly",
        ),
        (
            "zone",
            "\"some\"",
            "\"none\"",
            "zone.grants.none",
            "invalid type",
        ),
        (
            "user",
            "desk@acme.example",
            "Desk@acme.example",
            "user.email",
            "lower case",
        ),
        (
            "client",
            "\"app-1\"",
            "\"app 1\"",
            "client.client_id",
            "visible ASCII",
        ),
        (
            "client",
            "\"dialect\":\"rulesv4\"",
            "\"dialect\":\"smtp\"",
            "client.grants[0].dialect",
            "unknown word",
        ),
        (
            "site",
            "\"id\":51",
            "\"id\":0",
            "site.id",
            "a number from 1",
        ),
        (
            "site",
            "\"Shop_1\"",
            "\"Shop 1\"",
            "site.origin",
            "letters, digits, hyphens",
        ),
        (
            "site",
            "\"https\"",
            "\"ftp\"",
            "site.upstreams[0].protocol",
            "unknown word",
        ),
        (
            "site",
            "\"2001:db8::7\"",
            "\"\"",
            "site.upstreams[0].host",
            "1 to 253",
        ),
        (
            "site",
            "\"port\":80}",
            "\"port\":0}",
            "site.upstreams[1].port",
            "1 to 65535",
        ),
        (
            "site",
            "\"port\":80}",
            "\"port\":70000}",
            "site.upstreams[1].port",
            "invalid value",
        ),
        (
            "site",
            "\"id\":520",
            "\"id\":0",
            "site.hostnames[0].id",
            "a number from 1",
        ),
        (
            "site",
            "\"id\":520",
            "\"id\":521",
            "site.hostnames",
            "ascending order",
        ),
        (
            "site",
            "shop.groesse.example",
            "größe.example",
            "site.hostnames[1].hostname",
            "a host name such as",
        ),
        (
            "site",
            "shop.groesse.example",
            "WWW.groesse.example",
            "site.hostnames[1].hostname",
            "once",
        ),
        (
            "site",
            "2020-01-04",
            "2020-01-02",
            "site.updated_at",
            "not before",
        ),
        (
            "policy",
            "[{\\\"type",
            "{[\\\"type",
            "policy.rules[0].matches",
            "JSON as text",
        ),
        (
            "deploy_request",
            "\"state\":\"deployed\",\"message\"",
            "\"state\":\"approved\",\"message\"",
            "deploy_request.state",
            "history",
        ),
        (
            "fulfillment",
            "reseller_add_service",
            "add_service",
            "fulfillment.kind",
            "such as msp_create_account",
        ),
        (
            "fulfillment",
            "{ \\\"quantity\\\": 10.0 }",
            "{ quantity",
            "fulfillment.request",
            "a JSON object as text",
        ),
        (
            "subscription",
            "\"quantity\":3",
            "\"quantity\":0",
            "subscription.quantity",
            "a number from 1",
        ),
    ] {
        refused(sample(kind, from, to), member, text);
    }
}

#[test]
fn members_that_are_unknown_missing_or_repeated_are_named() {
    refused(
        sample("pop", "\"code\"", "\"cod\""),
        "pop.cod",
        "unknown member `cod`, expected one of",
    );
    refused(
        sample("organization", "\"city\":\"Berlin\"", "\"town\":\"Berlin\""),
        "organization.profile.address.town",
        "unknown member `town`",
    );
    refused(
        sample("pop", "\"code\":\"VPO\",", ""),
        "pop.code",
        "missing member `code`",
    );
    refused(
        sample("pop", "\"id\":7", "\"id\":7,\"id\":8"),
        "pop.id",
        "duplicate member `id`",
    );
    refused(
        sample("site", "\"port\":80}", "\"port\":80,\"weight\":1}"),
        "site.upstreams[1].weight",
        "unknown member",
    );
    refused(
        sample("site", "\"id\":521,", ""),
        "site.hostnames[1].id",
        "missing member `id`",
    );
    refused("{\"popp\":{}}", "", "unknown word `popp`, expected one of");
    refused(
        sample("user", "\"name\"", "\"password_hash\":\"x\",\"name\""),
        "user.password_hash",
        "unknown member",
    );
}

#[test]
fn texts_that_are_too_long_are_named() {
    let long = "x".repeat(101);
    for (kind, from, member) in [
        ("organization", "Größe & Söhne", "organization.name"),
        ("group", "Agencies", "group.name"),
        ("zone", "Coast", "zone.name"),
        ("policy", "Media", "policy.name"),
        ("pop", "VPO", "pop.code"),
    ] {
        refused(sample(kind, from, &long), member, " to ");
    }
    let long = "x".repeat(36);
    refused(
        sample("organization", "C-1", &long),
        "organization.external_reference",
        "at most 35",
    );
}

#[test]
fn lines_that_are_no_object_are_refused_as_such() {
    refused("", "", "the line ends at column 0");
    refused("7", "", "");
    refused("[]", "", "");
    refused("{}", "", "");
    refused("{\"pop\":{}} {\"pop\":{}}", "pop.id", "missing member");
    let two = format!("{} {{}}", sample("pop", "VPO", "VPO"));
    refused(two, "", "something follows the object");
    let line = sample("fulfillment", "app-1", "app-1");
    for end in [1, 20, line.len() / 2, line.len() - 1] {
        let cut = &line.as_bytes()[..end];
        let fault = decode(cut).unwrap_err();
        assert!(fault.text.contains("the line ends"), "{fault}");
    }
    refused(
        &line.as_bytes()[..line.find("\",\"user\"").unwrap()],
        "fulfillment.external_account_id",
        "the line ends at column",
    );
}

#[test]
fn bytes_that_no_text_may_have_are_refused() {
    let mut line = sample("pop", "VPO", "V?O").into_bytes();
    let place = line.iter().position(|byte| *byte == b'?').unwrap();
    line[place] = 0xFF;
    refused(&line, "", &format!("byte {} is not UTF-8", place + 1));
    line[place] = 0;
    refused(&line, "pop.code", "control character");
    refused(sample("pop", "VPO", "V\\u0000"), "pop.code", "NUL");
    refused(
        sample("organization", "\"A\"", "\"A\",\"\\u0000\""),
        "organization.profile.tags[1]",
        "NUL",
    );
    // Six characters that only look like the escape are a text like any other.
    assert!(decode(sample("pop", "VPO", "\\\\u0000").as_bytes()).is_ok());
    refused(sample("pop", "VPO", "\\ud800"), "pop.code", "");
}

#[test]
fn nested_bombs_are_refused_without_being_followed() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let bomb = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(decode(bomb.as_bytes()).is_err());
        refused(sample("pop", "\"VPO\"", &bomb), "pop.code", "invalid type");
        refused(
            sample("organization", "[\"A\"]", &format!("[{bomb}]")),
            "organization.profile.tags[0]",
            "invalid type",
        );
    }
    // Inside of a text it is a text, and one that is JSON.
    let bomb = "{\\\"a\\\":".to_owned() + &"[".repeat(100) + &"]".repeat(100) + "}";
    assert!(decode(sample("fulfillment", "{ \\\"quantity\\\": 10.0 }", &bomb).as_bytes()).is_ok());
}

#[test]
fn only_the_known_version_is_read() {
    assert_eq!(
        decode(b" { \"landfall\" : {\"version\":1}}"),
        Ok(Decoded::Header)
    );
    refused(
        "{\"landfall\":{\"version\":2}}",
        "landfall.version",
        "2 is not a version",
    );
    refused("{\"landfall\":{}}", "landfall", "missing");
    refused(
        "{\"landfall\":{\"version\":1},\"x\":1}",
        "landfall",
        "unknown",
    );
}

proptest::proptest! {
    #[test]
    fn whatever_comes_is_answered(bytes: Vec<u8>) {
        let _ = decode(&bytes);
    }

    #[test]
    fn a_line_with_something_else_in_its_middle_is_answered(
        kind in 0..SAMPLES.lines().count(), at in 0.0..1.0_f64, length in 0_usize..8, with in "[\"{}\\[\\],:0-9a-z\\\\é]{0,6}",
    ) {
        let line: Vec<char> = SAMPLES.lines().nth(kind).unwrap().chars().collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a line")]
        let place = (at * line.len() as f64) as usize;
        let behind = (place + length).min(line.len());
        let changed: String = line[..place].iter().copied().chain(with.chars()).chain(line[behind..].iter().copied()).collect();
        if let Err(fault) = decode(changed.as_bytes()) {
            proptest::prop_assert!(!fault.text.is_empty());
        }
    }
}
