//! Policies on the command line: from a file, by the socket of a running server, and by its address with a token.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use serde_json::{Value, json};

use crate::{
    support::{Landfall, command},
    world::{Engine, World, on_both_engines, text},
};

const TENANT: &str = "--tenant acmepaymentscorp";
const ADMIN: &str = "--user admin@acmepaymentscorp.example";
const GOOD: &str = r#"{"name":"spring","platform":"adn","rules":[{"description":"Admin from the office only","matches":[
    {"type":"match.url.url-path.wildcard","value":"/800001/shop/admin/*","matches":[
        {"type":"match.request.client-ip-address.literal","value":"192.0.2.0/24","result":"nomatch","features":[
            {"type":"feature.access.deny-access","enabled":true}]}]}]}]}"#;

/// A folder to work in, with files and perhaps a server's data folder or address.
struct Desk {
    folder: tempfile::TempDir,
    flags: Vec<String>,
    token: Option<&'static str>,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("good.json"), GOOD).unwrap();
        let bad = GOOD
            .replace("192.0.2.0/24", "nowhere")
            .replace("spring", "bad");
        std::fs::write(folder.path().join("bad.json"), bad).unwrap();
        Self {
            folder,
            flags: Vec::new(),
            token: None,
        }
    }

    fn on(data: &Path) -> Self {
        Self {
            flags: vec!["--data".to_owned(), data.to_str().unwrap().to_owned()],
            ..Self::new()
        }
    }

    fn run(&self, arguments: &str) -> Output {
        let mut command = command();
        if let Some(token) = self.token {
            command.env("LANDFALL_TOKEN", token);
        }
        command
            .current_dir(self.folder.path())
            .args(&self.flags)
            .args(arguments.split_whitespace())
            .output()
            .unwrap()
    }

    #[track_caller]
    fn said(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn json(&self, arguments: &str) -> Value {
        serde_json::from_str(&self.said(&format!("{arguments} --json"))).unwrap()
    }

    /// Ends with this code and says this.
    #[track_caller]
    fn ends(&self, code: i32, part: &str, arguments: &str) {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {said}");
        assert!(said.contains(part), "{arguments}: {said}");
    }
}

#[test]
fn a_file_needs_no_server() {
    let desk = Desk::new();
    let at = "policy evaluate good.json https://www.example.com/admin/users --origin shop --account 0001";
    let denied = desk.json(&format!("{at} --client 2001:db8::7"));
    assert_eq!(denied["evaluation"]["answer"]["status"], 403, "{denied}");
    let met = json!(["/rules/0/matches/0", "/rules/0/matches/0/matches/0"]);
    assert_eq!(denied["evaluation"]["met"], met);
    let office = desk.said(&format!("{at} --client 192.0.2.7"));
    assert!(office.contains("served from cache or origin"), "{office}");
    let outside = desk.said(&format!("{at} --client 198.51.100.7 --header X-Any:1"));
    assert!(outside.contains("denied with 403"), "{outside}");
    assert!(
        outside.contains("/rules/0/matches/0/matches/0/features/0"),
        "{outside}"
    );
    desk.ends(
        1,
        "--account NUMBER",
        "policy evaluate good.json https://www.example.com/",
    );
    desk.ends(1, "URL", "policy evaluate good.json nowhere --account 0001");
    desk.ends(
        1,
        "not-there.json",
        "policy evaluate not-there.json https://a.example/ --account 0001",
    );
    let difference = desk.said("policy diff good.json bad.json");
    assert!(
        difference.contains("/rules/0/matches/0/matches/0/value"),
        "{difference}"
    );
    assert!(!difference.contains('\u{1b}'), "{difference}");
    assert_eq!(desk.json("policy diff good.json good.json")["same"], true);
    desk.ends(4, "", "policy diff good.json bad.json --exit-code");
    desk.said("policy diff good.json good.json --exit-code");
    let none = desk.folder.path().join("none");
    let none = none.to_str().unwrap();
    desk.ends(1, "landfall serve", &format!("policy list --data {none}"));
    desk.ends(
        1,
        "--user",
        &format!("policy add good.json --account 0001 --data {none}"),
    );
}

