//! The operations of metallic.

use super::case::{Callers, Case, open};
use crate::{
    support::Landfall,
    world::{Engine, HOUSE_RESELLER, MSP, World},
};

const ABSENT: &str = "00000000-0000-4000-8000-000000000000";

/// The server to ask, and what to ask it.
pub(super) fn cases(engine: Engine) -> (Landfall, Vec<Case>) {
    let world = World::on(engine);
    let tenant = "acmepaymentscorp";
    let lines = |token: &str| format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n");
    let token =
        |tenant, id, organization| lines(&world.token(tenant, id, "metallic", organization));
    let another = world.token(tenant, "vipmp-app", "vipmp", Some(MSP));
    let callers = Callers {
        own: token(tenant, "msp-app", Some(MSP)),
        nobody: vec![
            "Host: localhost\r\n".to_owned(),
            lines("nonsense"),
            lines(&another),
        ],
        strangers: vec![
            token("globex", "globex-app", None),
            token(tenant, "house-app", Some(HOUSE_RESELLER)),
        ],
    };
    let server = world.serve();
    let object = |operation, kind: &str, id| {
        let target = format!("/api/v1/partner/{kind}/{id}");
        let malformed = format!("/api/v1/partner/{kind}/nonsense");
        let case = callers.object(operation, &target, id, ABSENT);
        case.bad_target(&malformed, 404)
    };
    let list = |operation, kind: &str, shown| {
        let case = callers.list(operation, &format!("/api/v1/partner/{kind}"), &[shown]);
        case.bad_query("pageSize=0", 400)
            .bad_query("sort=up:id", 400)
            .bad_query("filter=nonsense", 400)
    };
    let form = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let cases = vec![
        open(
            "issueToken",
            "/api/v1/token",
            form,
            "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret",
        )
        .bad_body("", 400)
        .bad_body(
            "grant_type=password&client_id=swo-app&client_secret=demo-secret",
            400,
        )
        .bad_body(
            "grant_type=client_credentials&client_id=swo-app&client_secret=x",
            401,
        ),
        list(
            "listFulfillments",
            "fulfillments",
            "587d4d28-066c-406e-b975-5d04e4e47373",
        ),
        object(
            "showFulfillment",
            "fulfillments",
            "587d4d28-066c-406e-b975-5d04e4e47373",
        ),
        list(
            "listAccounts",
            "accounts",
            "2a920aeb-0ec0-463c-b623-de8c23a48813",
        ),
        object(
            "showAccount",
            "accounts",
            "2a920aeb-0ec0-463c-b623-de8c23a48813",
        ),
        object(
            "showReseller",
            "resellers",
            "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d05",
        ),
    ];
    (server, cases)
}
