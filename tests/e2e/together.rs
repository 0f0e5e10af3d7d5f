//! Two servers on one PostgreSQL: the same record through both, one owner of the fleet, and another when that is gone.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use landfall_control::{SystemClock, secret::SealingKey};
use landfall_demo::{Scale, load};
use landfall_store::{
    Create,
    postgres::{Options, PostgresStore, testing::Cluster},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Answer, Call, Landfall, call, get, minified, run, wait_until, wait_within};

/// How long it may take until somebody counts again when the owner was killed.
const HAND_OVER: Duration = Duration::from_secs(10);
const STATUS: &str = "/v2/mcc/customers/0001/rulesv4/123456/status";
const VIPMP: [(&str, &str); 3] = [
    ("X-Correlation-Id", "correlation-1"),
    ("Authorization", "Bearer demo-token"),
    ("X-Api-Key", "swo-app"),
];

/// The demonstration's record in a database, and folders for two servers.
pub(crate) struct Place {
    pub(crate) cluster: Cluster,
    folders: [TempDir; 2],
}

impl Place {
    pub(crate) fn new() -> Self {
        let cluster = Cluster::start();
        let sealing = SealingKey::random();
        block_on(async {
            let options = Options::default();
            let address = cluster.address();
            let store = PostgresStore::open(&address, Create::New, &options);
            let store = store.await.unwrap();
            let loaded = load(&store, &SystemClock, &sealing, Scale::Fixtures);
            loaded.await.unwrap();
        });
        let folders = [0, 1].map(|_| {
            let folder = tempfile::tempdir().unwrap();
            let key = folder.path().join("sealing.key");
            fs::write(&key, sealing.to_text()).unwrap();
            fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
            folder
        });
        Self { cluster, folders }
    }

    pub(crate) fn folder(&self, number: usize) -> &Path {
        self.folders[number].path()
    }

    pub(crate) fn serve(&self, number: usize, flags: &[&str]) -> Landfall {
        let url = self.cluster.url();
        let mut all = vec!["--store", url.as_str()];
        all.extend(flags);
        Landfall::serve(self.folder(number), &all)
    }

    /// Two servers; the first owns the fleet, and the second knows it.
    pub(crate) fn both(&self) -> (Landfall, Landfall) {
        let owner = self.serve(0, &[]);
        wait_until("an owner", || is(&owner, "owner of the fleet"));
        let other = self.serve(1, &[]);
        wait_until("it is heard of", || is(&other, "another process owns"));
        (owner, other)
    }

    fn sql(&self, statement: &str) {
        block_on(async {
            let session = self.cluster.session().await;
            session.batch_execute(statement).await.unwrap();
        });
    }

