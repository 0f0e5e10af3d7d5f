//! The walk over the OpenAPI documents: every operation of every document has a case, which is tried over the real binary. It
//! says what a good request is, what callers without credentials and strangers get, and what is answered to bad input. A call
//! that is added to a face appears in its document, and fails here until it has a case.

mod akana;
mod case;
pub(crate) mod document;
mod metallic;
mod native;
mod records;
mod rulesv4;
mod told;
mod vipmp;
mod walk;

use std::{collections::BTreeSet, path::Path};

use self::{
    case::{Callers, open},
    document::Document,
    walk::{gaps, walk},
};
use crate::{
    support::command,
    world::{Engine, on_both_engines},
};

/// The documents that have a table here.
const WALKED: [&str; 5] = ["akana", "metallic", "native", "rulesv4", "vipmp"];

#[test]
fn every_document_is_walked() {
    let folder = tempfile::tempdir().unwrap();
    let output = command()
        .args(["openapi", "--output"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let made = std::fs::read_dir(folder.path()).unwrap();
    let made: BTreeSet<_> = made
        .map(|file| {
            let name = file.unwrap().file_name();
            let stem = Path::new(&name).file_stem().unwrap();
            stem.to_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(made, BTreeSet::from(WALKED.map(str::to_owned)));
}

/// That the walk passes says something only if it can fail.
#[test]
fn what_a_table_leaves_out_is_found_out() {
    let callers = Callers {
        own: String::new(),
        nobody: vec![String::new()],
        strangers: vec![String::new()],
    };
    let document = Document::made("rulesv4").with("newCall");
    let list = "/rules-engine/v1.1/policies";
    let mut cases = vec![
        callers
            .list("listPolicies", list, &["x"])
            .bad_query("page=0", 400),
        callers
            .list("showPolicy", "/rules-engine/v1.1/policies/1", &["x"])
            .bad_query("page=0", 400),
        callers.list("listDeployRequests", list, &["x"]),
        open(
            "listRulesOfCname",
            "/rules-engine/v1.1/rules/cnames/1",
            "",
            "",
        )
        .bad_body("", 400),
        callers
            .list("issueToken", "/connect/token", &["x"])
            .bad_body("", 400),
        open("oldCall", "/", "", "").bad_body("", 400),
    ];
    let mut alone = callers.list(
        "listRulesOfOrigin",
        "/rules-engine/v1.1/rules/origins/1",
        &[],
    );
    if let Some(closed) = &mut alone.closed {
        closed.strangers.clear();
    }
    cases.push(alone.never_bad("no reason"));
    let gaps = gaps(&document, &cases);
    let expected = [
        "newCall has no case",
        "showDeployRequest has no case",
        "showPropagation has no case",
        "showPolicy names an object that its case does not",
        "listDeployRequests is not called by /rules-engine/v1.1/policies",
        "listDeployRequests is not tried with bad input",
        "listRulesOfCname is not for everybody",
        "issueToken is for everybody",
        "oldCall is no operation",
        "listRulesOfOrigin is not tried by strangers",
    ];
    for gap in expected {
        assert!(gaps.iter().any(|found| found == gap), "{gap}: {gaps:#?}");
    }
    // Calls that the table leaves out besides are found as well, and nothing that is not missing.
    let is_expected = |gap: &String| expected.contains(&gap.as_str());
    let is_left_out = |gap: &String| gap.ends_with(" has no case");
    let odd = gaps
        .iter()
        .find(|gap| !is_expected(gap) && !is_left_out(gap));
    assert_eq!(odd, None, "{gaps:#?}");
}

fn vipmp(engine: Engine) {
    let (server, cases) = vipmp::cases(engine);
    walk(&server, &Document::made("vipmp"), &cases);
}

fn metallic(engine: Engine) {
    let (server, cases) = metallic::cases(engine);
    walk(&server, &Document::made("metallic"), &cases);
}

fn rulesv4(engine: Engine) {
    let (server, cases) = rulesv4::cases(engine);
    walk(&server, &Document::made("rulesv4"), &cases);
}

fn akana(engine: Engine) {
    let (server, cases) = akana::cases(engine);
    walk(&server, &Document::made("akana"), &cases);
}

fn native(engine: Engine) {
    let (server, cases) = native::cases(engine);
    walk(&server, &Document::made("native"), &cases);
}

on_both_engines!(vipmp, metallic, rulesv4, akana, native);
