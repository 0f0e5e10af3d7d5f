//! Callers of every kind, and everything that they do with what they have: in its place, in a wrong place, and mistyped.

use std::{fs, net::SocketAddr, process::Command};

use serde_json::{Value, json};

use super::{FORM, JSON, ask, assert_written};
use crate::{
    support::{Call, Installation, Landfall, SECRETS, assert_unwritten, call, command, run},
    world::text,
};

/// Callers of every kind.
pub(super) struct Accounts {
    client_secret: String,
    password: String,
    tokens: Vec<(&'static str, String)>,
    status: String,
}

impl Accounts {
    pub(super) fn made(installation: &Installation) -> Self {
        let grants =
            ["vipmp", "metallic", "rulesv4", "native"].map(|face| format!("--grant {face}=write"));
        let create = format!(
            "client create shop --tenant acme --home-account 0001 {} --idempotency-key key-of-shop",
            grants.join(" ")
        );
        let client = installation.made(&create);
        // Once more under its key, which tells everything but the secret.
        assert_eq!(installation.made(&create)["secret"], Value::Null);
        let renewed = installation.made("client create other --tenant acme --grant vipmp=read");
        assert_ne!(text(&client, "secret"), text(&renewed, "secret"));
        let user =
            installation.made("user create ida@acme.example --tenant acme --role business-admin");
        let tokens = ["vipmp", "metallic", "rulesv4-bearer", "native"].map(|family| {
            let made = installation.made(&format!(
                "token create --tenant acme --client shop --dialect {family}"
            ));
            (family, text(&made, "token"))
        });
        let status = installation
            .made("token create --tenant acme --user ida@acme.example --account 0001 --write");
        Self {
            client_secret: text(&client, "secret"),
            password: text(&user, "password"),
            tokens: tokens.into(),
            status: text(&status, "token"),
        }
    }

    fn token(&self, family: &str) -> &str {
        let found = self.tokens.iter().find(|(name, _)| *name == family);
        &found.unwrap().1
    }

    /// Each in its place, in a wrong place, and mistyped.
    pub(super) fn sign_in_and_call(&self, address: SocketAddr) {
        let secret = &self.client_secret;
        let form = format!("grant_type=client_credentials&client_id=shop&client_secret={secret}");
        let mistyped = format!("{form}x");
        let wrong = [
            mistyped.clone(),
            form.replace("grant_type=client_credentials", "grant_type=password"),
            form.replace("client_id=shop", "client_id=nobody"),
            format!("{form}&client_secret={secret}"),
            format!("{form}%"),
        ];
        for path in [
            "/ims/token/v3",
            "/ims/token/v2",
            "/api/v1/token",
            "/connect/token",
            "/landfall/v1/token",
        ] {
            let good = ask(address, ("POST", path), &[FORM], &form);
            assert_eq!(good.0, 200, "{path}: {}", good.1);
            for body in &wrong {
                let refused = ask(address, ("POST", path), &[FORM], body);
                assert!((400..500).contains(&refused.0), "{path}: {refused:?}");
            }
            // Where it does not belong: with another type, in the query.
            ask(address, ("POST", path), &[JSON], &form);
            ask(address, ("POST", &format!("{path}?{form}")), &[], "");
            ask(address, ("GET", &format!("{path}?{mistyped}")), &[], "");
        }
        let basic = format!("Basic {}", base64(&format!("shop:{secret}")));
        let mistyped = format!("Basic {}", base64(&format!("shop:{secret}x")));
        for (path, authorization) in [
            ("/api/v1/token", &basic),
            ("/landfall/v1/token", &basic),
            ("/api/v1/token", &mistyped),
            ("/landfall/v1/token", &mistyped),
        ] {
            let headers = [FORM, ("Authorization", authorization.as_str())];
            ask(
                address,
                ("POST", path),
                &headers,
                "grant_type=client_credentials",
            );
        }
        self.sessions(address);
        self.bearers(address);
    }