fn an_operator_adds_locks_and_compares(engine: Engine) {
    let world = World::on(engine);
    let _server = world.serve();
    let desk = Desk::on(&world.data());
    desk.ends(1, "--tenant", "policy list");
    desk.ends(
        1,
        "no living user",
        &format!("policy add good.json --account 0001 {TENANT} --user nobody@acme.example"),
    );
    desk.ends(
        1,
        "--user EMAIL",
        &format!("policy add good.json --account 0001 {TENANT} --user ada@example.com"),
    );
    desk.ends(
        3,
        "/account_id",
        &format!("policy add good.json --account 0ABC {TENANT} {ADMIN}"),
    );
    let add = format!("policy add bad.json --account 0001 {TENANT} {ADMIN}");
    desk.ends(
        3,
        "/rules/0/matches/0/matches/0/value",
        &format!("{add} --lock"),
    );
    let draft = desk.json(&format!("{add} --idempotency-key once"));
    assert_eq!(draft["state"], "draft");
    assert_eq!(draft["history"][0]["user_id"], "2");
    let id = text(&draft, "id");
    assert_eq!(
        desk.json(&format!("{add} --idempotency-key once"))["id"],
        id
    );
    desk.ends(
        3,
        "In the stored rule",
        &format!("policy lock {id} {TENANT} {ADMIN}"),
    );
    let locked = desk.json(&format!(
        "policy add good.json --account 0001 --lock {TENANT} {ADMIN}"
    ));
    assert_eq!(locked["state"], "locked");
    let locked = text(&locked, "id");
    assert_eq!(
        desk.json(&format!("policy diff {locked} good.json {TENANT}"))["same"],
        true
    );
    let list = desk.said(&format!(
        "policy list --account 0001 --state locked {TENANT}"
    ));
    assert!(list.contains(&locked) && !list.contains(&id), "{list}");
    // What is shown can be added again.
    let shown = desk.said(&format!("policy get {locked} --json {TENANT}"));
    std::fs::write(desk.folder.path().join("copy.json"), shown).unwrap();
    let copy = desk.json(&format!(
        "policy add copy.json --name copy {TENANT} {ADMIN}"
    ));
    assert_eq!(copy["name"], "copy");
    let denied = desk.json(&format!(
        "policy evaluate {locked} https://www.example.com/admin/ --origin shop --client 198.51.100.7 {TENANT}"
    ));
    assert_eq!(denied["site"]["account"], "0001");
    let live = desk.json(&format!(
        "policy diff good.json --live --environment production --account 0001 {TENANT}"
    ));
    assert_eq!(live["before"], "policy 4409533", "{live}");
    desk.ends(1, "no policy 99", &format!("policy get 99 {TENANT}"));
    desk.ends(
        1,
        "no policy 99",
        &format!("policy lock 99 {TENANT} {ADMIN}"),
    );
    desk.ends(1, "no deploy request 99", &format!("status 99 {TENANT}"));
    desk.ends(
        1,
        "no deploy request 99",
        &format!("status 99 --watch {TENANT}"),
    );
    desk.ends(1, "--account", &format!("status {TENANT}"));
}

on_both_engines!(an_operator_adds_locks_and_compares);

#[test]
fn a_program_reaches_a_server_by_its_address() {
    let demo = Landfall::demo(&[]);
    let url = format!("--url http://{}", demo.address);
    let mut desk = Desk::new();
    desk.ends(1, "--token-file", &format!("policy list {url}"));
    desk.token = Some("nonsense");
    desk.ends(1, "landfall token create", &format!("policy list {url}"));
    desk.token = Some("demo-native-token");
    desk.ends(
        1,
        "the token says who calls",
        &format!("policy list {url} --tenant acmepaymentscorp"),
    );
    let added = desk.json(&format!("policy add good.json --account 0001 {url}"));
    let id = text(&added, "id");
    assert_eq!(
        desk.json(&format!("policy lock {id} {url}"))["state"],
        "locked"
    );
    let rules = desk.json(&format!("policy get {id} {url}"))["rules"].clone();
    assert_eq!(rules[0]["description"], "Admin from the office only");
    let servers = desk.json(&format!("servers --pop Valparaiso --limit 5 {url}"));
    assert_eq!(servers.as_array().map(Vec::len), Some(5));
    let behind = desk.said(&format!("servers --behind --limit 3 {url}"));
    assert!(behind.contains("EXCEPTIONS"), "{behind}");
    desk.ends(1, "landfall pops", &format!("servers --pop nowhere {url}"));
    let pops = desk.json(&format!("pops {url}"));
    let pops = pops.as_array().unwrap();
    let counted: u64 = pops
        .iter()
        .map(|pop| pop["servers"].as_u64().unwrap())
        .sum();
    let all = desk.json(&format!("servers --limit 100000 {url}"));
    assert_eq!(all.as_array().map(Vec::len), usize::try_from(counted).ok());
    let groups = desk.json(&format!("gateway-groups {url}"));
    let groups = groups.as_array().unwrap();
    for platform in ["http_large", "adn"] {
        let found = desk.json(&format!("gateway-groups --platform {platform} {url}"));
        let of_it = groups.iter().filter(|group| group["platform"] == platform);
        assert!(of_it.eq(found.as_array().unwrap()), "{platform}: {found}");
    }
    let shown = desk.said(&format!("gateway-groups {url}"));
    assert!(shown.contains(text(&groups[0], "key").as_str()), "{shown}");
    let file: PathBuf = desk.folder.path().join("token");
    std::fs::write(&file, "demo-native-token\n").unwrap();
    desk.token = None;
    let some = desk.json(&format!("policy list --limit 2 {url} --token-file token"));
    assert_eq!(some.as_array().map(Vec::len), Some(2));
}
