//! The operations of akana.

use super::case::{Callers, Case, open};
use crate::{
    support::{Call, Landfall, call},
    world::{Engine, GRANTED, OWNING, World, text},
};

const JSON: &str = "Content-Type: application/json\r\n";
const ADMIN: (&str, &str) = ("admin@acmepaymentscorp.example", "demo-password");

/// A tenant's host, and a user who signs in there.
struct Side<'s> {
    server: &'s Landfall,
    host: &'static str,
    tenant: &'static str,
    user: (&'static str, String),
}

impl Side<'_> {
    /// The head of a call without credentials.
    fn nobody(&self) -> String {
        format!("Host: {}\r\n", self.host)
    }

    /// The lines of a new session: its cookie, and its CSRF header.
    fn session(&self) -> [String; 2] {
        let (email, password) = &self.user;
        let login = call(
            self.server.address,
            &Call {
                method: "POST",
                target: "/api/login",
                headers: &[("Content-Type", "application/json"), ("Host", self.host)],
                body: &format!(r#"{{"email":"{email}","password":"{password}"}}"#),
            },
        )
        .unwrap();
        assert_eq!(login.status, 200, "{}", login.body);
        let cookies = login.headers.get_all("set-cookie").iter();
        let cookies = cookies.map(|line| line.to_str().unwrap().split(';').next().unwrap());
        let cookies: Vec<_> = cookies.collect();
        let named = |name: &str| {
            let found = cookies.iter().find(|cookie| cookie.starts_with(name));
            *found.unwrap_or_else(|| panic!("{name} in {cookies:?}"))
        };
        let csrf = named("Csrf-Token_").split_once('=').unwrap().1;
        [
            format!("Cookie: {}\r\n", named("AtmoAuthToken_")),
            format!("X-Csrf-Token_{}: {csrf}\r\n", self.tenant),
        ]
    }

    /// The head of a read in a new session.
    fn read(&self) -> String {
        format!("{}{}", self.nobody(), self.session()[0])
    }

    /// The head of a write in a new session.
    fn write(&self) -> String {
        format!("{}{}", self.nobody(), self.session().concat())
    }
}

/// The server to ask, and what to ask it.
pub(super) fn cases(engine: Engine) -> (Landfall, Vec<Case>) {
    let world = World::on(engine);
    let user = |email: &str, tenant: &str, organization: &str| {
        let made = world.made(&format!(
            "user create {email} --tenant {tenant} --role business-admin {organization}"
        ));
        text(&made, "password")
    };
    let globex = user("root@globex.example", "globex", "");
    let there = format!("--organization {GRANTED}");
    let granted = user("granted@acme.example", "acmepaymentscorp", &there);
    let server = world.serve();
    let acme = |email, password: &str| Side {
        server: &server,
        host: "acme.example",
        tenant: "acmepaymentscorp",
        user: (email, password.to_owned()),
    };
    let admin = acme(ADMIN.0, ADMIN.1);
    let branch = acme("granted@acme.example", &granted);
    let globex = Side {
        server: &server,
        host: "globex.example",
        tenant: "globex",
        user: ("root@globex.example", globex),
    };
    let cases = [
        signing_in(&admin, &[&globex, &branch]),
        reading(&admin, &[&globex, &branch]),
        writing(&admin, &[&globex, &branch]),
    ];
    let cases = cases.into_iter().flatten().collect();
    (server, cases)
}

/// Heads that are of no session: none, one that is made up, and one of another tenant's host.
fn nobody(side: &Side<'_>, strangers: &[&Side<'_>]) -> Vec<String> {
    let host = side.nobody();
    vec![
        host.clone(),
        format!("{host}Cookie: AtmoAuthToken_acmepaymentscorp=TokenID-x\r\n"),
        format!("{host}{}", strangers[0].session()[0]),
    ]
}

