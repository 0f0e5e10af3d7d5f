//! The operations of vipmp.

use super::case::{Bad, Callers, Case, Request, open};
use crate::{
    support::Landfall,
    world::{Engine, HOUSE_RESELLER, MSP, World, text, vipmp},
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
    let writers = writers(&world);
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
    let cases = [
        sign_in(),
        pings(&callers),
        {
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
        },
        deployment_writes(&writers),
    ];
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

/// Who writes, under ids that nobody else has used. A write is answered once under its ids, so each bad request needs others.
struct Writers {
    callers: Callers,
    token: String,
}

impl Writers {
    /// The head of a call of its own.
    fn call(&self, correlation: &str) -> String {
        let token = &self.token;
        format!(
            "Host: localhost\r\nX-Api-Key: msp-writer\r\nAuthorization: Bearer {token}\r\nX-Correlation-Id: {correlation}\r\n"
        )
    }

    /// A case of an object's write: this body is good, and these are bad.
    fn writes(&self, operation: &'static str, target: &str, good: &str, bad: &[&str]) -> Case {
        let mut case = self
            .callers
            .object(operation, target, "5556667778", "0000000000")
            .with_body(good);
        let mut requests = vec![
            Request {
                lines: self.call("malformed"),
                target: target.replace("5556667778", "none"),
                ..case.good.clone()
            },
            Request {
                lines: self.call("").replace("X-Correlation-Id: \r\n", ""),
                ..case.good.clone()
            },
        ];
        requests.extend(bad.iter().enumerate().map(|(number, body)| Request {
            lines: self.call(&format!("bad-{number}")),
            body: (*body).to_owned(),
            ..case.good.clone()
        }));
        let statuses = [404, 400].into_iter().chain(std::iter::repeat(400));
        case.bad = Bad::Requests(requests.into_iter().zip(statuses).collect());
        case
    }
}

fn writers(world: &World) -> Writers {
    let token = |tenant: &str, id: &str, bound: &str| {
        world.made(&format!(
            "client create {id} --tenant {tenant} --grant vipmp=write {bound}"
        ));
        let made = world.made(&format!(
            "token create --tenant {tenant} --client {id} --dialect vipmp"
        ));
        text(&made, "token")
    };
    let tenant = "acmepaymentscorp";
    let msp = token(tenant, "msp-writer", &format!("--organization {MSP}"));
    let house = format!("--organization {HOUSE_RESELLER}");
    let house = token(tenant, "house-writer", &house);
    let globex = token("globex", "globex-writer", "");
    // A key that may only read is nobody here.
    let reader = world.token(tenant, "msp-reader", "vipmp", Some(MSP));
    Writers {
        callers: Callers {
            own: vipmp("msp-writer", &msp),
            nobody: vec![
                "Host: localhost\r\nX-Correlation-Id: same\r\n".to_owned(),
                vipmp("msp-writer", "nonsense"),
                vipmp("msp-writer", &house),
                vipmp("msp-reader", &reader),
            ],
            strangers: vec![
                vipmp("globex-writer", &globex),
                vipmp("house-writer", &house),
            ],
        },
        token: msp,
    }
}

fn deployment_writes(writers: &Writers) -> Vec<Case> {
    let deployments = "/v3/customers/5556667778/deployments";
    let address = |country: &str| {
        format!(
            r#"{{"companyProfile":{{"address":{{"country":"{country}","region":"75","city":"Paris","addressLine1":"12 rue de Charonne","postalCode":"75011"}}}}}}"#
        )
    };
    vec![
        writers.writes(
            "addDeployment",
            deployments,
            &address("FR"),
            &["", "{", "[]", "{}", r#"{"status":"1000"}"#, &address("XX")],
        ),
        writers.writes(
            "changeDeployment",
            &format!("{deployments}/345434543"),
            r#"{"status":"1004"}"#,
            &[
                "",
                "{}",
                r#"{"status":"1002"}"#,
                r#"{"colour":1}"#,
                &address("FR"),
            ],
        ),
    ]
}
