//! `landfall customers` and `landfall orders`, against a server on the data folder.

use serde_json::Value;

use crate::support::{Installation, run};

const ADMINISTRATOR: &str = "root@acme.example";

impl Installation {
    /// What a command of these words prints.
    fn told(&self, words: &[&str]) -> Value {
        let output = run(&self.data(), &[words, &["--json"]].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {error}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a command that cannot be done says.
    fn refused(&self, words: &[&str]) -> String {
        let output = run(&self.data(), words);
        assert!(!output.status.success(), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// What is shown once it stands so.
    fn until(&self, words: &[&str], status: &str) -> Value {
        let begun = std::time::Instant::now();
        loop {
            let shown = self.told(words);
            if shown["status"] == status {
                return shown;
            }
            assert!(begun.elapsed().as_secs() < 60, "{words:?}: {shown}");
        }
    }
}

/// A customer that is added.
const ADD: &str = "--language de-DE --country DE --region BY --city Augsburg --postal-code 86150 --idempotency-key one";

fn by<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [words, &["--user", ADMINISTRATOR]].concat()
}

/// The account number of a customer that is active.
fn nordwind(place: &Installation) -> (Value, String) {
    let named = [
        "customers",
        "add",
        "--name",
        "Nordwind Papier GmbH",
        "--line1",
        "Lechufer 8",
        "--contact",
        "Lena Brandt <lena@nordwind.example>",
    ];
    let flags: Vec<&str> = ADD.split(' ').collect();
    let add = by(&[&named[..], flags.as_slice()].concat());
    let added = place.told(&add);
    assert_eq!(added["status"], "pending", "{added}");
    assert_eq!(place.told(&add), added, "under one key it is added once");
    let number = added["names"]["rulesv4_account_number"].as_str().unwrap();
    let number = number.to_owned();
    (
        place.until(&["customers", "get", &number], "active"),
        number,
    )
}

#[test]
fn a_customer_is_added_shown_and_changed() {
    let place = Installation::with_pops(&[1]);
    let server = place.serve();
    let (_, number) = nordwind(&place);
    let number = number.as_str();
    let listed = place.told(&["customers", "list", "--status", "active"]);
    let mut names = listed.as_array().unwrap().iter().map(|it| &it["name"]);
    assert!(names.any(|name| name == "Nordwind Papier GmbH"), "{listed}");
    let shown = run(&place.data(), &["customers", "get", number]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("Lechufer 8, 86150, Augsburg"), "{shown}");
    let set = ["customers", "set", number];
    let changed = by(&[&set[..], &["--reference", "AGR-7734", "--line2", "Hof"]].concat());
    let changed = place.told(&changed);
    assert_eq!(changed["external_reference"], "AGR-7734");
    assert_eq!(changed["profile"]["address"]["line2"], "Hof");
    let bad = by(&[&set[..], &["--country", "AT", "--postal-code", "x"]].concat());
    let told = place.refused(&bad);
    assert!(told.contains("/profile/address/country"), "{told}");
    let told = place.refused(&["customers", "get", "0ABC"]);
    assert!(told.contains("there is no customer 0ABC"), "{told}");
    let told = place.refused(&by(&set));
    assert!(told.contains("say what to change"), "{told}");
    drop(server);
}

#[test]
fn services_are_ordered_for_a_customer_and_end() {
    let place = Installation::with_pops(&[1]);
    let server = place.serve();
    let (customer, number) = nordwind(&place);
    let number = number.as_str();
    let file = place.path("offers.ndjson");
    std::fs::write(&file, "{\"sku\":\"B-1\"}\n").unwrap();
    let import = format!("catalogue import {} --user {ADMINISTRATOR}", file.display());
    place.made(&import);
    let order = |words: &[&str]| {
        let submit = ["orders", "submit", "--account", number];
        let words = by(&[&submit[..], words].concat());
        words.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let told = |words: &[String]| place.told(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let refused =
        |words: &[String]| place.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let submitted = told(&order(&["--line", "B-1=40"]));
    let id = submitted["id"].as_str().unwrap();
    let done = place.until(&["orders", "get", id], "complete");
    assert_eq!(done["account_id"], customer["id"]);
    let ended = told(&order(&["--line", "B-1", "--end"]));
    place.until(
        &["orders", "get", ended["id"].as_str().unwrap()],
        "complete",
    );
    let listed = place.told(&["orders", "list", "--account", number]);
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    let late = place.refused(&by(&["orders", "cancel", id]));
    assert!(late.contains("complete"), "{late}");
    let bad = refused(&order(&["--line", "B-2=x"]));
    assert!(bad.contains("a SKU and perhaps a quantity"), "{bad}");
    let bad = refused(&order(&["--line", "B-2"]));
    assert!(bad.contains("/lines/0/sku"), "{bad}");
    drop(server);
}
