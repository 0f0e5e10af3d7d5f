//! Whose path it is, and what that dialect's answers look like.

use serde_json::Value;

use super::request::Request;
use crate::support::RawAnswer;

/// The face that has the path.
pub(super) fn face(path: &str) -> &'static str {
    let below = |path: &str, root: &str| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let any = |path: &str, roots: &[&str]| roots.iter().any(|root| below(path, root));
    let single = format!("/{}", path.trim_start_matches('/'));
    if path == "/ping" || any(path, &["/v3", "/ims", "/partnerservice"]) {
        "vipmp"
    } else if any(&single, &["/v2/mcc", "/rules-engine", "/connect"]) {
        "rulesv4"
    } else if below(path, "/api/v1") {
        "metallic"
    } else if below(path, "/api") {
        "akana"
    } else if path == "/healthz" || path == "/readyz" || below(path, "/landfall") {
        "native"
    } else {
        "none"
    }
}

/// Says what is wrong with the answer, if anything is.
pub(super) fn check(face: &str, request: &Request, answer: &RawAnswer) -> Result<(), String> {
    let shown = || {
        format!(
            "{face}: {answer:?} {}",
            String::from_utf8_lossy(&answer.body)
        )
    };
    let wrong = |what: &str| Err(format!("{what}: {}", shown()));
    if !matches!(answer.status, 200 | 304 | 400..=499) {
        return wrong("status");
    }
    if answer.status == 405 && answer.header("allow").is_empty() {
        return wrong("405 without Allow");
    }
    if face == "vipmp" && answer.header("x-request-id").is_empty() {
        return wrong("no request id");
    }
    if request.method == "HEAD" || answer.status == 304 {
        return Ok(());
    }
    let media_type = answer.header("content-type");
    let Ok(text) = String::from_utf8(answer.body.clone()) else {
        return wrong("not UTF-8");
    };
    let media_type = media_type.split(';').next().unwrap_or_default();
    if media_type.ends_with("json") {
        match serde_json::from_str(&text) {
            Ok(json) if answer.status < 400 || is_error(face, &json) => Ok(()),
            _ => wrong("another form"),
        }
    } else if media_type.ends_with("xml") {
        let fault = match face {
            "akana" => r#"<?xml version="1.0" encoding="UTF-8"?><Fault><faultcode>Client<"#,
            "rulesv4" => "<Error><Message>",
            _ => return wrong("XML"),
        };
        if answer.status < 400 || text.starts_with(fault) {
            Ok(())
        } else {
            wrong("another form")
        }
    } else if answer.status == 200 && ["pong", "ok", "ready", ""].contains(&text.as_str()) {
        Ok(())
    } else {
        wrong("another media type")
    }
}

/// Whether it is an error object of the face, or one of OAuth where the face has a token endpoint.
fn is_error(face: &str, json: &Value) -> bool {
    let is_text = |name: &str| json[name].is_string();
    match face {
        "vipmp" => {
            let details = json["additionalDetails"].as_array();
            let code = json["code"].as_str().is_some_and(|code| code.len() == 4);
            let object = code
                && is_text("message")
                && details.is_some_and(|all| all.iter().all(Value::is_string));
            object || (is_text("error") && is_text("error_description"))
        }
        "rulesv4" => {
            let typed = json["@type"] == "Error" && is_text("code") && json["status_code"].is_u64();
            is_text("Message") || (typed && is_text("title")) || is_text("error")
        }
        "metallic" => {
            let error = &json["error"];
            error.is_string() || (error["code"].is_u64() && error["message"].is_string())
        }
        "akana" => json["faultcode"] == "Client" && is_text("faultstring"),
        _ => json["type"] == "about:blank" && is_text("title") && json["status"].is_u64(),
    }
}
