//! Two servers on one PostgreSQL share what is carried out in the background: orders, and the validation of what partners create. One
//! of them is killed in the middle.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};

use serde_json::{Value, json};

use crate::{
    orders::seed,
    partner::{create, listed},
    support::{Call, Landfall, call, get, run, wait_until},
    together::Place,
    world::{MSP, text},
};

const TENANT: &str = "acmepaymentscorp";
const ORDERS: &str = "/api/v1/partner/fulfillments";
/// So many accounts get so many orders each, beside the one that makes them.
const ACCOUNTS: usize = 8;
const EACH: usize = 8;

fn made(place: &Place, arguments: &str) -> Value {
    let words: Vec<&str> = arguments.split(' ').chain(["--json"]).collect();
    let output = run(place.folder(0), &words);
    assert!(output.status.success(), "{arguments}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn token(place: &Place, client: &str, face: &str, bound: &str) -> String {
    made(
        place,
        &format!("client create {client} --tenant {TENANT} --grant {face}=write{bound}"),
    );
    let made = made(
        place,
        &format!("token create --tenant {TENANT} --client {client} --dialect {face}"),
    );
    format!("Bearer {}", text(&made, "token"))
}

/// Who orders, at both servers.
struct Desk<'d> {
    bearer: &'d str,
    at: [SocketAddr; 2],
    answered: &'d AtomicUsize,
}

impl Desk<'_> {
    /// Submits an order under its own key, at one server or, if that is gone, at the other; its id.
    fn submit(&self, key: &str, body: &Value, first: usize) -> String {
        let body = body.to_string();
        let headers = [
            ("Authorization", self.bearer),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", key),
        ];
        let mut id = String::new();
        let mut turn = first;
        wait_until("the order is answered", || {
            let ordered = Call {
                method: "POST",
                target: ORDERS,
                headers: &headers,
                body: &body,
            };
            let answer = call(self.at[turn % 2], &ordered);
            turn += 1;
            match answer {
                Ok(answer) if answer.status == 202 => {
                    id = text(&answer.json()["data"], "id");
                    true
                }
                // Its first call may still run, at whichever of them.
                Ok(answer) if answer.status == 409 && answer.body.contains("1011") => false,
                Ok(answer) if answer.status.is_server_error() => false,
                Ok(answer) => panic!("{answer:?}"),
                Err(_) => false,
            }
        });
        self.answered.fetch_add(1, SeqCst);
        id
    }
}

fn shown(server: &Landfall, bearer: &str, target: &str) -> Value {
    let answer = get(server.address, target, &[("Authorization", bearer)]);
    assert_eq!(answer.status, 200, "{target}: {answer:?}");
    answer.json()
}

/// Waits until an order is carried out; the order.
fn complete(server: &Landfall, bearer: &str, id: &str) -> Value {
    let mut order = Value::Null;
    wait_until("the order is carried out", || {
        order = shown(server, bearer, &format!("{ORDERS}/{id}"))["data"].take();
        let is_open = ["pending", "in_progress"]
            .iter()
            .any(|open| order["status"] == *open);
        assert!(is_open || order["status"] == "complete", "{order}");
        !is_open
    });
    order
}

fn new_account(number: usize) -> Value {
    json!({
        "externalId": format!("ORD-{number}"),
        "account": {
            "externalId": format!("CUST-{number}"), "name": format!("Bakery {number}"), "provisionCountry": "Germany",
            "contacts": [{
                "type": "admin", "email": format!("it{number}@harbour.example"), "firstName": "Ida", "lastName": "Brandt",
                "address": { "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" },
            }],
        },
        "service": { "skus": [{ "sku": "MTSP-STREXP-TB" }] },
    })
}

