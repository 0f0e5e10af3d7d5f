//! The operations of metallic.

use super::case::{Callers, Case, open};
use crate::{
    support::Landfall,
    world::{Engine, HOUSE_RESELLER, MSP, World, text},
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
    let writers = writers(&world);
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
    let mut cases = vec![
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
    cases.extend(order_writes(&writers));
    (server, cases)
}

/// Who may write, who may only read, and strangers who may write elsewhere.
fn writers(world: &World) -> Callers {
    let tenant = "acmepaymentscorp";
    let token = |tenant: &str, id: &str, bound: &str| {
        world.made(&format!(
            "client create {id} --tenant {tenant} --grant metallic=write {bound}"
        ));
        let made = world.made(&format!(
            "token create --tenant {tenant} --client {id} --dialect metallic"
        ));
        let token = text(&made, "token");
        format!(
            "Host: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
        )
    };
    let reader = world.token(tenant, "msp-reader", "metallic", Some(MSP));
    Callers {
        own: token(tenant, "msp-writer", &format!("--organization {MSP}")),
        nobody: vec![
            "Host: localhost\r\nContent-Type: application/json\r\n".to_owned(),
            format!(
                "Host: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer {reader}\r\n"
            ),
        ],
        strangers: vec![
            token("globex", "globex-writer", ""),
            token(
                tenant,
                "house-writer",
                &format!("--organization {HOUSE_RESELLER}"),
            ),
        ],
    }
}

fn order_writes(writers: &Callers) -> Vec<Case> {
    let add = |account: &str, sku: &str| {
        format!(r#"{{"account":{{"id":"{account}"}},"service":{{"skus":[{{"sku":"{sku}"}}]}}}}"#)
    };
    let account = "2a920aeb-0ec0-463c-b623-de8c23a48813";
    let reseller = |name: &str, email: &str| {
        format!(
            r#"{{"externalId":"RES-12","name":"{name}","contacts":[{{"type":"primary","email":"{email}","firstName":"Mia","lastName":"Keller","address":{{"addressLine1":"Seeweg 1","city":"Konstanz","country":"DE","postalCode":"78462"}}}}]}}"#
        )
    };
    let orders = "/api/v1/partner/fulfillments";
    let mut cases = vec![
        writers
            .about_nobody(
                "submitFulfillment",
                orders,
                "what is out of view is refused like what is not there",
            )
            .with_body(&add(account, "MTSP-M365E-USR"))
            .bad_body("", 400)
            .bad_body("[]", 400)
            .bad_body("{}", 400)
            .bad_body(&add(ABSENT, "MTSP-M365E-USR"), 400)
            .bad_body(&add(account, "MTSP-UNKNOWN"), 400)
            .bad_lines(&writers.own.replace("application/json", "text/plain"), 415),
        writers
            .object(
                "cancelFulfillment",
                &format!("{orders}/f3b0c6d1-7e52-4a94-8c1b-2d9e6f405a02/cancel"),
                "f3b0c6d1-7e52-4a94-8c1b-2d9e6f405a02",
                ABSENT,
            )
            .bad_target(&format!("{orders}/nonsense/cancel"), 404)
            .bad_target(
                &format!("{orders}/587d4d28-066c-406e-b975-5d04e4e47373/cancel"),
                409,
            ),
    ];
    cases.push(
        writers
            .about_nobody(
                "createReseller",
                "/api/v1/partner/resellers",
                "everybody makes their own",
            )
            .with_body(&reseller("Lakeside Resale", "sales@lakeside.example"))
            .bad_body("{}", 400)
            .bad_body(&reseller("abc", "sales@lakeside.example"), 400)
            .bad_body(&reseller("Lakeside Resale", "nobody"), 400),
    );
    cases
}
