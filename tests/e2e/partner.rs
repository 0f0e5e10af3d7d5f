//! Customers that partners create, on the real binary: it is killed while it writes, and meets many equal ones at a time.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::Value;

use crate::{
    orders::seed,
    support::{Answer, Call, Landfall, call, wait_until},
    world::{Engine, MSP, World, on_both_engines, text},
};

on_both_engines!(
    trap_10_a_server_is_killed_between_write_and_answer,
    what_was_pending_at_a_kill_is_validated_by_the_next_server,
    of_fifty_equal_customers_one_becomes_active,
);

const RESELLER: &str = "5556667778";

/// A client that may write below the demonstration's MSP.
fn writer(world: &World) -> String {
    let tenant = "--tenant acmepaymentscorp";
    world.made(&format!(
        "client create partner {tenant} --grant vipmp=write --organization {MSP}"
    ));
    let made = world.made(&format!(
        "token create {tenant} --client partner --dialect vipmp"
    ));
    format!("Bearer {}", text(&made, "token"))
}

fn customer(name: &str) -> String {
    format!(
        r#"{{"resellerId":"{RESELLER}","externalReferenceId":"{name}","companyProfile":{{"companyName":"Nordwind {name}","preferredLanguage":"de-DE","address":{{"country":"DE","region":"BY","city":"Augsburg","addressLine1":"Lechufer 8","postalCode":"86150"}},"contacts":[{{"firstName":"Lena","lastName":"Brandt","email":"lena@nordwind.example"}}]}}}}"#
    )
}

/// Creates a customer; none if the server is gone.
pub(crate) fn create(
    address: SocketAddr,
    token: &str,
    correlation: &str,
    name: &str,
) -> Option<Answer> {
    let headers = [
        ("X-Api-Key", "partner"),
        ("Authorization", token),
        ("X-Correlation-Id", correlation),
    ];
    let body = customer(name);
    let created = Call {
        method: "POST",
        target: "/v3/customers",
        headers: &headers,
        body: &body,
    };
    call(address, &created).ok()
}

/// The customers of the reseller in that status, by their references.
pub(crate) fn listed(server: &Landfall, token: &str, status: &str) -> HashMap<String, usize> {
    let headers = [("X-Api-Key", "partner"), ("Authorization", token)];
    let mut found = HashMap::new();
    for page in 0.. {
        let target = format!(
            "/v3/resellers/{RESELLER}/customers?status={status}&limit=50&offset={}",
            page * 50
        );
        let answer = crate::support::get(server.address, &target, &headers).json();
        // Accounts leave the list while it is walked: its end may have come nearer.
        if answer["code"] == "1133" {
            break;
        }
        let accounts = answer["accounts"].as_array().unwrap();
        for account in accounts {
            let reference = account["externalReferenceId"].as_str().unwrap();
            *found.entry(reference.to_owned()).or_default() += 1;
        }
        if accounts.len() < 50 {
            break;
        }
    }
    found
}

/// Creates customers from several threads until the server is gone; each name with its answer, if there was one.
fn until_killed(
    server: Landfall,
    token: &str,
    (names, answers): (&str, usize),
) -> HashMap<String, Option<String>> {
    let address = server.address;
    let answered = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let (token, names) = (token.to_owned(), names.to_owned());
            let answered = Arc::clone(&answered);
            thread::spawn(move || {
                let mut made = HashMap::new();
                for number in 0.. {
                    let name = format!("{names}-{thread}-{number}");
                    let answer = create(address, &token, &name, &name);
                    let is_gone = answer.is_none();
                    let body = answer.map(|answer| {
                        assert_eq!(answer.status, 201, "{}", answer.body);
                        answer.body
                    });
                    made.insert(name, body);
                    if is_gone {
                        break;
                    }
                    answered.fetch_add(1, Ordering::SeqCst);
                }
                made
            })
        })
        .collect();
    wait_until("enough was answered", || {
        answered.load(Ordering::SeqCst) >= answers
    });
    server.kill();
    let made = threads
        .into_iter()
        .flat_map(|thread| thread.join().unwrap());
    made.collect()
}

fn trap_10_a_server_is_killed_between_write_and_answer(engine: Engine) {
    let world = World::on(engine);
    let token = writer(&world);
    let answers = fastrand::Rng::with_seed(seed()).usize(1..60);
    let made = until_killed(world.serve(), &token, ("once", answers));
    let server = world.serve();
    let mut unanswered = 0;
    for (name, answered) in &made {
        let again = create(server.address, &token, name, name).unwrap();
        assert_eq!(again.status, 201, "{}", again.body);
        let replay = again.header("landfall-idempotent-replay");
        match answered {
            Some(body) => assert_eq!((body, replay), (&again.body, "true")),
            None => unanswered += 1,
        }
    }
    eprintln!("{} customers, {unanswered} without an answer", made.len());
    // What was pending when the server died is validated by the next one.
    wait_until("everything is validated", || {
        listed(&server, &token, "1002").is_empty()
    });
    let active = listed(&server, &token, "1000");
    for name in made.keys() {
        assert_eq!(active.get(name), Some(&1), "{name}");
    }
}

/// How many accounts wait for validation, in a store that nobody serves.
fn pending(world: &World) -> usize {
    let exported = world.run(&["export"]);
    assert!(exported.status.success(), "{exported:?}");
    let text = String::from_utf8(exported.stdout).unwrap();
    let objects = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let statuses = objects.map(|object| object["organization"]["status"].clone());
    statuses.filter(|status| status == "1002").count()
}

fn what_was_pending_at_a_kill_is_validated_by_the_next_server(engine: Engine) {
    let mut chance = fastrand::Rng::with_seed(seed());
    let world = World::on(engine);
    let token = writer(&world);
    let mut left = 0;
    // Validation follows each write within moments; a kill that comes before it is met soon.
    for round in 0..20 {
        let names = format!("round-{round}");
        until_killed(world.serve(), &token, (&names, chance.usize(1..20)));
        left = pending(&world);
        if left > 0 {
            break;
        }
    }
    assert!(left > 0, "no kill came between a write and its validation");
    let server = world.serve();
    // Nobody writes any more: the start alone has to find them.
    wait_until("everything is validated", || {
        listed(&server, &token, "1002").is_empty()
    });
    assert!(listed(&server, &token, "1000").len() >= left);
    drop(server);
    assert_eq!(pending(&world), 0);
}

fn of_fifty_equal_customers_one_becomes_active(engine: Engine) {
    let world = World::on(engine);
    let token = writer(&world);
    let server = world.serve();
    let address = server.address;
    let threads: Vec<_> = (0..50)
        .map(|number| {
            let token = token.clone();
            thread::spawn(move || create(address, &token, &format!("same-{number}"), "same"))
        })
        .collect();
    let made = threads.into_iter().map(|thread| {
        let answer: Value = thread.join().unwrap().unwrap().json();
        answer["customerId"].as_str().unwrap().to_owned()
    });
    let made: std::collections::HashSet<String> = made.collect();
    assert_eq!(made.len(), 50);
    wait_until("everything is validated", || {
        listed(&server, &token, "1002").is_empty()
    });
    let count = |status| listed(&server, &token, status).get("same").copied();
    assert_eq!((count("1000"), count("1004")), (Some(1), Some(49)));
}
