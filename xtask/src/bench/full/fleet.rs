//! The lines of a large fleet: 100,000 servers in 300 POPs, spread over the last hundred revisions of a log, and a change that
//! has reached about half of them.

use std::io::{self, Write};

use serde_json::{Value, json};

/// How many servers there are.
pub(super) const SERVERS: u64 = 100_000;
/// How many POPs they are in.
pub(super) const POPS: u64 = 300;
/// The deploy request that one can ask for.
pub(super) const REQUEST: u64 = 900_001;
/// Who has submitted it.
pub(super) const EMAIL: &str = "fleet@sample.example";

/// Above all numbers that a small record uses.
const BASE: u64 = 900_000;
const HEAD: u64 = 5_000;
const LOG: &str = "00000000-0000-4000-8000-000000900001";
const USER: u64 = 900_001;
const TIME: &str = "2025-12-31T00:00:00Z";

/// Writes the lines, behind a header; the change is of a customer with this UUID and account number.
pub(super) fn write(
    to: &mut impl Write,
    tenant: &str,
    customer: &str,
    account: &str,
) -> io::Result<()> {
    let mut line = |value: Value| writeln!(to, "{value}");
    line(json!({ "landfall": { "version": 1 } }))?;
    for number in 1..=POPS {
        line(json!({ "pop": {
            "id": BASE + number, "tenant": tenant, "region": "Europe", "place": format!("Place {number}"),
            "code": format!("P{number:03}"), "latitude": 0.0, "longitude": 0.0, "position": number,
        } }))?;
    }
    line(json!({ "user": {
        "id": USER, "uuid": "00000000-0000-4000-8000-000000900002", "tenant": tenant, "email": EMAIL,
        "name": "Fleet", "created_at": TIME,
    } }))?;
    line(json!({ "policy": {
        "id": BASE + 1, "tenant": tenant, "account": customer, "name": "A policy", "state": "locked",
        "platform": "http_large", "created_at": TIME, "updated_at": TIME, "rules": [], "history": [],
    } }))?;
    line(json!({ "log": {
        "id": LOG, "tenant": tenant, "platform": "http_large", "environment": "production", "epoch": 1, "head": HEAD,
    } }))?;
    for number in 1..=SERVERS {
        // Positions that no branch predictor foresees.
        let behind = (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % 100;
        let cursor = json!({ "epoch": 1, "revision": HEAD - behind });
        line(json!({ "server": {
            "id": BASE + number, "tenant": tenant, "name": format!("edge-{number}"),
            "placement": {
                "pop": BASE + 1 + number % POPS, "platform": "http_large", "environment": "production",
            },
            "membership": "counted", "cursor": cursor, "counted": cursor, "last_seen_at": TIME,
        } }))?;
    }
    line(json!({ "deploy_request": {
        "id": REQUEST, "tenant": tenant, "account": customer, "policy": BASE + 1, "platform": "http_large",
        "environment": "production", "state": "deployed", "submitter": USER,
        "history": [
            { "id": BASE + 1, "state": "submitted", "at": TIME, "user": USER },
            { "id": BASE + 2, "state": "deployed", "at": TIME, "user": USER },
        ],
        "created_at": TIME, "updated_at": TIME,
    } }))?;
    line(json!({ "release": {
        "request": REQUEST, "generation": 1, "log": LOG, "slot": account, "revision": HEAD - 50,
    } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_is_in_a_pop_that_was_written_before() {
        let mut lines = Vec::new();
        write(&mut lines, "sample", "c", "000A").unwrap();
        let mut pops = std::collections::HashSet::new();
        let mut servers = 0;
        for line in String::from_utf8(lines).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            if let Some(pop) = line.get("pop") {
                pops.insert(pop["id"].as_u64());
            }
            if let Some(server) = line.get("server") {
                assert!(pops.contains(&server["placement"]["pop"].as_u64()));
                servers += 1;
            }
        }
        assert_eq!((pops.len() as u64, servers), (POPS, SERVERS));
    }
}
