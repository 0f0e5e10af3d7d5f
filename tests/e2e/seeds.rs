//! Every request printed in the contracts' pages, and the answer printed there, compared as text.

use std::process::Command;

use crate::support::{Answer, Call, Landfall, call, get, minified};

const VIPMP: [(&str, &str); 5] = [
    ("X-Request-Id", "request-1"),
    ("X-Correlation-Id", "correlation-1"),
    ("Accept", "application/json"),
    ("Authorization", "Bearer demo-token"),
    ("X-Api-Key", "swo-app"),
];

fn assert_body(answer: &Answer, expected: &str) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body, minified(expected));
}

#[test]
fn vipmp_a_customer() {
    let demo = Landfall::demo(&[]);
    let answer = get(demo.address, "/v3/customers/9876543210", &VIPMP);
    assert_body(&answer, include_str!("../golden/vipmp_customer.json"));
    assert_eq!(answer.header("x-request-id"), "request-1");
    assert_eq!(answer.header("x-correlation-id"), "correlation-1");
}

#[test]
fn vipmp_one_deployment_and_a_page_of_them() {
    let demo = Landfall::demo(&[]);
    let deployments = "/v3/customers/5556667778/deployments";
    let one = get(demo.address, &format!("{deployments}/345434543"), &VIPMP);
    assert_body(&one, include_str!("../golden/vipmp_deployment.json"));

    let page = get(
        demo.address,
        &format!("{deployments}?offset=3&limit=3"),
        &VIPMP,
    );
    assert_eq!(page.status, 200);
    // The printed page has placeholders where its three items are.
    let items = page.json()["items"].as_array().unwrap().clone();
    let each: Vec<String> = items
        .iter()
        .map(|item| {
            let id = item["deploymentId"].as_str().unwrap();
            let alone = get(demo.address, &format!("{deployments}/{id}"), &VIPMP);
            assert_eq!(alone.status, 200);
            alone.body
        })
        .collect();
    let expected = minified(include_str!("../golden/vipmp_page.txt"))
        .replace("<customer-id>", "5556667778")
        .replace(
            "{Deploymentresource},{Deploymentresource},{Deploymentresource}",
            &each.join(","),
        );
    assert_eq!(page.body, expected);
}

fn session(demo: &Landfall) -> String {
    let login = call(
        demo.address,
        &Call {
            method: "POST",
            target: "/api/login",
            headers: &[("Content-Type", "application/json")],
            body: r#"{"email":"admin@acmepaymentscorp.example","password":"demo-password"}"#,
        },
    )
    .unwrap();
    assert_eq!(login.status, 200, "{}", login.body);
    let cookies: Vec<&str> = login
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().split(';').next().unwrap())
        .collect();
    assert_eq!(cookies.len(), 2);
    cookies.join("; ")
}

#[test]
fn akana_the_three_samples() {
    let demo = Landfall::demo(&[]);
    let cookies = session(&demo);
    for (query, expected) in [
        ("", include_str!("../golden/akana_zones_1.json")),
        (
            "?ContextID=87da343c-e260-43e2-8fbf-2fab7fae9203.acmepaymentscorp",
            include_str!("../golden/akana_zones_1.json"),
        ),
        (
            "?OrgKey=uddi%3Asoa.com%3Aatmosphere%3Abusiness%3A89535988-cfe8-44e0-8fdb-15f8ebf2109f",
            include_str!("../golden/akana_zones_3.json"),
        ),
    ] {
        let answer = get(
            demo.address,
            &format!("/api/deploymentzones{query}"),
            &[
                ("Accept", "application/vnd.soa.v84+json"),
                ("Cookie", &cookies),
            ],
        );
        assert_body(&answer, expected);
        assert_eq!(
            answer.header("content-type"),
            "application/vnd.soa.v84+json"
        );
    }
}

#[test]
fn rulesv4_how_far_a_change_has_landed() {
    let demo = Landfall::demo(&[]);
    let status = |id: &str| {
        get(
            demo.address,
            &format!("/v2/mcc/customers/0001/rulesv4/{id}/status"),
            &[
                ("Authorization", "TOK:12345678-1234-1234-1234-1234567890ab"),
                ("Accept", "application/json"),
                ("Content-Type", "application/json"),
            ],
        )
    };
    let answer = status("123456");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "private");
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    // The printed sample leaves out all but the first and the last three of its seventy places.
    let printed = minified(include_str!("../golden/rulesv4_status.txt"));
    let (head, tail) = printed.split_once("{...").unwrap();
    assert!(answer.body.starts_with(head), "{}", answer.body);
    let tail = format!("{{{tail}");
    assert!(answer.body.ends_with(&tail), "{}", answer.body);
    assert_eq!(answer.json()["Pops"].as_array().unwrap().len(), 70);

    let staging = status("123455");
    assert_eq!(staging.status, 500);
    assert_eq!(
        staging.body,
        r#"{ "Message": "Operation Error. Contact Administrator" }"#
    );
}

#[test]
fn metallic_the_list_of_fulfillments() {
    let demo = Landfall::demo(&[]);
    let answer = get(
        demo.address,
        "/api/v1/partner/fulfillments?filter=status:complete&sort=desc:insertTs",
        &[("Authorization", "Bearer demo-token")],
    );
    assert_body(
        &answer,
        include_str!("../golden/metallic_fulfillments.json"),
    );
    assert_eq!(answer.header("content-type"), "application/json");
}

/// What the demonstration prints is copied and run as it is, by a shell.
#[test]
fn every_printed_command_gives_its_example() {
    let demo = Landfall::demo(&[]);
    let calls = demo.printed["calls"].as_array().unwrap();
    let expected = [
        minified(include_str!("../golden/vipmp_customer.json")),
        String::new(),
        minified(include_str!("../golden/vipmp_deployment.json")),
        minified(include_str!("../golden/akana_zones_1.json")),
        minified(include_str!("../golden/akana_zones_1.json")),
        minified(include_str!("../golden/akana_zones_3.json")),
        String::new(),
        minified(include_str!("../golden/metallic_fulfillments.json")),
        String::new(),
        String::new(),
        String::new(),
    ];
    assert_eq!(calls.len(), expected.len());
    for (call, expected) in calls.iter().zip(expected) {
        let command = call["command"].as_str().unwrap();
        let output = Command::new("sh").args(["-c", command]).output().unwrap();
        let body = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{command}");
        match call["shows"].as_str().unwrap() {
            "a page of its deployments" => {
                assert!(
                    body.starts_with(r#"{"totalCount":9,"count":3,"offset":3,"limit":3,"#),
                    "{body}"
                );
            }
            "how far a change has landed" => {
                let head = r#"{"Status":"propagating","Percent_propagated":2.666083916083916,"#;
                assert!(body.starts_with(head), "{body}");
            }
            "a customer by its rulesv4 account number, with its names in all dialects" => {
                let names = r#""names":{"vipmp_customer_id":"9876543210","#;
                assert!(body.contains(names), "{body}");
            }
            "a policy of account 0001 landing on the demonstration's servers" => {
                assert!(
                    body.contains("Nothing is live on http_large production"),
                    "{body}"
                );
                assert!(body.contains("has landed: "), "{body}");
            }
            "customers whose names begin with F" => {
                assert!(body.contains(r#""name":"Fairmont"#), "{body}");
            }
            _ => assert_eq!(body, expected, "{command}"),
        }
    }
}
