//! A customer as each face shows it, in words that are the same for all.

use std::{cell::Cell, collections::BTreeMap, fs};

use serde_json::{Value, json};

use crate::{
    support::{Answer, Call, Edge, Installation, Landfall, call, wait_until},
    world::text,
};

/// What a face says of the customer: those members that it has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View(BTreeMap<&'static str, Value>);

impl<const N: usize> From<[(&'static str, Value); N]> for View {
    fn from(members: [(&'static str, Value); N]) -> Self {
        Self(members.into())
    }
}

impl View {
    pub(super) fn set(&mut self, member: &'static str, value: Value) {
        let before = self.0.insert(member, value);
        assert!(before.is_some(), "{member}");
    }

    pub(super) fn get(&self, member: &str) -> Option<&Value> {
        self.0.get(member)
    }
}

impl IntoIterator for View {
    type Item = (&'static str, Value);
    type IntoIter = std::collections::btree_map::IntoIter<&'static str, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A served record, callers of all faces, and an edge server.
pub(super) struct Faces {
    server: Landfall,
    _edge: Edge,
    reseller: [String; 2],
    tokens: BTreeMap<&'static str, String>,
    status: String,
    session: [(String, String); 2],
    /// The customer's names: UUID, vipmp's, rulesv4's.
    customer: [String; 3],
    calls: Cell<u32>,
}

impl Faces {
    pub(super) fn over(installation: &Installation) -> Self {
        installation.made("tenant set acme --global-sales true");
        let gateway = json!({ "gateway_group": {
            "id": 1, "tenant": "acme", "key": "container-1", "name": "Augsburg",
            "placement": { "pop": 1, "platform": "http_large", "environment": "production" },
            "listeners": [{ "name": "default-https0", "protocol": "https", "host": "a.acme.example", "port": 443 }],
        } });
        let file = installation.path("gateway.ndjson");
        fs::write(
            &file,
            format!("{}\n{gateway}", json!({ "landfall": { "version": 1 } })),
        )
        .unwrap();
        installation.made(&format!("import {}", file.display()));
        let grants =
            ["vipmp", "metallic", "rulesv4", "native"].map(|face| format!("--grant {face}=write"));
        installation.made(&format!(
            "client create shop --tenant acme {}",
            grants.join(" ")
        ));
        let families = [
            ("vipmp", "vipmp"),
            ("metallic", "metallic"),
            ("rulesv4", "rulesv4-bearer"),
            ("native", "native"),
        ];
        let tokens = families.map(|(face, family)| {
            let made = installation.made(&format!(
                "token create --tenant acme --client shop --dialect {family}"
            ));
            (face, format!("Bearer {}", text(&made, "token")))
        });
        let reseller =
            installation.made("organization create --tenant acme --kind reseller --name Lakeside");
        let user =
            installation.made("user create ida@acme.example --tenant acme --role business-admin");
        let server = installation.serve();
        let offers =
            ["MTSP-M365E-USR", "MTSP-STREXP-TB"].map(|sku| json!({ "sku": sku, "name": sku }));
        let edge = Edge::running(server.address, &installation.invite(1));
        wait_until("it is counted", || {
            installation.server(edge.server)["membership"] == "counted"
        });
        let login =
            json!({ "email": "ida@acme.example", "password": text(&user, "password") }).to_string();
        let login = call(
            server.address,
            &Call {
                method: "POST",
                target: "/api/login",
                headers: &[("Content-Type", "application/json")],
                body: &login,
            },
        );
        let login = login.unwrap();
        assert_eq!(login.status, 200, "{}", login.body);
        let cookies = login.headers.get_all("set-cookie").iter();
        let cookies: Vec<_> = cookies
            .map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect();
        let csrf = cookies
            .iter()
            .find_map(|pair| pair.strip_prefix("Csrf-Token_acme="))
            .unwrap();
        let faces = Self {
            session: [
                ("Cookie".to_owned(), cookies.join("; ")),
                ("X-Csrf-Token_acme".to_owned(), csrf.to_owned()),
            ],
            server,
            _edge: edge,
            reseller: ["organization", "vipmp_id"].map(|name| text(&reseller, name)),
            tokens: tokens.into(),
            status: String::new(),
            customer: Default::default(),
            calls: Cell::new(0),
        };
        faces.native("POST", "/catalogue", &json!({ "items": offers }));
        faces
    }

    /// From now on this is the customer.
    pub(super) fn is_of(&mut self, installation: &Installation, account: &str) {
        account.clone_into(&mut self.customer[0]);
        let shown = self.native("GET", &format!("/customers/{account}"), &Value::Null);
        self.customer[1] = text(&shown["names"], "vipmp_customer_id");
        self.customer[2] = text(&shown["names"], "rulesv4_account_number");
        let status = installation.made(&format!(
            "token create --tenant acme --user ida@acme.example --account {}",
            self.customer[2]
        ));
        self.status = format!("TOK:{}", text(&status, "token"));
    }

    pub(super) fn account(&self) -> &str {
        &self.customer[0]
    }

    fn ask(
        &self,
        (method, target): (&str, &str),
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut all = headers.to_vec();
        if !body.is_empty() {
            all.push(("Content-Type", "application/json"));
        }
        let answer = call(
            self.server.address,
            &Call {
                method,
                target,
                headers: &all,
                body: &body,
            },
        );
        let answer = answer.unwrap();
        assert!(answer.status.is_success(), "{method} {target}: {answer:?}");
        answer
    }

    /// A call about the customer in vipmp.
    pub(super) fn vipmp(&self, (method, place, body): (&str, &str, &Value)) -> Value {
        let target = format!("/v3/customers/{}{place}", self.customer[1]);
        self.vipmp_at(method, &target, body)
    }

    fn vipmp_at(&self, method: &str, target: &str, body: &Value) -> Value {
        self.calls.set(self.calls.get() + 1);
        let correlation = format!("call-{}", self.calls.get());
        let headers = [
            ("X-Api-Key", "shop"),
            ("Authorization", self.tokens["vipmp"].as_str()),
            ("X-Correlation-Id", &correlation),
        ];
        self.ask((method, target), &headers, body).json()
    }

    fn metallic(&self, method: &str, target: &str, body: &Value) -> Value {
        let headers = [("Authorization", self.tokens["metallic"].as_str())];
        self.ask((method, target), &headers, body).json()
    }

    /// Orders in metallic and waits for it.
    pub(super) fn order(&self, body: &str) -> Value {
        let body: Value =
            serde_json::from_str(&body.replace("RESELLER", &self.reseller[0])).unwrap();
        let ordered = self.metallic("POST", super::ORDERS, &body);
        let one = format!("{}/{}", super::ORDERS, text(&ordered["data"], "id"));
        let mut shown = Value::Null;
        wait_until("the order is carried out", || {
            shown = self.metallic("GET", &one, &Value::Null)["data"].take();
            shown["status"] == "complete"
        });
        shown
    }

    /// A call about the customer's zones.
    pub(super) fn akana(&self, (method, place, body): (&str, &str, &Value)) -> Value {
        let target = format!(
            "/api/deploymentzones{place}?OrgKey=uddi:soa.com:atmosphere:business:{}",
            self.customer[0]
        );
        let headers = self
            .session
            .each_ref()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let answer = self.ask((method, &target), &headers, body);
        serde_json::from_str(&answer.body).unwrap_or(Value::Null)
    }

    /// A call about the customer's policies.
    pub(super) fn rules(&self, method: &str, place: &str, body: &Value) -> Value {
        let headers = [
            ("Authorization", self.tokens["rulesv4"].as_str()),
            ("x-owner-id", &self.customer[2]),
        ];
        let target = format!("/rules-engine/v1.1{place}");
        self.ask((method, &target), &headers, body).json()
    }

    fn native(&self, method: &str, place: &str, body: &Value) -> Value {
        let headers = [("Authorization", self.tokens["native"].as_str())];
        self.ask((method, &format!("/landfall/v1{place}")), &headers, body)
            .json()
    }

    /// The items of a list that is about the customer.
    fn listed(&self, place: &str) -> Vec<Value> {
        let list = self.native("GET", place, &Value::Null);
        list["items"].as_array().unwrap().clone()
    }

    /// How far the newest deploy request has landed, as the status call says it.
    pub(super) fn landed(&self) -> Value {
        let latest = self.rules("GET", "/deploy-requests/latest", &Value::Null);
        let Some(newest) = items(&latest).first().cloned() else {
            return Value::Null;
        };
        let target = format!(
            "/v2/mcc/customers/{}/rulesv4/{}/status",
            self.customer[2],
            text(&newest, "id")
        );
        let status = self.ask(
            ("GET", &target),
            &[("Authorization", &self.status)],
            &Value::Null,
        );
        status.json()["Percent_propagated"].clone()
    }

    /// What everybody says.
    pub(super) fn views(&self) -> [(&'static str, View); 5] {
        [
            ("vipmp", self.vipmp_view()),
            ("metallic", self.metallic_view()),
            ("akana", self.akana_view()),
            ("rulesv4", self.rulesv4_view()),
            ("native", self.native_view()),
        ]
    }

    fn vipmp_view(&self) -> View {
        let shown = self.vipmp(("GET", "", &Value::Null));
        // The list of its reseller says the same of it.
        let customers = format!(
            "/v3/resellers/{}/customers?status=1000&status=1004",
            self.reseller[1]
        );
        let listed = self.vipmp_at("GET", &customers, &Value::Null);
        assert_eq!(listed["totalCount"], 1, "{listed}");
        for member in ["customerId", "status", "externalReferenceId"] {
            assert_eq!(listed["accounts"][0][member], shown[member], "{member}");
        }
        let deployments = self.vipmp(("GET", "/deployments", &Value::Null));
        let deployments = deployments["items"].as_array().unwrap().iter().map(|one| {
            let address = &one["companyProfile"]["address"];
            json!([
                address["city"],
                address["addressLine1"],
                in_use(&one["status"])
            ])
        });
        View::from([
            ("name", shown["companyProfile"]["companyName"].clone()),
            ("reference", shown["externalReferenceId"].clone()),
            (
                "street",
                shown["companyProfile"]["address"]["addressLine1"].clone(),
            ),
            ("in use", json!(in_use(&shown["status"]))),
            ("deployments", deployments.collect()),
        ])
    }

    fn metallic_view(&self) -> View {
        let account = &self.customer[0];
        let shown = self.metallic(
            "GET",
            &format!("/api/v1/partner/accounts/{account}"),
            &Value::Null,
        )["data"]
            .take();
        let filter = format!(
            "/api/v1/partner/accounts?filter=externalId:CUST-88,orgId:{}",
            self.reseller[0]
        );
        let listed = self.metallic("GET", &filter, &Value::Null);
        assert_eq!(listed["data"], json!([shown]));
        let orders = self.metallic(
            "GET",
            &format!("{}?sort=asc:insertTs,asc:id", super::ORDERS),
            &Value::Null,
        );
        let orders = orders["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|order| order["accountId"] == *account);
        let services = shown["services"].as_array().unwrap().iter();
        let services = services.map(|line| json!([line["sku"], line["quantity"]]));
        View::from([
            ("name", shown["name"].clone()),
            ("reference", shown["externalId"].clone()),
            (
                "street",
                shown["contacts"][0]["address"]["addressLine1"].clone(),
            ),
            ("in use", json!(shown["status"] == "active")),
            ("services", services.collect()),
            (
                "orders",
                orders.map(|order| order["status"].clone()).collect(),
            ),
        ])
    }

    fn akana_view(&self) -> View {
        let account = &self.customer[0];
        let headers = self
            .session
            .each_ref()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let one = self
            .ask(
                ("GET", &format!("/api/businesses/{account}.acme")),
                &headers,
                &Value::Null,
            )
            .json();
        let zones = self.akana(("GET", "", &Value::Null));
        let zones = zones["DeploymentZoneInfo"].as_array().unwrap().iter();
        // While nobody has defined any there are transient ones.
        let defined =
            zones.filter(|zone| !text(zone, "DeploymentZoneID").starts_with("container-"));
        let zones = defined.map(|zone| {
            let pairs = zone["DZoneEnvImplAssociations"]["DZoneEnvImplAssociation"]
                .as_array()
                .unwrap()
                .iter();
            let pairs: Vec<_> = pairs.map(|pair| &pair["Implementation"]).collect();
            json!([zone["Name"], pairs])
        });
        View::from([("name", one["Name"].clone()), ("zones", zones.collect())])
    }

    fn rulesv4_view(&self) -> View {
        let policies = self.rules("GET", "/policies", &Value::Null);
        let policies = items(&policies)
            .iter()
            .map(|policy| json!([policy["name"], policy["state"]]));
        let requests = self.rules("GET", "/deploy-requests/latest", &Value::Null);
        let requests = items(&requests)
            .iter()
            .map(|request| request["state"].clone());
        View::from([
            ("policies", policies.collect()),
            ("requests", requests.collect()),
            ("landed", self.landed()),
        ])
    }

    fn native_view(&self) -> View {
        let account = &self.customer[0];
        let shown = self.native("GET", &format!("/customers/{account}"), &Value::Null);
        for name in &self.customer[1..] {
            assert_eq!(
                self.native("GET", &format!("/customers/{name}"), &Value::Null),
                shown
            );
        }
        let lines = self.listed(&format!(
            "/subscriptions?filter=account_id={account}%20AND%20ended_at=null&order_by=ordered_at"
        ));
        let lines = lines
            .iter()
            .map(|line| json!([line["sku"], line["quantity"]]));
        let orders = self.listed(&format!("/fulfillments?filter=account_id={account}"));
        let deployments = self.listed(&format!("/deployments?filter=customer_id={account}"));
        let deployments = deployments.iter().map(|one| {
            json!([
                one["address"]["city"],
                one["address"]["line1"],
                one["status"] == "active"
            ])
        });
        let zones = self.listed(&format!("/zones?organization={account}"));
        let zones = zones.iter().map(|zone| {
            let pairs = zone["associations"].as_array().unwrap().iter();
            let pairs: Vec<_> = pairs.map(|pair| &pair["implementation"]).collect();
            json!([zone["name"], pairs])
        });
        let policies = self.listed(&format!("/policies?filter=account_id={account}"));
        let policies = policies
            .iter()
            .map(|policy| json!([policy["name"], policy["state"]]));
        let requests = self.listed(&format!("/deploy-requests?filter=account_id={account}"));
        let landed = requests.first().map(|request| {
            let one = format!("/deploy-requests/{}", text(request, "id"));
            self.native("GET", &one, &Value::Null)["propagation"]["percent"].clone()
        });
        let requests = requests.iter().map(|request| request["state"].clone());
        View::from([
            ("name", shown["name"].clone()),
            ("reference", shown["external_reference"].clone()),
            ("street", shown["profile"]["address"]["line1"].clone()),
            ("in use", json!(shown["status"] == "active")),
            ("services", lines.collect()),
            (
                "orders",
                orders.iter().map(|order| order["status"].clone()).collect(),
            ),
            ("deployments", deployments.collect()),
            ("zones", zones.collect()),
            ("policies", policies.collect()),
            ("requests", requests.collect()),
            ("landed", landed.unwrap_or_default()),
        ])
    }
}

fn in_use(status: &Value) -> bool {
    match status.as_str() {
        Some("1000") => true,
        Some("1004") => false,
        _ => panic!("{status}"),
    }
}

/// The items of one of rulesv4's lists.
fn items(list: &Value) -> &Vec<Value> {
    let members = list.get("items").unwrap_or(list);
    members.as_array().unwrap_or_else(|| panic!("{list}"))
}