    /// Sessions of people, in both faces that have them.
    fn sessions(&self, address: SocketAddr) {
        let sign_in = |email: &str, password: &str| {
            json!({ "email": email, "password": password, "tenant": "acme" }).to_string()
        };
        let body = |password: &str| {
            json!({ "email": "ida@acme.example", "password": password }).to_string()
        };
        let password = &self.password;
        let signed = call(
            address,
            &Call {
                method: "POST",
                target: "/api/login",
                headers: &[JSON],
                body: &body(password),
            },
        );
        let signed = signed.unwrap();
        assert_eq!(signed.status, 200, "{}", signed.body);
        let cookies: Vec<_> = (signed.headers.get_all("set-cookie").iter())
            .map(|line| line.to_str().unwrap().split(';').next().unwrap())
            .collect();
        let csrf = cookies
            .iter()
            .find_map(|pair| pair.strip_prefix("Csrf-Token_acme="));
        let csrf = csrf.unwrap();
        let session = cookies.join("; ");
        let xml = format!(
            "<login><email>ida@acme.example</email><password>{password}</password></login>"
        );
        for (kind, sent) in [
            ("application/xml", xml.clone()),
            ("application/xml", xml.replace("</login>", "")),
            ("application/json", body(&format!("{password}x"))),
            ("application/json", body(password).replace('}', "")),
            (
                "application/json",
                format!("{}{}", body(password), body(password)),
            ),
            ("text/plain", body(password)),
        ] {
            ask(
                address,
                ("POST", "/api/login"),
                &[("Content-Type", kind)],
                &sent,
            );
        }
        let with_csrf = [("Cookie", session.as_str()), ("X-Csrf-Token_acme", csrf)];
        let wrong = format!("{csrf}x");
        let with_wrong = [
            ("Cookie", session.as_str()),
            ("X-Csrf-Token_acme", wrong.as_str()),
        ];
        let damaged = format!("{session}x; {session}");
        for (method, target, headers) in [
            ("GET", "/api/deploymentzones", &with_csrf),
            ("POST", "/api/login/renewToken", &with_wrong),
            ("POST", "/api/login/renewToken", &with_csrf),
            (
                "GET",
                &*format!("/api/login/status?session={csrf}"),
                &with_csrf,
            ),
            (
                "GET",
                "/api/deploymentzones",
                &[("Cookie", damaged.as_str()), ("Accept", "*/*")],
            ),
            ("POST", "/api/login/logout", &with_csrf),
        ] {
            ask(address, (method, target), headers, "");
        }
        let path = "/landfall/v1/session";
        let native = call(
            address,
            &Call {
                method: "POST",
                target: path,
                headers: &[JSON],
                body: &sign_in("ida@acme.example", password),
            },
        );
        let native = native.unwrap();
        assert_eq!(native.status, 201, "{}", native.body);
        let cookie = native
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let csrf = text(&native.json(), "csrf_token");
        for body in [
            sign_in("ida@acme.example", &format!("{password}x")),
            sign_in("nobody@acme.example", password),
            sign_in("ida@acme.example", password).replace("tenant", "tenants"),
        ] {
            ask(address, ("POST", path), &[JSON], &body);
        }
        for headers in [
            [
                ("Cookie", cookie.as_str()),
                ("X-Landfall-CSRF", csrf.as_str()),
            ],
            [("Cookie", cookie.as_str()), ("X-Landfall-CSRF", "another")],
        ] {
            for method in ["GET", "DELETE"] {
                ask(address, (method, path), &headers, "");
            }
        }
    }

    /// Tokens in headers, in queries, for another face, and damaged.
    fn bearers(&self, address: SocketAddr) {
        let paths = [
            ("vipmp", "/v3/resellers"),
            ("metallic", "/api/v1/partner/accounts"),
            ("rulesv4-bearer", "/rules-engine/v1.1/policies"),
            ("native", "/landfall/v1/customers"),
            ("rulesv4-rest", "/v2/mcc/customers/0001/rulesv4/1/status"),
        ];
        let each = self
            .tokens
            .iter()
            .map(|(family, token)| (*family, token.as_str()));
        for (family, token) in each.chain([("rulesv4-rest", self.status.as_str())]) {
            for (face, path) in paths {
                let kind = if family == "rulesv4-rest" {
                    "TOK:"
                } else {
                    "Bearer "
                };
                let good = format!("{kind}{token}");
                for authorization in [
                    &good,
                    &format!("{good} {token}"),
                    &good.to_uppercase(),
                    &format!("{good}x"),
                ] {
                    let headers = [
                        ("Authorization", authorization.as_str()),
                        ("X-Api-Key", "shop"),
                        ("X-Correlation-Id", "c"),
                    ];
                    let answer = ask(address, ("GET", path), &headers, "");
                    if face == family && *authorization == good && face != "rulesv4-rest" {
                        assert_eq!(answer.0, 200, "{path}: {}", answer.1);
                    }
                }
                let query = format!("{path}?access_token={token}&token={token}x");
                ask(
                    address,
                    ("GET", &query),
                    &[("X-Api-Key", token), ("X-Correlation-Id", "c")],
                    "",
                );
            }
        }
        // In a body that cannot be read, and in one that says nothing.
        let native = format!("Bearer {}", self.token("native"));
        for body in [
            format!("{{\"token\":\"{}\"", self.status),
            json!({ "token": self.status }).to_string(),
        ] {
            let headers = [JSON, ("Authorization", native.as_str())];
            let refused = ask(address, ("POST", "/landfall/v1/policies"), &headers, &body);
            assert_eq!(refused.0, 400, "{}", refused.1);
            ask(address, ("POST", "/landfall/v1/enrol"), &[JSON], &body);
        }
    }

