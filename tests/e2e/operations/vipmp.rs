//! The operations of vipmp.

use super::case::{Callers, Case, open};
use crate::{
    support::Landfall,
    world::{Engine, HOUSE_RESELLER, MSP, World, vipmp},
};

/// The server to ask, and what to ask it.
pub(super) fn cases(engine: Engine) -> (Landfall, Vec<Case>) {
    let world = World::on(engine);
    let tenant = "acmepaymentscorp";
    let token = |tenant, id, organization| world.token(tenant, id, "vipmp", organization);
    let msp = token(tenant, "msp-app", Some(MSP));
    let house = token(tenant, "house-app", Some(HOUSE_RESELLER));
    let globex = token("globex", "globex-app", None);
    let ids = "Host: localhost\r\nX-Correlation-Id: same\r\nX-Request-Id: same\r\n";
    let callers = Callers {
        own: vipmp("msp-app", &msp),
        nobody: vec![
            ids.to_owned(),
            format!("{ids}X-Api-Key: msp-app\r\n"),
            vipmp("msp-app", "nonsense"),
            vipmp("msp-app", &house),
        ],
        strangers: vec![vipmp("globex-app", &globex), vipmp("house-app", &house)],
    };
    let server = world.serve();
    let uncorrelated =
        format!("Host: localhost\r\nX-Api-Key: msp-app\r\nAuthorization: Bearer {msp}\r\n");
    let object = |operation, target: &str, id| {
        let case = callers.object(operation, target, id, "0000000000");
        let malformed = target.replace(id, "none");
        case.bad_target(&malformed, 404)
    };
    // Groups stand beside the tree: everybody in the tenant sees them.
    let in_tenant = Callers {
        strangers: callers.strangers[..1].to_vec(),
        ..callers.clone()
    };
    let cases = [sign_in(), pings(&callers), {
        let customers = "/v3/resellers/7204518836/customers";
        let deployments = "/v3/customers/5556667778/deployments";
        vec![
            object("showCustomer", "/v3/customers/5556667778", "5556667778")
                .bad_lines(&uncorrelated, 400),
            object("listDeployments", deployments, "5556667778")
                .bad_query("limit=0", 400)
                .bad_query("status=x", 400)
                .bad_lines(&uncorrelated, 400),
            object(
                "showDeployment",
                &format!("{deployments}/345434543"),
                "5556667778",
            )
            .bad_target(&format!("{deployments}/none"), 404)
            .bad_lines(&uncorrelated, 400),
            callers
                .list("listResellers", "/v3/resellers", &["7204518836"])
                .bad_query("limit=0", 400)
                .bad_query("order-by=up", 400),
            object("showReseller", "/v3/resellers/5556667778", "5556667778")
                .bad_lines(&uncorrelated, 400),
            object("listCustomers", customers, "7204518836")
                .bad_query("limit=0", 400)
                .bad_query("from-created-date=x", 400),
            in_tenant
                .list(
                    "searchGroups",
                    "/v3/linked_membership_groups?country=US",
                    &["73120946"],
                )
                .bad_target("/v3/linked_membership_groups", 400)
                .bad_lines(&uncorrelated, 400),
        ]
    }];
    (server, cases.into_iter().flatten().collect())
}

fn sign_in() -> Vec<Case> {
    let form = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let good =
        "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret&scope=openid";
    [
        ("issueToken", "/ims/token/v3"),
        ("issueTokenByOlderPath", "/ims/token/v2"),
    ]
    .map(|(operation, target)| {
        open(operation, target, form, good)
            .bad_body("", 400)
            .bad_body(
                "grant_type=password&client_id=swo-app&client_secret=demo-secret",
                400,
            )
            .bad_body(
                "grant_type=client_credentials&client_id=swo-app&client_secret=x",
                400,
            )
    })
    .into()
}

fn pings(callers: &Callers) -> Vec<Case> {
    let same = "whoever may call is told the same";
    let key = "Host: localhost\r\nX-Api-Key: msp-app\r\n";
    let by_key = Callers {
        own: key.to_owned(),
        nobody: vec![
            "Host: localhost\r\n".to_owned(),
            "Host: localhost\r\nX-Api-Key: nobody\r\n".to_owned(),
        ],
        ..callers.clone()
    };
    let no_input = "it takes nothing but credentials";
    vec![
        by_key
            .about_nobody("ping", "/ping", same)
            .never_bad(no_input),
        callers
            .about_nobody("partnerPing", "/partnerservice/ping", same)
            .never_bad(no_input),
    ]
}
