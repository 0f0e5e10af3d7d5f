//! Paths and queries: bytes that are no text, numbers that are too large, and more of everything than anybody needs.

use super::{Case, HOST, METALLIC, RULESV4, VIPMP, akana, check, get};
use crate::support::Landfall;

/// Segments that are no id of anything, for dialects that take any text there.
fn no_ids() -> [String; 14] {
    [
        "%FF".to_owned(),
        "%C0%AF".to_owned(),
        "%ED%A0%80".to_owned(),
        "%00".to_owned(),
        "9876543210%00".to_owned(),
        "%2E%2E%2F".to_owned(),
        "%".to_owned(),
        "%4".to_owned(),
        "%zz".to_owned(),
        "-1".to_owned(),
        "1e400".to_owned(),
        "99999999999999999999999".to_owned(),
        "%F0%9F%92%A9%F0%9F%92%A9%F0%9F%92%A9%F0%9F%92%A9".to_owned(),
        "9".repeat(10_000),
    ]
}

#[test]
fn vipmp_knows_nothing_of_what_is_no_id() {
    let customer = r#"{"code":"1116","message":"Invalid Customer","additionalDetails":[]}"#;
    let deployment = r#"{"code":"2138","message":"Invalid Deployment","additionalDetails":[]}"#;
    let path = r#"{"code":"1134","message":"Invalid operation on path","additionalDetails":[]}"#;
    let ids = [("x-correlation-id", "c")];
    let mut cases = Vec::new();
    for id in no_ids() {
        let below = format!("/v3/customers/{id}");
        for target in [
            below.clone(),
            format!("{below}/deployments?limit=0"),
            format!("{below}/deployments/345434543"),
        ] {
            cases.push(Case::new("a customer", get(&target, VIPMP), 404, customer).with(&ids));
        }
        let target = format!("/v3/customers/5556667778/deployments/{id}");
        cases.push(Case::new("a deployment", get(&target, VIPMP), 404, deployment).with(&ids));
    }
    for target in [
        "/v3",
        "/v3/",
        "/v3/customers/",
        "/v3//customers/9876543210",
        "/v3/customers/9876543210/",
        "/v3/customers/../customers/9876543210/x/y",
        "/v3/%63ustomers/9876543210",
        "/ims",
        "/ims/token/v3/",
        "/ims/token/v1",
        "/partnerservice/ping/x",
        "/v3/customers/%FF/x",
    ] {
        cases.push(Case::new(target, get(target, VIPMP), 404, path).with(&ids));
    }
    let slash = get("/v3/customers/9876543210%2Fdeployments", VIPMP);
    cases.push(Case::new("an escaped slash", slash, 404, customer));
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn vipmp_takes_whole_numbers_and_passes_over_what_it_does_not_know() {
    const PAGE: &str = r#"{"totalCount":9,"count":9,"offset":0,"limit":25,*"#;
    let fault = |name: &str| {
        format!(
            r#"{{"code":"1132","message":"Invalid value for search parameter","additionalDetails":["{name}"]}}"#
        )
    };
    let (limit, offset, status) = (fault("limit"), fault("offset"), fault("status"));
    let faults: Vec<(String, &str)> = [
        "1e400",
        "1e2",
        "0x10",
        "-1",
        "%2B1",
        "+1",
        "1.0",
        "0",
        "",
        "%00",
        "5%00",
        "%FF",
        "%C0%B5",
        "%D9%A3",
        "NaN",
        "1%26offset=3",
        "1;offset=3",
    ]
    .iter()
    .map(|value| (format!("limit={value}"), limit.as_str()))
    .chain([
        ("limit=1&limit=1".to_owned(), limit.as_str()),
        ("%6Cimit=x".to_owned(), &limit),
        ("offset=-0".to_owned(), &offset),
        ("offset=1e400".to_owned(), &offset),
        ("offset=1&offset=2".to_owned(), &offset),
        ("status=1000%00".to_owned(), &status),
        ("status=99999999999999999999999".to_owned(), &status),
        ("status".to_owned(), &status),
    ])
    .collect();
    let target = |query: &str| {
        get(
            &format!("/v3/customers/5556667778/deployments?{query}"),
            VIPMP,
        )
    };
    let mut cases: Vec<Case<'_>> = faults
        .iter()
        .map(|(query, body)| Case::new(query, target(query), 400, body))
        .collect();
    let beyond =
        r#"{"code":"1133","message":"Offset out of range","additionalDetails":["offset"]}"#;
    let nines = "9".repeat(10_000);
    for offset in [
        "10",
        "99999999999999999999999",
        "18446744073709551615",
        nines.as_str(),
    ] {
        cases.push(Case::new(
            "beyond",
            target(&format!("offset={offset}")),
            400,
            beyond,
        ));
    }
    let clamped = r#"{"totalCount":9,"count":9,"offset":0,"limit":100,*"#;
    for limit in ["101", "99999999999999999999999", nines.as_str()] {
        cases.push(Case::new(
            "clamped",
            target(&format!("limit={limit}")),
            200,
            clamped,
        ));
    }
    let many = "a=1&".repeat(5_000);
    let statuses = "status=1000&status=1004&".repeat(500);
    for query in [
        many.as_str(),
        &statuses,
        "%FF=%FF",
        "=",
        "&&&",
        "Limit=x",
        "limits=0",
        "?limit=0",
        "[]={}",
    ] {
        cases.push(Case::new(query, target(query), 200, PAGE));
    }
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn rulesv4_tells_no_two_bad_numbers_apart() {
    let account = r#"{"Message":"Invalid account number"}"#;
    let id = r#"{"Message":"Invalid deploy request ID"}"#;
    let nowhere = r#"{"Message":"Not Found"}"#;
    let private = [
        ("cache-control", "private"),
        ("content-type", "application/json; charset=utf-8"),
    ];
    let mut cases = Vec::new();
    for odd in no_ids() {
        let target = format!("/v2/mcc/customers/{odd}/rulesv4/123456/status");
        cases.push(Case::new("an account", get(&target, RULESV4), 400, account).with(&private));
        let target = format!("/v2/mcc/customers/0001/rulesv4/{odd}/status");
        cases.push(Case::new("a request", get(&target, RULESV4), 400, id).with(&private));
    }
    for odd in [
        "1",
        "00001",
        "0002",
        "0x1",
        "0001%20",
        "",
        "FFFFFFFFFFFF",
        "18446744073709551616",
    ] {
        let target = format!("/v2/mcc/customers/{odd}/rulesv4/123456/status");
        cases.push(Case::new("an account", get(&target, RULESV4), 400, account));
    }
    for odd in [
        "0",
        "%2B123456",
        "123456.0",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
    ] {
        let target = format!("/v2/mcc/customers/0001/rulesv4/{odd}/status");
        cases.push(Case::new("a request", get(&target, RULESV4), 400, id));
    }
    for target in [
        "/v2/mcc",
        "/v2/mcc/%FF",
        "/v2/mcc/customers/0001/rulesv4/123456",
        "//v2/mcc/",
        "/v2/mcc/customers/0001/rulesv4/123456/status//",
    ] {
        cases.push(Case::new(target, get(target, RULESV4), 404, nowhere).with(&private));
    }
    let status = "/v2/mcc/customers/0001/rulesv4/123456/status";
    let many = format!("{status}?{}", "a=%FF&".repeat(4_000));
    for target in [
        status,
        &many,
        &format!("/////{}", &status[1..]),
        &format!("{status}/"),
    ] {
        let body = r#"{"Status":"propagating",*"#;
        cases.push(Case::new("good", get(target, RULESV4), 200, body));
    }
    let untold = r#"{"@type":"Error","code":"unauthorized","status_code":401,*"#;
    for target in [
        "/rules-engine",
        "/rules-engine/%FF",
        "/rules-engine/v1.1/policies/1e400",
    ] {
        cases.push(
            Case::new(target, get(target, HOST), 401, untold)
                .with(&[("www-authenticate", "Bearer")]),
        );
    }
    // The one 500 that the contract has, byte for byte.
    let staging = r#"{ "Message": "Operation Error. Contact Administrator" }"#;
    let target = "/v2/mcc/customers/0001/rulesv4/123455/status";
    cases.push(Case::new("staging", get(target, RULESV4), 500, staging).with(&private));
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn metallic_names_the_parameter_at_fault() {
    let fault = |name: &str| format!(r#"{{"error":{{"code":1003,"message":"{name}: *"#);
    let (number, size, filter, sort) = (
        fault("pageNumber"),
        fault("pageSize"),
        fault("filter"),
        fault("sort"),
    );
    let keys = format!("sort={}asc:id", "asc:id,".repeat(2_000));
    let long = format!("filter={}", "a".repeat(20_000));
    let nines = format!("pageNumber={}", "9".repeat(10_000));
    let target = |query: &str| get(&format!("/api/v1/partner/fulfillments?{query}"), METALLIC);
    let mut cases = Vec::new();
    for (query, body) in [
        ("pageNumber=99999999999999999999999", &number),
        ("pageNumber=4294967296", &number),
        ("pageNumber=%00", &number),
        ("pageNumber=0%00", &number),
        ("pageNumber=%FF", &number),
        ("pageNumber=%D9%A3", &number),
        ("pageNumber=+1", &number),
        (nines.as_str(), &number),
        ("pageSize=1e400", &size),
        ("pageSize=-1", &size),
        ("pageSize=1&pageSize=1", &size),
        ("filter=%FF", &filter),
        ("filter=status:%C0%80", &filter),
        ("filter=status:complete%00", &filter),
        ("filter=status:complete&filter=status:complete", &filter),
        (long.as_str(), &filter),
        ("sort=%00", &sort),
        ("sort=asc:id%00", &sort),
        ("sort=asc:id,", &sort),
        (keys.as_str(), &sort),
    ] {
        cases.push(Case::new(query, target(query), 400, body));
    }
    let empty = r#"{"data":[],"metadata":{"sort":"desc:updateTs","filter":"","pagination":{"pageNumber":2147483647,"pageSize":1000,"totalRecords":9}}}"#;
    let last = target("pageNumber=2147483647&pageSize=1000");
    cases.push(Case::new("the last page there can be", last, 200, empty));
    let many = "a=1&".repeat(5_000);
    for query in [
        many.as_str(),
        "x=%FF",
        "%FF=x",
        "=",
        "&&",
        "PageNumber=x",
        "?pageNumber=x",
    ] {
        cases.push(Case::new(query, target(query), 200, r#"{"data":[{"id":"*"#));
    }
    let nowhere = r#"{"error":{"code":1006,"message":"Record not found"}}"#;
    for id in no_ids() {
        let target = format!("/api/v1/partner/fulfillments/{id}");
        cases.push(Case::new("an id", get(&target, METALLIC), 404, nowhere));
    }
    for target in [
        "/api/v1",
        "/api/v1/%FF",
        "/api/v1/partner/fulfillments/",
        "/api/v1/token/",
    ] {
        cases.push(Case::new(target, get(target, METALLIC), 404, nowhere));
    }
    check(Landfall::demo(&[]), &cases);
}

#[test]
fn akana_finds_nothing_by_what_is_nothing() {
    let server = Landfall::demo(&[]);
    let akana = akana(&server);
    let key = r#"{"faultcode":"Client","faultstring":"OrgKey is not *"#;
    let strange = r#"{"faultcode":"Client","faultstring":"There is no such organization, or you may not do this there"}"#;
    let none = r#"{"DeploymentZoneInfo":[]}"#;
    let zone = r#"{"DeploymentZoneInfo":[{"DeploymentZoneID":"container-1051.acmepaymentscorp",*"#;
    let twice = r#"{"faultcode":"Client","faultstring":"ContextID is given more than once, with different values"}"#;
    let nowhere = r#"{"faultcode":"Client","faultstring":"There is nothing at this path"}"#;
    let long_key = format!(
        "OrgKey=uddi:soa.com:atmosphere:business:{}",
        "a".repeat(10_000)
    );
    let long_id = format!("ContextID={}.acmepaymentscorp", "1".repeat(10_000));
    let long_name = format!("Implementation={}", "a".repeat(20_000));
    let ids = "DzoneID=x&".repeat(1_000);
    let too_many = format!("{ids}DZoneID=x");
    let many_ids = r#"{"faultcode":"Client","faultstring":"*"#;
    let many = "a=1&".repeat(5_000);
    let mut cases = Vec::new();
    for (query, status, body) in [
        ("OrgKey=%FF", 400, key),
        ("OrgKey=%00", 400, key),
        ("OrgKey=uddi:soa.com:atmosphere:business:%00", 400, key),
        ("OrgKey=uddi:soa.com:atmosphere:business:%C0%AF", 400, key),
        (&long_key, 403, strange),
        ("ContextID=%00", 403, strange),
        ("ContextID=%FF", 403, strange),
        ("ContextID=1e400", 403, strange),
        ("ContextID=x.y.z", 403, strange),
        (&long_id, 403, strange),
        ("ContextID=a&ContextID=b", 400, twice),
        ("Implementation=%C0%AF", 200, none),
        ("Environment=%00", 200, none),
        (&long_name, 200, none),
        (&ids, 200, none),
        (&too_many, 400, many_ids),
        (&many, 200, zone),
        ("_=%FF", 200, zone),
        ("%FF=1", 200, zone),
        ("implementation=Nope", 200, zone),
    ] {
        let target = format!("/api/deploymentzones?{query}");
        cases.push(Case::new(query, get(&target, &akana), status, body));
    }
    for target in [
        "/api",
        "/api/",
        "/api/%FF",
        "/api/deploymentzones/",
        "/api/login/status/x",
        "/api/v10",
        "/api//login",
    ] {
        cases.push(Case::new(target, get(target, &akana), 404, nowhere));
    }
    check(server, &cases);
}
