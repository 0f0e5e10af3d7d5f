//! What the dialect's OpenAPI document says beside its calls, and what several of them say.

use landfall_http::openapi::{Document, Parameter, Reply, ReplyHeader, SecurityScheme};
use schemars::{Schema, json_schema};
use serde_json::json;

/// The cookie of a session.
pub(crate) const SESSION: &[&str] = &["Session"];

/// The header that proves that a page of the caller's own origin asks, for the demonstration's tenant.
const CSRF_HEADER: &str = "X-Csrf-Token_acmepaymentscorp";

/// The document without its calls.
pub(crate) fn document() -> Document {
    Document {
        title: "Landfall, akana dialect",
        summary: "Sessions, deployment zones and businesses, as far as Landfall speaks them",
        description: "Signing in, reading and writing the deployment zones of an organization, and the organizations themselves. The guide is `docs/akana.md`; \
\"section\" means a section of the akana contract.

Which tenant is meant follows from the host that is called. The names of both cookies and of the CSRF header end in the tenant's name; here \
that is `acmepaymentscorp`, the tenant of `landfall demo`.

HEAD works wherever GET does, with the same headers and no body. Any other method on one of these paths is 405 with `Allow`; every other path \
at or below `/api`, other than `/api/v1`, is 404. Unknown query parameters are ignored, names are case-sensitive. A body may have 1 MiB.

What goes wrong is told as a fault, in XML when the most wanted range of `Accept` ends in `xml`.
",
        tags: &[
            ("sessions", "Section 3."),
            ("zones", "Sections 2 and 4 to 7."),
            ("businesses", "Sections 2 and 8."),
        ],
        security: vec![SecurityScheme {
            name: "Session",
            scheme: json!({
                "type": "apiKey",
                "in": "cookie",
                "name": "AtmoAuthToken_acmepaymentscorp",
                "description": "The cookie that signing in gave; its name ends in the tenant's.",
            }),
        }],
    }
}

/// The CSRF header of a read.
pub(crate) fn csrf_of_reads() -> Parameter {
    Parameter::header(CSRF_HEADER, json_schema!({ "type": "string" })).described(
        "The value of the session's CSRF cookie; only asked for where the tenant wants it for reads.",
    )
}

/// The CSRF header of a sign-out.
pub(crate) fn csrf_of_logout() -> Parameter {
    Parameter::header(CSRF_HEADER, json_schema!({ "type": "string" })).described(
        "The value of the session's CSRF cookie; only asked for while the session lives.",
    )
}

/// The CSRF header of a write.
pub(crate) fn csrf_of_writes() -> Parameter {
    let form = json_schema!({ "type": "string", "pattern": "^TokenID[A-Za-z0-9_.~-]+$" });
    Parameter::header(CSRF_HEADER, form).required().described(
        "The value of the session's CSRF cookie; the header's name ends in the tenant's.",
    )
}

/// In whose context zones are asked for.
pub(crate) fn context(what: &'static str) -> [Parameter; 2] {
    let org_key = json_schema!({
        "type": "string",
        "pattern": r"^(uddi:soa\.com:atmosphere:business:[A-Za-z0-9_-]+)?$",
    });
    [
        Parameter::query("OrgKey", org_key)
            .described(format!(
                "{what}, by the organization's key; wins over `ContextID`, which is then not looked at."
            ))
            .example(
                "granted",
                "uddi:soa.com:atmosphere:business:87da343c-e260-43e2-8fbf-2fab7fae9203",
            ),
        Parameter::query("ContextID", json_schema!({ "type": "string" }))
            .described(format!(
                "{what}, by the organization's id; without both, the tenant's own."
            ))
            .example("granted", "87da343c-e260-43e2-8fbf-2fab7fae9203.acmepaymentscorp"),
    ]
}

/// Which zone.
pub(crate) fn zone_id() -> Parameter {
    Parameter::path(
        "DZoneID",
        json_schema!({ "type": "string", "minLength": 1 }),
    )
    .described("Its id; a key that is a UUID may be in either letter case.")
    .example("demo", "container-1051.acmepaymentscorp")
}

/// What the caller has seen.
pub(crate) fn if_match() -> Parameter {
    Parameter::header("If-Match", json_schema!({ "type": "string" })).described(
        "Tags of representations of the zone: it is written only while it has one of them. Without the header, whatever it is.",
    )
}

/// What the caller has already.
pub(crate) fn if_none_match() -> Parameter {
    Parameter::header("If-None-Match", json_schema!({ "type": "string" }))
        .described("Tags of representations that the caller has.")
}

/// Keep it for nobody.
pub(crate) fn no_store() -> ReplyHeader {
    ReplyHeader::always("Cache-Control", constant("no-store"))
        .described("The answer is about this moment and this caller.")
}

/// What may be kept, and what it depends on.
pub(crate) fn private() -> [ReplyHeader; 2] {
    [
        ReplyHeader::always("Vary", constant("Accept, Cookie"))
            .described("What else the answer depends on."),
        ReplyHeader::always("Cache-Control", constant("private, no-cache"))
            .described("Keep it, and ask each time."),
    ]
}

/// The same, with a tag to ask with.
pub(crate) fn revalidated() -> [ReplyHeader; 3] {
    let [vary, cache_control] = private();
    let tag = json_schema!({ "type": "string", "pattern": "^\"[0-9a-f]{32}\"$" });
    let tag = ReplyHeader::always("ETag", tag).described("A strong tag of this representation.");
    [tag, vary, cache_control]
}

/// The answer to who has the thing already.
pub(crate) fn not_modified() -> Reply {
    let status = http::StatusCode::NOT_MODIFIED;
    Reply::new(status, "The caller has this representation already.").headers(revalidated())
}

fn constant(text: &str) -> Schema {
    json_schema!({ "const": text })
}
