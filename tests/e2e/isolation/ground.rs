//! The record, its owner and the strangers: a caller of another tenant, of another branch, the reseller next door, and a customer below.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::{Value, json};

use crate::{
    support::{Call, Landfall, call, get},
    world::{Engine, HOUSE_RESELLER, MSP, OWNING, World, send, text},
};

const TENANT: &str = "acmepaymentscorp";
/// The reseller that vipmp knows as `5556667778`.
const RESELLER: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d05";
/// The customer of the MSP that orders are about.
const SOLD: &str = "2a920aeb-0ec0-463c-b623-de8c23a48813";
/// Who sees everything.
const WATCHER: &str = "Bearer demo-native-token";

/// What there is, and names of the same form that nothing has.
pub(super) struct Names(BTreeMap<&'static str, (String, String)>);

impl Names {
    pub(super) fn real(&self, name: &str) -> String {
        self.0[name].0.clone()
    }

    pub(super) fn absent(&self, name: &str) -> String {
        self.0[name].1.clone()
    }

    /// Everybody in a tenant knows its gateway groups and its groups of agencies.
    pub(super) fn is_known_to(name: &str, stranger: &Caller) -> bool {
        ["gateway", "group"].contains(&name) && stranger.tenant == TENANT
    }
}

/// Somebody with credentials of every face.
pub(super) struct Caller {
    pub(super) who: &'static str,
    tenant: &'static str,
    client: String,
    /// By face, what stands behind `Bearer `.
    tokens: BTreeMap<&'static str, String>,
    /// For decisions, which are another person's than the submitter's.
    deciding: String,
    /// For policies of whatever account a header names: one that is not heard leaves none.
    homeless: String,
    /// Host, cookie and CSRF lines.
    session: String,
    /// Things of its own, by the names that others' have here.
    own: BTreeMap<&'static str, String>,
    calls: Cell<u32>,
}

impl Caller {
    pub(super) fn own(&self, name: &str) -> Option<String> {
        self.own.get(name).cloned()
    }

    /// The head of its next call.
    pub(super) fn lines(&self, face: &str, operation: &str) -> String {
        let number = self.calls.get() + 1;
        self.calls.set(number);
        let json = "Content-Type: application/json\r\n";
        let decides = [
            "approve_deploy_request",
            "reject_deploy_request",
            "escalate_deploy_request",
        ];
        match face {
            "akana" => format!("{}{json}", self.session),
            "vipmp" => format!(
                "Host: localhost\r\nX-Api-Key: {}\r\nAuthorization: Bearer {}\r\nX-Correlation-Id: call-{number}\r\n",
                self.client, self.tokens[face]
            ),
            "rulesv4" if operation == "addPolicy" => {
                format!(
                    "Host: localhost\r\nAuthorization: Bearer {}\r\n{json}",
                    self.homeless
                )
            }
            "native" if decides.contains(&operation) => {
                format!(
                    "Host: localhost\r\nAuthorization: Bearer {}\r\n{json}",
                    self.deciding
                )
            }
            _ => format!(
                "Host: localhost\r\nAuthorization: Bearer {}\r\n{json}",
                self.tokens[face]
            ),
        }
    }
}

/// Where a caller stands.
struct Place {
    who: &'static str,
    tenant: &'static str,
    /// None for the whole tenant.
    organization: Option<String>,
    /// The number of the account that it writes policies for.
    account: String,
    own: BTreeMap<&'static str, String>,
}

/// Everything.
pub(super) struct Ground {
    world: World,
    pub(super) server: Landfall,
    pub(super) names: Names,
    pub(super) owner: Caller,
    pub(super) strangers: Vec<Caller>,
}

/// Somebody whose session is still to be made.
struct Admitted {
    caller: Caller,
    email: String,
    password: String,
}

fn admitted(world: &World, place: Place) -> Admitted {
    let Place {
        who,
        tenant,
        organization,
        account,
        own,
    } = place;
    let bound = organization
        .map(|id| format!("--organization {id}"))
        .unwrap_or_default();
    let name = who.replace(' ', "-");
    let grants =
        ["vipmp", "metallic", "rulesv4", "native"].map(|face| format!("--grant {face}=write"));
    let create = |client: &str| {
        world.made(&format!(
            "client create {client} --tenant {tenant} --home-account {account} {} {bound}",
            grants.join(" ")
        ));
    };
    let token = |client: &str, family: &str| {
        let made = world.made(&format!(
            "token create --tenant {tenant} --client {client} --dialect {family}"
        ));
        text(&made, "token")
    };
    create(&name);
    let second = format!("{name}-second");
    create(&second);
    let third = format!("{name}-third");
    world.made(&format!(
        "client create {third} --tenant {tenant} --grant rulesv4=write {bound}"
    ));
    let families = [
        ("vipmp", "vipmp"),
        ("metallic", "metallic"),
        ("rulesv4", "rulesv4-bearer"),
        ("native", "native"),
    ];
    let tokens = families.map(|(face, family)| (face, token(&name, family)));
    let email = format!("{name}@person.example");
    let user = world.made(&format!(
        "user create {email} --tenant {tenant} --role business-admin {bound}"
    ));
    Admitted {
        caller: Caller {
            who,
            tenant,
            deciding: token(&second, "native"),
            homeless: token(&third, "rulesv4-bearer"),
            client: name,
            tokens: tokens.into(),
            session: String::new(),
            own,
            calls: Cell::new(0),
        },
        password: text(&user, "password"),
        email,
    }
}

impl Admitted {
    fn signed_in(mut self, server: &Landfall) -> Caller {
        let tenant = self.caller.tenant;
        let host = if tenant == TENANT {
            "acme.example"
        } else {
            "globex.example"
        };
        let login = Call {
            method: "POST",
            target: "/api/login",
            headers: &[("Content-Type", "application/json"), ("Host", host)],
            body: &json!({ "email": self.email, "password": self.password }).to_string(),
        };
        let login = call(server.address, &login).unwrap();
        assert_eq!(login.status, 200, "{}", login.body);
        let cookies = login.headers.get_all("set-cookie").iter();
        let cookies: Vec<&str> = cookies
            .map(|line| line.to_str().unwrap().split(';').next().unwrap())
            .collect();
        let value = |name: &str| {
            let found = cookies.iter().find_map(|pair| pair.strip_prefix(name));
            found.unwrap().split_once('=').unwrap().1
        };
        self.caller.session = format!(
            "Host: {host}\r\nCookie: AtmoAuthToken_{tenant}={}\r\nX-Csrf-Token_{tenant}: {}\r\n",
            value("AtmoAuthToken_"),
            value("Csrf-Token_")
        );
        self.caller
    }
}

/// A customer with the names that it has here.
fn own_customer(made: &Value) -> BTreeMap<&'static str, String> {
    let (id, number, account) = (
        text(made, "organization"),
        text(made, "vipmp_id"),
        text(made, "account_number"),
    );
    BTreeMap::from([
        ("customer", number.clone()),
        ("agency", number),
        ("account", id.clone()),
        ("abroad", id.clone()),
        ("sold", account.clone()),
        ("owning", id.clone()),
        ("below", id),
        ("number", account.clone()),
        ("site-account", account),
    ])
}

