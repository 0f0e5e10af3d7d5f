//! Records in and out by the binary: on both engines, through a running server, and while it is killed.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Output, Stdio},
};

use landfall_native::LONGEST_STRETCH;
use landfall_store::postgres::testing::Cluster;
use serde_json::Value;

use crate::support::{Landfall, command, run};

fn done(data: &Path, arguments: &[&str]) -> Output {
    let output = run(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    output
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A made-up record in a file, and the file's path.
fn generated(folder: &Path, customers: &str, fulfillments: &str) -> String {
    let path = folder.join("records.ndjson").display().to_string();
    let arguments = [
        "generate",
        "--customers",
        customers,
        "--fulfillments",
        fulfillments,
        "--seed",
        "7",
        "--output",
        &path,
    ];
    done(folder, &arguments);
    path
}

/// The record in a data folder, as lines.
fn exported(data: &Path, flags: &[&str]) -> Vec<u8> {
    done(data, &[flags, &["export"]].concat()).stdout
}

/// The same lines, in whatever order: an import keeps the order of organizations, and exports give the rest by their ids.
fn sorted(lines: &[u8]) -> Vec<&str> {
    let mut lines: Vec<&str> = text(lines).lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn a_record_goes_from_engine_to_engine_and_comes_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = generated(folder.path(), "300", "300");
    let mut made = std::fs::read(&file).unwrap();
    made.extend(site_line(&made, 51).into_bytes());
    made.extend(OFFERS.as_bytes());
    std::fs::write(&file, &made).unwrap();
    let cluster = Cluster::start();
    let url = cluster.url();
    let (first, second, third) = (
        folder.path().join("first"),
        folder.path().join("second"),
        folder.path().join("third"),
    );
    for (data, flags) in [
        (&first, [].as_slice()),
        (&second, &["--store", url.as_str()]),
        (&third, &[]),
    ] {
        done(data, &[flags, &["init", "--empty"]].concat());
    }
    done(&first, &["import", &file]);
    let one = exported(&first, &[]);
    assert_eq!(sorted(&one), sorted(&made));
    std::fs::write(&file, &one).unwrap();
    done(&second, &["--store", &url, "import", &file]);
    let two = exported(&second, &["--store", &url]);
    assert!(one == two, "PostgreSQL gives other lines than SQLite");
    std::fs::write(&file, &two).unwrap();

    // Into a running server and out of it.
    let server = Landfall::serve(&third, &[]);
    let import = done(&third, &["import", &file, "--json"]);
    let summary: Value =
        serde_json::from_str(text(&import.stdout).lines().last().unwrap()).unwrap();
    assert_eq!(summary["summary"]["bad"], 0, "{summary}");
    assert!(exported(&third, &[]) == one);
    let offers = done(&third, &["catalogue", "list", "--json"]);
    let offers: Value = serde_json::from_slice(&offers.stdout).unwrap();
    let shown = |number: usize| (&offers[number]["sku"], &offers[number]["offered"]);
    assert_eq!(shown(0), (&"A-1".into(), &false.into()), "{offers}");
    assert_eq!(shown(1), (&"B-1".into(), &true.into()), "{offers}");
    assert_eq!(offers[1]["updated_at"], "2020-01-06T00:00:00Z");
    let again = done(&third, &["import", &file]);
    assert!(
        text(&again.stdout).starts_with("0 objects were added"),
        "{again:?}"
    );
    drop(server);

    // Bad lines on the other engine too.
    let bad = one.replace_once("\"vipmp_id\":", "\"vipmpid\":");
    std::fs::write(&file, bad).unwrap();
    let refused = run(&second, &["--store", &url, "import", &file]);
    assert_eq!(refused.status.code(), Some(3), "{refused:?}");
    assert!(
        text(&refused.stderr).contains("organization.vipmpid: unknown member"),
        "{refused:?}"
    );
    // An account number and a host name that another has are found by the engine alone.
    let taken = one.replace_once(
        "\"account_number\":\"100000\"",
        "\"account_number\":\"999999\"",
    );
    let taken = taken.replace_once(
        "\"account_number\":\"100001\"",
        "\"account_number\":\"999999\"",
    );
    let mut taken = taken;
    taken.extend(site_line(&taken, 61).into_bytes());
    std::fs::write(&file, taken).unwrap();
    for (data, flags) in [
        (folder.path().join("fourth"), vec![]),
        (folder.path().join("fifth"), vec!["--store", url.as_str()]),
    ] {
        let cluster;
        let other;
        let flags: Vec<&str> = if flags.is_empty() {
            flags
        } else {
            cluster = Cluster::start();
            other = cluster.url();
            vec!["--store", &other]
        };
        done(&data, &[flags.as_slice(), &["init", "--empty"]].concat());
        let import = run(
            &data,
            &[flags.as_slice(), &["import", &file, "--keep-going"]].concat(),
        );
        assert_eq!(import.status.code(), Some(3), "{import:?}");
        let said = text(&import.stderr);
        assert!(
            said.contains("organization.account_number: a customer w"),
            "{said}"
        );
        assert!(
            said.contains("site.hostnames: a site of the tenant with this host name"),
            "{said}"
        );
    }
}

/// What the record's tenant offers, and has offered.
const OFFERS: &str = r#"{"offer":{"tenant":"sample","sku":"A-1","offered":false,"updated_at":"2020-01-05T00:00:00Z"}}
{"offer":{"tenant":"sample","sku":"B-1","name":"Backup by user","offered":true,"updated_at":"2020-01-06T00:00:00Z"}}
"#;

/// A site of the first customer of a record, with an origin of its own and a host name that all of these have.
fn site_line(record: &[u8], number: u64) -> String {
    let customer = text(record)
        .lines()
        .find(|line| line.contains("\"kind\":\"customer\""))
        .unwrap();
    let customer: Value = serde_json::from_str(customer).unwrap();
    let customer = &customer["organization"]["id"];
    format!(
        "{{\"site\":{{\"id\":{number},\"tenant\":\"sample\",\"account\":{customer},\"origin\":\"shop-{number}\",\
         \"created_at\":\"2020-01-03T00:00:00Z\",\"updated_at\":\"2020-01-04T00:00:00Z\",\
         \"upstreams\":[{{\"protocol\":\"https\",\"host\":\"shop.origin.example\",\"port\":443}}],\
         \"hostnames\":[{{\"id\":{number}0,\"hostname\":\"www.shop.example\"}},\
         {{\"id\":{number}1,\"hostname\":\"shop-{number}.example\"}}]}}}}\n"
    )
}

/// Replacing in bytes.
trait Replace {
    fn replace_once(&self, from: &str, to: &str) -> Vec<u8>;
}

impl Replace for Vec<u8> {
    fn replace_once(&self, from: &str, to: &str) -> Vec<u8> {
        text(self).replacen(from, to, 1).into_bytes()
    }
}

#[test]
fn whatever_an_import_reported_is_there_when_it_is_killed_and_a_second_run_completes_it() {
    killed(&[]);
}

#[test]
fn whatever_an_import_into_postgresql_reported_is_there_when_it_is_killed() {
    let cluster = Cluster::start();
    killed(&["--store", &cluster.url()]);
}

/// Kills imports into the store that `store` names, looks for what they reported, and lets one come to its end.
fn killed(store: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = generated(folder.path(), "6000", "6000");
    let whole = folder.path().join("whole");
    done(&whole, &["init", "--empty"]);
    done(&whole, &["import", &file]);
    let expected = exported(&whole, &[]);
    let records: Vec<String> = std::fs::read_to_string(&file)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let data = folder.path().join("killed");
    done(&data, &[store, &["init", "--empty"]].concat());
    for reports in [1, 3, 2] {
        let mut import = command()
            .arg("--data")
            .arg(&data)
            .args(store)
            .args(["import", &file, "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(import.stdout.take().unwrap());
        let mut told = String::new();
        for _ in 0..reports {
            out.read_line(&mut told).unwrap();
        }
        import.kill().unwrap();
        import.wait().unwrap();
        // What it said between the last line that was read and its end counts as well.
        out.read_to_string(&mut told).unwrap();
        let through = told
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter_map(|line| line["kept"]["through_line"].as_u64())
            .max()
            .unwrap();
        assert!(through >= 1000, "{told}");
        let there = exported(&data, store);
        let there: std::collections::HashSet<&str> = text(&there).lines().collect();
        for record in &records[..usize::try_from(through).unwrap()] {
            assert!(there.contains(record.as_str()), "lost: {record}");
        }
    }
    done(&data, &[store, &["import", &file]].concat());
    assert!(exported(&data, store) == expected);
}

#[test]
fn files_that_are_no_records_change_nothing_and_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = folder.path().join("records.ndjson");
    let path = file.display().to_string();
    done(&data, &["init", "--empty"]);
    let header = "{\"landfall\":{\"version\":1}}\n";
    for (content, code, said) in [
        ("", 1, "begins with {\"landfall\":{\"version\":1}}"),
        (
            "{\"tenant\":{}}\n",
            1,
            "line 1: a file of records begins with",
        ),
        (
            "{\"landfall\":{\"version\":9}}\n",
            1,
            "line 1: landfall.version: 9 is not a version",
        ),
    ] {
        std::fs::write(&file, content).unwrap();
        let refused = run(&data, &["import", &path]);
        assert_eq!(refused.status.code(), Some(code), "{refused:?}");
        assert!(text(&refused.stderr).contains(said), "{refused:?}");
    }
    // A giant line, and a file that was cut off.
    let tenant = "{\"tenant\":{\"id\":\"acme\",\"organization\":\"00000000-0000-4000-8000-000000000001\",\"created_at\":\"2020-01-01T00:00:00Z\"}}";
    let giant = "x".repeat(25 << 20);
    std::fs::write(
        &file,
        format!("{header}{tenant}\n{giant}\n{}", &tenant[..60]),
    )
    .unwrap();
    let going_on = run(&data, &["import", &path, "--keep-going", "--json"]);
    assert_eq!(going_on.status.code(), Some(3), "{going_on:?}");
    let said = text(&going_on.stdout);
    assert!(
        said.contains("\"line\":3,\"member\":\"\",\"text\":\"the line is longer"),
        "{said}"
    );
    assert!(
        said.contains(
            "\"line\":4,\"member\":\"tenant.organization\",\"text\":\"the line ends at column 60"
        ),
        "{said}"
    );
    assert!(
        said.contains("\"added\":1,\"unchanged\":0,\"bad\":2,\"stopped\":false"),
        "{said}"
    );
    // The report is bounded; the sum is not.
    let many = format!("{header}{}", "{\"pop\":{}}\n".repeat(2500));
    std::fs::write(&file, many).unwrap();
    let bounded = run(
        &data,
        &["import", &path, "--keep-going", "--max-report", "5"],
    );
    let said = text(&bounded.stderr);
    assert_eq!(said.matches("pop.id: missing member").count(), 5, "{said}");
    assert!(
        said.contains("2500 lines are bad, of which 5 are told"),
        "{said}"
    );
    let missing = run(&data, &["import", "/nowhere/records.ndjson"]);
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn an_imported_client_gets_a_secret_when_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    done(
        &from,
        &["init", "--tenant", "acme", "--admin", "root@acme.example"],
    );
    done(
        &from,
        &[
            "client",
            "create",
            "app",
            "--tenant",
            "acme",
            "--grant",
            "vipmp=read",
        ],
    );
    let file = folder.path().join("records.ndjson");
    std::fs::write(&file, exported(&from, &[])).unwrap();
    done(&to, &["init", "--empty"]);
    done(&to, &["import", &file.display().to_string()]);
    let renewed = done(
        &to,
        &["client", "secret", "app", "--tenant", "acme", "--json"],
    );
    let client: Value = serde_json::from_slice(&renewed.stdout).unwrap();
    let secret = client["secret"].as_str().unwrap();
    assert!(secret.len() > 30, "{client}");
    assert!(
        exported(&to, &[]) == exported(&from, &[]),
        "a secret shows in an export"
    );
    let refused = run(&to, &["client", "secret", "nobody", "--tenant", "acme"]);
    assert!(
        text(&refused.stderr).contains("no living client nobody"),
        "{refused:?}"
    );
}

/// Runs a command that gets `input`.
fn fed(data: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command()
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut standard = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || standard.write_all(&input));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    output
}

#[test]
fn records_come_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = generated(folder.path(), "300", "100");
    let records = std::fs::read(&file).unwrap();
    let data = folder.path().join("data");
    done(&data, &["init", "--empty"]);
    let import = fed(&data, &["import", "-"], &records);
    assert!(import.status.success(), "{import:?}");
    assert_eq!(sorted(&exported(&data, &[])), sorted(&records));
    // Through a server too.
    let server = Landfall::serve(&data, &[]);
    let again = fed(&data, &["import", "-"], &records);
    assert!(
        text(&again.stdout).starts_with("0 objects were added"),
        "{again:?}"
    );
    let nothing = fed(&data, &["import", "-"], b"");
    assert_eq!(nothing.status.code(), Some(1));
    assert!(
        text(&nothing.stderr).contains("there are no lines"),
        "{nothing:?}"
    );
    drop(server);
}

/// A tenant with its organization, and POPs.
const SMALL: &str = "{\"landfall\":{\"version\":1}}
{\"tenant\":{\"id\":\"acme\",\"organization\":\"00000000-0000-4000-8000-000000000001\",\"created_at\":\"2020-01-01T00:00:00Z\"}}
";

fn pop(number: u32) -> String {
    format!(
        "{{\"pop\":{{\"id\":{number},\"tenant\":\"acme\",\"region\":\"Nowhere\",\"place\":\"Town {number}\",\
         \"code\":\"P{number}\",\"latitude\":1.0,\"longitude\":2.0,\"position\":{number}}}}}\n"
    )
}

#[test]
fn a_running_server_names_bad_lines_and_stops_or_goes_on_as_asked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&data, &["init", "--empty"]);
    let server = Landfall::serve(&data, &[]);
    let bad = "{\"pop\":{\"id\":90,\"tenant\":\"acme\",\"cod\":\"X\"}}\n";
    let nobody = pop(91).replace("acme", "nobody");
    let records = [SMALL, &pop(1), bad, &pop(2), &nobody, &pop(3)].concat();
    let file = folder.path().join("records.ndjson");
    std::fs::write(&file, records).unwrap();
    let file = file.to_str().unwrap();

    let stopped = run(&data, &["import", file, "--json"]);
    assert_eq!(stopped.status.code(), Some(3), "{stopped:?}");
    let said = text(&stopped.stdout);
    assert!(
        said.contains("{\"bad\":{\"line\":4,\"member\":\"pop.cod\""),
        "{said}"
    );
    assert!(!said.contains("\"line\":6"), "{said}");
    assert!(
        said.contains("\"added\":2,\"unchanged\":0,\"bad\":1,\"stopped\":true"),
        "{said}"
    );
    assert_eq!(text(&exported(&data, &[])).matches("{\"pop\"").count(), 1);

    let went_on = run(&data, &["import", file, "--keep-going"]);
    assert_eq!(went_on.status.code(), Some(3), "{went_on:?}");
    let said = text(&went_on.stderr);
    assert!(said.contains("line 4: pop.cod: unknown member"), "{said}");
    assert!(
        said.contains("line 6: pop.tenant: there is no tenant nobody"),
        "{said}"
    );
    assert!(
        said.contains("2 lines are bad; everything else is in"),
        "{said}"
    );
    assert!(
        text(&went_on.stdout).starts_with("2 objects were added, 2 were there already."),
        "{went_on:?}"
    );
    assert_eq!(text(&exported(&data, &[])).matches("{\"pop\"").count(), 3);
    drop(server);
}

