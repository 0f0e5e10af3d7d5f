//! Reading a whole record through every face, and holding each answer to the face's document.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use super::kind;
use crate::{
    operations::document::{Document, Held},
    support::{Landfall, RawAnswer, get, wait_until},
    world::{ask, made, session, text, vipmp},
};

const TENANT: &str = "acmepaymentscorp";
const HOST: &str = "acme.example";

/// A served record with a caller of each face who sees all of it.
pub(super) struct Faces {
    server: Landfall,
    vipmp: String,
    metallic: String,
    akana: String,
    rulesv4: String,
    native: String,
    /// Lines of a user of an account, and the account's number.
    rest: Option<(String, String)>,
}

/// What came of reading.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) answers: usize,
    pub(super) faults: Vec<String>,
}

fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}

/// Whether an answer in XML has only characters that such a document can have.
fn is_well_formed(answer: &RawAnswer) -> bool {
    let is_xml = answer.header("content-type").contains("xml");
    let fits = |c: char| {
        matches!(c, '\t' | '\n' | '\r') || c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    !is_xml || answer.text().chars().all(fits)
}

fn all<'r>(record: &'r [Value], of: &'static str) -> impl Iterator<Item = &'r Value> {
    let found = record.iter().filter(move |object| kind(object) == of);
    found.map(move |object| &object[of])
}

impl Faces {
    /// Adds the callers to the record in `data` and serves it.
    pub(super) fn over(data: &Path, record: &[Value]) -> Self {
        let token = |dialect: &str, family: &str, options: &str| {
            let id = format!("reader-{dialect}");
            made(
                data,
                &[],
                &format!("client create {id} --tenant {TENANT} --grant {dialect}=write {options}"),
            );
            let token = made(
                data,
                &[],
                &format!("token create --tenant {TENANT} --client {id} --dialect {family}"),
            );
            text(&token, "token")
        };
        let bearer = |token: String| format!("Host: {HOST}\r\nAuthorization: Bearer {token}\r\n");
        // An account that has handed something over.
        let account = all(record, "deploy_request").find_map(|request| {
            let mut customers = all(record, "organization");
            let customer = customers.find(|customer| customer["id"] == request["account"])?;
            customer["account_number"].as_str()
        });
        let rest = account.map(|account| {
            made(
                data,
                &[],
                &format!("user create status@acme.example --tenant {TENANT}"),
            );
            let made = made(
                data,
                &[],
                &format!(
                    "token create --tenant {TENANT} --user status@acme.example --account {account}"
                ),
            );
            let token = text(&made, "token");
            let lines = format!("Host: {HOST}\r\nAuthorization: TOK:{token}\r\n");
            (lines, account.to_owned())
        });
        let reader = made(
            data,
            &[],
            &format!("user create reader@acme.example --tenant {TENANT} --role business-admin"),
        );
        let password = text(&reader, "password");
        let vipmp_token = token("vipmp", "vipmp", "");
        let metallic = bearer(token("metallic", "metallic", ""));
        let rulesv4 = bearer(token("rulesv4", "rulesv4-bearer", ""));
        let native = bearer(token("native", "native", ""));
        let file = data.join("landfall.toml");
        std::fs::write(&file, format!("[hosts]\n\"{HOST}\" = \"{TENANT}\"\n")).unwrap();
        let server = Landfall::serve(data, &["--config", file.to_str().unwrap()]);
        wait_until("somebody counts", || {
            get(server.address, "/readyz", &[]).status == 200
        });
        let cookie = session(&server, HOST, "reader@acme.example", &password);
        Self {
            vipmp: vipmp("reader-vipmp", &vipmp_token).replace("localhost", HOST),
            metallic,
            akana: format!("Host: {HOST}\r\n{cookie}"),
            rulesv4,
            native,
            rest,
            server,
        }
    }

    /// Reads these objects of the record, each by itself, and all lists.
    pub(super) fn read(&self, record: &[Value], objects: &[Value]) -> Shown {
        let mut shown = Shown::default();
        self.read_vipmp(record, objects, &mut shown);
        self.read_metallic(objects, &mut shown);
        self.read_akana(record, objects, &mut shown);
        self.read_rulesv4(record, objects, &mut shown);
        self.read_native(&mut shown);
        shown
    }

    /// Reads each target once, and says what the answers hold.
    fn all_of(
        &self,
        document: &Document,
        lines: &str,
        targets: impl IntoIterator<Item = String>,
        shown: &mut Shown,
    ) -> Vec<Value> {
        let operations = document.operations();
        let mut held = Held::default();
        let mut bodies = Vec::new();
        for target in targets {
            let operation = operations
                .values()
                .find(|operation| operation.method == "GET" && operation.fits(&target));
            let operation = operation.unwrap_or_else(|| panic!("no operation has {target}"));
            let answer = ask(&self.server, "GET", &target, lines);
            shown.answers += 1;
            if answer.status != 200 {
                shown.faults.push(format!("{target}: {answer:?}"));
            } else if let Some(fault) = operation.fault_held(&answer, &mut held) {
                let fault: String = fault.chars().take(500).collect();
                shown.faults.push(format!("{target}: {fault}"));
            } else if !is_well_formed(&answer) {
                shown
                    .faults
                    .push(format!("{target}: characters that XML has not"));
            } else {
                bodies.push(serde_json::from_slice(&answer.body).unwrap_or_default());
            }
        }
        bodies
    }

    fn read_vipmp(&self, record: &[Value], objects: &[Value], shown: &mut Shown) {
        let document = Document::made("vipmp");
        let mut targets =
            vec!["/v3/resellers?status=1000&status=1002&status=1004&limit=50".to_owned()];
        for country in ["US", "CA"] {
            // Where there is none, there is no list either.
            if all(record, "group").any(|group| group["large_agency"]["country"] == country) {
                targets.push(format!("/v3/linked_membership_groups?country={country}"));
            }
        }
        let of: BTreeMap<&str, String> = all(record, "organization")
            .filter_map(|it| {
                let number = encoded(it["vipmp_id"].as_str()?);
                Some((it["id"].as_str()?, format!("/v3/customers/{number}")))
            })
            .collect();
        for it in all(objects, "organization") {
            let Some(number) = it["vipmp_id"].as_str() else {
                continue;
            };
            let number = encoded(number);
            match it["kind"].as_str().unwrap() {
                "customer" => {
                    let path = format!("/v3/customers/{number}");
                    targets.push(format!("{path}/deployments?limit=100"));
                    targets.push(path);
                }
                "reseller" | "msp" => {
                    let path = format!("/v3/resellers/{number}");
                    targets.push(format!(
                        "{path}/customers?status=1000&status=1002&status=1004&limit=50"
                    ));
                    targets.push(path);
                }
                _ => {}
            }
        }
        for it in all(objects, "deployment") {
            let customer = &of[it["customer"].as_str().unwrap()];
            let number = encoded(it["vipmp_id"].as_str().unwrap());
            targets.push(format!("{customer}/deployments/{number}"));
        }
        self.all_of(&document, &self.vipmp, targets, shown);
    }

    fn read_metallic(&self, objects: &[Value], shown: &mut Shown) {
        let document = Document::made("metallic");
        let root = "/api/v1/partner";
        let mut targets = vec![
            format!("{root}/fulfillments?pageSize=1000"),
            format!("{root}/accounts?pageSize=1000"),
        ];
        for it in all(objects, "organization") {
            let id = it["id"].as_str().unwrap();
            match it["kind"].as_str().unwrap() {
                "customer" => targets.push(format!("{root}/accounts/{id}")),
                "reseller" => targets.push(format!("{root}/resellers/{id}")),
                _ => {}
            }
        }
        for it in all(objects, "fulfillment") {
            let id = it["id"].as_str().unwrap();
            targets.push(format!("{root}/fulfillments/{id}"));
        }
        self.all_of(&document, &self.metallic, targets, shown);
    }

    fn read_akana(&self, record: &[Value], objects: &[Value], shown: &mut Shown) {
        let document = Document::made("akana");
        let mut targets = vec!["/api/deploymentzones".to_owned()];
        for it in all(objects, "zone") {
            // Another organization's zones are read in its own context.
            let owner = it["owner"].as_str().unwrap();
            let key = "uddi:soa.com:atmosphere:business";
            targets.push(format!("/api/deploymentzones?OrgKey={key}:{owner}"));
        }
        for it in all(objects, "organization") {
            let id = match it["kind"].as_str().unwrap() {
                "tenant" => "tenantbusiness",
                _ => it["id"].as_str().unwrap(),
            };
            targets.push(format!("/api/businesses/{id}.{TENANT}"));
        }
        targets.push("/api/businesses".to_owned());
        // The owner of the tenant's own zone has another key.
        let root = all(record, "tenant").next().unwrap()["organization"].to_string();
        let root = root.trim_matches('"');
        targets.retain(|target| !target.ends_with(&format!("business:{root}")));
        for media_type in ["application/json", "application/xml"] {
            let lines = format!("{}Accept: {media_type}\r\n", self.akana);
            self.all_of(&document, &lines, targets.clone(), shown);
        }
    }

    fn read_rulesv4(&self, record: &[Value], objects: &[Value], shown: &mut Shown) {
        let document = Document::made("rulesv4");
        let root = "/rules-engine/v1.1";
        for it in all(record, "organization") {
            let id = &it["id"];
            let policies = all(objects, "policy").filter(|policy| policy["account"] == *id);
            let mut targets: Vec<String> = policies
                .map(|policy| format!("{root}/policies/{}", policy["id"]))
                .collect();
            let requests = all(objects, "deploy_request").filter(|it| it["account"] == *id);
            targets.extend(requests.map(|it| format!("{root}/deploy-requests/{}", it["id"])));
            if targets.is_empty() {
                continue;
            }
            targets.push(format!("{root}/policies?page_size=500"));
            targets.push(format!("{root}/deploy-requests/latest?page_size=500"));
            let number = it["account_number"].as_str().unwrap();
            let lines = format!("{}x-owner-id: {number}\r\n", self.rulesv4);
            self.all_of(&document, &lines, targets, shown);
            if let Some((lines, account)) = &self.rest
                && account == number
            {
                let requests = all(record, "deploy_request")
                    .filter(|it| it["account"] == *id && it["environment"] == "production");
                let targets: Vec<String> = requests
                    .map(|it| format!("/v2/mcc/customers/{account}/rulesv4/{}/status", it["id"]))
                    .collect();
                self.all_of(&document, lines, targets, shown);
            }
        }
    }

    fn read_native(&self, shown: &mut Shown) {
        let document = Document::made("native");
        let root = "/landfall/v1";
        for list in [
            "organizations",
            "customers",
            "deployments",
            "subscriptions",
            "zones",
            "pops",
            "gateway-groups",
            "servers",
            "policies",
            "deploy-requests",
            "fulfillments",
            "clients",
            "users",
        ] {
            let mut next = String::new();
            loop {
                let target = format!("{root}/{list}?page_size=500{next}");
                let page = self.all_of(&document, &self.native, [target], shown);
                let page = page.first().cloned().unwrap_or_default();
                if matches!(list, "policies" | "deploy-requests" | "fulfillments") {
                    let items = page["items"].as_array().into_iter().flatten();
                    let ids = items.filter_map(|item| item["id"].as_str());
                    let targets: Vec<String> = ids
                        .take(60)
                        .map(|id| format!("{root}/{list}/{id}"))
                        .collect();
                    self.all_of(&document, &self.native, targets, shown);
                }
                match page["next_page_token"].as_str() {
                    Some(token) => next = format!("&page_token={token}"),
                    None => break,
                }
            }
        }
    }
}