fn signing_in(admin: &Side<'_>, strangers: &[&Side<'_>]) -> Vec<Case> {
    let own = "it is about the caller's own session alone";
    let host = admin.nobody();
    let (email, password) = ADMIN;
    let credentials = format!(r#"{{"email":"{email}","password":"{password}"}}"#);
    let reads = Callers {
        own: admin.read(),
        nobody: nobody(admin, strangers),
        strangers: strangers.iter().map(|side| side.read()).collect(),
    };
    let no_csrf = admin.read();
    let writes = Callers {
        own: admin.write(),
        nobody: nobody(admin, strangers),
        strangers: strangers.iter().map(|side| side.write()).collect(),
    };
    let ended = admin.session();
    let live = format!("{host}{}", ended[0]);
    vec![
        open(
            "login",
            "/api/login",
            &format!("{host}{JSON}"),
            &credentials,
        )
        .bad_body("{", 400)
        .bad_body(&credentials.replace(password, "another"), 401)
        .bad_lines(&host, 415),
        reads
            .about_nobody("loginStatus", "/api/login/status", own)
            .bad_lines(&format!("{no_csrf}Accept: image/png\r\n"), 406),
        writes
            .about_nobody("renewToken", "/api/login/renewToken", own)
            .bad_lines(&no_csrf, 401),
        open(
            "logout",
            "/api/login/logout",
            &format!("{live}{}", ended[1]),
            "",
        )
        .bad_lines(&live, 401),
    ]
}

fn reading(admin: &Side<'_>, strangers: &[&Side<'_>]) -> Vec<Case> {
    let callers = Callers {
        own: admin.read(),
        nobody: nobody(admin, strangers),
        strangers: strangers.iter().map(|side| side.read()).collect(),
    };
    let zone = "c377f0a2-70f5-4e32-aa8e-cf957b385595";
    let absent = "00000000-0000-4000-8000-000000000000";
    let context = format!("OrgKey=uddi:soa.com:atmosphere:business:{OWNING}");
    vec![
        callers
            .list(
                "listZones",
                &format!("/api/deploymentzones?{context}"),
                &[zone],
            )
            .bad_target("/api/deploymentzones?OrgKey=nonsense", 400)
            .bad_query("OrgKey=another", 400),
        callers
            .object(
                "showZone",
                &format!("/api/deploymentzones/{zone}.acmepaymentscorp?{context}"),
                zone,
                absent,
            )
            .bad_target("/api/deploymentzones/nonsense", 404)
            .bad_query("OrgKey=another", 400),
        callers
            .list("listBusinesses", "/api/businesses", &[OWNING])
            .bad_query("Limit=x", 400)
            .bad_query("Offset=-1", 400),
        callers
            .object(
                "showBusiness",
                &format!("/api/businesses/{OWNING}.acmepaymentscorp"),
                OWNING,
                absent,
            )
            .bad_target("/api/businesses/nonsense", 403),
    ]
}

/// The deletion comes last: the zone is gone then.
fn writing(admin: &Side<'_>, strangers: &[&Side<'_>]) -> Vec<Case> {
    let callers = Callers {
        own: format!("{}{JSON}", admin.write()),
        nobody: nobody(admin, strangers),
        strangers: (strangers.iter())
            .map(|side| format!("{}{JSON}", side.write()))
            .collect(),
    };
    let no_csrf = format!("{}{JSON}", admin.read());
    let zone = "c377f0a2-70f5-4e32-aa8e-cf957b385595";
    let absent = "00000000-0000-4000-8000-000000000000";
    let context = format!("OrgKey=uddi:soa.com:atmosphere:business:{OWNING}");
    let target = format!("/api/deploymentzones/{zone}.acmepaymentscorp?{context}");
    let pairs = format!("/api/deploymentzones/{zone}.acmepaymentscorp/associations?{context}");
    let body = r#"{"Name":"West","ContainerKey":"container-1051"}"#;
    let none = r#"{"DZoneEnvImplAssociation":[]}"#;
    let stale = format!("{}If-Match: \"0\"\r\n", callers.own);
    let tried = |case: Case| {
        case.bad_lines(&no_csrf, 401)
            .bad_query("OrgKey=another", 400)
            .bad_body("{", 400)
            .bad_body(r#"{"Colour":"red"}"#, 400)
            .bad_lines(&callers.own.replace("application/json", "text/plain"), 415)
    };
    let created = callers.about_nobody(
        "createZone",
        &format!("/api/deploymentzones?{context}"),
        "what it shows is what was sent",
    );
    vec![
        tried(created.with_body(body)),
        tried(
            callers
                .object("replaceZone", &target, zone, absent)
                .with_body(body),
        )
        .bad_lines(&stale, 412),
        tried(
            callers
                .object("associateZone", &pairs, zone, absent)
                .with_body(none),
        )
        .bad_lines(&stale, 412),
        callers
            .object("deleteZone", &target, zone, absent)
            .bad_lines(&no_csrf, 401)
            .bad_lines(&stale, 412)
            .bad_lines(&format!("{}Accept: application/json\r\n", callers.own), 406)
            .bad_target("/api/deploymentzones/nonsense", 404),
    ]
}