#[test]
fn a_running_server_takes_any_number_of_empty_lines_and_lines_of_any_length_that_an_object_has() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&data, &["init", "--empty"]);
    let server = Landfall::serve(&data, &[]);
    // More than a stretch may have, and then a bad line that has to keep its number.
    let empty = "\n".repeat(LONGEST_STRETCH + 100);
    let giant = format!("{{\"policy\":{{\"name\":\"{}\"}}}}\n", "x".repeat(20 << 20));
    let records = [SMALL, &pop(1), &empty, &giant, &pop(2), "{}\n"].concat();
    let import = fed(
        &data,
        &["import", "-", "--keep-going", "--json"],
        records.as_bytes(),
    );
    assert_eq!(import.status.code(), Some(3), "{import:?}");
    let said = text(&import.stdout);
    let behind = LONGEST_STRETCH + 100 + 3;
    for line in [behind + 1, behind + 3] {
        assert!(said.contains(&format!("\"line\":{line},")), "{said}");
    }
    // It was read, and not only found too long.
    assert!(said.contains("\"member\":\"policy.id\""), "{said}");
    assert!(
        said.contains("\"added\":3,\"unchanged\":0,\"bad\":2"),
        "{said}"
    );
    drop(server);
}

#[test]
fn the_schema_of_a_line_is_printed_and_holds_for_what_is_generated() {
    let folder = tempfile::tempdir().unwrap();
    // Without a store, and without a data folder.
    let schema = done(&folder.path().join("nothing"), &["schema"]).stdout;
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let made = done(
        folder.path(),
        &["generate", "--customers", "30", "--fulfillments", "30"],
    )
    .stdout;
    let mut lines = 0;
    for line in text(&made).lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        assert!(validator.is_valid(&object), "{line}");
        lines += 1;
    }
    assert!(lines > 60, "{lines}");
    let wrong: Value = serde_json::from_str("{\"pop\":{\"id\":7}}").unwrap();
    assert!(!validator.is_valid(&wrong));
    assert!(!folder.path().join("nothing").exists());
}