#[test]
fn two_servers_share_orders_and_no_step_is_done_twice() {
    let mut chance = fastrand::Rng::with_seed(seed());
    let place = Place::new();
    let (owner, other) = place.both();
    let bearer = token(
        &place,
        "order-desk",
        "metallic",
        &format!(" --organization {MSP}"),
    );
    let native = token(&place, "watcher", "native", "");
    let answered = AtomicUsize::new(0);
    let desk = Desk {
        bearer: &bearer,
        at: [owner.address, other.address],
        answered: &answered,
    };
    let begin = text(
        &shown(&owner, &native, "/landfall/v1/events?wait=0"),
        "position",
    );
    let made: Vec<String> = (0..ACCOUNTS)
        .map(|number| desk.submit(&format!("new-{number}"), &new_account(number), number))
        .collect();
    let accounts: Vec<String> = made
        .iter()
        .map(|id| text(&complete(&owner, &bearer, id), "accountId"))
        .collect();
    // One of them, after some answers.
    let (killed, left) = if chance.bool() {
        (owner, other)
    } else {
        (other, owner)
    };
    let wanted = answered.load(SeqCst) + chance.usize(1..ACCOUNTS * EACH / 2);
    let ids: Vec<Vec<String>> = thread::scope(|scope| {
        let ordering: Vec<_> = (accounts.iter().enumerate())
            .map(|(number, account)| {
                let desk = &desk;
                scope.spawn(move || {
                    let order = |turn: usize| {
                        let body = json!({
                            "account": { "id": account },
                            "service": { "skus": [{ "sku": "MTSP-M365E-USR", "quantity": turn + 1 }] },
                        });
                        desk.submit(&format!("add-{number}-{turn}"), &body, number + turn)
                    };
                    (0..EACH).map(order).collect::<Vec<_>>()
                })
            })
            .collect();
        wait_until("enough was answered", || answered.load(SeqCst) >= wanted);
        killed.kill();
        ordering
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    for id in ids.iter().flatten() {
        complete(&left, &bearer, id);
    }
    let steps = steps(&left, &native, &begin);
    for (place, id) in made.iter().chain(ids.iter().flatten()).enumerate() {
        let told: Vec<&str> = steps
            .iter()
            .filter(|(_, of)| of == id)
            .map(|(kind, _)| kind.as_str())
            .collect();
        let once = [
            "fulfillment.submitted",
            "fulfillment.started",
            "fulfillment.completed",
        ];
        assert_eq!(told, once, "order {place}");
    }
    // Those of an account one after the other, as they were submitted.
    for ids in &ids {
        let of_account = steps
            .iter()
            .filter(|(kind, id)| kind != "fulfillment.submitted" && ids.contains(id));
        let done: Vec<(&str, &String)> = of_account.map(|(kind, id)| (kind.as_str(), id)).collect();
        let expected: Vec<(&str, &String)> = ids
            .iter()
            .flat_map(|id| [("fulfillment.started", id), ("fulfillment.completed", id)])
            .collect();
        assert_eq!(done, expected);
    }
    for (number, account) in accounts.iter().enumerate() {
        let shown = shown(
            &left,
            &bearer,
            &format!("/api/v1/partner/accounts/{account}"),
        );
        let lines = shown["data"]["services"].as_array().unwrap().iter();
        let quantities: Vec<u64> = lines
            .skip(1)
            .map(|line| line["quantity"].as_u64().unwrap())
            .collect();
        let mut sorted = quantities.clone();
        sorted.sort_unstable();
        let each: Vec<u64> = (1..=EACH as u64).collect();
        assert_eq!(sorted, each, "account {number}: {shown}");
    }
}

/// What has happened to orders: kind and order, as it happened.
fn steps(server: &Landfall, native: &str, begin: &str) -> Vec<(String, String)> {
    let mut steps = Vec::new();
    let mut after = begin.to_owned();
    loop {
        let target =
            format!("/landfall/v1/events?after={after}&wait=1&type=fulfillment.&page_size=500");
        let page = shown(server, native, &target);
        after = text(&page, "position");
        for event in page["items"].as_array().unwrap() {
            steps.push((text(event, "kind"), text(event, "resource_id")));
        }
        if page["caught_up"] == true {
            return steps;
        }
    }
}

/// Fifty equal customers, half of them made at each server; those that one server did not answer go to the other one.
fn of_fifty_equal_customers_at_two_servers_one_becomes_active(kills: bool) {
    let mut chance = fastrand::Rng::with_seed(seed());
    let place = Place::new();
    let (owner, other) = place.both();
    let token = token(
        &place,
        "partner",
        "vipmp",
        &format!(" --organization {MSP}"),
    );
    let at = [owner.address, other.address];
    let (killed, left) = if chance.bool() {
        (owner, other)
    } else {
        (other, owner)
    };
    let wanted = chance.usize(5..40);
    let answered = AtomicUsize::new(0);
    let ids = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for number in 0..50_usize {
            let (token, answered, ids) = (&token, &answered, &ids);
            scope.spawn(move || {
                let correlation = format!("same-{number}");
                let mut turn = number;
                wait_until("it is answered", || {
                    let answer = create(at[turn % 2], token, &correlation, "same");
                    turn += 1;
                    let Some(answer) = answer.filter(|answer| !answer.status.is_server_error())
                    else {
                        return false;
                    };
                    assert_eq!(answer.status, 201, "{}", answer.body);
                    ids.lock()
                        .unwrap()
                        .insert(text(&answer.json(), "customerId"), turn);
                    true
                });
                answered.fetch_add(1, SeqCst);
            });
        }
        if kills {
            wait_until("enough was answered", || answered.load(SeqCst) >= wanted);
            killed.signal("KILL");
        }
    });
    assert_eq!(ids.lock().unwrap().len(), 50);
    wait_until("everything is validated", || {
        listed(&left, &token, "1002").is_empty()
    });
    let count = |status| listed(&left, &token, status).get("same").copied();
    assert_eq!((count("1000"), count("1004")), (Some(1), Some(49)));
}

#[test]
fn of_fifty_equal_customers_one_becomes_active_at_two_servers() {
    of_fifty_equal_customers_at_two_servers_one_becomes_active(false);
}

#[test]
fn of_fifty_equal_customers_one_becomes_active_though_a_server_is_killed() {
    of_fifty_equal_customers_at_two_servers_one_becomes_active(true);
}