fn customer(world: &World, name: &str, parent: &str) -> Value {
    world.made(&format!(
        "organization create --tenant {TENANT} --kind customer --name {name} --parent {parent} --country DE --region BY --city Augsburg \
         --address-line Weg --postal-code 86150 --email a@{name}.example --first-name Ada --last-name Berg"
    ))
}

impl Ground {
    pub(super) fn on(engine: Engine) -> Self {
        let world = World::on(engine);
        world.made(&format!("tenant set {TENANT} --global-sales true"));
        world.made(&format!("review on --tenant {TENANT} --account 0001"));
        world.made(&format!(
            "review on --tenant {TENANT} --account 0001 --environment staging"
        ));
        let sibling = world.made(&format!(
            "organization create --tenant {TENANT} --kind reseller --name Next-Door --parent {MSP}"
        ));
        let next_door = text(&sibling, "organization");
        let of_house = customer(&world, "House-Customer", HOUSE_RESELLER);
        let of_sibling = customer(&world, "Next-Customer", &next_door);
        let below = customer(&world, "Below-Customer", RESELLER);
        let with = |mut own: BTreeMap<&'static str, String>, more: &[(&'static str, String)]| {
            own.extend(more.iter().cloned());
            own
        };
        let globex = own_customer(&world.customer);
        let places = [
            Place {
                who: "another tenant",
                tenant: "globex",
                organization: None,
                account: globex["number"].clone(),
                own: globex,
            },
            Place {
                who: "another branch",
                tenant: TENANT,
                organization: Some(HOUSE_RESELLER.to_owned()),
                account: text(&of_house, "account_number"),
                own: with(
                    own_customer(&of_house),
                    &[
                        ("reseller", "2980417365".to_owned()),
                        ("partner", HOUSE_RESELLER.to_owned()),
                    ],
                ),
            },
            Place {
                who: "next door",
                tenant: TENANT,
                organization: Some(next_door.clone()),
                account: text(&of_sibling, "account_number"),
                own: with(
                    own_customer(&of_sibling),
                    &[
                        ("reseller", text(&sibling, "vipmp_id")),
                        ("partner", next_door),
                    ],
                ),
            },
            Place {
                who: "a customer below",
                tenant: TENANT,
                organization: Some(text(&below, "organization")),
                account: text(&below, "account_number"),
                own: own_customer(&below),
            },
        ];
        let owner = Place {
            who: "the owner",
            tenant: TENANT,
            organization: None,
            account: "0001".to_owned(),
            own: BTreeMap::new(),
        };
        let admitted = places.map(|place| self::admitted(&world, place));
        let owner = self::admitted(&world, owner);
        let server = world.serve();
        let strangers: Vec<Caller> = admitted
            .into_iter()
            .map(|one| one.signed_in(&server))
            .collect();
        let owner = owner.signed_in(&server);
        let names = names(&server, &owner);
        for stranger in &strangers {
            introduce(&server, stranger);
        }
        Self {
            world,
            server,
            names,
            owner,
            strangers,
        }
    }

    /// All of the record, line by line.
    pub(super) fn export(&self) -> BTreeSet<String> {
        let exported = self.world.run(&["export"]);
        assert!(exported.status.success(), "{exported:?}");
        let text = String::from_utf8(exported.stdout).unwrap();
        let lines: BTreeSet<String> = text.lines().map(str::to_owned).collect();
        assert!(lines.len() > 100, "{} lines", lines.len());
        lines
    }

    fn events(&self, query: &str) -> Value {
        let target = format!("/landfall/v1/events?{query}");
        let answer = get(
            self.server.address,
            &target,
            &[("Authorization", WATCHER), ("Host", "localhost")],
        );
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Where events stand.
    pub(super) fn position(&self) -> String {
        text(&self.events("wait=0"), "position")
    }

    /// What callers have done since then.
    pub(super) fn told_behind(&self, position: &str) -> Vec<Value> {
        let told = self.events(&format!("after={position}&page_size=500"));
        let told = told["items"].as_array().unwrap().iter();
        let by_callers = told.filter(|event| event["actor"]["kind"] != "system");
        by_callers.cloned().collect()
    }
}