    /// Commands with a token, and commands that show what there is.
    pub(super) fn by_commands(&self, installation: &Installation, address: SocketAddr) {
        let data = installation.data();
        let file = installation.path("token");
        for token in [
            self.token("native").to_owned(),
            format!("{}x", self.token("native")),
        ] {
            fs::write(&file, &token).unwrap();
            let url = format!("http://{address}");
            let listed = run(
                &data,
                &[
                    "policy",
                    "list",
                    "--url",
                    &url,
                    "--token-file",
                    file.to_str().unwrap(),
                ],
            );
            assert_unwritten(
                "a list of policies",
                &String::from_utf8_lossy(&listed.stdout),
            );
            let listed = command()
                .args(["servers", "--url", &url])
                .env("LANDFALL_TOKEN", &token)
                .output()
                .unwrap();
            assert_unwritten(
                "a list of servers",
                &String::from_utf8_lossy(&listed.stdout),
            );
            assert_unwritten(
                "a list of servers",
                &String::from_utf8_lossy(&listed.stderr),
            );
        }
        for shown in [
            "client list --tenant acme",
            "token list --tenant acme",
            "user list --tenant acme",
            "events list --limit 500",
            "server list --tenant acme",
            "export",
            "config show",
        ] {
            let flags = installation.flags.iter().map(String::as_str);
            let words: Vec<&str> = flags.chain(shown.split(' ')).collect();
            let output = run(&data, &words);
            assert!(output.status.success(), "{shown}: {output:?}");
            assert_unwritten(shown, &String::from_utf8_lossy(&output.stdout));
        }
    }

    pub(super) fn over_tls(&self, installation: &Installation) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| installation.path(name));
        fs::write(&certificate, made.cert.pem()).unwrap();
        let pem = made.signing_key.serialize_pem();
        fs::write(&key, &pem).unwrap();
        for line in pem.lines().filter(|line| !line.starts_with('-')) {
            SECRETS.keep("the key of the certificate", line);
        }
        let [given, secret] = [&certificate, &key].map(|path| path.to_str().unwrap());
        let flags = installation.flags.iter().map(String::as_str);
        let tls = ["--tls-certificate", given, "--tls-key", secret];
        let flags: Vec<&str> = flags.chain(tls).collect();
        let server = Landfall::serve(&installation.data(), &flags);
        let port = server.address.port();
        let curl = |version: &str, path: &str, further: &[&str]| {
            let output = Command::new("curl")
                .args(["-sS", version, "--cacert", certificate.to_str().unwrap()])
                .args(["--resolve", &format!("localhost:{port}:127.0.0.1")])
                .args(further)
                .arg(format!("https://localhost:{port}{path}"))
                .output()
                .unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        let form = format!(
            "grant_type=client_credentials&client_id=shop&client_secret={}",
            self.client_secret
        );
        let login = json!({ "email": "ida@acme.example", "password": self.password }).to_string();
        for version in ["--http1.1", "--http2"] {
            let given: Value =
                serde_json::from_str(&curl(version, "/landfall/v1/token", &["-d", &form])).unwrap();
            SECRETS.keep_members(&given);
            let authorization = format!("Authorization: Bearer {}", text(&given, "access_token"));
            let listed = curl(version, "/landfall/v1/customers", &["-H", &authorization]);
            assert!(listed.contains("items"), "{listed}");
            let answer = curl(
                version,
                "/api/login",
                &[
                    "-D",
                    "-",
                    "-H",
                    "Content-Type: application/json",
                    "-d",
                    &login,
                ],
            );
            let mut set = 0;
            for line in answer
                .lines()
                .filter(|line| line.to_ascii_lowercase().starts_with("set-cookie:"))
            {
                let pair = line.split_once(": ").unwrap().1.split(';').next().unwrap();
                SECRETS.keep("a session over TLS", pair.split_once('=').unwrap().1);
                set += 1;
                curl(
                    version,
                    "/api/deploymentzones",
                    &["-H", &format!("Cookie: {pair}")],
                );
            }
            assert_eq!(set, 2, "{answer}");
        }
        assert_written(&server.logged(), "access");
    }
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let chunks = text.as_bytes().chunks(3).map(|three| {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        let digits = (0..4).map(|place| {
            if place <= three.len() {
                char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize])
            } else {
                '='
            }
        });
        digits.collect::<String>()
    });
    chunks.collect()
}
