//! When each type of match is met.

use super::*;

/// Whether a node of that type with these attributes is met.
fn meets(kind: &str, attributes: Value, request: &EdgeRequest) -> bool {
    let mut node = attributes;
    node["type"] = kind.into();
    let evaluation = run(node, request);
    assert_eq!(evaluation.notes, [], "{kind}");
    !evaluation.met.is_empty()
}

#[test]
fn methods_and_schemes() {
    let method = "match.request.request-method.literal";
    for value in [json!("GET HEAD"), json!(["HEAD", "GET"])] {
        assert!(meets(method, json!({ "value": value }), &get("/")));
    }
    assert!(!meets(method, json!({"value":"POST"}), &get("/")));
    let scheme = "match.request.request-scheme.literal";
    assert!(meets(scheme, json!({"value":"https"}), &get("/")));
    assert!(!meets(scheme, json!({"value":"http"}), &get("/")));
}

#[test]
fn paths_at_the_root_and_at_the_origin() {
    let path = |form: &str, attributes: Value, target: &str| {
        meets(
            &format!("match.url.url-path.{form}"),
            attributes,
            &get(target),
        )
    };
    assert!(path("literal", json!({"value":"/800001/shop/a"}), "/a?x=1"));
    assert!(path("literal", json!({"value":"/b /800001/shop/a"}), "/a"));
    assert!(!path("literal", json!({"value":"/a"}), "/a"));
    assert!(path(
        "literal",
        json!({"value":"/a","relative-to":"origin"}),
        "/a"
    ));
    assert!(path(
        "literal",
        json!({"value":"/a","relative_to":"origin"}),
        "/a"
    ));
    assert!(!path(
        "literal",
        json!({"value":"/A","relative-to":"origin"}),
        "/a"
    ));
    assert!(path(
        "literal",
        json!({"value":"/A","relative-to":"origin","ignore-case":"True"}),
        "/a"
    ));
    assert!(path("wildcard", json!({"value":"*/shop/a* x"}), "/ab"));
    assert!(!path("wildcard", json!({"value":"/800001/shop/*"}), "/"));
    assert!(path("regex", json!({"value":"^/800001/shop/[ab]$"}), "/a"));
    assert!(path(
        "regex",
        json!({"value":"/A$","ignore_case":true}),
        "/a"
    ));
    assert!(!path(
        "regex",
        json!({"value":"a","result":"nomatch"}),
        "/a"
    ));
    assert!(path(
        "regex",
        json!({"value":"x=1","result":"nomatch"}),
        "/a?x=1"
    ));
    // As the client sent it, or as it is compared.
    for (value, encoded, target, met) in [
        ("/%61", true, "/%61", true),
        ("/a", true, "/%61", false),
        ("/a", false, "/%61", true),
        ("/a", false, "/b/../a", true),
        ("/b/../a", true, "/b/../a", true),
        ("/a%2Fb", false, "/a%2Fb", true),
    ] {
        let attributes = json!({"value":value,"relative-to":"origin","encoded":encoded});
        assert_eq!(
            path("literal", attributes, target),
            met,
            "{value} {encoded} {target}"
        );
    }
    let mut bare = site();
    bare.origin = None;
    for place in ["root", "origin"] {
        let node = json!({"type":"match.url.url-path.literal","value":"/a","relative-to":place});
        assert_eq!(
            evaluate(&bare, &rules(node), &get("/a")).met.len(),
            1,
            "{place}"
        );
    }
    let mut other = site();
    other.account = "00c1b6".parse().unwrap();
    for value in ["/8000c1b6/shop/a", "/8000C1B6/shop/a"] {
        for form in ["literal", "wildcard", "regex"] {
            let node = json!({"type":format!("match.url.url-path.{form}"),"value":value});
            assert_eq!(
                evaluate(&other, &rules(node), &get("/a")).met.len(),
                1,
                "{form} {value}"
            );
        }
    }
}