/// A client has a user of its own from its first write on, whatever comes of that, in its own tenant.
fn introduce(server: &Landfall, caller: &Caller) {
    let rule = json!({ "matches": [{ "type": "match.always" }] });
    let mut policy = json!({ "name": "own", "state": "draft", "platform": "adn", "rules": [rule] });
    for operation in ["addPolicy", "updatePolicy"] {
        let lines = caller.lines("rulesv4", operation);
        let body = policy.to_string();
        send(server, "POST", "/rules-engine/v1.1/policies", &lines, &body);
    }
    policy["account_id"] = json!(caller.own["number"]);
    for operation in ["add_policy", "approve_deploy_request"] {
        let lines = caller.lines("native", operation);
        let body = policy.to_string();
        let added = send(server, "POST", "/landfall/v1/policies", &lines, &body);
        assert_eq!(added.status, 201, "{}: {added:?}", caller.who);
    }
}

/// Makes what is still missing, and says what everything is called.
fn names(server: &Landfall, owner: &Caller) -> Names {
    let made = |face: &str, method: &str, target: &str, body: Value| {
        let lines = owner.lines(face, "");
        let answer = send(server, method, target, &lines, &body.to_string());
        assert!((200..300).contains(&answer.status), "{target}: {answer:?}");
        serde_json::from_str::<Value>(&answer.text()).unwrap()
    };
    let agency = made(
        "vipmp",
        "POST",
        "/v3/customers",
        json!({
            "resellerId": "5556667778",
            "companyProfile": {
                "companyName": "City Records", "preferredLanguage": "en-US", "marketSegment": "GOV", "marketSubSegments": ["STATE"],
                "address": { "country": "US", "region": "OR", "city": "Salem", "addressLine1": "Lechufer 8", "postalCode": "97301" },
                "contacts": [{ "firstName": "Lena", "lastName": "Brandt", "email": "records@city.example" }],
            },
            "benefits": [{ "type": "LARGE_GOVERNMENT_AGENCY" }],
        }),
    );
    let policy = |state: &str, platform: &str| {
        let rule = json!({ "matches": [{ "type": "match.always" }] });
        let body =
            json!({ "name": "small", "state": state, "platform": platform, "rules": [rule, rule] });
        made("rulesv4", "POST", "/rules-engine/v1.1/policies", body)
    };
    let [large, small] =
        ["http_large", "http_small"].map(|platform| text(&policy("locked", platform), "id"));
    let [draft, spare] = [(); 2].map(|()| policy("draft", "http_large"));
    let rule = |draft: &Value| text(&draft["rules"][0], "id");
    let waiting = |policy: &str, environment: &str| {
        let body =
            json!({ "policy_id": policy, "environment": environment, "message": "review me" });
        let request = made(
            "rulesv4",
            "POST",
            "/rules-engine/v1.1/deploy-requests",
            body,
        );
        assert_eq!(request["state"], "pending_review", "{request}");
        text(&request, "id")
    };
    let zone = json!({ "owner_id": MSP, "name": "Other", "gateway_group_key": "container-1051", "grants": { "to": "none" } });
    let zone = text(&made("native", "POST", "/landfall/v1/zones", zone), "id");
    let site = json!({ "origin": "one", "upstreams": [{ "protocol": "https", "host": "origin.example" }], "hostnames": ["one.example"] });
    let site = text(
        &made("native", "POST", "/landfall/v1/customers/0003/sites", site),
        "id",
    );
    let fixed = |real: &str, absent: &str| (real.to_owned(), absent.to_owned());
    let uuid = |real: &str| {
        (
            real.to_owned(),
            "00000000-0000-4000-8000-000000000000".to_owned(),
        )
    };
    let number = |real: String| {
        let absent = format!("9{}", "8".repeat(real.len() - 1));
        (real, absent)
    };
    Names(BTreeMap::from([
        ("customer", fixed("5556667778", "0000000001")),
        (
            "agency",
            (text(&agency, "customerId"), "0000000002".to_owned()),
        ),
        ("reseller", fixed("5556667778", "0000000003")),
        ("distributor", fixed("1203940056", "0000000004")),
        ("deployment", fixed("345434543", "000000001")),
        ("group", fixed("73120946", "00000001")),
        ("partner", uuid(RESELLER)),
        ("msp", uuid(MSP)),
        ("account", uuid(SOLD)),
        ("order", uuid("f3b0c6d1-7e52-4a94-8c1b-2d9e6f405a02")),
        ("number", fixed("0001", "0ABC")),
        ("adn", number("4409533".to_owned())),
        ("rule", number(rule(&draft))),
        ("draft", number(text(&draft, "id"))),
        ("spare-rule", number(rule(&spare))),
        ("spare", number(text(&spare, "id"))),
        ("waiting-withdraw", number(waiting("4409533", "production"))),
        ("waiting-cancel", number(waiting("4409533", "staging"))),
        ("waiting-approve", number(waiting(&large, "production"))),
        ("waiting-reject", number(waiting(&small, "production"))),
        ("waiting-escalate", number(waiting(&small, "staging"))),
        ("large", number(large)),
        ("owning", uuid(OWNING)),
        ("zone", uuid("c377f0a2-70f5-4e32-aa8e-cf957b385595")),
        ("other-zone", uuid(&zone)),
        ("gateway", fixed("container-1051", "container-9999")),
        ("site-account", fixed("0003", "0ABC")),
        ("site", number(site)),
        ("below", uuid(RESELLER)),
        ("distributing", uuid("5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d02")),
        ("abroad", uuid("5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d07")),
        ("second-deployment", fixed("918274650", "000000002")),
        ("sold", fixed("0004", "0ABD")),
    ]))
}
