//! The operations of vipmp.

use super::case::{Bad, Callers, Case, Request, open};
use crate::{
    support::{Landfall, wait_until},
    world::{Engine, HOUSE_RESELLER, MSP, World, send, text, vipmp},
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
        account_writes(&writers, &agency(&server, &writers)),
        reseller_creation(&writers),
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
    /// Who is bound to nothing, and its token.
    whole: Callers,
    whole_token: String,
}

impl Writers {
    /// The head of a call of its own.
    fn call(&self, correlation: &str) -> String {
        call_of("msp-writer", &self.token, correlation)
    }

    /// A case of an object's write: this body is good, and these are bad.
    fn writes(&self, operation: &'static str, target: &str, good: &str, bad: &[&str]) -> Case {
        self.writes_to(operation, (target, "5556667778"), good, bad)
    }

    /// The same of an object of another number.
    fn writes_to(
        &self,
        operation: &'static str,
        (target, id): (&str, &str),
        good: &str,
        bad: &[&str],
    ) -> Case {
        let mut case = self
            .callers
            .object(operation, target, id, "0000000000")
            .with_body(good);
        let mut requests = vec![
            Request {
                lines: self.call("malformed"),
                target: target.replace(id, "none"),
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

/// The case with bodies that are refused, each sent under ids of its own.
fn bad_bodies(mut case: Case, head: impl Fn(&str) -> String, bad: &[(String, u16)]) -> Case {
    let requests = bad.iter().enumerate().map(|(number, (body, status))| {
        let request = Request {
            lines: head(&format!("bad-{number}")),
            body: body.clone(),
            ..case.good.clone()
        };
        (request, *status)
    });
    case.bad = Bad::Requests(requests.collect());
    case
}

fn call_of(client: &str, token: &str, correlation: &str) -> String {
    format!(
        "Host: localhost\r\nX-Api-Key: {client}\r\nAuthorization: Bearer {token}\r\nX-Correlation-Id: {correlation}\r\n"
    )
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
    let whole = token(tenant, "whole-writer", "");
    let msp = token(tenant, "msp-writer", &format!("--organization {MSP}"));
    let house = format!("--organization {HOUSE_RESELLER}");
    let house = token(tenant, "house-writer", &house);
    let globex = token("globex", "globex-writer", "");
    // A key that may only read is nobody here.
    let reader = world.token(tenant, "msp-reader", "vipmp", Some(MSP));
    let callers = Callers {
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
    };
    Writers {
        whole: Callers {
            own: vipmp("whole-writer", &whole),
            ..callers.clone()
        },
        whole_token: whole,
        callers,
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

const NORDWIND: &str = r#"{"companyName":"Nordwind Papier GmbH","preferredLanguage":"de-DE","address":{"country":"DE","region":"BY","city":"Augsburg","addressLine1":"Lechufer 8","postalCode":"86150"},"contacts":[{"firstName":"Lena","lastName":"Brandt","email":"lena@nordwind.example"}]}"#;

/// A large government agency that is in no group, once it was validated.
fn agency(server: &Landfall, writers: &Writers) -> String {
    let agency = NORDWIND
        .replace("Nordwind Papier GmbH", "City Records")
        .replace(
            r#""de-DE""#,
            r#""en-US","marketSegment":"GOV","marketSubSegments":["STATE"]"#,
        )
        .replace(
            r#""country":"DE","region":"BY""#,
            r#""country":"US","region":"OR""#,
        )
        .replace("86150", "97301");
    let body = format!(
        r#"{{"resellerId":"5556667778","companyProfile":{agency},"benefits":[{{"type":"LARGE_GOVERNMENT_AGENCY"}}]}}"#
    );
    let made = send(
        server,
        "POST",
        "/v3/customers",
        &writers.call("agency"),
        &body,
    );
    assert_eq!(made.status, 201, "{made:?}");
    let id = text(&serde_json::from_str(&made.text()).unwrap(), "customerId");
    let place = format!("/v3/customers/{id}");
    wait_until("it is validated", || {
        let shown = send(server, "GET", &place, &writers.call("agency"), "");
        shown.text().contains(r#""status":"1000""#)
    });
    id
}

fn account_writes(writers: &Writers, agency: &str) -> Vec<Case> {
    let profile = |name: &str,
                   (country, region): (&str, &str),
                   (city, street, code): (&str, &str, &str),
                   more: &str| {
        format!(
            r#"{{"companyProfile":{{"companyName":"{name}","preferredLanguage":"de-DE"{more},"address":{{"country":"{country}","region":"{region}","city":"{city}","addressLine1":"{street}","postalCode":"{code}"}}}}}}"#
        )
    };
    let hamburg = ("Hamburg", "Am Sandtorkai 29", "20457");
    let customer = |place, more: &str| profile("Elbtor Logistik GmbH", place, hamburg, more);
    let bay = ("San Jose", "75 Bay Terrace", "95112");
    let all = r#","marketSegments":["COM","EDU","GOV"]"#;
    let reseller = |name: &str, more: &str| profile(name, ("US", "CA"), bay, more);
    let new = |reseller: &str, profile: &str| {
        format!(r#"{{"resellerId":"{reseller}","companyProfile":{profile}}}"#)
    };
    let school = NORDWIND.replace("companyName", r#"marketSegment":"NONE","companyName"#);
    let created = {
        let bad = [
            (String::new(), 400),
            ("{}".to_owned(), 400),
            (new("0000000000", NORDWIND), 404),
            (new("5556667778", &school), 400),
            (
                new("5556667778", &NORDWIND.replace("86150", &"8".repeat(41))),
                400,
            ),
        ];
        let case = writers
            .callers
            .list("createCustomer", "/v3/customers", &["customerId"])
            .with_body(&new("5556667778", NORDWIND));
        bad_bodies(case, |id| writers.call(id), &bad)
    };
    let group = format!("/v3/customers/{agency}/linked_membership/enroll/73120946");
    vec![
        created,
        writers.writes(
            "changeCustomer",
            "/v3/customers/5556667778",
            &customer(("DE", "HH"), ""),
            &[
                "",
                "{}",
                &customer(("DE", "BY"), ""),
                &customer(("DE", "HH"), r#","planet":"Earth""#),
                &customer(("DE", "HH"), r#","marketSegment":"NONE""#),
            ],
        ),
        writers.writes(
            "changeReseller",
            "/v3/resellers/5556667778",
            &reseller("Bayview Licensing", all),
            &[
                "",
                "{}",
                &reseller("Another Name", all),
                &reseller("Bayview Licensing", ""),
                &reseller("Bayview Licensing", r#","marketSegments":["COM"]"#),
            ],
        ),
        writers.writes_to(
            "enrollCustomer",
            (&group, agency),
            "",
            &["[]", r#"{"colour":1}"#],
        ),
    ]
}

fn reseller_creation(writers: &Writers) -> Vec<Case> {
    let new = |distributor: &str| {
        format!(r#"{{"distributorId":"{distributor}","companyProfile":{NORDWIND}}}"#)
    };
    let bad = [
        (String::new(), 400),
        ("{}".to_owned(), 400),
        (new("0000000000"), 400),
        (new("1203940056").replace("de-DE", "de"), 400),
    ];
    let case = writers
        .whole
        .list("createReseller", "/v3/resellers", &["resellerId"])
        .with_body(&new("1203940056"));
    let head = |id: &str| call_of("whole-writer", &writers.whole_token, id);
    vec![bad_bodies(case, head, &bad)]
}