#[test]
fn headers_are_present_and_fit_or_nomatch() {
    let mut with = get("/");
    with.headers = vec![
        ("user-agent".to_owned(), "Test (X 1)".to_owned()),
        ("A".to_owned(), "1".to_owned()),
        ("a".to_owned(), "2".to_owned()),
    ];
    let header = |form: &str, attributes: Value, request: &EdgeRequest| {
        meets(
            &format!("match.request.request-header.{form}"),
            attributes,
            request,
        )
    };
    assert!(header(
        "literal",
        json!({"name":"User-Agent","value":"Test (X 1)"}),
        &with
    ));
    assert!(!header(
        "literal",
        json!({"name":"User-Agent","value":"Test"}),
        &with
    ));
    assert!(header(
        "literal",
        json!({"name":"User-Agent","value":["x","test (x 1)"],"ignore-case":true}),
        &with
    ));
    assert!(header(
        "wildcard",
        json!({"name":"User-Agent","value":"Test*"}),
        &with
    ));
    assert!(header(
        "wildcard",
        json!({"name":"User-Agent","value":"'Test (X '*"}),
        &with
    ));
    assert!(header(
        "regex",
        json!({"name":"user-agent","value":r"X \d"}),
        &with
    ));
    assert!(header("literal", json!({"name":"a","value":"2"}), &with));
    assert!(header(
        "literal",
        json!({"name":"host","value":"www.shop.example"}),
        &with
    ));
    // Without the header nothing fits, and `nomatch` is met.
    assert!(!header(
        "regex",
        json!({"name":"cookie","value":".*"}),
        &with
    ));
    assert!(header(
        "regex",
        json!({"name":"cookie","value":".*","result":"nomatch"}),
        &with
    ));
    assert!(!header(
        "literal",
        json!({"name":"a","value":"2","result":"nomatch"}),
        &with
    ));
}

#[test]
fn queries_and_their_parameters() {
    let query = |kind: &str, attributes: Value, target: &str| {
        meets(&format!("match.url.url-{kind}"), attributes, &get(target))
    };
    assert!(query("query.literal", json!({"value":"a=1&b"}), "/?a=1&b"));
    assert!(query("query.wildcard", json!({"value":"*&b"}), "/?a=1&b"));
    assert!(query("query.regex", json!({"value":"(^|&)b"}), "/?a=1&b"));
    assert!(query("query.regex", json!({"value":"^$"}), "/"));
    assert!(query(
        "query.wildcard",
        json!({"value":"*","result":"nomatch"}),
        "/"
    ));
    assert!(query(
        "query-parameter.literal",
        json!({"name":"a","value":"1"}),
        "/?a=1&b"
    ));
    assert!(query(
        "query-parameter.wildcard",
        json!({"name":"a","value":"1 2"}),
        "/?a=2"
    ));
    assert!(!query(
        "query-parameter.regex",
        json!({"name":"a","value":".*"}),
        "/?b=1"
    ));
    assert!(query(
        "query-parameter.regex",
        json!({"name":"a","value":".*","result":"nomatch"}),
        "/?b=1"
    ));
}

#[test]
fn addresses_and_host_names() {
    let address = "match.request.client-ip-address.literal";
    for (value, result, met) in [
        ("198.51.100.7", "match", true),
        ("198.51.100.0/24", "match", true),
        ("198.51.100.9/24", "match", true),
        ("192.0.2.0/24 2001:db8::/32", "match", false),
        ("192.0.2.0/24 2001:db8::/32", "nomatch", true),
        ("0.0.0.0/0", "nomatch", false),
    ] {
        let attributes = json!({"value":value,"result":result});
        assert_eq!(meets(address, attributes, &get("/")), met, "{value}");
    }
    let cname = "match.request.edge-cname.literal";
    for hostnames in [
        json!("a.example WWW.shop.example"),
        json!(["www.shop.example"]),
    ] {
        assert!(meets(cname, json!({ "hostnames": hostnames }), &get("/")));
    }
    let port = request("GET", "https://WWW.shop.example:8443/");
    assert!(meets(cname, json!({"hostnames":"www.shop.example"}), &port));
    assert!(!meets(cname, json!({"hostnames":"shop.example"}), &port));
    let origin = "match.origin.customer-origin.literal";
    assert!(meets(origin, json!({"value":"/800001/shop/"}), &get("/")));
    assert!(!meets(origin, json!({"value":"/800001/sho/"}), &get("/")));
}
