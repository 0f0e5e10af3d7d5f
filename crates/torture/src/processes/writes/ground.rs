//! What partners stand on before anything fails: a customer and a reseller for each, and credentials of every face.

use serde_json::{Value, json};

use super::super::{
    http::{Call, call},
    wait::until,
    world::{Engine, TENANT, World, text},
};

/// Who a partner is, and what it may write about.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    /// Which partner this is.
    pub(super) number: usize,
    pub(super) client: String,
    /// Tokens of vipmp, metallic and the native API.
    pub(super) tokens: [String; 3],
    pub(super) email: String,
    pub(super) password: String,
    /// Its customer's names: UUID, vipmp's, rulesv4's.
    pub(super) customer: [String; 3],
    /// The customer's profile as vipmp shows it.
    pub(super) customer_profile: Value,
    /// Its own reseller in vipmp, and how that is shown.
    pub(super) reseller: String,
    pub(super) reseller_profile: Value,
    /// Who sells to its customer: UUID and vipmp's number.
    pub(super) seller: [String; 2],
    /// The same of the tenant's distributor.
    pub(super) distributor: [String; 2],
}

pub(super) const SKUS: [&str; 2] = ["MTSP-M365E-USR", "MTSP-STREXP-TB"];
/// The key of the gateway group that zones are of.
pub(super) const GATEWAY: &str = "container-1";

/// Makes them; then nothing waits for validation.
pub(super) fn prepare(world: &World) -> Vec<Ground> {
    world.run(&["tenant", "set", TENANT, "--global-sales", "true"]);
    let offers = SKUS.map(|sku| json!({ "sku": sku, "name": sku }).to_string());
    let offers = world.kept("offers.ndjson", &offers.join("\n"));
    let user = "root@acme.example";
    world.run(&["catalogue", "import", &offers, "--user", user]);
    let gateway = json!({ "gateway_group": {
        "id": 1, "tenant": TENANT, "key": GATEWAY, "name": "Augsburg",
        "placement": { "pop": 1, "platform": "http_large", "environment": "production" },
        "listeners": [{ "name": "default-https0", "protocol": "https", "host": "a.acme.example", "port": 443 }],
    } });
    let head = json!({ "landfall": { "version": 1 } });
    let gateway = world.kept("gateway.ndjson", &format!("{head}\n{gateway}"));
    world.run(&["import", &gateway]);
    let of_kind = |kind: &str| {
        let listed = world.run(&["organization", "list", "--tenant", TENANT, "--kind", kind]);
        listed.as_array().unwrap().clone()
    };
    let (distributor, seller) = (of_kind("distributor"), of_kind("reseller"));
    let names = |of: &[Value]| ["organization", "vipmp_id"].map(|name| text(&of[0], name));
    let (seller, distributor) = (names(&seller), names(&distributor));
    let customers = of_kind("customer");
    let grounds = customers.iter().enumerate().map(|(number, customer)| {
        let customer =
            ["organization", "vipmp_id", "account_number"].map(|name| text(customer, name));
        ground(world, number, customer, (&seller, &distributor))
    });
    let grounds: Vec<Ground> = grounds.collect();
    settled(world);
    grounds
}

/// Waits until orders and validation have come to rest.
pub(super) fn settled(world: &World) {
    let open = "SELECT (SELECT count(*) FROM fulfillment_job) + (SELECT count(*) FROM organization WHERE status = '1002')";
    until(
        std::time::Duration::from_mins(2),
        "orders and validation come to rest",
        || match world.rows(open)[0][0] {
            0 => Ok(()),
            open => Err(format!("{open} are open")),
        },
    );
}

fn ground(
    world: &World,
    number: usize,
    customer: [String; 3],
    (seller, distributor): (&[String; 2], &[String; 2]),
) -> Ground {
    let client = format!("partner-{number}");
    let grants = ["vipmp=write", "metallic=write", "native=write"];
    let grants = grants.iter().flat_map(|grant| ["--grant", grant]);
    let create = ["client", "create", &client, "--tenant", TENANT];
    world.run(&create.into_iter().chain(grants).collect::<Vec<_>>());
    let tokens = ["vipmp", "metallic", "native"].map(|dialect| {
        let words = ["token", "create", "--tenant", TENANT, "--client", &client];
        let made = world.run(&[&words[..], &["--dialect", dialect]].concat());
        text(&made, "token")
    });
    let email = format!("desk-{number}@acme.example");
    let role = ["--role", "business-admin"];
    let user = world.run(&[&["user", "create", &email, "--tenant", TENANT][..], &role].concat());
    let ask = |(method, target, body): (&str, &str, &Value), correlation: &str| {
        let lines = format!("X-Api-Key: {client}\r\nX-Correlation-Id: {correlation}\r\n");
        let body = if method == "GET" {
            String::new()
        } else {
            body.to_string()
        };
        let made = Call {
            method,
            target,
            authorization: &format!("Bearer {}", tokens[0]),
            lines: &lines,
            body: &body,
        };
        let answer = call(world.address, &made).unwrap();
        assert!(answer.status < 300, "{method} {target}: {answer:?}");
        answer.json()
    };
    let nothing = Value::Null;
    let target = format!("/v3/customers/{}", customer[1]);
    let mut shown = ask(("GET", &target, &nothing), "shown");
    let enabled = json!({ "companyProfile": shown["companyProfile"], "globalSalesEnabled": true });
    ask(("PATCH", &target, &enabled), "enabled");
    let new = json!({
        "distributorId": distributor[1],
        "companyProfile": super::draft::profile(&format!("Partner {number}"), &format!("partner-{number}")),
    });
    let mut reseller = ask(("POST", "/v3/resellers", &new), "own");
    Ground {
        number,
        tokens,
        email,
        password: text(&user, "password"),
        customer,
        customer_profile: shown["companyProfile"].take(),
        reseller: text(&reseller, "resellerId"),
        reseller_profile: reseller["companyProfile"].take(),
        seller: seller.clone(),
        distributor: distributor.clone(),
        client,
    }
}

/// The digits of a UUID, as the engine writes them.
pub(super) fn digits(engine: Engine, column: &str) -> String {
    match engine {
        Engine::Sqlite => format!("lower(hex({column}))"),
        Engine::Postgres => format!("replace(CAST({column} AS text), '-', '')"),
    }
}