    /// The fencing number.
    fn number(&self) -> i64 {
        block_on(async {
            let session = self.cluster.session().await;
            let row = session.query_one("SELECT fencing FROM landfall.lease", &[]);
            row.await.unwrap().get(0)
        })
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// Whether a server says that it is ready and what part it has.
fn is(server: &Landfall, part: &str) -> bool {
    let ready = get(server.address, "/readyz", &[]);
    ready.status == 200 && ready.body.contains(part)
}

fn status(server: &Landfall) -> Answer {
    let token = ("Authorization", "TOK:12345678-1234-1234-1234-1234567890ab");
    get(server.address, STATUS, &[token])
}

/// The number that a status begins with.
fn percent(answer: &Answer) -> String {
    let text = answer.json()["Percent_propagated"].to_string();
    assert_eq!(answer.status, 200, "{}", answer.body);
    text
}

fn metric(server: &Landfall, name: &str) -> Option<String> {
    let text = get(server.metrics, "/metrics", &[]).body;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map(|value| value.trim().to_owned())
}

fn administer(data: &Path, arguments: &[&str]) -> Value {
    let output = run(data, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn token(server: &Landfall, client: &str, secret: &str) -> Answer {
    let form = Call {
        method: "POST",
        target: "/ims/token/v3",
        headers: &[("Content-Type", "application/x-www-form-urlencoded")],
        body: &format!("grant_type=client_credentials&client_id={client}&client_secret={secret}"),
    };
    call(server.address, &form).unwrap()
}

#[test]
fn both_serve_the_whole_record() {
    let place = Place::new();
    let (owner, other) = place.both();
    for server in [&owner, &other] {
        let customer = get(server.address, "/v3/customers/9876543210", &VIPMP);
        let expected = minified(include_str!("../golden/vipmp_customer.json"));
        assert_eq!(customer.body, expected);
        let fulfillments = get(
            server.address,
            "/api/v1/partner/fulfillments?filter=status:complete&sort=desc:insertTs",
            &[("Authorization", "Bearer demo-token")],
        );
        let expected = minified(include_str!("../golden/metallic_fulfillments.json"));
        assert_eq!(fulfillments.body, expected);
    }
    // Whoever signs in at one has a session at the other.
    let login = Call {
        method: "POST",
        target: "/api/login",
        headers: &[("Content-Type", "application/json")],
        body: r#"{"email":"admin@acmepaymentscorp.example","password":"demo-password"}"#,
    };
    let login = call(owner.address, &login).unwrap();
    let cookies: Vec<_> = (login.headers.get_all("set-cookie").iter())
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
        .collect();
    let zones = get(
        other.address,
        "/api/deploymentzones",
        &[
            ("Accept", "application/vnd.soa.v84+json"),
            ("Cookie", &cookies.join("; ")),
        ],
    );
    let expected = minified(include_str!("../golden/akana_zones_1.json"));
    assert_eq!(zones.body, expected);
    // Of how far a change has landed both say the same, byte for byte, though one of them counts only.
    let (one, another) = (status(&owner), status(&other));
    assert_eq!(one.status, 200, "{}", one.body);
    assert!(one.body.contains("2.666083916083916"), "{}", one.body);
    assert_eq!(one.body, another.body);
    for name in ["content-type", "cache-control", "content-length"] {
        assert_eq!(one.header(name), another.header(name), "{name}");
    }
    assert_eq!(metric(&owner, "landfall_fleet_owner").as_deref(), Some("1"));
    assert_eq!(metric(&other, "landfall_fleet_owner").as_deref(), Some("0"));
    for server in [&owner, &other] {
        let number = metric(server, "landfall_fleet_fencing_number");
        assert_eq!(number, Some(place.number().to_string()));
    }
    assert!(metric(&owner, "landfall_servers{").is_some());
    assert!(metric(&other, "landfall_servers{").is_none());
}

/// What both answer to the same question of the native API; their ETags are the same.
fn same(servers: [&Landfall; 2], path: &str) -> Answer {
    let token = ("Authorization", "Bearer demo-native-token");
    let [one, another] = servers.map(|server| get(server.address, path, &[token]));
    assert_eq!(one.status, 200, "{path}: {}", one.body);
    assert_eq!(one.body, another.body, "{path}");
    assert_eq!(one.header("etag"), another.header("etag"), "{path}");
    one
}

#[test]
fn the_native_api_says_the_same_at_both() {
    let place = Place::new();
    place.sql(
        "INSERT INTO landfall.pop (id, tenant, region, place, code, latitude, longitude, position)
         SELECT 9001, tenant, region, place, 'SJC', latitude, longitude, 9001 FROM landfall.pop WHERE code = 'SAA'",
    );
    let (owner, other) = place.both();
    let both = [&owner, &other];
    for list in ["pops", "servers", "gateway-groups", "deploy-requests"] {
        let path = format!("/landfall/v1/{list}");
        let page = same(both, &format!("{path}?page_size=500")).json();
        let items = page["items"].as_array().unwrap();
        assert!(!items.is_empty(), "{list}");
        for item in items.iter().take(3) {
            let item = same(both, &format!("{path}/{}", item["id"].as_str().unwrap()));
            assert!(!item.header("etag").is_empty(), "{list}");
        }
    }
    // POPs of one place are told apart by their codes.
    let pops = same(both, "/landfall/v1/pops?page_size=500").body;
    assert!(pops.contains("San Jose (SAA)"), "{pops}");
    let servers = same(both, "/landfall/v1/servers?page_size=5").json();
    for server in servers["items"].as_array().unwrap() {
        assert!(server["health"].is_string(), "{server}");
    }
    // Without an owner to ask, the record tells what it knows.
    owner.signal("STOP");
    let token = ("Authorization", "Bearer demo-native-token");
    let path = "/landfall/v1/servers?page_size=5";
    let alone = get(other.address, path, &[token]);
    assert_eq!(alone.status, 200, "{}", alone.body);
    assert_eq!(alone.json(), servers);
    owner.signal("CONT");
}

#[test]
fn what_one_writes_counts_at_the_other() {
    let place = Place::new();
    let (owner, other) = place.both();
    let made = administer(
        place.folder(0),
        &[
            "client",
            "create",
            "shop",
            "--tenant",
            "acmepaymentscorp",
            "--grant",
            "vipmp=write",
        ],
    );
    let secret = made["secret"].as_str().unwrap();
    let [first, second] = [0, 1].map(|_| {
        let given = token(&other, "shop", secret).json();
        given["access_token"].as_str().unwrap().to_owned()
    });
    let read = |server: &Landfall, token: &str| {
        let headers = [
            ("X-Correlation-Id", "correlation-1"),
            ("Authorization", &format!("Bearer {token}")),
            ("X-Api-Key", "shop"),
        ];
        let customer = get(server.address, "/v3/customers/9876543210", &headers);
        customer.status.as_u16()
    };
    for token in [&first, &second] {
        assert_eq!((read(&owner, token), read(&other, token)), (200, 200));
    }
    // Through the other's socket.
    let revoke = |arguments: [&str; 3]| {
        let all = [&arguments[..], &["--tenant", "acmepaymentscorp"]].concat();
        administer(place.folder(1), &all);
    };
    let soon = Duration::from_secs(1);
    revoke(["token", "revoke", &first]);
    wait_within(soon, "the owner refuses it", || read(&owner, &first) == 401);
    assert_eq!(read(&other, &first), 401);
    assert_eq!((read(&owner, &second), read(&other, &second)), (200, 200));
    revoke(["client", "revoke", "shop"]);
    wait_within(soon, "the owner refuses it", || {
        read(&owner, &second) == 403
    });
    assert_eq!(read(&other, &second), 403);
    assert_ne!(token(&owner, "shop", secret).status, 200);
    // A server that was put into the record by somebody else is counted by the owner, and told by both.
    place.sql(
        "INSERT INTO landfall.server SELECT 9001, tenant, 'edge-new', pop, platform, environment, membership, cursor_epoch,
           3, counted_epoch, 3, last_seen_at FROM landfall.server WHERE id = 2288;
         UPDATE landfall.counter SET value = value + 1 WHERE name = 'fleet_addition'",
    );
    for server in [&owner, &other] {
        // 62 of 2,289.
        wait_until("it is counted", || {
            percent(&status(server)).starts_with("2.70860637833114")
        });
    }
    assert_eq!(status(&owner).body, status(&other).body);
}

#[test]
fn another_counts_within_ten_seconds_when_the_owner_is_killed() {
    let place = Place::new();
    let (owner, other) = place.both();
    let expected = status(&owner).body;
    let before = place.number();
    owner.kill();
    wait_within(HAND_OVER, "a status from the one that is left", || {
        let answer = status(&other);
        match answer.status.as_u16() {
            200 => {
                assert_eq!(answer.body, expected);
                true
            }
            // The dialect's own word for it; 500 would say something else here.
            503 => {
                assert_eq!(answer.body, r#"{"Message":"Service Unavailable"}"#);
                assert_eq!(answer.header("retry-after"), "1");
                false
            }
            code => panic!("{code}: {}", answer.body),
        }
    });
    assert!(is(&other, "owner of the fleet"));
    assert_eq!(place.number(), before + 1);
    assert!(other.logged().contains("this process owns the fleet"));
    // The record was served all the time, and whoever comes back is no owner.
    let again = place.serve(0, &[]);
    wait_until("it finds the owner", || is(&again, "another process owns"));
    assert_eq!(status(&again).body, expected);
}

#[test]
fn an_owner_that_stops_in_good_order_leaves_the_fleet_at_once() {
    let place = Place::new();
    let (owner, other) = place.both();
    let expected = status(&owner).body;
    owner.signal("TERM");
    let (ended, log) = owner.end();
    assert!(ended.success());
    assert!(log.contains("the fleet was given back"), "{log}");
    // Long before its lease would have ended.
    let soon = Duration::from_secs(3);
    wait_within(soon, "another owner", || is(&other, "owner of the fleet"));
    assert_eq!(status(&other).body, expected);
}

#[test]
fn an_owner_that_stood_still_counts_and_writes_no_more() {
    let place = Place::new();
    let (owner, other) = place.both();
    assert!(percent(&status(&owner)).starts_with("2.666083916083916"));
    owner.signal("STOP");
    // Something that the one that stands still does not know: a server of Auckland has landed the change.
    place.sql(
        "UPDATE landfall.server SET cursor_revision = 3, counted_revision = 3 WHERE id = 2288",
    );
    wait_within(HAND_OVER, "another owner", || {
        is(&other, "owner of the fleet")
    });
    let number = place.number();
    // 62 of 2,288.
    let now = status(&other).body;
    assert!(now.contains("2.7097902097902"), "{now}");
    owner.signal("CONT");
    let told = |server: &Landfall| {
        let answer = status(server);
        match answer.status.as_u16() {
            200 => assert_eq!(answer.body, now, "what it remembers is no longer so"),
            503 => {}
            code => panic!("{code}: {}", answer.body),
        }
        answer.status == 200
    };
    wait_until("it asks the new owner", || told(&owner));
    wait_until("it says so", || is(&owner, "another process owns"));
    assert!(told(&owner) && told(&other));
    // It says itself that it has lost the fleet, and has not taken it back.
    let lost = "this process no longer owns the fleet";
    wait_until("it is logged", || owner.logged().contains(lost));
    assert_eq!(place.number(), number);
    assert!(is(&other, "owner of the fleet"));
}

#[test]
fn nobody_else_is_told() {
    let place = Place::new();
    let (owner, other) = place.both();
    for path in [
        "/landfall/internal/propagation",
        "/landfall/internal/servers",
    ] {
        let question = r#"{"fencing":1,"tenant":"acmepaymentscorp","platform":"adn","environment":"production","releases":[]}"#;
        for server in [&owner, &other] {
            for headers in [
                &[][..],
                &[("Landfall-Signature", "1700000000 00 00")][..],
                &[("Authorization", "Bearer demo-token")][..],
            ] {
                let asked = Call {
                    method: "POST",
                    target: path,
                    headers,
                    body: question,
                };
                let refused = call(server.address, &asked).unwrap();
                assert_eq!(refused.status, 401, "{}", refused.body);
                assert!(!refused.body.contains("pops"), "{}", refused.body);
            }
            let read = get(server.address, path, &[]);
            assert_eq!((read.status.as_u16(), read.header("allow")), (405, "POST"));
        }
    }
}

/// Authority, certificate and key as files, for this machine's loopback address.
fn certificate(folder: &Path) -> [String; 3] {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["127.0.0.1".to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    [
        ("ca.pem", authority.pem()),
        ("server.pem", certificate.pem()),
        ("server.key", key.serialize_pem()),
    ]
    .map(|(name, text)| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    })
}

#[test]
fn an_owner_with_tls_is_asked_over_tls_and_has_to_show_who_it_is() {
    let place = Place::new();
    let [authority, certificate, key] = certificate(place.folder(0));
    let owner = place.serve(0, &["--tls-certificate", &certificate, "--tls-key", &key]);
    wait_until("an owner", || owner.logged().contains("owns the fleet"));
    let configuration = place.folder(1).join("landfall.toml");
    let with_authority = |text: &str| {
        fs::write(&configuration, text).unwrap();
        place.serve(1, &["--config", configuration.to_str().unwrap()])
    };
    let careless = with_authority("");
    wait_until("it is heard of", || is(&careless, "another process owns"));
    let refused = status(&careless);
    assert_eq!(refused.status, 503, "{}", refused.body);
    let why = "invalid peer certificate: UnknownIssuer";
    // On a busy machine one question may end before its answer, for another reason.
    wait_until("the reason is logged", || {
        assert_eq!(status(&careless).status, 503);
        careless.logged().contains(why)
    });
    careless.kill();
    let other = with_authority(&format!("[cluster]\nca = {authority:?}\n"));
    wait_until("it is heard of", || is(&other, "another process owns"));
    assert!(percent(&status(&other)).starts_with("2.666083916083916"));
}
