//! One customer in four dialects: after each of its changes, whichever face it came through, every face that shows what has changed
//! shows it, and all say the same.

mod faces;

use serde_json::{Value, json};

use self::faces::{Faces, View};
use crate::{
    support::{Engine, Installation, wait_until},
    world::text,
};

#[test]
fn every_dialect_sees_every_change() {
    every_change_is_seen(Engine::Sqlite);
}

#[test]
fn every_dialect_sees_every_change_over_a_database() {
    every_change_is_seen(Engine::Postgresql);
}

const ORDERS: &str = "/api/v1/partner/fulfillments";

fn order(body: &Value) -> String {
    let mut order = json!({ "resellerId": "RESELLER" });
    order
        .as_object_mut()
        .unwrap()
        .extend(body.as_object().unwrap().clone());
    order.to_string()
}

/// What is known of the customer, and how it is known to everybody.
struct Told<'f> {
    faces: &'f Faces,
    expected: View,
}

impl Told<'_> {
    /// Makes a change and has everybody say what it made of the customer.
    #[track_caller]
    fn after(&mut self, what: &str, change: impl FnOnce(&Faces), expect: impl FnOnce(&mut View)) {
        let before = self.expected.clone();
        change(self.faces);
        expect(&mut self.expected);
        assert_ne!(
            before, self.expected,
            "{what} changes nothing that is shown"
        );
        self.seen_by_all(what);
    }

    #[track_caller]
    fn seen_by_all(&self, what: &str) {
        for (face, seen) in self.faces.views() {
            for (member, seen) in seen {
                assert_eq!(
                    Some(&seen),
                    self.expected.get(member),
                    "{what}: {member} in {face}"
                );
            }
        }
    }
}

fn every_change_is_seen(engine: Engine) {
    let installation = Installation::over(engine, &[1]);
    let mut faces = Faces::over(&installation);
    let address = json!({ "addressLine1": "Kai 3", "city": "Kiel", "state": "SH", "country": "DE", "postalCode": "24103" });
    let new = json!({
        "account": {
            "externalId": "CUST-88", "name": "Harbour Bakery", "provisionCountry": "Germany",
            "contacts": [{ "type": "admin", "email": "it@harbour.example", "firstName": "Ida", "lastName": "Brandt", "address": address }],
        },
        "service": { "skus": [{ "sku": "MTSP-M365E-USR", "quantity": 40 }] },
    });
    let ordered = faces.order(&order(&new));
    faces.is_of(&installation, &text(&ordered, "accountId"));
    let mut told = Told {
        faces: &faces,
        expected: View::from([
            ("name", json!("Harbour Bakery")),
            ("reference", json!("CUST-88")),
            ("street", json!("Kai 3")),
            ("in use", json!(true)),
            ("services", json!([["MTSP-M365E-USR", 40]])),
            ("orders", json!(["complete"])),
            ("deployments", json!([])),
            ("zones", json!([])),
            ("policies", json!([])),
            ("requests", json!([])),
            ("landed", json!(null)),
        ]),
    };
    told.seen_by_all("an order makes the customer");
    let deployment = deployed(&mut told);
    let zone = zoned(&mut told);
    ruled(&mut told);
    ended(&mut told, &deployment);
    told.after(
        "akana removes its zone",
        |faces| {
            faces.akana(("DELETE", &zone, &Value::Null));
        },
        |view| view.set("zones", json!([])),
    );
    told.after(
        "a service is ordered again, and it is back",
        |faces| {
            faces.order(&service(
                faces,
                None,
                &json!({ "sku": "MTSP-M365E-USR", "quantity": 1 }),
            ));
        },
        |view| {
            view.set("services", json!([["MTSP-M365E-USR", 1]]));
            view.set("orders", json!(vec!["complete"; 5]));
            view.set("in use", json!(true));
        },
    );
}

/// The customer is changed and deployed in vipmp; the deployment's place.
fn deployed(told: &mut Told<'_>) -> String {
    told.after(
        "vipmp moves it",
        |faces| {
            let mut profile = faces.vipmp(("GET", "", &Value::Null))["companyProfile"].clone();
            profile["address"]["addressLine1"] = json!("Kai 4");
            let moved = json!({ "globalSalesEnabled": true, "companyProfile": profile });
            faces.vipmp(("PATCH", "", &moved));
        },
        |view| view.set("street", json!("Kai 4")),
    );
    let abroad = json!({ "companyProfile": { "address": {
        "country": "DK", "region": "84", "city": "Aarhus", "addressLine1": "Havnen 1", "postalCode": "8000" } } });
    let mut added = Value::Null;
    told.after(
        "vipmp deploys it",
        |faces| added = faces.vipmp(("POST", "/deployments", &abroad)),
        |view| view.set("deployments", json!([["Aarhus", "Havnen 1", true]])),
    );
    let deployment = format!("/deployments/{}", text(&added, "deploymentId"));
    let mut moved = abroad;
    moved["companyProfile"]["address"]["addressLine1"] = json!("Havnen 2");
    told.after(
        "vipmp moves its deployment",
        |faces| {
            faces.vipmp(("PATCH", &deployment, &moved));
        },
        |view| view.set("deployments", json!([["Aarhus", "Havnen 2", true]])),
    );
    deployment
}

