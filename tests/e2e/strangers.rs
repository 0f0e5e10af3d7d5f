//! Strangers: whoever may not see a thing gets, byte for byte, what everybody gets for a thing that does not exist. For every
//! read there is: callers without credentials, callers of another tenant, and callers of another branch of the same tenant.

use crate::{
    support::Landfall,
    world::{
        Engine, GRANTED, HOUSE_RESELLER, MSP, OWNING, World, ask, made, on_both_engines, session,
        text, vipmp,
    },
};

/// Asks for a thing that is there and for one that is not, with GET and HEAD; there must be no difference.
#[track_caller]
fn assert_unseen(server: &Landfall, lines: &str, [there, absent]: [&str; 2], status: u16) {
    for method in ["GET", "HEAD"] {
        let seen = ask(server, method, there, lines);
        assert_eq!(seen.status, status, "{there} {lines}: {seen:?}");
        assert_eq!(seen, ask(server, method, absent, lines), "{there} {lines}");
    }
}

/// The reads of a customer: itself, its deployments, and one of them. A bad query is no way around either.
fn reads(customer: &str, deployment: &str) -> [String; 5] {
    let path = format!("/v3/customers/{customer}");
    [
        path.clone(),
        format!("{path}/deployments"),
        format!("{path}/deployments?limit=0"),
        format!("{path}/deployments?offset=1000"),
        format!("{path}/deployments/{deployment}"),
    ]
}

#[track_caller]
fn assert_unseen_customer(
    server: &Landfall,
    lines: &str,
    customer: &str,
    deployment: &str,
    status: u16,
) {
    let absent = reads("0000000000", deployment);
    for (there, absent) in reads(customer, deployment).iter().zip(&absent) {
        assert_unseen(server, lines, [there, absent], status);
    }
}

fn vipmp_customers_and_their_deployments(engine: Engine) {
    let world = World::on(engine);
    let globex = world.token("globex", "globex-app", "vipmp", None);
    let house = world.token(
        "acmepaymentscorp",
        "house-app",
        "vipmp",
        Some(HOUSE_RESELLER),
    );
    let msp = world.token("acmepaymentscorp", "msp-app", "vipmp", Some(MSP));
    let foreign = text(&world.customer, "vipmp_id");
    let server = world.serve();
    let ids = "Host: localhost\r\nX-Correlation-Id: same\r\nX-Request-Id: same\r\n";
    let key = format!("{ids}X-Api-Key: msp-app\r\n");
    for customer in ["9876543210", "5556667778", "4471029386"] {
        let deployment = "345434543";
        for (lines, status) in [
            (ids.to_owned(), 403),
            (key.clone(), 403),
            (vipmp("msp-app", "nonsense"), 401),
            (vipmp("msp-app", &house), 403),
            (vipmp("house-app", &house), 404),
            (vipmp("globex-app", &globex), 404),
        ] {
            assert_unseen_customer(&server, &lines, customer, deployment, status);
        }
        let path = format!("/v3/customers/{customer}");
        let own = ask(&server, "GET", &path, &vipmp("msp-app", &msp));
        assert_eq!(own.status, 200, "{own:?}");
    }
    for (key, token) in [("msp-app", &msp), ("house-app", &house)] {
        assert_unseen_customer(&server, &vipmp(key, token), &foreign, "345434543", 404);
    }
    let path = format!("/v3/customers/{foreign}");
    let own = ask(&server, "GET", &path, &vipmp("globex-app", &globex));
    assert_eq!(own.status, 200, "{own:?}");
    // A deployment is its customer's alone, also for a caller who sees both customers.
    let there = "/v3/customers/9876543210/deployments/345434543";
    let absent = "/v3/customers/9876543210/deployments/000000000";
    assert_unseen(&server, &vipmp("msp-app", &msp), [there, absent], 404);
}

