//! Orders through servers that are killed with signal 9: whatever was accepted is carried out once, and a repeated submission finds
//! its order (metallic contract, section 11, traps 17, 23 and 26).

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    support::{Call, Landfall, call, get, wait_until},
    world::{Engine, MSP, World, text},
};

const PLACE: &str = "/api/v1/partner/fulfillments";
/// Orders of a round; the server is killed somewhere among them.
const ORDERS: usize = 24;

/// Fixes after how many answers servers are killed: drawn, and printed, unless `LANDFALL_TORTURE_SEED` says it.
pub(crate) fn seed() -> u64 {
    let seed = std::env::var("LANDFALL_TORTURE_SEED").ok();
    let seed = seed.map_or_else(|| fastrand::u64(..), |seed| seed.parse().unwrap());
    eprintln!("LANDFALL_TORTURE_SEED={seed}");
    seed
}

struct Desk {
    world: World,
    bearer: String,
}

impl Desk {
    fn on(engine: Engine) -> Self {
        let world = World::on(engine);
        let tenant = "acmepaymentscorp";
        world.made(&format!(
            "client create order-desk --tenant {tenant} --grant metallic=write --grant vipmp=read --organization {MSP}"
        ));
        let token = world.made(&format!(
            "token create --tenant {tenant} --client order-desk --dialect metallic"
        ));
        Self {
            bearer: format!("Bearer {}", text(&token, "token")),
            world,
        }
    }

    fn read(&self, server: &Landfall, target: &str) -> Value {
        let answer = get(server.address, target, &[("authorization", &self.bearer)]);
        assert_eq!(answer.status, StatusCode::OK, "{target}: {answer:?}");
        answer.json()
    }

    /// The ids of all that are not final.
    fn open(&self, server: &Landfall, ids: &[String]) -> Vec<String> {
        let is_open = |id: &&String| {
            let shown = self.read(server, &format!("{PLACE}/{id}"));
            let status = shown["data"]["status"].as_str().unwrap();
            matches!(status, "pending" | "in_progress")
        };
        ids.iter().filter(is_open).cloned().collect()
    }
}

fn order(number: usize) -> String {
    json!({
        "externalId": format!("ORD-{number}"),
        "account": {
            "externalId": format!("CUST-{number}"),
            "name": format!("Bakery {number}"),
            "provisionCountry": "Germany",
            "contacts": [{
                "type": "admin", "email": format!("it{number}@harbour.example"), "firstName": "Ida", "lastName": "Brandt",
                "address": { "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" },
            }],
        },
        "service": { "skus": [{ "sku": "MTSP-M365E-USR" }, { "sku": "MTSP-STREXP-TB", "quantity": 2 }] },
    })
    .to_string()
}

/// Submits an order under its own key; none if there was no answer.
fn submit(address: SocketAddr, bearer: &str, number: usize) -> Option<String> {
    let (key, body) = (format!("key-{number}"), order(number));
    let answer = call(
        address,
        &Call {
            method: "POST",
            target: PLACE,
            headers: &[
                ("authorization", bearer),
                ("content-type", "application/json"),
                ("idempotency-key", &key),
            ],
            body: &body,
        },
    );
    let answer = answer.ok()?;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
    Some(text(&answer.json()["data"], "id"))
}

fn killed_servers_carry_each_order_out_once(engine: Engine) {
    let mut chance = fastrand::Rng::with_seed(seed());
    let desk = Desk::on(engine);
    let mut ids = Vec::new();
    for round in 0..3 {
        let server = desk.world.serve();
        let answered = Arc::new(AtomicUsize::new(0));
        let submitting = std::thread::spawn({
            let (address, bearer) = (server.address, desk.bearer.clone());
            let answered = Arc::clone(&answered);
            move || {
                (0..ORDERS)
                    .map(|place| {
                        let id = submit(address, &bearer, round * ORDERS + place);
                        answered.fetch_add(usize::from(id.is_some()), Ordering::SeqCst);
                        id
                    })
                    .collect::<Vec<_>>()
            }
        });
        let wanted = chance.usize(1..ORDERS);
        wait_until("some orders were answered", || {
            answered.load(Ordering::SeqCst) >= wanted
        });
        server.signal("KILL");
        let _ = server.end();
        let told = submitting.join().unwrap();
        // The next one gets the same orders again, those too that were answered and those that were not.
        let server = desk.world.serve();
        for (place, told) in told.into_iter().enumerate() {
            let number = round * ORDERS + place;
            let id = submit(server.address, &desk.bearer, number).unwrap();
            assert!(told.is_none_or(|told| told == id), "order {number}");
            ids.push(id);
        }
        wait_until("every order has come to its end", || {
            desk.open(&server, &ids).is_empty()
        });
        server.signal("KILL");
        let _ = server.end();
    }
    let server = desk.world.serve();
    for (number, id) in ids.iter().enumerate() {
        let order = desk.read(&server, &format!("{PLACE}/{id}"));
        assert_eq!(order["data"]["status"], "complete", "{order}");
        let filter = format!("/api/v1/partner/accounts?filter=externalId:CUST-{number}");
        let accounts = desk.read(&server, &filter);
        let accounts = accounts["data"].as_array().unwrap();
        assert_eq!(accounts.len(), 1, "{accounts:?}");
        assert_eq!(accounts[0]["id"], order["data"]["accountId"]);
        assert_eq!(accounts[0]["services"].as_array().unwrap().len(), 2);
    }
    let all = desk.read(&server, &format!("{PLACE}?pageSize=1000"));
    let with_us = all["data"].as_array().unwrap().iter();
    let with_us = with_us.filter(|row| ids.iter().any(|id| row["id"] == *id));
    assert_eq!(with_us.count(), ids.len());
}

#[test]
fn trap_17_and_23_killed_servers_carry_each_order_out_once() {
    killed_servers_carry_each_order_out_once(Engine::Sqlite);
}

#[test]
fn trap_17_and_23_killed_servers_carry_each_order_out_once_on_postgresql() {
    killed_servers_carry_each_order_out_once(Engine::Postgres);
}

#[test]
fn trap_26_another_dialect_lists_the_customer_once() {
    let desk = Desk::on(Engine::Sqlite);
    let vipmp = desk
        .world
        .made("token create --tenant acmepaymentscorp --client order-desk --dialect vipmp");
    let vipmp = format!("Bearer {}", text(&vipmp, "token"));
    let server = desk.world.serve();
    let id = submit(server.address, &desk.bearer, 7).unwrap();
    wait_until("the order is carried out", || {
        desk.open(&server, std::slice::from_ref(&id)).is_empty()
    });
    let target = "/v3/resellers/7204518836/customers?company-name=Bakery%207";
    let headers = [
        ("authorization", vipmp.as_str()),
        ("x-api-key", "order-desk"),
        ("x-correlation-id", "correlation-1"),
    ];
    let listed = get(server.address, target, &headers);
    assert_eq!(listed.status, StatusCode::OK, "{listed:?}");
    let listed = listed.json();
    assert_eq!(listed["totalCount"], 1, "{listed}");
    assert_eq!(listed["accounts"][0]["status"], "1000");
    assert_eq!(listed["accounts"][0]["externalReferenceId"], "CUST-7");
}
