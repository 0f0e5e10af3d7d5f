//! The operations of the native API and the paths for supervisors.

use serde_json::{Value, json};

use super::{
    case::{Callers, Case, open},
    records,
};
use crate::{
    support::{Call, Landfall, call, get},
    world::{Engine, HOUSE_RESELLER, MSP, World, send, text},
};

const JSON: &str = "Host: localhost\r\nContent-Type: application/json\r\n";
const FORM: &str = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
/// What a list has that is not empty.
const ITEMS: &str = r#""items":[{"#;
/// The demonstration's token of the platform's owner, who sees clients and users too.
const OWN: &str = "demo-native-token";
const CUSTOMER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d06";

/// The server to ask, and what to ask it.
pub(super) fn cases(engine: Engine) -> (Landfall, Vec<Case>) {
    let world = World::on(engine);
    let tenant = "acmepaymentscorp";
    let globex =
        world.made("user create root@globex.example --tenant globex --role business-admin");
    let password = text(&globex, "password");
    let lines = |token: &str| format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n");
    let callers = Callers {
        own: lines(OWN),
        nobody: vec!["Host: localhost\r\n".to_owned(), lines("nonsense")],
        strangers: vec![
            lines(&world.token("globex", "globex-app", "native", None)),
            lines(&world.token(tenant, "house-app", "native", Some(HOUSE_RESELLER))),
        ],
    };
    let submits = submitter(&world);
    let invitations = [(); 2].map(|()| invitation(&world));
    let server = world.serve();
    let waiting = waiting(&server, &submits);
    let policies = policies(&server, &callers);
    let offers = offers(&server, &callers);
    let sites = sites(&server, &callers);
    let lists = Lists {
        callers,
        server: &server,
    };
    let mut cases = lists.of_business();
    cases.extend(lists.of_the_fleet());
    let withdrawn = withdrawn(&server, &submits);
    cases.extend(decisions(&lists.callers, &waiting));
    cases.extend(deploying(&lists.callers, &withdrawn));
    cases.extend(policies);
    cases.extend(catalogue(&lists.callers));
    cases.extend(offers);
    cases.extend(sites);
    cases.extend(records::accounts(&lists.callers));
    cases.extend(records::orders(&lists.callers));
    cases.extend(signing_in(&server, &password));
    cases.extend(of_agents(&server, &lists.callers, &invitations));
    cases.extend(supervision());
    (server, cases)
}

struct Lists<'s> {
    callers: Callers,
    server: &'s Landfall,
}

