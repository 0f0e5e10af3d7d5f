//! What the dialect's OpenAPI document says beside its calls.

use landfall_http::openapi::{Document, SecurityScheme};
use serde_json::json;

/// A token in the `Authorization` header.
pub(crate) const TOKEN: &[&str] = &["Token"];
/// A client's name and secret by HTTP Basic.
pub(crate) const CLIENT: &[&str] = &["Client"];

/// The document without its calls.
pub(crate) fn document() -> Document {
    Document {
        title: "Landfall, metallic dialect",
        summary: "Partner API for fulfillments, as far as Landfall speaks it",
        description: "Tokens, fulfillments, accounts and resellers, as far as they are read. The guide is `docs/metallic.md`; \
\"section\" means a section of the metallic contract.

HEAD works wherever GET does, with the same headers and no body. Any other method on one of these paths is 405 with `Allow`; every other path \
at or below `/api/v1` is 404 with code 1006. `Accept` is ignored, and so are unknown query parameters.

The examples work against `landfall demo`.
",
        tags: &[
            ("tokens", "Section 2."),
            ("fulfillments", "Sections 3 and 6."),
            ("accounts", "Customers with what was sold to them (section 8)."),
            ("resellers", "Section 8."),
        ],
        security: vec![
            SecurityScheme {
                name: "Token",
                scheme: json!({ "type": "http", "scheme": "bearer", "description": "A token from `/api/v1/token`." }),
            },
            SecurityScheme {
                name: "Client",
                scheme: json!({ "type": "http", "scheme": "basic", "description": "A client's name and secret." }),
            },
        ],
    }
}
