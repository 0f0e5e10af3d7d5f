//! The example at the end of section 7 of the contract, with its five outcomes.

use std::net::IpAddr;

use super::super::super::{EditAction, Form, HeaderEdit, read_new};
use super::*;

const SHOP_FRONT: &str = include_str!("../../shop_front.json");

/// What the policy of the contract's example does.
fn shop_front(request: &EdgeRequest) -> Evaluation {
    let policy = read_new(SHOP_FRONT.as_bytes(), Form::Rulesv4).unwrap();
    let rules: Vec<String> = policy.rules.into_iter().map(|rule| rule.matches).collect();
    let compiled = Compiled::new(&site().account, &rules);
    assert_eq!(compiled.faults(), []);
    let evaluation = compiled.evaluate(&site(), request);
    let hsts = HeaderEdit {
        action: EditAction::Set,
        name: "Strict-Transport-Security".to_owned(),
        value: Some("max-age=31536000".to_owned()),
    };
    // Every answer carries this header, also our own.
    assert_eq!(evaluation.answer.response_headers, [hsts]);
    assert_eq!(evaluation.notes, []);
    evaluation
}

#[test]
fn example_1_http_is_redirected_to_https() {
    let evaluation = shop_front(&request("GET", "http://www.shop.example/a?x=1"));
    let answer = evaluation.answer;
    assert_eq!(answer.outcome, Outcome::Redirected);
    assert_eq!(answer.status, Some(301));
    assert_eq!(
        answer.location.as_deref(),
        Some("https://www.shop.example/a?x=1")
    );
    assert_eq!(answer.cache, CacheUse::default());
}

#[test]
fn example_2_admin_is_for_the_office_only() {
    let admin = "https://www.shop.example/admin/u";
    let outside = shop_front(&request("GET", admin));
    assert_eq!(outside.answer.outcome, Outcome::Denied);
    assert_eq!(outside.answer.status, Some(403));
    assert_eq!(
        outside.met[..2],
        ["/rules/1/matches/0", "/rules/1/matches/0/matches/0"]
    );
    for office in [
        IpAddr::from([192, 0, 2, 9]),
        "2001:db8::9".parse().unwrap(),
        "::ffff:192.0.2.9".parse().unwrap(),
    ] {
        let inside = EdgeRequest::for_url("GET", admin, office).unwrap();
        assert_eq!(
            shop_front(&inside).answer.outcome,
            Outcome::Served,
            "{office}"
        );
    }
    // Letter case is ignored, and neither escapes nor dot segments lead around it.
    for path in [
        "/ADMIN/u",
        "/%61dmin/u",
        "/x/../admin/u",
        "/x/%2E%2e/admin/./u",
    ] {
        assert_eq!(
            shop_front(&get(path)).answer.outcome,
            Outcome::Denied,
            "{path}"
        );
    }
}

#[test]
fn example_3_style_sheets_are_kept_for_thirty_days() {
    let evaluation = shop_front(&get("/m.css"));
    let cache = evaluation.answer.cache;
    assert_eq!(cache.cache_control.as_deref(), Some("max-age=2592000"));
    assert_eq!(cache.compressed, ["text/css", "text/javascript"]);
    assert!(!cache.bypassed);
    let select = "/rules/2/matches/0";
    let taken = format!("{select}/matches/1");
    assert_eq!(evaluation.met, [select, &taken, "/rules/3/matches/0"]);
    assert!(evaluation.features.iter().all(|feature| feature.in_force));
    let other = shop_front(&get("/m.css?v=2/x.html"));
    assert_eq!(
        other.answer.cache.cache_control.as_deref(),
        Some("max-age=2592000")
    );
    let page = shop_front(&get("/m.html"));
    assert_eq!(
        page.answer.cache.cache_control.as_deref(),
        Some("max-age=300")
    );
}

#[test]
fn example_4_a_post_is_not_cached() {
    let evaluation = shop_front(&request("POST", "https://www.shop.example/m.css"));
    assert!(evaluation.answer.cache.bypassed);
    assert_eq!(evaluation.answer.cache.cache_control, None);
    assert_eq!(evaluation.answer.outcome, Outcome::Served);
}

#[test]
fn example_5_every_answer_has_the_security_header() {
    for (method, url) in [
        ("GET", "http://www.shop.example/"),
        ("GET", "https://www.shop.example/admin/u"),
        ("POST", "https://www.shop.example/x"),
        ("GET", "https://www.shop.example/"),
    ] {
        shop_front(&request(method, url));
    }
}
