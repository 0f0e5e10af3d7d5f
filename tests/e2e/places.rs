//! Zones and sites on the command line: by the socket of a running server, and by its address with a token.

use serde_json::{Value, json};

use crate::{
    support::{command, run},
    world::{Engine, GRANTED, World, on_both_engines, text},
};

const TENANT: &str = "--tenant acmepaymentscorp";
const ADMIN: &str = "--tenant acmepaymentscorp --user admin@acmepaymentscorp.example";

/// What a command prints for people.
fn said(world: &World, arguments: &str) -> String {
    let words: Vec<&str> = arguments.split_whitespace().collect();
    let output = run(&world.data(), &words);
    assert!(output.status.success(), "{arguments}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(world: &World, arguments: &str, why: &str) {
    let told = world.refused(arguments);
    assert!(told.contains(why), "{arguments}: {told}");
}

fn zones_are_defined_offered_changed_and_removed(engine: Engine) {
    let world = World::on(engine);
    let _server = world.serve();
    let add = format!(
        "zones add --name Harbour --gateway-group container-1051 --grants none --association Live=Production --idempotency-key once {ADMIN}"
    );
    let zone = world.made(&add);
    assert_eq!(zone["grants"]["to"], "none", "{zone}");
    let id = text(&zone, "id");
    assert_eq!(world.made(&add)["id"], id, "once under one key");
    let set = |how: &str| world.made(&format!("zones set {id} {how} {ADMIN}"));
    let some = json!({ "to": "some", "organization_ids": [GRANTED] });
    assert_eq!(set(&format!("--grant {GRANTED}"))["grants"], some);
    let shown = said(&world, &format!("zones get {id} {TENANT}"));
    assert!(
        shown.contains(GRANTED) && shown.contains("Live in Production"),
        "{shown}"
    );
    assert_eq!(
        set(&format!("--withdraw {GRANTED}"))["grants"]["to"],
        "none"
    );
    assert_eq!(set(&format!("--grants {GRANTED}"))["grants"], some);
    let changed = set("--grants all --host-name edge.example --virtual-host true");
    assert_eq!(changed["grants"]["to"], "all");
    assert_eq!(changed["host_name"], "edge.example");
    let back = set("--reset host-name,associations");
    assert_eq!(back["host_name"], Value::Null);
    assert_eq!(back["associations"].as_array().unwrap().len(), 2);
    assert_eq!(back["virtual_host"], true, "what is not named stays");
    // What is shown can be defined again.
    let file = world.data().join("zone.json");
    std::fs::write(&file, back.to_string()).unwrap();
    let copy = world.made(&format!(
        "zones add --file {} --name Copy {ADMIN}",
        file.display()
    ));
    assert_eq!(
        (&copy["name"], &copy["virtual_host"]),
        (&json!("Copy"), &json!(true))
    );
    let owner = text(&zone, "owner_id");
    let listed = world.made(&format!("zones list --owner {owner} {TENANT}"));
    let ids: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["id"])
        .collect();
    assert!(
        ids.contains(&&zone["id"]) && ids.contains(&&copy["id"]),
        "{listed}"
    );
    let table = said(&world, &format!("zones list {TENANT}"));
    assert!(
        table.contains("Harbour") && table.contains("all below its owner"),
        "{table}"
    );
    let gone = world.made(&format!("zones delete {id} {ADMIN}"));
    assert_eq!(gone, json!({ "deleted": id }));
    for (arguments, why) in [
        (format!("zones get {id} {TENANT}"), "landfall zones list"),
        (format!("zones delete {id} {ADMIN}"), "landfall zones list"),
        (
            format!(
                "zones set container-1051 --name {} {ADMIN}",
                "x".repeat(101)
            ),
            "/name",
        ),
        (format!("zones set container-1051 {ADMIN}"), "--help"),
        (
            format!("zones set container-1051 --grants some {ADMIN}"),
            "neither all, none",
        ),
        (
            format!("zones add --name A --gateway-group none {ADMIN}"),
            "container-1051",
        ),
        (
            format!("zones add --name A --gateway-group container-1051 {TENANT}"),
            "--user EMAIL",
        ),
    ] {
        refused(&world, &arguments, why);
    }
}

