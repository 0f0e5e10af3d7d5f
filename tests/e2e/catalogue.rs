//! `landfall catalogue`, against a server on the data folder.

use std::fs;

use crate::support::{Installation, run};

const ADMINISTRATOR: &str = "root@acme.example";

#[test]
fn offers_come_from_a_file_all_of_them_or_none() {
    let place = Installation::with_pops(&[1]);
    let server = place.serve();
    let file = place.path("offers.ndjson");
    let good = "# what we sell\n{\"sku\":\"B-1\",\"name\":\"Backup\"}\n\n{\"sku\":\"A-1\",\"offered\":false}\n";
    fs::write(&file, good).unwrap();
    let import = format!("catalogue import {} --user {ADMINISTRATOR}", file.display());
    let made = place.made(&import);
    assert_eq!(made[0]["sku"], "B-1", "{made}");
    let again = place.made(&import);
    assert_eq!(again, made, "doing it again changes nothing");
    let listed = place.made("catalogue list");
    let skus: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["sku"])
        .collect();
    assert_eq!(skus, ["A-1", "B-1"]);
    let offered = place.made("catalogue list --offered");
    assert_eq!(offered.as_array().unwrap().len(), 1);
    let table = run(&place.data(), &["catalogue", "list"]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.contains("SKU") && table.contains("Backup"), "{table}");
    fs::write(
        &file,
        "{\"sku\":\"C-1\"}\n{\"sku\":\" C-2\"}\n{\"price\":1}\n",
    )
    .unwrap();
    let words: Vec<&str> = import.split_whitespace().collect();
    let refused = run(&place.data(), &words);
    assert!(!refused.status.success());
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("line 2: sku: "), "{told}");
    assert!(told.contains("line 3: unknown field `price`"), "{told}");
    assert_eq!(
        place.made("catalogue list"),
        listed,
        "nothing was kept of it"
    );
    drop(server);
}
