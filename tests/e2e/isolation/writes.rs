//! The writes, each with names of things in angle brackets, in an order in which their owner can make all of them.

use serde_json::{Value, json};

/// A write about things that have names.
pub(super) struct Write {
    pub(super) face: &'static str,
    pub(super) operation: &'static str,
    target: &'static str,
    /// Further lines of the head.
    lines: &'static str,
    body: Value,
}

/// Operations that are about the caller alone, or open to everybody, with the reason.
pub(super) const OWN: [(&str, &str, &str); 15] = [
    ("akana", "login", "open"),
    ("akana", "renewToken", "the caller's own session"),
    ("akana", "logout", "the caller's own session"),
    ("metallic", "issueToken", "open"),
    (
        "metallic",
        "createReseller",
        "it hangs below the caller, and names nothing",
    ),
    ("native", "issue_token", "open"),
    ("native", "sign_in", "open"),
    ("native", "sign_out", "the caller's own session"),
    ("native", "enrol", "open, for who has an invitation"),
    (
        "native",
        "put_offers",
        "the caller's own tenant's, and names nothing",
    ),
    (
        "native",
        "put_offer",
        "the caller's own tenant's: each has its own under the same SKU",
    ),
    ("native", "change_tenant", "the caller's own"),
    ("rulesv4", "issueToken", "open"),
    ("vipmp", "issueToken", "open"),
    ("vipmp", "issueTokenByOlderPath", "open"),
];

/// The text with the things' names in it.
fn filled(text: &str, names: &dyn Fn(&str) -> String) -> String {
    let mut parts = text.split('<');
    let mut filled = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('>').unwrap();
        filled += &names(name);
        filled += rest;
    }
    filled
}

impl Write {
    pub(super) fn target(&self, names: &dyn Fn(&str) -> String) -> String {
        filled(self.target, names)
    }

    pub(super) fn lines(&self, names: &dyn Fn(&str) -> String) -> String {
        filled(self.lines, names)
    }

    pub(super) fn body(&self, names: &dyn Fn(&str) -> String) -> String {
        if self.body.is_null() {
            return String::new();
        }
        filled(&self.body.to_string(), names)
    }

    /// The names in it.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let all = format!("{}{}{}", self.target, self.lines, self.body);
        for name in ALL {
            if all.contains(&format!("<{name}>")) {
                names.push(name);
            }
        }
        names
    }
}

/// What things are called here.
pub(super) const ALL: [&str; 33] = [
    "customer",
    "agency",
    "reseller",
    "distributor",
    "deployment",
    "group",
    "partner",
    "msp",
    "account",
    "order",
    "number",
    "adn",
    "draft",
    "rule",
    "spare",
    "spare-rule",
    "large",
    "waiting-approve",
    "waiting-reject",
    "waiting-escalate",
    "waiting-cancel",
    "waiting-withdraw",
    "owning",
    "zone",
    "other-zone",
    "gateway",
    "site-account",
    "site",
    "below",
    "distributing",
    "abroad",
    "second-deployment",
    "sold",
];

fn write(face: &'static str, operation: &'static str, target: &'static str, body: Value) -> Write {
    Write {
        face,
        operation,
        target,
        lines: "",
        body,
    }
}

fn profile(name: &str) -> Value {
    json!({
        "companyName": name, "preferredLanguage": "de-DE",
        "address": { "country": "DE", "region": "BY", "city": "Augsburg", "addressLine1": "Lechufer 8", "postalCode": "86150" },
        "contacts": [{ "firstName": "Lena", "lastName": "Brandt", "email": "lena@nordwind.example" }],
    })
}

pub(super) fn writes() -> Vec<Write> {
    let faces = [vipmp(), metallic(), rulesv4(), akana(), native(), records()];
    faces.into_iter().flatten().collect()
}

fn vipmp() -> Vec<Write> {
    let moved = |name: &str,
                 country: &str,
                 region: &str,
                 (city, street, code): (&str, &str, &str)| {
        json!({
            "companyName": name, "preferredLanguage": "de-DE",
            "address": { "country": country, "region": region, "city": city, "addressLine1": street, "postalCode": code },
        })
    };
    let mut bayview = moved(
        "Bayview Licensing",
        "US",
        "CA",
        ("San Jose", "76 Bay Terrace", "95112"),
    );
    bayview["marketSegments"] = json!(["COM", "EDU", "GOV"]);
    vec![
        write(
            "vipmp",
            "createCustomer",
            "/v3/customers",
            json!({ "resellerId": "<reseller>", "companyProfile": profile("Nordwind Papier GmbH") }),
        ),
        write(
            "vipmp",
            "changeCustomer",
            "/v3/customers/<customer>",
            json!({
                "companyProfile": moved("Elbtor Logistik GmbH", "DE", "HH", ("Hamburg", "Am Sandtorkai 30", "20457")),
            }),
        ),
        write(
            "vipmp",
            "addDeployment",
            "/v3/customers/<customer>/deployments",
            json!({ "companyProfile": { "address": {
            "country": "FR", "region": "75", "city": "Paris", "addressLine1": "12 rue de Charonne", "postalCode": "75011" } } }),
        ),
        write(
            "vipmp",
            "changeDeployment",
            "/v3/customers/<customer>/deployments/<deployment>",
            json!({ "status": "1004" }),
        ),
        write(
            "vipmp",
            "createReseller",
            "/v3/resellers",
            json!({ "distributorId": "<distributor>", "companyProfile": profile("Suedwind Papier GmbH") }),
        ),
        write(
            "vipmp",
            "changeReseller",
            "/v3/resellers/<reseller>",
            json!({ "companyProfile": bayview }),
        ),
        write(
            "vipmp",
            "enrollCustomer",
            "/v3/customers/<agency>/linked_membership/enroll/<group>",
            Value::Null,
        ),
    ]
}

