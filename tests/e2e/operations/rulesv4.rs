//! The operations of rulesv4.

use serde_json::{Value, json};

use super::case::{Callers, Case, open};
use crate::{
    support::Landfall,
    world::{Engine, HOUSE_RESELLER, MSP, World, send, text},
};

/// The server to ask, and what to ask it.
pub(super) fn cases(engine: Engine) -> (Landfall, Vec<Case>) {
    let world = World::on(engine);
    let status = status(&world);
    let tenant = "acmepaymentscorp";
    let globex = text(&world.customer, "account_number");
    let lines = |token: &str| format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n");
    let bearer = |tenant: &str, id: &str, bound: &str| {
        world.made(&format!(
            "client create {id} --tenant {tenant} --grant rulesv4=write {bound}"
        ));
        let made = world.made(&format!(
            "token create --tenant {tenant} --client {id} --dialect rulesv4-bearer"
        ));
        lines(&text(&made, "token"))
    };
    let callers = Callers {
        own: bearer(
            tenant,
            "first-app",
            &format!("--organization {MSP} --home-account 0001"),
        ),
        nobody: vec!["Host: localhost\r\n".to_owned(), lines("nonsense")],
        strangers: vec![
            bearer("globex", "globex-app", &format!("--home-account {globex}")),
            // It sells to account 0002.
            bearer(
                tenant,
                "second-app",
                &format!("--organization {HOUSE_RESELLER} --home-account 0002"),
            ),
        ],
    };
    world.made("review on --tenant acmepaymentscorp --account 0001 --environment staging");
    let server = world.serve();
    let contradiction = format!("{}x-owner-id: 0001\r\nx-owner-id: 0003\r\n", callers.own);
    let root = "/rules-engine/v1.1";
    let object = |operation, place: &str, id: &str, absent: &str| {
        let target = format!("{root}/{place}/{id}");
        let malformed = format!("{root}/{place}/x");
        let case = callers.object(operation, &target, id, absent);
        case.bad_target(&malformed, 404)
            .bad_lines(&contradiction, 400)
    };
    let draft = draft(&server, &callers.own);
    let (rule, numbers) = deletable(&draft);
    let mut cases = vec![
        status,
        token(),
        callers
            .list("listPolicies", &format!("{root}/policies"), &["4409533"])
            .bad_query("page=0", 400)
            .bad_query("state=deployed", 400)
            .bad_lines(&contradiction, 400),
        callers
            .about_nobody(
                "addPolicy",
                &format!("{root}/policies"),
                "a policy is added to the caller's own account",
            )
            .with_body(&policy("locked"))
            .bad_lines(&contradiction, 400)
            .bad_body("", 400)
            .bad_body("[]", 400)
            .bad_body(&policy("open"), 400),
        object("showPolicy", "policies", "4409533", "9409533"),
        object("updatePolicy", "policies", "4409533", "9409533")
            .with_body(r#"{"@type":"policy-update","description":"seen again"}"#)
            .bad_body("{", 400)
            .bad_body(r#"{"colour":1}"#, 400)
            .bad_body(r#"{"state":"draft"}"#, 409),
        callers
            .object("deleteRule", &rule, &numbers[0], &numbers[1])
            .bad_target(&format!("{root}/policies/4409533/rules/x"), 404)
            .bad_target(&format!("{root}/policies/4409533/rules/33753447"), 409)
            .bad_lines(&contradiction, 400),
        callers
            .list(
                "listDeployRequests",
                &format!("{root}/deploy-requests/latest"),
                &["123456"],
            )
            .bad_query("page_size=501", 400)
            .bad_query("policy.id=x", 400)
            .bad_lines(&contradiction, 400),
        object("showDeployRequest", "deploy-requests", "123456", "923456"),
        object("listRulesOfCname", "rules/cnames", "30212", "90212"),
        object("listRulesOfOrigin", "rules/origins", "5120", "9120"),
    ];
    cases.extend(deploying(&server, &callers, &contradiction, &numbers[0]));
    (server, cases)
}

/// A client asks for a token.
fn token() -> Case {
    let form = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    open(
        "issueToken",
        "/connect/token",
        form,
        "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret&scope=ec.rules",
    )
    .bad_body("", 400)
    .bad_body(
        "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret&scope=x",
        400,
    )
    .bad_body(
        "grant_type=client_credentials&client_id=swo-app&client_secret=x",
        400,
    )
}

/// Submitting, and withdrawing what waits for a review.
fn deploying(server: &Landfall, callers: &Callers, contradiction: &str, draft: &str) -> [Case; 2] {
    let requests = "/rules-engine/v1.1/deploy-requests";
    let waiting = waiting(server, &callers.own);
    let submit = callers
        .about_nobody(
            "submitDeployRequest",
            requests,
            "a request is one of the caller's own account",
        )
        .with_body(&request("4409533"))
        .bad_lines(contradiction, 400)
        .bad_body("", 400)
        .bad_body("[]", 400)
        .bad_body(&request("9409533"), 400)
        .bad_body(&request(draft), 409);
    let cancel = callers
        .object(
            "cancelDeployRequest",
            &format!("{requests}/{waiting}"),
            &waiting,
            "999999",
        )
        .with_body(CANCELED)
        .bad_target(&format!("{requests}/x"), 404)
        .bad_lines(contradiction, 400)
        .bad_body("", 400)
        .bad_body(r#"{"state":"approved"}"#, 400);
    [submit, cancel]
}

/// A small policy.
fn policy(state: &str) -> String {
    let rule = json!({ "matches": [{ "type": "match.always" }] });
    let rules = [rule.clone(), rule];
    json!({ "name": "small", "state": state, "platform": "adn", "rules": rules }).to_string()
}

/// A draft that is added for the caller.
fn draft(server: &Landfall, lines: &str) -> Value {
    let target = "/rules-engine/v1.1/policies";
    let added = send(server, "POST", target, lines, &policy("draft"));
    assert_eq!(added.status, 201, "{added:?}");
    serde_json::from_str(&added.text()).unwrap()
}

/// What is sent to withdraw a request.
const CANCELED: &str = r#"{"state":"canceled"}"#;

/// A submit to production.
fn request(policy: &str) -> String {
    json!({ "policy_id": policy, "environment": "production", "message": "try it" }).to_string()
}

/// A request that waits for a review.
fn waiting(server: &Landfall, lines: &str) -> String {
    let target = "/rules-engine/v1.1/deploy-requests";
    let body = request("4409533").replace("production", "staging");
    let made = send(server, "POST", target, lines, &body);
    assert_eq!(made.status, 202, "{made:?}");
    let made: Value = serde_json::from_str(&made.text()).unwrap();
    assert_eq!(made["state"], "pending_review", "{made}");
    text(&made, "id")
}

/// The place of its first rule; its number, and one of a policy that is not there.
fn deletable(draft: &Value) -> (String, [String; 2]) {
    let rule = draft["rules"][0]["@id"].as_str().unwrap().to_owned();
    let number = draft["id"].as_str().unwrap().to_owned();
    let absent = format!("9{}", &number[1..]);
    (rule, [number, absent])
}

/// The one call with tokens of users: what is hidden is another account, whatever stands behind it.
fn status(world: &World) -> Case {
    let number = text(&world.customer, "account_number");
    let tok = |email: &str, tenant: &str, account: &str| {
        world.made(&format!("user create {email} --tenant {tenant}"));
        let token = world.made(&format!(
            "token create --tenant {tenant} --user {email} --account {account}"
        ));
        let token = text(&token, "token");
        format!("Host: localhost\r\nAuthorization: TOK:{token}\r\n")
    };
    let callers = Callers {
        own: tok("first@acme.example", "acmepaymentscorp", "0001"),
        nobody: vec![
            "Host: localhost\r\n".to_owned(),
            "Host: localhost\r\nAuthorization: TOK:00000000-0000-0000-0000-000000000000\r\n"
                .to_owned(),
        ],
        strangers: vec![
            tok("user@globex.example", "globex", &number),
            tok("second@acme.example", "acmepaymentscorp", "0002"),
        ],
    };
    let target = "/v2/mcc/customers/0001/rulesv4/123456/status";
    callers
        .object("showPropagation", target, "123456", "999999")
        .bad_target("/v2/mcc/customers/0001/rulesv4/x/status", 400)
        .bad_target("/v2/mcc/customers/x/rulesv4/123456/status", 400)
}