impl Lists<'_> {
    fn of_the_fleet(&self) -> Vec<Case> {
        let own = &self.callers;
        // POPs are in view of the whole tenant, whichever branch a caller stands in.
        let elsewhere = Callers {
            strangers: own.strangers[..1].to_vec(),
            ..own.clone()
        };
        [
            pair(
                &elsewhere,
                ["list_pops", "show_pop"],
                "pops",
                &self.first("pops"),
                ITEMS,
            ),
            pair(
                own,
                ["list_gateway_groups", "show_gateway_group"],
                "gateway-groups",
                &self.first("gateway-groups"),
                ITEMS,
            ),
            pair(
                own,
                ["list_servers", "show_server"],
                "servers",
                &self.first("servers"),
                ITEMS,
            ),
        ]
        .into_iter()
        .flatten()
        .chain([own
            .list(
                "show_pop_health",
                "/landfall/v1/pop-health?platform=adn",
                &[r#""pop_id":"#],
            )
            .bad_target("/landfall/v1/pop-health?platform=nonsense", 400)
            .bad_query("environment=nonsense", 400)
            .bad_query("nonsense=1", 400)])
        .collect()
    }

    fn of_business(&self) -> Vec<Case> {
        let own = &self.callers;
        let order = "587d4d28-066c-406e-b975-5d04e4e47373";
        let zone = "c377f0a2-70f5-4e32-aa8e-cf957b385595";
        let sold_to = "filter=account_id=2a920aeb-0ec0-463c-b623-de8c23a48813";
        [
            pair(
                own,
                ["list_organizations", "show_organization"],
                "organizations",
                MSP,
                MSP,
            ),
            pair(
                own,
                ["list_customers", "show_customer"],
                "customers",
                CUSTOMER,
                CUSTOMER,
            ),
            pair(
                own,
                ["list_deployments", "show_deployment"],
                "deployments",
                "345434543",
                "345434543",
            ),
            {
                let id = self.first(&format!("subscriptions?{sold_to}"));
                pair(
                    own,
                    ["list_subscriptions", "show_subscription"],
                    "subscriptions",
                    &id,
                    &id,
                )
            },
            pair(own, ["list_zones", "show_zone"], "zones", zone, zone),
            pair(
                own,
                ["list_policies", "show_policy"],
                "policies",
                "4409533",
                "4409533",
            ),
            pair(
                own,
                ["list_deploy_requests", "show_deploy_request"],
                "deploy-requests",
                "123456",
                "123456",
            ),
            pair(
                own,
                ["list_fulfillments", "show_fulfillment"],
                "fulfillments",
                order,
                order,
            ),
            {
                let id = self.first("events");
                pair(
                    own,
                    ["list_events", "show_event"],
                    "events",
                    &id,
                    &format!(r#""id":"{id}""#),
                )
            },
            pair(
                own,
                ["list_clients", "show_client"],
                "clients",
                "swo-app",
                "swo-app",
            ),
            pair(
                own,
                ["list_users", "show_user"],
                "users",
                "2",
                "admin@acmepaymentscorp.example",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The id of the first item of a list.
    fn first(&self, list: &str) -> String {
        let bearer = format!("Bearer {OWN}");
        let target = format!("/landfall/v1/{list}");
        let headers = [("Authorization", bearer.as_str()), ("Host", "localhost")];
        let page = get(self.server.address, &target, &headers);
        assert_eq!(page.status, 200, "{target}: {}", page.body);
        let page = page.json();
        let id = page["items"][0]["id"].as_str();
        id.unwrap_or_else(|| panic!("{target}: {page}")).to_owned()
    }
}

/// The list of a resource, which shows `shown` to nobody else, and the call for one of that id.
fn pair(
    callers: &Callers,
    [list, show]: [&'static str; 2],
    resource: &str,
    id: &str,
    shown: &str,
) -> [Case; 2] {
    let path = format!("/landfall/v1/{resource}");
    let one = format!("{path}/{id}");
    [
        callers
            .list(list, &format!("{path}?filter=id={id}"), &[shown])
            .bad_target(&format!("{path}?page_size=501"), 400)
            .bad_target(&format!("{path}?filter=nonsense"), 400)
            .bad_query("order_by=nonsense", 400)
            .bad_query("page_token=nonsense", 400)
            .bad_query("nonsense=1", 400),
        callers
            .object(show, &one, id, &absent(id))
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{path}/%FF"), 404),
    ]
}

/// An id of the same form that names nothing.
fn absent(id: &str) -> String {
    match id.len() {
        36 => "00000000-0000-4000-8000-000000000000".to_owned(),
        _ if id.bytes().all(|byte| byte.is_ascii_digit()) => "9007199254740990".to_owned(),
        _ => "no-such-thing".to_owned(),
    }
}

/// The head of one who submits deploy requests of account 0001, which are reviewed.
fn submitter(world: &World) -> String {
    let tenant = "acmepaymentscorp";
    world.made(&format!("review on --tenant {tenant} --account 0001"));
    world.made(&format!(
        "client create rules-app --tenant {tenant} --grant rulesv4=write --organization {MSP} --home-account 0001"
    ));
    let token = world.made(&format!(
        "token create --tenant {tenant} --client rules-app --dialect rulesv4-bearer"
    ));
    let token = text(&token, "token");
    format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n")
}

/// Three requests that wait for a review, each in a place of its own.
fn waiting(server: &Landfall, lines: &str) -> [String; 3] {
    let root = "/rules-engine/v1.1";
    let made = |target: &str, body: &Value| {
        let answer = send(server, "POST", target, lines, &body.to_string());
        assert!([201, 202].contains(&answer.status), "{answer:?}");
        text(&serde_json::from_str(&answer.text()).unwrap(), "id")
    };
    let policy = json!({
        "name": "small", "state": "locked", "platform": "http_large",
        "rules": [{ "matches": [{ "type": "match.always" }] }],
    });
    let policy = made(&format!("{root}/policies"), &policy);
    [
        ("4409533", "production"),
        ("4409533", "staging"),
        (policy.as_str(), "staging"),
    ]
    .map(|(policy, environment)| {
        let request =
            json!({ "policy_id": policy, "environment": environment, "message": "review me" });
        made(&format!("{root}/deploy-requests"), &request)
    })
}

/// A request that was withdrawn, and another policy for the place that it has left free.
fn withdrawn(server: &Landfall, lines: &str) -> [String; 2] {
    let root = "/rules-engine/v1.1";
    let made = |method: &str, target: &str, body: &Value| {
        let answer = send(server, method, target, lines, &body.to_string());
        assert!((200..300).contains(&answer.status), "{answer:?}");
        text(&serde_json::from_str(&answer.text()).unwrap(), "id")
    };
    let policy = json!({
        "name": "small", "state": "locked", "platform": "http_small",
        "rules": [{ "matches": [{ "type": "match.always" }] }],
    });
    let policy = made("POST", &format!("{root}/policies"), &policy);
    let request =
        json!({ "policy_id": policy, "environment": "production", "message": "never mind" });
    let requests = format!("{root}/deploy-requests");
    let id = made("POST", &requests, &request);
    let canceled = json!({ "state": "canceled" });
    made("PATCH", &format!("{requests}/{id}"), &canceled);
    [id, policy]
}

/// A policy is applied, that is withdrawn, and somebody watches.
fn deploying(callers: &Callers, [withdrawn, policy]: &[String; 2]) -> Vec<Case> {
    let place = "/landfall/v1/deploy-requests";
    let absent = "9007199254740990";
    let own = format!("{}Content-Type: application/json\r\n", callers.own);
    let writers = Callers {
        own: own.clone(),
        strangers: (callers.strangers.iter())
            .map(|lines| format!("{lines}Content-Type: application/json\r\n"))
            .collect(),
        ..callers.clone()
    };
    let body = |account: &str, policy: &str| {
        json!({
            "account_id": account, "policy_id": policy, "environment": "production", "platform": "http_small",
            "message": "walked over",
        })
        .to_string()
    };
    // An ended request ends its watch with the first event.
    let told = ["propagation", "watch"]
        .into_iter()
        .zip(["show_deploy_request_propagation", "watch_deploy_request"]);
    let told = told.map(|(call, operation)| {
        callers
            .object(
                operation,
                &format!("{place}/{withdrawn}/{call}"),
                withdrawn,
                absent,
            )
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/%FF/{call}"), 404)
    });
    let mut cases: Vec<Case> = told.collect();
    cases.push(
        callers
            .object(
                "cancel_deploy_request",
                &format!("{place}/{withdrawn}/cancel"),
                withdrawn,
                absent,
            )
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/%FF/cancel"), 404)
            // Handed over long ago.
            .bad_target(&format!("{place}/123456/cancel"), 409),
    );
    cases.push(
        writers
            .list("create_deploy_request", place, &["walked over"])
            .with_body(&body("0001", policy))
            .bad_query("nonsense=1", 400)
            .bad_body("{", 400)
            .bad_body(&body("00FF", policy), 400)
            .bad_body(&body("0001", absent), 400)
            .bad_body(&body("0001", "4409533"), 400)
            .bad_lines(&own.replace("application/json", "text/plain"), 415),
    );
    cases
}

/// What is decided over the three requests.
fn decisions(callers: &Callers, waiting: &[String; 3]) -> Vec<Case> {
    let own = format!("{}Content-Type: application/json\r\n", callers.own);
    let callers = Callers {
        own: own.clone(),
        ..callers.clone()
    };
    let body = r#"{"reason":"agreed with security"}"#;
    let cases = ["approve", "reject", "escalate"].into_iter().zip(waiting);
    let cases = cases.map(|(decision, id)| {
        let operation = match decision {
            "approve" => "approve_deploy_request",
            "reject" => "reject_deploy_request",
            _ => "escalate_deploy_request",
        };
        let place = "/landfall/v1/deploy-requests";
        callers
            .object(
                operation,
                &format!("{place}/{id}/{decision}"),
                id,
                "9007199254740990",
            )
            .with_body(body)
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/%FF/{decision}"), 404)
            // Handed over long ago.
            .bad_target(&format!("{place}/123456/{decision}"), 409)
            .bad_body("{", 400)
            .bad_body(r#"{"reason":7}"#, 400)
            .bad_lines(&own.replace("application/json", "text/plain"), 415)
    });
    cases.collect()
}

/// The same callers with a body in JSON.
pub(super) fn sending(callers: &Callers) -> Callers {
    let json = |lines: &String| format!("{lines}Content-Type: application/json\r\n");
    Callers {
        own: json(&callers.own),
        nobody: callers.nobody.iter().map(json).collect(),
        strangers: callers.strangers.iter().map(json).collect(),
    }
}

/// The id of something that is added.
fn added(server: &Landfall, callers: &Callers, place: &str, body: &str) -> String {
    let made = send(server, "POST", place, &callers.own, body);
    assert_eq!(made.status, 201, "{made:?}");
    let made: Value = serde_json::from_str(&made.text()).unwrap();
    text(&made, "id")
}

/// Defining, changing and removing zones; the tenant and its settings.
fn offers(server: &Landfall, callers: &Callers) -> Vec<Case> {
    let (reading, callers) = (callers.clone(), sending(callers));
    let place = "/landfall/v1/zones";
    let owner = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d01";
    let body = json!({ "owner_id": owner, "name": "West", "gateway_group_key": "container-1051" });
    let body = body.to_string();
    let id = added(server, &callers, place, &body);
    let one = format!("{place}/{id}");
    let absent = "00000000-0000-4000-8000-000000000000";
    let plain = callers.own.replace("application/json", "text/plain");
    let stale = format!("{}If-Match: \"nonsense\"\r\n", callers.own);
    let tenant = "/landfall/v1/tenant";
    let review = "/landfall/v1/customers/0003/review";
    vec![
        callers
            .list("add_zone", place, &[owner])
            .with_body(&body)
            .bad_query("nonsense=1", 400)
            .bad_body("{", 400)
            .bad_body(&body.replace("1051", "none"), 400)
            .bad_body(&body.replace("name", "nome"), 400)
            .bad_lines(&plain, 415),
        callers
            .object("change_zone", &one, &id, absent)
            .with_body(r#"{"description":"renamed"}"#)
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/%FF"), 404)
            .bad_body(r#"{"name":""}"#, 400)
            .bad_lines(&plain, 415)
            .bad_lines(&stale, 412),
        callers
            .object("delete_zone", &one, &id, absent)
            .bad_query("nonsense=1", 400)
            .bad_lines(&stale, 412),
        reading
            .list("show_tenant", tenant, &["acmepaymentscorp"])
            .bad_query("nonsense=1", 400),
        callers
            .list("change_tenant", tenant, &["acmepaymentscorp"])
            .with_body(r#"{"environments":["Production","Sandbox","Staging"]}"#)
            .bad_query("nonsense=1", 400)
            .bad_body(r#"{"environments":[]}"#, 400)
            .bad_body(r#"{"review":{"staging":{"within_seconds":1}}}"#, 400)
            .bad_lines(&plain, 415)
            .bad_lines(&stale, 412),
        reading
            .object("show_review", review, "0003", "0ABC")
            .bad_query("nonsense=1", 400),
        callers
            .object("change_review", review, "0003", "0ABC")
            .with_body(r#"{"staging":{"within_seconds":60}}"#)
            .bad_query("nonsense=1", 400)
            .bad_body(r#"{"staging":7}"#, 400)
            .bad_lines(&plain, 415)
            .bad_lines(&stale, 412),
    ]
}

/// Reading and writing sites of an account for which nothing is deployed.
fn sites(server: &Landfall, callers: &Callers) -> Vec<Case> {
    let (reading, callers) = (callers.clone(), sending(callers));
    let place = "/landfall/v1/customers/0003/sites";
    let site = |origin: &str| {
        let body = json!({
            "origin": origin,
            "upstreams": [{ "protocol": "https", "host": "origin.example" }],
            "hostnames": [format!("{origin}.example")],
        });
        body.to_string()
    };
    let id = added(server, &callers, place, &site("one"));
    let one = format!("{place}/{id}");
    let absent = "9007199254740990";
    let stale = format!("{}If-Match: \"nonsense\"\r\n", callers.own);
    vec![
        reading
            .object("list_sites", place, "0003", "0ABC")
            .bad_query("nonsense=1", 400),
        reading
            .object("show_site", &one, &id, absent)
            .bad_target(&format!("{place}/nonsense"), 404),
        callers
            .object("add_site", place, "0003", "0ABC")
            .with_body(&site("two"))
            .bad_query("nonsense=1", 400)
            .bad_body(&site("one"), 400)
            .bad_body(r#"{"upstreams":[]}"#, 400),
        callers
            .object("change_site", &one, &id, absent)
            .with_body(r#"{"hostnames":["other.example"]}"#)
            .bad_body(r#"{"hostnames":["*"]}"#, 400)
            .bad_lines(&stale, 412),
        callers
            .object("delete_site", &one, &id, absent)
            .bad_target(&format!("{place}/nonsense"), 404)
            .bad_lines(&stale, 412),
    ]
}

/// Adding, changing, and deleting a rule.
fn policies(server: &Landfall, callers: &Callers) -> Vec<Case> {
    let callers = sending(callers);
    let place = "/landfall/v1/policies";
    let rule = json!({ "matches": [{ "type": "match.always" }] });
    let draft = json!({
        "account_id": "0001", "name": "small", "state": "draft", "platform": "http_large", "rules": [rule, rule],
    });
    let draft = draft.to_string();
    let made = send(server, "POST", place, &callers.own, &draft);
    assert_eq!(made.status, 201, "{made:?}");
    let made: Value = serde_json::from_str(&made.text()).unwrap();
    let (id, rule) = (text(&made, "id"), text(&made["rules"][0], "id"));
    let one = format!("{place}/{id}");
    let plain = callers.own.replace("application/json", "text/plain");
    let stale = format!("{}If-Match: \"nonsense\"\r\n", callers.own);
    vec![
        callers
            .list("add_policy", place, &[CUSTOMER])
            .with_body(&draft)
            .bad_query("nonsense=1", 400)
            .bad_body("{", 400)
            .bad_body(&draft.replace("0001", "0ABC"), 400)
            .bad_body(&draft.replace("http_large", "all"), 400)
            .bad_lines(&plain, 415),
        callers
            .object("change_policy", &one, &id, "9007199254740990")
            .with_body(r#"{"name":"renamed"}"#)
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/%FF"), 404)
            .bad_body(r#"{"name":7}"#, 400)
            .bad_body(r#"{"platform":"adn"}"#, 400)
            .bad_lines(&plain, 415)
            .bad_lines(&stale, 412),
        callers
            .object(
                "delete_policy_rule",
                &format!("{one}/rules/{rule}"),
                &rule,
                "9007199254740990",
            )
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{one}/rules/x"), 404)
            .bad_target(&format!("{place}/4409533/rules/33753446"), 409)
            .bad_lines(&stale, 412),
    ]
}

/// The catalogue, which everybody in the tenant sees and only those who may write in all of it change.
fn catalogue(callers: &Callers) -> Vec<Case> {
    let elsewhere = Callers {
        strangers: callers.strangers[..1].to_vec(),
        ..callers.clone()
    };
    let writers = sending(callers);
    let place = "/landfall/v1/catalogue";
    let (known, absent) = ("MTSP-M365E-USR", "MTSP-ABSENT");
    let one = format!("{place}/{known}");
    vec![
        elsewhere
            .list("list_catalogue", place, &[known])
            .bad_query("nonsense=1", 400)
            .bad_query("page_size=0", 400)
            .bad_query("page_token=nonsense", 400),
        elsewhere
            .object("show_offer", &one, known, absent)
            .bad_query("nonsense=1", 400)
            .bad_target(&format!("{place}/%00"), 404),
        writers
            .object("put_offer", &one, known, absent)
            .with_body(r#"{"name":"By user","offered":true}"#)
            .bad_body("", 400)
            .bad_body(r#"{"price":1}"#, 400)
            .bad_target(&format!("{place}/%20x"), 400),
        writers
            .about_nobody("put_offers", place, "strangers may not write at all")
            .with_body(r#"{"items":[{"sku":"MTSP-NEW","name":"New"}]}"#)
            .bad_body(r#"{"items":[]}"#, 400)
            .bad_body(r#"{"items":[{"name":"x"}]}"#, 400)
            .bad_body(r#"{"items":[{"sku":"A"},{"sku":"A"}]}"#, 400),
    ]
}

/// Signs in and gives the head of a call in the session, without and with the CSRF header.
fn session(server: &Landfall, body: &str) -> [String; 2] {
    let answer = call(
        server.address,
        &Call {
            method: "POST",
            target: "/landfall/v1/session",
            headers: &[("Content-Type", "application/json"), ("Host", "localhost")],
            body,
        },
    )
    .unwrap();
    assert_eq!(answer.status, 201, "{}", answer.body);
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    let cookie = format!("Host: localhost\r\nCookie: {cookie}\r\n");
    let csrf = text(&answer.json(), "csrf_token");
    let with_csrf = format!("{cookie}X-Landfall-CSRF: {csrf}\r\n");
    [cookie, with_csrf]
}

fn signing_in(server: &Landfall, password: &str) -> Vec<Case> {
    let credentials = |tenant, email, password| {
        format!(r#"{{"tenant":"{tenant}","email":"{email}","password":"{password}"}}"#)
    };
    let admin = |password| {
        credentials(
            "acmepaymentscorp",
            "admin@acmepaymentscorp.example",
            password,
        )
    };
    let good = admin("demo-password");
    let stranger = credentials("globex", "root@globex.example", password);
    let [cookie, own] = session(server, &good);
    let shown = Callers {
        own,
        nobody: vec![
            "Host: localhost\r\n".to_owned(),
            "Host: localhost\r\nCookie: landfall_session=acmepaymentscorp.TokenID-x\r\n".to_owned(),
        ],
        strangers: vec![session(server, &stranger)[1].clone()],
    };
    let [bare, ended] = session(server, &good);
    let ends = Callers {
        own: ended,
        strangers: vec![session(server, &stranger)[1].clone()],
        ..shown.clone()
    };
    let path = "/landfall/v1/session";
    let token = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
    vec![
        open("issue_token", "/landfall/v1/token", FORM, token)
            .bad_body("", 400)
            .bad_body(&token.replace("demo-secret", "x"), 401)
            .bad_body(&format!("{token}&scope=everything"), 400),
        open("sign_in", path, JSON, &good)
            .bad_body("{", 400)
            .bad_body(&admin("another"), 401)
            .bad_lines("Host: localhost\r\n", 415),
        shown
            .list("show_session", path, &["admin@acmepaymentscorp.example"])
            .bad_lines(&cookie, 403),
        ends.about_nobody("sign_out", path, "it ends the caller's own session alone")
            .bad_lines(&bare, 403),
    ]
}

/// The secret part of an invitation.
fn invitation(world: &World) -> String {
    let made = world.made(
        "server invite --tenant acmepaymentscorp --pop 1 --platform http_small --environment staging",
    );
    let token = text(&made, "token");
    token.split('.').nth(1).unwrap().to_owned()
}

/// What servers' agents call: they join, and open their streams.
fn of_agents(server: &Landfall, callers: &Callers, invitations: &[String; 2]) -> Vec<Case> {
    let path = "/landfall/v1/enrol";
    let [first, second] = invitations;
    let form = |token: &str, name: &str| format!(r#"{{"token":"{token}","name":"{name}"}}"#);
    let joined = send(server, "POST", path, JSON, &form(first, "edge-1"));
    assert_eq!(joined.status, 201, "{joined:?}");
    let joined: Value = serde_json::from_str(&joined.text()).unwrap();
    let credential = text(&joined, "credential");
    let handshake = |credential: &str| {
        format!(
            "{credential}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: landfall.feed\r\n"
        )
    };
    let with_handshake = |lines: &Vec<String>| lines.iter().map(|lines| handshake(lines)).collect();
    let own = format!("Host: localhost\r\nAuthorization: Bearer {credential}\r\n");
    let streams = Callers {
        own: handshake(&own),
        nobody: with_handshake(&callers.nobody),
        strangers: with_handshake(&callers.strangers),
    };
    let good = streams.own.clone();
    vec![
        open("enrol", path, JSON, &form(second, "edge-2"))
            .bad_body("", 400)
            .bad_body(&form(second, "").replace("name", "names"), 400)
            .bad_body(&form("nonsense", "edge-2"), 403)
            .bad_body(&form(first, "edge-2"), 403)
            .bad_body(&form(second, "edge-1"), 409)
            .bad_lines("Host: localhost\r\n", 415),
        streams
            .about_nobody(
                "open_feed",
                "/landfall/v1/feed",
                "a credential opens the stream of its own server alone",
            )
            .bad_lines(&own, 426)
            .bad_lines(&good.replace("Version: 13", "Version: 8"), 426)
            .bad_lines(&good.replace("landfall.feed", "chat"), 400)
            .bad_lines(&good.replace("dGhl", ""), 400),
    ]
}

fn supervision() -> Vec<Case> {
    let nothing = "it takes nothing: whatever else a request says is not looked at";
    [("health", "/healthz"), ("readiness", "/readyz")]
        .map(|(operation, path)| {
            open(operation, path, "Host: localhost\r\n", "").never_bad(nothing)
        })
        .into()
}
