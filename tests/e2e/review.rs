//! Review and freezes as operators use them, over a server that may die at any time.

use serde_json::{Value, json};

use crate::{
    support::{Landfall, wait_until},
    world::{Engine, MSP, World, on_both_engines, send, text},
};

const TENANT: &str = "--tenant acmepaymentscorp";
const REQUESTS: &str = "/rules-engine/v1.1/deploy-requests";
const REVIEWER: &str = "--user admin@acmepaymentscorp.example";

/// The head of a client that writes the rules of account 0001.
fn caller(world: &World) -> String {
    world.made(&format!(
        "client create rules-app {TENANT} --grant rulesv4=write --organization {MSP} --home-account 0001"
    ));
    let token = world.made(&format!(
        "token create {TENANT} --client rules-app --dialect rulesv4-bearer"
    ));
    let token = text(&token, "token");
    format!("Host: localhost\r\nAuthorization: Bearer {token}\r\n")
}

fn submit(server: &Landfall, lines: &str, message: &str) -> Value {
    let body = json!({ "policy_id": 4_409_533, "environment": "production", "message": message });
    let answer = send(server, "POST", REQUESTS, lines, &body.to_string());
    assert_eq!(answer.status, 202, "{answer:?}");
    serde_json::from_str(&answer.text()).unwrap()
}

fn state(server: &Landfall, lines: &str, id: &str) -> String {
    let answer = send(server, "GET", &format!("{REQUESTS}/{id}"), lines, "");
    let request: Value = serde_json::from_str(&answer.text()).unwrap();
    text(&request, "state")
}

fn a_request_is_reviewed_by_commands_with_a_server_and_without_one(engine: Engine) {
    let world = World::on(engine);
    let lines = caller(&world);
    let reviewed = world.made(&format!("review on {TENANT} --account 0001 --minutes 30"));
    let expected = json!([
        { "account": "0001", "environment": "production", "within": 1800 },
        { "account": "0001", "environment": "staging", "within": 1800 },
    ]);
    assert_eq!(reviewed["accounts"], expected);
    let server = world.serve();
    let request = submit(&server, &lines, "first");
    let id = text(&request, "id");
    assert_eq!(request["state"], "pending_review");
    let waiting = &world.made(&format!("review list {TENANT}"))["waiting"];
    assert_eq!(waiting[0]["request"].to_string(), id);
    assert_eq!(waiting[0]["account"], "0001");
    assert_eq!(waiting[0]["submitter"], "rules-app@clients.invalid");
    // Online; the server hands it over.
    let ruled = world.made(&format!("review approve {id} {TENANT} {REVIEWER}"));
    assert_eq!(ruled["state"], "deployed");
    assert_eq!(state(&server, &lines, &id), "deployed");
    let second = text(&submit(&server, &lines, "second"), "id");
    server.kill();
    // Offline; the command does what the server would.
    let escalated = world.made(&format!("review escalate {second} {TENANT} {REVIEWER}"));
    assert_eq!(escalated["state"], "escalated");
    let ruled = world.made(&format!(
        "review approve {second} {TENANT} {REVIEWER} --idempotency-key once"
    ));
    assert_eq!(ruled["state"], "deployed");
    let again = world.made(&format!(
        "review approve {second} {TENANT} {REVIEWER} --idempotency-key once"
    ));
    assert_eq!(again["request"], ruled["request"]);
    world.made(&format!("review off {TENANT} --account 0001"));
    let server = world.serve();
    assert_eq!(state(&server, &lines, &second), "deployed");
    assert_eq!(submit(&server, &lines, "third")["state"], "deployed");
    for (arguments, why) in [
        (
            format!("review reject {id} {TENANT} {REVIEWER}"),
            "reason: is needed",
        ),
        (
            format!("review approve 999999 {TENANT} {REVIEWER}"),
            "has no deploy request 999999",
        ),
        (
            format!("review approve {id} {TENANT} --user nobody@acme.example"),
            "no living user",
        ),
        (
            format!("review on {TENANT} --account 0ABC"),
            "has no account 0ABC",
        ),
    ] {
        let refused = world.refused(&arguments);
        assert!(refused.contains(why), "{arguments}: {refused}");
    }
}

/// The server dies while a request waits for a frozen fleet; the next one lets it go.
fn what_waits_for_a_thaw_outlives_the_server(engine: Engine) {
    let world = World::on(engine);
    let lines = caller(&world);
    let server = world.serve();
    let frozen = world.made(&format!(
        "fleet freeze {TENANT} --platform adn --environment production --reason audit"
    ));
    assert_eq!(frozen[0]["reason"], "audit");
    assert_eq!(frozen.as_array().unwrap().len(), 1);
    let request = submit(&server, &lines, "first");
    assert_eq!(request["state"], "approved");
    let id = text(&request, "id");
    server.kill();
    assert_eq!(world.made("fleet frozen"), frozen);
    let server = world.serve();
    assert_eq!(state(&server, &lines, &id), "approved");
    let thawed = world.made(&format!("fleet thaw {TENANT}"));
    assert_eq!(thawed, json!([]));
    wait_until("the request is deployed", || {
        state(&server, &lines, &id) == "deployed"
    });
    let refused = world.refused(&format!("fleet thaw {TENANT}"));
    assert!(refused.contains("nothing of it is frozen"), "{refused}");
}

/// Review of every account is a setting of the tenant; what an account has for itself goes before it.
fn the_tenant_has_every_account_reviewed(engine: Engine) {
    let world = World::on(engine);
    let lines = caller(&world);
    let set = world.made(
        "tenant set acmepaymentscorp --review production=60 --environments Production,Sandbox,Test",
    );
    let review = json!({ "production": 3_600, "staging": null });
    assert_eq!(set["settings"]["review"], review);
    let environments = json!(["Production", "Sandbox", "Test"]);
    assert_eq!(set["settings"]["environments"], environments);
    let listed = world.made(&format!("review list {TENANT}"));
    assert_eq!(listed["tenant"], review);
    let events = world.made("events list --after 0 --limit 1000");
    let told = events.as_array().unwrap().last().unwrap();
    assert_eq!(told["kind"], "tenant.settings_changed");
    assert_eq!(told["detail"]["changed"], json!(["environments", "review"]));
    let server = world.serve();
    let first = submit(&server, &lines, "first");
    assert_eq!(first["state"], "pending_review");
    let id = text(&first, "id");
    let ruled = world.made(&format!("review approve {id} {TENANT} {REVIEWER}"));
    assert_eq!(ruled["state"], "deployed");
    let set = world.made("tenant set acmepaymentscorp --review none");
    assert_eq!(
        set["settings"]["review"],
        json!({ "production": null, "staging": null })
    );
    assert_eq!(submit(&server, &lines, "second")["state"], "deployed");
    for (arguments, why) in [
        (
            "tenant set acmepaymentscorp --review live",
            "neither production",
        ),
        (
            "tenant set acmepaymentscorp --review staging=0",
            "minutes from 1",
        ),
        (
            "tenant set acmepaymentscorp --environments A,A",
            "environments.1",
        ),
    ] {
        let refused = world.refused(arguments);
        assert!(refused.contains(why), "{arguments}: {refused}");
    }
}

on_both_engines!(
    the_tenant_has_every_account_reviewed,
    a_request_is_reviewed_by_commands_with_a_server_and_without_one,
    what_waits_for_a_thaw_outlives_the_server,
);