fn metallic() -> Vec<Write> {
    const ORDERS: &str = "/api/v1/partner/fulfillments";
    let skus = json!({ "skus": [{ "sku": "MTSP-M365E-USR" }] });
    let account = |name: &str| {
        json!({
            "name": name, "provisionCountry": "Germany",
            "contacts": [{ "type": "admin", "email": "it@harbour.example", "firstName": "Ida", "lastName": "Brandt",
                "address": { "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" } }],
        })
    };
    let order = |body: Value| write("metallic", "submitFulfillment", ORDERS, body);
    vec![
        order(
            json!({ "resellerId": "<partner>", "account": account("Harbour Bakery"), "service": skus }),
        ),
        order(json!({ "mspId": "<msp>", "account": account("Harbour Brewery"), "service": skus })),
        order(
            json!({ "mspId": "<msp>", "partnerId": "<partner>", "account": account("Harbour Barbers"), "service": skus }),
        ),
        order(json!({ "mspId": "<msp>", "account": { "id": "<account>" }, "service": skus })),
        order(
            json!({ "type": "msp_cancel_service", "mspId": "<msp>", "account": { "id": "<account>" }, "service": { "skus": [{ "sku": "MTSP-ENDP-BKP" }] } }),
        ),
        write(
            "metallic",
            "cancelFulfillment",
            "/api/v1/partner/fulfillments/<order>/cancel",
            Value::Null,
        ),
    ]
}

fn rulesv4() -> Vec<Write> {
    let acting = |write: Write| Write {
        lines: "x-owner-id: <number>\r\n",
        ..write
    };
    let rule = json!({ "matches": [{ "type": "match.always" }] });
    let policy = json!({ "name": "small", "state": "locked", "platform": "adn", "rules": [rule] });
    vec![
        acting(write(
            "rulesv4",
            "addPolicy",
            "/rules-engine/v1.1/policies",
            policy,
        )),
        acting(write(
            "rulesv4",
            "updatePolicy",
            "/rules-engine/v1.1/policies/<adn>",
            json!({ "description": "seen again" }),
        )),
        write(
            "rulesv4",
            "updatePolicy",
            "/rules-engine/v1.1/policies/<adn>",
            json!({ "description": "and again" }),
        ),
        write(
            "rulesv4",
            "deleteRule",
            "/rules-engine/v1.1/policies/<draft>/rules/<rule>",
            Value::Null,
        ),
        write(
            "rulesv4",
            "cancelDeployRequest",
            "/rules-engine/v1.1/deploy-requests/<waiting-withdraw>",
            json!({ "state": "canceled" }),
        ),
        acting(write(
            "rulesv4",
            "submitDeployRequest",
            "/rules-engine/v1.1/deploy-requests",
            json!({
            "policy_id": "<adn>", "environment": "production", "message": "try it" }),
        )),
        write(
            "rulesv4",
            "submitDeployRequest",
            "/rules-engine/v1.1/deploy-requests",
            json!({
            "policy_id": "<adn>", "environment": "production", "message": "try it" }),
        ),
    ]
}

fn akana() -> Vec<Write> {
    const IN_CONTEXT: &str =
        "/api/deploymentzones?OrgKey=uddi:soa.com:atmosphere:business:<owning>";
    let zone = json!({ "Name": "West", "ContainerKey": "<gateway>" });
    let pairs = json!({ "DZoneEnvImplAssociation": [] });
    vec![
        write("akana", "createZone", IN_CONTEXT, zone.clone()),
        write(
            "akana",
            "createZone",
            "/api/deploymentzones?ContextID=<owning>.acmepaymentscorp",
            zone.clone(),
        ),
        write(
            "akana",
            "replaceZone",
            "/api/deploymentzones/<zone>.acmepaymentscorp?OrgKey=uddi:soa.com:atmosphere:business:<owning>",
            zone,
        ),
        write(
            "akana",
            "associateZone",
            "/api/deploymentzones/<zone>.acmepaymentscorp/associations?OrgKey=uddi:soa.com:atmosphere:business:<owning>",
            pairs,
        ),
        write(
            "akana",
            "deleteZone",
            "/api/deploymentzones/<zone>.acmepaymentscorp?OrgKey=uddi:soa.com:atmosphere:business:<owning>",
            Value::Null,
        ),
    ]
}

