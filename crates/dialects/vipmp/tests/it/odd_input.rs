//! Whatever comes in, what goes out has the dialect's form, and is never a fault of ours.

use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Value;

use crate::world::{Answer, World};

#[track_caller]
fn has_the_dialect_s_form(answer: &Answer, oauth: bool) {
    assert!(answer.status.as_u16() < 500, "{answer:?}");
    assert!(answer.headers.contains_key("x-request-id"), "{answer:?}");
    if answer.status == 200 {
        return;
    }
    assert_eq!(answer.header("content-type"), "application/json");
    let object: Value = serde_json::from_str(&answer.body).unwrap();
    if oauth && answer.status == 400 {
        assert!(object["error"].is_string(), "{answer:?}");
        return;
    }
    let code = object["code"].as_str().unwrap();
    assert!(code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit()));
    assert!(object["message"].is_string());
    let details = object["additionalDetails"].as_array().unwrap();
    assert!(details.iter().all(Value::is_string), "{answer:?}");
}

/// Paths that come near the real ones, and some that do not.
fn target() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        Just("9876543210".to_owned()),
        Just("5556667778".to_owned()),
        Just("345434543".to_owned()),
        Just("deployments".to_owned()),
        Just("customers".to_owned()),
        "[0-9]{0,45}",
        "(%[0-9A-Fa-f]{2}|[a-z0-9~!$&'()*+,;=:@_.-]){0,12}",
    ];
    let query = "(limit|offset|status|x)=[0-9a-z%+.-]{0,24}(&(limit|offset|status)=(%[0-9A-F]{2}|[0-9]){0,9}){0,3}";
    let prefix = select(vec![
        "/v3/customers/5556667778/deployments",
        "/v3/customers",
        "/v3",
        "/ims/token/v3",
        "/ping",
        "/partnerservice/ping",
    ]);
    (prefix, vec(segment, 0..4), proptest::option::of(query)).prop_map(|(prefix, rest, query)| {
        let path = rest
            .iter()
            .fold(prefix.to_owned(), |path, segment| path + "/" + segment);
        query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"))
    })
}

/// Headers of the names that matter, good or odd, also repeated.
fn headers() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    let good = select(vec![
        ("x-api-key", b"swo-app".to_vec()),
        ("authorization", b"Bearer demo-token".to_vec()),
        ("x-correlation-id", b"1".to_vec()),
    ]);
    let name = select(vec![
        "x-api-key",
        "authorization",
        "x-correlation-id",
        "x-request-id",
        "accept",
        "content-type",
        "content-length",
    ]);
    let odd = (name, vec(any::<u8>(), 0..40));
    let some = vec(prop_oneof![good, odd], 0..3);
    let signed = Just(vec![
        ("x-api-key", b"swo-app".to_vec()),
        ("authorization", b"Bearer demo-token".to_vec()),
        ("x-correlation-id", b"1".to_vec()),
    ]);
    (prop_oneof![signed, Just(Vec::new())], some).prop_map(|(signed, some)| [signed, some].concat())
}

#[test]
fn any_request_gets_an_answer_of_the_dialect() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let method = select(vec![
        "GET", "GET", "GET", "HEAD", "POST", "PATCH", "DELETE", "ODD",
    ]);
    let config = ProptestConfig::with_cases(600);
    proptest!(config, |(method in method, target in target(), headers in headers(), body in vec(any::<u8>(), 0..60))| {
        let Ok(uri) = target.parse::<Uri>() else { return Ok(()) };
        let mut request = Request::builder().method(method).uri(uri).body(Body::from(body)).unwrap();
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                request.headers_mut().append(HeaderName::from_static(name), value);
            }
        }
        let oauth = request.uri().path() == "/ims/token/v3" && method == "POST";
        let answer = runtime.block_on(world.send(request));
        if method != Method::HEAD {
            has_the_dialect_s_form(&answer, oauth);
        }
    });
}
