//! The operations of rulesv4.

use super::case::{Callers, Case, open};
use crate::{
    support::Landfall,
    world::{Engine, HOUSE_RESELLER, MSP, World, text},
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
            "client create {id} --tenant {tenant} --grant rulesv4=read {bound}"
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
    let form = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let cases = vec![
        status,
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
        ),
        callers
            .list("listPolicies", &format!("{root}/policies"), &["4409533"])
            .bad_query("page=0", 400)
            .bad_query("state=deployed", 400)
            .bad_lines(&contradiction, 400),
        object("showPolicy", "policies", "4409533", "9409533"),
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
    (server, cases)
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
