mod conditions;
mod effects;
mod example;
mod properties;
mod walk;

use std::net::IpAddr;

use serde_json::{Value, json};

use super::*;

/// Compiled rules are shared by threads.
#[test]
fn compiled_rules_can_be_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<Compiled>();
}

fn site() -> SiteView {
    SiteView {
        account: "0001".parse().unwrap(),
        origin: Some("shop".parse().unwrap()),
        hostnames: vec!["www.shop.example".parse().unwrap()],
    }
}

fn request(method: &str, url: &str) -> EdgeRequest {
    EdgeRequest::for_url(method, url, IpAddr::from([198, 51, 100, 7])).unwrap()
}

fn get(target: &str) -> EdgeRequest {
    request("GET", &format!("https://www.shop.example{target}"))
}

fn rules(nodes: Value) -> Vec<String> {
    match nodes {
        Value::Array(rules) => rules.iter().map(|rule| json!([rule]).to_string()).collect(),
        node => vec![json!([node]).to_string()],
    }
}

fn run(nodes: Value, request: &EdgeRequest) -> Evaluation {
    evaluate(&site(), &rules(nodes), request)
}

fn comment(value: &str) -> Value {
    json!({"type":"feature.comment","value":value})
}

fn always(features: &Value) -> Value {
    json!({"type":"match.always","features":features})
}