/// It gets a zone in akana, whose place this is.
fn zoned(told: &mut Told<'_>) -> String {
    let named = |name: &str| json!({ "Name": name, "ContainerKey": "container-1" });
    let mut zone = Value::Null;
    told.after(
        "akana defines its zone",
        |faces| zone = faces.akana(("POST", "", &named("Harbour"))),
        |view| view.set("zones", json!([["Harbour", ["Live", "Sandbox"]]])),
    );
    let one = format!("/{}", text(&zone, "DeploymentZoneID"));
    told.after(
        "akana calls its zone otherwise",
        |faces| {
            faces.akana(("PUT", &one, &named("Harbour North")));
        },
        |view| view.set("zones", json!([["Harbour North", ["Live", "Sandbox"]]])),
    );
    told.after(
        "akana says what its zone is for",
        |faces| {
            let live = json!({ "DZoneEnvImplAssociation": [{ "Implementation": "Live", "Environment": "Production" }] });
            faces.akana(("PUT", &format!("{one}/associations"), &live));
        },
        |view| view.set("zones", json!([["Harbour North", ["Live"]]])),
    );
    one
}

/// It gets a policy in rulesv4, which lands.
fn ruled(told: &mut Told<'_>) {
    let draft = json!({
        "name": "HTTPS only", "state": "draft", "platform": "http_large", "rules": [{ "matches": [{ "type": "match.always" }] }],
    });
    let mut written = Value::Null;
    told.after(
        "rulesv4 adds a policy",
        |faces| written = faces.rules("POST", "/policies", &draft),
        |view| view.set("policies", json!([["HTTPS only", "draft"]])),
    );
    let id = text(&written, "id");
    told.after(
        "rulesv4 locks it",
        |faces| {
            faces.rules(
                "PATCH",
                &format!("/policies/{id}"),
                &json!({ "state": "locked" }),
            );
        },
        |view| view.set("policies", json!([["HTTPS only", "locked"]])),
    );
    told.after(
        "rulesv4 deploys it",
        |faces| {
            let id: u64 = id.parse().unwrap();
            let request =
                json!({ "policy_id": id, "environment": "production", "message": "HTTPS only" });
            faces.rules("POST", "/deploy-requests", &request);
            wait_until("it has landed", || faces.landed() == json!(100.0));
        },
        |view| {
            view.set("requests", json!(["deployed"]));
            view.set("landed", json!(100.0));
        },
    );
}

/// An order about the customer, of that type if it has to be said.
fn service(faces: &Faces, kind: Option<&str>, sku: &Value) -> String {
    let mut body = json!({ "account": { "id": faces.account() }, "service": { "skus": [sku] } });
    if let Some(kind) = kind {
        body["type"] = json!(kind);
    }
    order(&body)
}

/// Services come and go; with the last one, and no active deployment, it turns inactive.
fn ended(told: &mut Told<'_>, deployment: &str) {
    let end = |faces: &Faces, sku: &str| {
        let kind = Some("reseller_cancel_service");
        faces.order(&service(faces, kind, &json!({ "sku": sku })));
    };
    told.after(
        "another service is ordered",
        |faces| {
            let sku = json!({ "sku": "MTSP-STREXP-TB", "quantity": 2 });
            faces.order(&service(faces, None, &sku));
        },
        |view| {
            view.set(
                "services",
                json!([["MTSP-M365E-USR", 40], ["MTSP-STREXP-TB", 2]]),
            );
            view.set("orders", json!(vec!["complete"; 2]));
        },
    );
    told.after(
        "the first service ends",
        |faces| end(faces, "MTSP-M365E-USR"),
        |view| {
            view.set("services", json!([["MTSP-STREXP-TB", 2]]));
            view.set("orders", json!(vec!["complete"; 3]));
        },
    );
    told.after(
        "the deployment is deactivated",
        |faces| {
            faces.vipmp(("PATCH", deployment, &json!({ "status": "1004" })));
        },
        |view| view.set("deployments", json!([["Aarhus", "Havnen 2", false]])),
    );
    told.after(
        "the last service ends, and it turns inactive",
        |faces| end(faces, "MTSP-STREXP-TB"),
        |view| {
            view.set("services", json!([]));
            view.set("orders", json!(vec!["complete"; 4]));
            view.set("in use", json!(false));
        },
    );
}
