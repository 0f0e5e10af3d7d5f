//! Methods that a path does not have, known and made up.

use super::{Case, HOST, METALLIC, RULESV4, VIPMP, akana, check, request};
use crate::support::Landfall;

#[test]
fn each_dialect_refuses_other_methods_in_its_own_words() {
    let server = Landfall::demo(&[]);
    let akana = akana(&server);
    let no_message = r#"{"Message":"Method Not Allowed"}"#;
    let no_call = r#"{"error":{"code":1013,"message":"The path does not take this method"}}"#;
    let no_fault = r#"{"faultcode":"Client","faultstring":"This path does not have that method"}"#;
    let no_problem = r#"{"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"this path is read with GET or HEAD"}"#;
    let no_grant = r#"{"error":"invalid_request"}"#;
    let (read, write, both) = ("GET, HEAD", "POST", "GET, HEAD, POST");
    let status = "/v2/mcc/customers/0001/rulesv4/123456/status";
    let mut cases = Vec::new();
    // HEAD of what is only written is a method that is not there, too; its answer has no body, so it is seen elsewhere.
    for method in [
        "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "QUERY", "get", "X-Y",
    ] {
        for (target, lines, body, allow) in [
            (status, RULESV4, no_message, read),
            (status, HOST, no_message, read),
            ("/connect/token", HOST, no_grant, write),
            ("/api/v1/partner/fulfillments", METALLIC, no_call, both),
            ("/api/v1/partner/fulfillments", HOST, no_call, both),
            ("/api/v1/token", HOST, no_grant, write),
            ("/api/deploymentzones", akana.as_str(), no_fault, both),
            ("/api/deploymentzones", HOST, no_fault, both),
            ("/api/login", HOST, no_fault, write),
            ("/api/login/renewToken", HOST, no_fault, write),
            ("/api/login/logout", HOST, no_fault, write),
            ("/api/login/status", HOST, no_fault, read),
            ("/healthz", HOST, no_problem, read),
            ("/readyz", HOST, no_problem, read),
        ] {
            let sent = request(method, target, lines);
            cases.push(Case::new(target, sent, 405, body).with(&[("allow", allow)]));
        }
    }
    check(server, &cases);
}

/// This dialect names the method in its error.
#[test]
fn vipmp_names_the_method_that_a_path_does_not_have() {
    let long = "M".repeat(30_000);
    let methods = ["PUT", "TRACE", "CONNECT", "get", "X-Y", long.as_str()];
    let bodies = methods.map(|method| {
        format!(r#"{{"code":"1134","message":"Invalid operation on path","additionalDetails":["{method}"]}}"#)
    });
    let mut cases = Vec::new();
    for (method, body) in methods.iter().zip(&bodies) {
        for (target, lines, allow) in [
            ("/v3/customers/9876543210", VIPMP, "GET,HEAD,PATCH"),
            ("/v3/customers/9876543210", HOST, "GET,HEAD,PATCH"),
            ("/v3/customers", VIPMP, "POST"),
            ("/v3/resellers", VIPMP, "GET,HEAD,POST"),
            ("/v3/resellers/5556667778", VIPMP, "GET,HEAD,PATCH"),
            ("/v3/customers/1/linked_membership/enroll/1", VIPMP, "POST"),
            ("/v3/customers/1/deployments", VIPMP, "GET,HEAD,POST"),
            ("/v3/customers/1/deployments/1", VIPMP, "GET,HEAD,PATCH"),
            ("/ping", HOST, "GET,HEAD"),
            ("/partnerservice/ping", HOST, "GET,HEAD"),
            ("/ims/token/v3", HOST, "POST"),
            ("/ims/token/v2", HOST, "POST"),
        ] {
            let sent = request(method, target, lines);
            cases.push(Case::new(target, sent, 405, body).with(&[("allow", allow)]));
        }
    }
    check(Landfall::demo(&[]), &cases);
}

/// TRACE would send a caller's secrets back.
#[test]
fn nothing_that_was_sent_is_echoed_to_trace() {
    let server = Landfall::demo(&[]);
    for target in ["/v3/customers/1", "/api/login", "/connect/token", "/", "*"] {
        let mut connection = crate::support::RawConnection::to(server.address);
        connection.send(&request(
            "TRACE",
            target,
            &format!("{HOST}X-Secret: hush\r\n"),
        ));
        let answer = connection.answer("TRACE").unwrap();
        assert!(matches!(answer.status, 404 | 405), "{answer:?}");
        let shown = format!("{answer:?} {}", answer.text());
        assert!(!shown.contains("hush"), "{shown}");
    }
}
