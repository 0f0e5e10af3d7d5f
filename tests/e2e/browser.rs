//! The page at `/landfall/docs` as people see it: a real browser, driven over WebDriver, shows every document and asks nobody
//! but this server.

use std::{
    collections::BTreeSet,
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::support::{Call, Landfall, call, get, wait_until};

/// Debian's chromedriver, ended with the test.
struct Driver {
    child: Child,
    address: SocketAddr,
}

impl Driver {
    fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let child = Command::new("chromedriver")
            .arg(format!("--port={}", address.port()))
            .arg("--silent")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("./check installs chromedriver (Debian: chromium-driver)");
        let driver = Self { child, address };
        wait_until("chromedriver listens", || {
            TcpStream::connect(address).is_ok()
        });
        driver
    }

    fn ask(&self, method: &str, target: &str, body: &Value) -> Value {
        let asked = call(
            self.address,
            &Call {
                method,
                target,
                headers: &[("Content-Type", "application/json")],
                body: &body.to_string(),
            },
        );
        let answer = asked.unwrap();
        assert_eq!(answer.status, 200, "{target} {body}: {}", answer.body);
        answer.json()["value"].take()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser without a screen.
struct Browser<'d> {
    driver: &'d Driver,
    session: String,
}

impl<'d> Browser<'d> {
    /// Names lead nowhere, so that nothing can come from outside.
    fn open(driver: &'d Driver) -> Self {
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": { "args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1280,1024",
            "--disable-background-networking", "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ] } } } });
        let session = driver.ask("POST", "/session", &capabilities);
        let session = session["sessionId"].as_str().unwrap().to_owned();
        Self { driver, session }
    }

    fn ask(&self, what: &str, body: &Value) -> Value {
        let target = format!("/session/{}/{what}", self.session);
        self.driver.ask("POST", &target, body)
    }

    fn go(&self, address: &str) {
        self.ask("url", &json!({ "url": address }));
    }

    /// Runs a script in the page; gives what it returns.
    fn run(&self, script: &str, arguments: &[&str]) -> Value {
        self.ask(
            "execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }
}

impl Drop for Browser<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let target = format!("/session/{}", self.session);
            self.driver.ask("DELETE", &target, &json!({}));
        }
    }
}

/// What the document says that it can do: the operations' ids.
fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|path| path.as_object().unwrap().values());
    let ids = operations.filter_map(|operation| operation["operationId"].as_str());
    ids.map(str::to_owned).collect()
}

/// Chooses a document as a person does.
const CHOOSE: &str = "
    const menu = document.querySelector('select#select');
    const option = menu && [...menu.options].find(option => option.text === arguments[0]);
    if (!option) return false;
    const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;
    set.call(menu, option.value);
    menu.dispatchEvent(new Event('change', { bubbles: true }));
    return true;";

/// The title and the operations that are shown; blocks are called `operations-<tag>-<id>`.
const SHOWN: &str = "
    const title = document.querySelector('.information-container h1, .information-container h2');
    const blocks = [...document.querySelectorAll('.opblock')];
    return [title ? title.textContent : '', blocks.map(block => block.id.split('-').pop())];";

#[test]
fn a_browser_shows_every_document_and_asks_nobody_else() {
    let server = Landfall::demo(&[]);
    let driver = Driver::start();
    let browser = Browser::open(&driver);
    let home = format!("http://{}/", server.address);
    browser.go(&format!("{home}landfall/docs"));
    for name in ["vipmp", "akana", "metallic", "native", "rulesv4"] {
        let target = format!("/landfall/docs/openapi/{name}.json");
        let document = get(server.address, &target, &[]).json();
        wait_until("the page has its menu", || {
            browser.run(CHOOSE, &[name]) == true
        });
        let title = document["info"]["title"].as_str().unwrap();
        let expected = operations(&document);
        assert!(expected.len() > 2, "{name}: {expected:?}");
        wait_until(&format!("the page shows {name}"), || {
            let shown = browser.run(SHOWN, &[]);
            let blocks = shown[1].as_array().unwrap().iter();
            let blocks = blocks.map(|id| id.as_str().unwrap().to_owned());
            shown[0].as_str().unwrap().contains(title)
                && blocks.collect::<BTreeSet<_>>() == expected
        });
    }
    // One operation, opened, says what it takes.
    browser.run(
        "document.querySelector('.opblock .opblock-summary-control').click()",
        &[],
    );
    let opened = "return document.querySelector('.opblock.is-open .opblock-section') !== null";
    wait_until("an operation opens", || browser.run(opened, &[]) == true);
    let asked = "return performance.getEntriesByType('resource').map(entry => entry.name)";
    let asked = browser.run(asked, &[]);
    let asked = asked.as_array().unwrap();
    assert!(asked.len() > 5, "{asked:?}");
    for address in asked {
        let address = address.as_str().unwrap();
        let ours = address.starts_with(&home) || address.starts_with("data:");
        assert!(ours, "{address}");
    }
}
