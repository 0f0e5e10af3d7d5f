//! The page at `/landfall/docs`: everything that it needs comes from this server, and its documents are those of the binary.

use serde_json::Value;

use crate::support::{Answer, Call, Landfall, RawConnection, call, command, get};

const FOLDER: &str = "/landfall/docs/";

fn read(server: &Landfall, target: &str) -> Answer {
    let answer = get(server.address, target, &[]);
    assert_eq!(answer.status, 200, "{target}: {answer:?}");
    answer
}

/// What stands between `before` and the next of the quotes.
fn named<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let parts = text.split(before).skip(1);
    parts
        .map(|part| part.split(['"', '\'']).next().unwrap())
        .collect()
}

/// The files that the page names, as it names them.
fn files(page: &str) -> Vec<&str> {
    let mut files = [r#" src=""#, r#" href=""#]
        .map(|attribute| named(page, attribute))
        .concat();
    files.retain(|file| !file.starts_with('#'));
    assert!(files.len() > 3, "{page}");
    files
}

#[test]
fn the_page_and_all_its_files_come_from_here() {
    let server = Landfall::demo(&[]);
    let moved = get(server.address, "/landfall/docs", &[]);
    assert_eq!(moved.status, 308);
    assert_eq!(moved.header("location"), FOLDER);
    let page = read(&server, FOLDER);
    assert_eq!(page.header("content-type"), "text/html");
    for file in files(&page.body) {
        assert!(!file.contains("//"), "{file} is elsewhere");
        let target = format!("{FOLDER}{}", file.trim_start_matches("./"));
        // Some are pictures.
        let mut connection = RawConnection::to(server.address);
        connection.send(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes());
        let answer = connection.answer("GET").unwrap();
        assert_eq!(answer.status, 200, "{file}");
        assert!(!answer.body.is_empty(), "{file}");
    }
    // A script or a style within the page would not run under its policy.
    assert!(!page.body.contains("<script>"), "{}", page.body);
    let initializer = read(&server, "/landfall/docs/swagger-initializer.js").body;
    for elsewhere in ["://", "\"//", "'//"] {
        assert!(!initializer.contains(elsewhere), "{initializer}");
    }
    let addresses = named(&initializer, r#""url": ""#);
    assert_eq!(
        addresses,
        ["akana", "metallic", "native", "rulesv4", "vipmp"]
            .map(|name| format!("openapi/{name}.json")),
        "{initializer}"
    );
    // The reader asks a server of its makers about documents unless it is told not to.
    assert!(
        initializer.contains(r#""validatorUrl": "none""#),
        "{initializer}"
    );
}

#[test]
fn its_policy_keeps_it_from_loading_anything_from_elsewhere() {
    let server = Landfall::demo(&[]);
    let page = read(&server, FOLDER);
    for target in [
        FOLDER.to_owned(),
        format!("{FOLDER}swagger-initializer.js"),
        format!("{FOLDER}openapi/vipmp.json"),
    ] {
        let answer = read(&server, &target);
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        for source in policy
            .split([' ', ';'])
            .filter(|word| word.contains(['.', '*', ':']))
        {
            assert_eq!(source, "data:", "{policy}");
        }
        assert!(!policy.contains("unsafe-eval"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(policy, page.header("content-security-policy"));
    }
}

#[test]
fn the_documents_are_those_of_the_binary() {
    let server = Landfall::demo(&[]);
    for name in ["akana", "metallic", "native", "rulesv4", "vipmp"] {
        let shown = read(&server, &format!("{FOLDER}openapi/{name}.json"));
        assert_eq!(shown.header("content-type"), "application/json");
        let printed = command().args(["openapi", name]).output().unwrap();
        let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
        assert_eq!(shown.json(), printed, "{name}");
    }
}

#[test]
fn files_are_asked_for_again_and_not_sent_again() {
    let server = Landfall::demo(&[]);
    for target in
        ["", "swagger-ui.css", "openapi/native.json"].map(|file| format!("{FOLDER}{file}"))
    {
        let first = read(&server, &target);
        let tag = first.header("etag");
        assert!(tag.starts_with('"'), "{target}: {tag}");
        assert_eq!(first.header("cache-control"), "no-cache");
        let again = get(server.address, &target, &[("If-None-Match", tag)]);
        assert_eq!(
            (again.status.as_u16(), again.body.as_str()),
            (304, ""),
            "{target}"
        );
        let other = get(server.address, &target, &[("If-None-Match", "\"other\"")]);
        assert_eq!(other.status, 200, "{target}");
        let head = Call {
            method: "HEAD",
            target: &target,
            headers: &[],
            body: "",
        };
        let head = call(server.address, &head).unwrap();
        assert_eq!(
            (head.status.as_u16(), head.body.as_str()),
            (200, ""),
            "{target}"
        );
        assert_eq!(head.headers.get("etag"), first.headers.get("etag"));
        assert_eq!(
            head.headers.get("content-length"),
            first.headers.get("content-length")
        );
    }
}

#[test]
fn what_is_not_there_is_a_problem() {
    let server = Landfall::demo(&[]);
    for file in [
        "nothing.js",
        "openapi/nothing.json",
        "openapi/vipmp",
        "openapi/",
        "..%2Findex.html",
        "openapi/..%2Fvipmp.json",
        "a/b/c",
        "%FF",
    ] {
        let answer = get(server.address, &format!("{FOLDER}{file}"), &[]);
        assert_eq!(answer.status, 404, "{file}: {answer:?}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{file}"
        );
    }
    for target in [
        "/landfall/docs",
        FOLDER,
        "/landfall/docs/openapi/vipmp.json",
    ] {
        let post = Call {
            method: "POST",
            target,
            headers: &[],
            body: "x",
        };
        let refused = call(server.address, &post).unwrap();
        assert_eq!(refused.status, 405, "{target}");
        assert_eq!(refused.header("allow"), "GET, HEAD", "{target}");
        assert_eq!(refused.header("content-type"), "application/problem+json");
    }
    // Pages about problems are another's.
    let about = get(server.address, "/landfall/docs/problems/not-found", &[]);
    assert_eq!(about.status, 200, "{about:?}");
}
