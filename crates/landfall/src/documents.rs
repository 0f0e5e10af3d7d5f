//! The OpenAPI documents of all faces, as their crates make them.

use landfall_native::ApiDocument;
use serde_json::Value;

/// The faces that have a document.
pub(crate) const NAMES: [&str; 5] = ["akana", "metallic", "native", "rulesv4", "vipmp"];

/// The document of a face; none for a name that is not in [`NAMES`].
pub(crate) fn document(name: &str) -> Option<Value> {
    match name {
        "akana" => Some(landfall_akana::openapi()),
        "metallic" => Some(landfall_metallic::openapi()),
        "native" => Some(landfall_native::document()),
        "rulesv4" => Some(landfall_rulesv4::openapi()),
        "vipmp" => Some(landfall_vipmp::openapi()),
        _ => None,
    }
}

/// A document as a file has it: indented, with a line end behind it.
pub(crate) fn text(document: &Value) -> String {
    format!("{document:#}\n")
}

/// All of them, as a server shows them.
pub(crate) fn served() -> Vec<ApiDocument> {
    let known = NAMES.into_iter();
    let known = known.filter_map(|name| Some((name, document(name)?)));
    known
        .map(|(name, document)| ApiDocument {
            name,
            json: document.to_string().into(),
        })
        .collect()
}