fn native() -> Vec<Write> {
    let decided = |operation, target| {
        write(
            "native",
            operation,
            target,
            json!({ "reason": "agreed with security" }),
        )
    };
    let rule = json!({ "matches": [{ "type": "match.always" }] });
    let draft = json!({ "account_id": "<number>", "name": "small", "state": "draft", "platform": "http_large", "rules": [rule] });
    let zone = json!({ "owner_id": "<owning>", "name": "East", "gateway_group_key": "<gateway>" });
    let granted = json!({ "grants": { "to": "some", "organization_ids": ["<below>"] } });
    let site = json!({
        "origin": "two", "upstreams": [{ "protocol": "https", "host": "origin.example" }], "hostnames": ["two.example"],
    });
    vec![
        decided(
            "approve_deploy_request",
            "/landfall/v1/deploy-requests/<waiting-approve>/approve",
        ),
        decided(
            "reject_deploy_request",
            "/landfall/v1/deploy-requests/<waiting-reject>/reject",
        ),
        decided(
            "escalate_deploy_request",
            "/landfall/v1/deploy-requests/<waiting-escalate>/escalate",
        ),
        write(
            "native",
            "cancel_deploy_request",
            "/landfall/v1/deploy-requests/<waiting-cancel>/cancel",
            Value::Null,
        ),
        write(
            "native",
            "create_deploy_request",
            "/landfall/v1/deploy-requests",
            json!({
            "account_id": "<number>", "policy_id": "<large>", "environment": "staging", "platform": "http_large", "message": "try it" }),
        ),
        write("native", "add_policy", "/landfall/v1/policies", draft),
        write(
            "native",
            "change_policy",
            "/landfall/v1/policies/<adn>",
            json!({ "description": "once more" }),
        ),
        write(
            "native",
            "delete_policy_rule",
            "/landfall/v1/policies/<spare>/rules/<spare-rule>",
            Value::Null,
        ),
        write("native", "add_zone", "/landfall/v1/zones", zone),
        write(
            "native",
            "change_zone",
            "/landfall/v1/zones/<other-zone>",
            json!({ "description": "renamed" }),
        ),
        write(
            "native",
            "change_zone",
            "/landfall/v1/zones/<other-zone>",
            granted,
        ),
        write(
            "native",
            "delete_zone",
            "/landfall/v1/zones/<other-zone>",
            Value::Null,
        ),
        write(
            "native",
            "add_site",
            "/landfall/v1/customers/<site-account>/sites",
            site,
        ),
        write(
            "native",
            "change_site",
            "/landfall/v1/customers/<site-account>/sites/<site>",
            json!({ "hostnames": ["one.changed.example"] }),
        ),
        write(
            "native",
            "delete_site",
            "/landfall/v1/customers/<site-account>/sites/<site>",
            Value::Null,
        ),
    ]
}

/// What the native API writes of the record's own things.
fn records() -> Vec<Write> {
    let account = |parent: &str, name: &str| {
        json!({
            "parent_id": parent,
            "name": name,
            "profile": {
                "preferred_language": "de-DE",
                "address": { "country": "DE", "region": "SH", "city": "Kiel", "line1": "Kai 3", "postal_code": "24103" },
                "contacts": [{ "first_name": "Ida", "last_name": "Brandt", "email": "ida@walked.example" }],
            },
        })
    };
    let reference = json!({ "external_reference": "walked" });
    let address = json!({ "country": "FR", "region": "75", "city": "Paris", "line1": "3 Quai Walked", "postal_code": "75012" });
    let order = json!({ "external_id": "ORD-WALKED", "account_id": "<sold>", "lines": [{ "sku": "MTSP-M365E-USR" }] });
    let (customers, organizations) = ("/landfall/v1/customers", "/landfall/v1/organizations");
    vec![
        write(
            "native",
            "add_customer",
            customers,
            account("<partner>", "Walked Over GmbH"),
        ),
        write(
            "native",
            "add_reseller",
            organizations,
            account("<distributing>", "Walked Over Resale"),
        ),
        write(
            "native",
            "change_customer",
            "/landfall/v1/customers/<abroad>",
            reference.clone(),
        ),
        write(
            "native",
            "change_reseller",
            "/landfall/v1/organizations/<partner>",
            reference,
        ),
        write(
            "native",
            "add_deployment",
            "/landfall/v1/deployments",
            json!({ "customer_id": "<site-account>", "address": address }),
        ),
        write(
            "native",
            "change_deployment",
            "/landfall/v1/deployments/<second-deployment>",
            json!({ "status": "inactive" }),
        ),
        write(
            "native",
            "submit_fulfillment",
            "/landfall/v1/fulfillments",
            order,
        ),
        write(
            "native",
            "change_review",
            "/landfall/v1/customers/<site-account>/review",
            json!({ "staging": { "within_seconds": 60 } }),
        ),
        write(
            "native",
            "cancel_fulfillment",
            "/landfall/v1/fulfillments/<order>/cancel",
            Value::Null,
        ),
    ]
}
