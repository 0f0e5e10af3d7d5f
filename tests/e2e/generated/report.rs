//! What a run's report in HAR form says: which statuses were answered where.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::Value;

/// The statuses by method and path.
pub(super) type Seen = BTreeMap<(String, String), BTreeSet<u16>>;

/// Reads a report.
pub(super) fn statuses(file: &Path) -> Seen {
    let report: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut seen = Seen::new();
    for entry in report["log"]["entries"].as_array().unwrap() {
        let method = entry["request"]["method"].as_str().unwrap().to_owned();
        let url = entry["request"]["url"].as_str().unwrap();
        let path = url.split("://").nth(1).unwrap();
        let path = path.split(['?', '#']).next().unwrap();
        let path = path[path.find('/').unwrap()..].to_owned();
        // A request that could not be sent has no status.
        if let Some(status) = entry["response"]["status"].as_u64() {
            let status = u16::try_from(status).unwrap();
            seen.entry((method, path)).or_default().insert(status);
        }
    }
    seen
}

/// The statuses of one operation. In `path`, `{}` stands for any segment.
pub(super) fn of(seen: &Seen, method: &str, path: &str) -> BTreeSet<u16> {
    let fits = |found: &str| {
        let mut segments = found.split('/');
        path.split('/').all(|wanted| {
            let found = segments.next();
            found.is_some_and(|found| wanted == "{}" || wanted == found)
        }) && segments.next().is_none()
    };
    seen.iter()
        .filter(|((found, target), _)| found == method && fits(target))
        .flat_map(|(_, statuses)| statuses.iter().copied())
        .collect()
}

#[test]
fn a_path_fits_by_its_segments() {
    let key = |method: &str, path: &str| (method.to_owned(), path.to_owned());
    let seen = Seen::from([
        (key("GET", "/a/1"), BTreeSet::from([200])),
        (key("GET", "/a/2"), BTreeSet::from([404])),
        (key("GET", "/a/2/b"), BTreeSet::from([400])),
        (key("PUT", "/a/2"), BTreeSet::from([405])),
    ]);
    assert_eq!(of(&seen, "GET", "/a/{}"), BTreeSet::from([200, 404]));
    assert_eq!(of(&seen, "GET", "/a/2/b"), BTreeSet::from([400]));
    assert_eq!(of(&seen, "GET", "/a"), BTreeSet::new());
}