fn sites_are_added_changed_and_removed_and_changes_carried_to_the_servers(engine: Engine) {
    let world = World::on(engine);
    let server = world.serve();
    let add = format!(
        "sites add --account 0003 --origin blog --upstream https://blog.origin.example --hostname blog.fairmont.example \
         --idempotency-key once {ADMIN}"
    );
    let site = world.made(&add);
    assert_eq!(site["upstreams"][0]["port"], 443, "{site}");
    let id = text(&site, "id");
    assert_eq!(world.made(&add)["id"], id, "once under one key");
    let set = |how: &str| world.made(&format!("sites set {id} --account 0003 {how} {ADMIN}"));
    let more = set("--add-hostname www.blog.fairmont.example");
    assert_eq!(
        more["deploy_requests"],
        json!([]),
        "nothing is deployed there"
    );
    assert_eq!(more["site"]["hostnames"].as_array().unwrap().len(), 2);
    let fewer = set("--remove-hostname blog.fairmont.example --reset origin");
    assert_eq!(
        fewer["site"]["hostnames"][0]["hostname"],
        "www.blog.fairmont.example"
    );
    assert_eq!(fewer["site"]["origin"], Value::Null);
    let shown = said(&world, &format!("sites get {id} --account 0003 {TENANT}"));
    assert!(shown.contains("https://blog.origin.example:443"), "{shown}");
    // Where a policy is active, a deploy request carries the change.
    let changed = world.made(&format!(
        "sites set 5120 --account 0001 --add-hostname store.fairmont.example {ADMIN}"
    ));
    let requests = changed["deploy_requests"].as_array().unwrap();
    assert!(!requests.is_empty(), "{changed}");
    for (arguments, why) in [
        (
            format!("sites list --account 0ABC {TENANT}"),
            "no account 0ABC",
        ),
        (
            format!("sites get 99 --account 0003 {TENANT}"),
            "landfall sites list",
        ),
        (
            format!("sites delete 99 --account 0003 {ADMIN}"),
            "landfall sites list",
        ),
        (
            format!("sites set {id} --account 0003 --remove-hostname a.example {ADMIN}"),
            "has: www.blog",
        ),
        (
            format!("sites set {id} --account 0003 --upstream a.example {ADMIN}"),
            "https://origin.example.com:8443",
        ),
        (
            format!("sites set {id} --account 0003 --hostname shop.fairmont.example {ADMIN}"),
            "/hostnames/0",
        ),
        (
            format!("sites set {id} --account 0003 --hostname a.example {TENANT}"),
            "--user EMAIL",
        ),
    ] {
        refused(&world, &arguments, why);
    }
    let gone = world.made(&format!("sites delete {id} --account 0003 {ADMIN}"));
    assert_eq!(gone["deleted"], id);
    // The same by the server's address.
    let token = world.token("acmepaymentscorp", "viewer", "native", None);
    let url = format!("http://{}", server.address);
    let mut by_address = command();
    by_address.env("LANDFALL_TOKEN", token);
    let listed = by_address
        .args(["sites", "list", "--account", "0001", "--url", &url])
        .output();
    let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
    assert!(listed.contains("store.fairmont.example"), "{listed}");
}

on_both_engines!(
    zones_are_defined_offered_changed_and_removed,
    sites_are_added_changed_and_removed_and_changes_carried_to_the_servers,
);

#[test]
fn help_and_completions_know_zones_and_sites() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, expected) in [
        ("zones add --help", "landfall zones add --file"),
        ("zones set --help", "--withdraw <ORGANIZATION>"),
        ("sites --help", "A host name belongs to one site"),
        ("sites set --help", "--remove-hostname <HOST>"),
        ("completions bash", "zones__subcmd__add"),
        ("completions zsh", "remove-hostname"),
    ] {
        let mut asked = command();
        asked.current_dir(folder.path());
        let output = asked.args(arguments.split_whitespace()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(expected), "{arguments}: {text}");
    }
}