/// The same in a store that is made by hand: one tenant with two resellers, each with a customer and a client.
#[test]
fn vipmp_customers_of_the_reseller_next_door() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    made(data, &[], "init --tenant acme --admin root@acme.example");
    let sides = ["north", "south"].map(|side| {
        let reseller = made(data, &[], &format!("organization create --tenant acme --kind reseller --name {side}-reseller"));
        let parent = text(&reseller, "organization");
        let customer = made(
            data,
            &[],
            &format!(
                "organization create --tenant acme --kind customer --name {side}-customer --parent {parent} --country DE \
                 --region BY --city Augsburg --address-line Weg --postal-code 86150 --email a@{side}.example \
                 --first-name Ada --last-name Berg"
            ),
        );
        made(data, &[], &format!("client create {side} --tenant acme --grant vipmp=read --organization {parent}"));
        let token = made(data, &[], &format!("token create --tenant acme --client {side} --dialect vipmp"));
        (vipmp(side, &text(&token, "token")), text(&customer, "vipmp_id"))
    });
    let server = Landfall::serve(data, &[]);
    let [(north, northern), (south, southern)] = &sides;
    for (lines, own, other) in [(north, northern, southern), (south, southern, northern)] {
        let seen = ask(&server, "GET", &format!("/v3/customers/{own}"), lines);
        assert_eq!(seen.status, 200, "{seen:?}");
        let none = ask(
            &server,
            "GET",
            &format!("/v3/customers/{own}/deployments"),
            lines,
        );
        assert!(none.text().starts_with(r#"{"totalCount":0,"#), "{none:?}");
        assert_unseen_customer(&server, lines, other, "123456789", 404);
    }
}

fn akana_zones_of_organizations(engine: Engine) {
    let world = World::on(engine);
    let user = |email: &str, tenant: &str, organization: &str| {
        let made = world.made(&format!(
            "user create {email} --tenant {tenant} --role business-admin {organization}"
        ));
        text(&made, "password")
    };
    let globex = user("root@globex.example", "globex", "");
    let granted = user(
        "granted@acme.example",
        "acmepaymentscorp",
        &format!("--organization {GRANTED}"),
    );
    let foreign = text(&world.customer, "organization");
    let server = world.serve();
    let (acme_host, globex_host) = ("Host: acme.example\r\n", "Host: globex.example\r\n");
    let admin = session(
        &server,
        "acme.example",
        "admin@acmepaymentscorp.example",
        "demo-password",
    );
    let granted = session(&server, "acme.example", "granted@acme.example", &granted);
    let globex = session(&server, "globex.example", "root@globex.example", &globex);
    let unknown = "00000000-0000-4000-8000-000000000000";
    let by_key =
        |key: &str| format!("/api/deploymentzones?OrgKey=uddi:soa.com:atmosphere:business:{key}");
    let by_id = |id: &str| format!("/api/deploymentzones?ContextID={id}");
    let admin_here = format!("{acme_host}{admin}");
    let granted_here = format!("{acme_host}{granted}");
    let globex_there = format!("{globex_host}{globex}");

    for (lines, status, organization) in [
        // Without a session, and with a session of the other tenant's host.
        (acme_host.to_owned(), 401, OWNING),
        (
            format!("{acme_host}Cookie: AtmoAuthToken_acmepaymentscorp=TokenID-x\r\n"),
            401,
            OWNING,
        ),
        (format!("{acme_host}{globex}"), 401, OWNING),
        (format!("{globex_host}{admin}"), 401, &foreign),
        // Of another branch.
        (granted_here.clone(), 403, OWNING),
        (granted_here.clone(), 403, "tenantbusiness"),
        // Of another tenant.
        (globex_there.clone(), 403, OWNING),
        (admin_here.clone(), 403, &foreign),
    ] {
        let absent = [
            by_key(unknown),
            by_id("nonsense"),
            by_id(&format!("{unknown}.acmepaymentscorp")),
        ];
        let there = [
            by_key(organization),
            by_id(&format!("{organization}.acmepaymentscorp")),
            by_id(&format!("{organization}.globex")),
        ];
        for there in there {
            for absent in &absent {
                assert_unseen(&server, &lines, [&there, absent], status);
            }
        }
    }
    // A zone that is not offered is like one that does not exist, to the tag of the empty list.
    let zone = |id: &str| format!("{}&DzoneID={id}", by_key(GRANTED));
    let [hidden, none] = [
        zone("c377f0a2-70f5-4e32-aa8e-cf957b385595.acmepaymentscorp"),
        zone("none"),
    ];
    assert_unseen(&server, &granted_here, [&hidden, &none], 200);
    let all = format!(
        "/api/deploymentzones?DzoneID={}",
        "container-1051.acmepaymentscorp"
    );
    assert_unseen(
        &server,
        &globex_there,
        [&all, "/api/deploymentzones?DzoneID=none"],
        200,
    );
    // And those who may see them do.
    for (lines, target) in [
        (&admin_here, by_key(OWNING)),
        (&admin_here, by_key(GRANTED)),
        (&granted_here, by_key(GRANTED)),
        (&globex_there, by_key(&foreign)),
    ] {
        let seen = ask(&server, "GET", &target, lines);
        assert_eq!(seen.status, 200, "{target}: {seen:?}");
    }
    let own = ask(&server, "GET", &by_key(OWNING), &admin_here);
    assert!(
        own.text().contains("c377f0a2-70f5-4e32-aa8e-cf957b385595"),
        "{own:?}"
    );
}

fn rulesv4_statuses_of_deploy_requests(engine: Engine) {
    let world = World::on(engine);
    let number = text(&world.customer, "account_number");
    let tok = |email: &str, tenant: &str, account: &str| {
        world.made(&format!("user create {email} --tenant {tenant}"));
        let token = world.made(&format!(
            "token create --tenant {tenant} --user {email} --account {account}"
        ));
        format!(
            "Host: localhost\r\nAuthorization: TOK:{}\r\n",
            text(&token, "token")
        )
    };
    let first = tok("first@acme.example", "acmepaymentscorp", "0001");
    let second = tok("second@acme.example", "acmepaymentscorp", "0002");
    let globex = tok("user@globex.example", "globex", &number);
    let bearer = world.token("acmepaymentscorp", "msp-app", "vipmp", Some(MSP));
    let server = world.serve();
    let status =
        |account: &str, id: &str| format!("/v2/mcc/customers/{account}/rulesv4/{id}/status");
    let (there, staging) = (status("0001", "123456"), status("0001", "123455"));
    let nobody = "Host: localhost\r\n".to_owned();
    let other = format!("{nobody}Authorization: Bearer {bearer}\r\n");
    let wrong = format!("{nobody}Authorization: TOK:00000000-0000-0000-0000-000000000000\r\n");
    for (lines, code) in [
        (nobody, 403),
        (other, 403),
        (wrong, 403),
        (second.clone(), 400),
        (globex.clone(), 400),
    ] {
        for there in [&there, &staging, &status("0001", "999999")] {
            for absent in [
                status("FFFF", "123456"),
                status("FFFF", "999999"),
                status("nonsense", "x"),
            ] {
                assert_unseen(&server, &lines, [there, &absent], code);
            }
        }
    }
    // The request of another account, under the caller's own.
    for (lines, account) in [(&second, "0002"), (&globex, number.as_str())] {
        for id in ["123456", "123455"] {
            let (there, absent) = (status(account, id), status(account, "999999"));
            assert_unseen(&server, lines, [&there, &absent], 400);
        }
    }
    let hidden = status("0001", "123454");
    assert_unseen(&server, &first, [&hidden, &status("0001", "999999")], 400);
    for (lines, own) in [(&first, there), (&second, status("0002", "123454"))] {
        let seen = ask(&server, "GET", &own, lines);
        assert_eq!(seen.status, 200, "{own}: {seen:?}");
    }
}

fn metallic_fulfillments(engine: Engine) {
    let world = World::on(engine);
    world.made("tenant create void");
    let void = world.token("void", "void-app", "metallic", None);
    let globex = world.token("globex", "globex-app", "metallic", None);
    let house = world.token(
        "acmepaymentscorp",
        "house-app",
        "metallic",
        Some(HOUSE_RESELLER),
    );
    let msp = world.token("acmepaymentscorp", "msp-app", "metallic", Some(MSP));
    let another = world.token("acmepaymentscorp", "vipmp-app", "vipmp", Some(MSP));
    let server = world.serve();
    let lines = |token: &str| format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n");
    let list = "/api/v1/partner/fulfillments";
    let queries = [
        "",
        "?filter=status:complete",
        "?sort=asc:id&pageSize=1",
        "?pageNumber=1",
        "?pageSize=0",
    ];
    for target in queries.map(|query| format!("{list}{query}")) {
        for method in ["GET", "HEAD"] {
            // In a tenant that has nothing, nothing is there.
            let nothing = ask(&server, method, &target, &lines(&void));
            for stranger in [&globex, &house] {
                let seen = ask(&server, method, &target, &lines(stranger));
                assert_eq!(seen, nothing, "{target}");
            }
            let nobody = ask(&server, method, list, "Host: localhost\r\n");
            assert_eq!(nobody.status, 401);
            for token in ["nonsense", another.as_str(), ""] {
                let seen = ask(&server, method, &target, &lines(token));
                assert_eq!(seen, nobody, "{target}");
            }
        }
    }
    let own = ask(&server, "GET", list, &lines(&msp));
    assert!(
        own.text().contains("587d4d28-066c-406e-b975-5d04e4e47373"),
        "{own:?}"
    );
    let nothing = ask(&server, "GET", list, &lines(&void));
    assert!(nothing.text().starts_with(r#"{"data":[],"#), "{nothing:?}");
}

on_both_engines!(
    vipmp_customers_and_their_deployments,
    akana_zones_of_organizations,
    rulesv4_statuses_of_deploy_requests,
    metallic_fulfillments,
);
