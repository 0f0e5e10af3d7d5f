//! What the demonstration prints: the credentials, and one command for every example of the contracts.

use std::{fmt::Write, path::Path};

use landfall_demo::credentials::{
    API_ADMIN_EMAIL, BEARER_TOKEN, BUSINESS_ADMIN_EMAIL, CLIENT_ID, CLIENT_SECRET, NATIVE_TOKEN,
    OPERATOR_CLIENT_ID, PASSWORD, REST_TOKEN, TENANT,
};
use serde_json::{Value, json};

use crate::output::{COPY, HEADLINE};

/// A call to try: what it shows, and the command.
pub(super) struct Call {
    pub(super) dialect: &'static str,
    pub(super) shows: &'static str,
    pub(super) command: String,
}

/// One command for every example, each to be copied as it is. `folder` keeps the cookie jar.
pub(super) fn calls(base: &str, folder: &Path) -> Vec<Call> {
    let vipmp = format!(
        "-H 'X-Api-Key: {CLIENT_ID}' -H 'Authorization: Bearer {BEARER_TOKEN}' -H 'X-Correlation-Id: demo-1' \
         -H 'Accept: application/json'"
    );
    let jar = folder.join("akana.cookies");
    let jar = jar.display();
    let akana = |query: &str| {
        format!(
            "curl -s -c '{jar}' -o /dev/null -H 'Content-Type: application/json' \
             -d '{{\"email\":\"{BUSINESS_ADMIN_EMAIL}\",\"password\":\"{PASSWORD}\"}}' {base}/api/login && \
             curl -s -b '{jar}' -H 'Accept: application/vnd.soa.v84+json' '{base}/api/deploymentzones{query}'"
        )
    };
    let call = |dialect, shows, command| Call {
        dialect,
        shows,
        command,
    };
    vec![
        call(
            "vipmp",
            "a customer",
            format!("curl -s {vipmp} {base}/v3/customers/9876543210"),
        ),
        call(
            "vipmp",
            "a page of its deployments",
            format!(
                "curl -s {vipmp} '{base}/v3/customers/5556667778/deployments?offset=3&limit=3'"
            ),
        ),
        call(
            "vipmp",
            "one deployment",
            format!("curl -s {vipmp} {base}/v3/customers/5556667778/deployments/345434543"),
        ),
        call("akana", "deployment zones of the tenant", akana("")),
        call(
            "akana",
            "zones granted to an organization",
            akana("?ContextID=87da343c-e260-43e2-8fbf-2fab7fae9203.acmepaymentscorp"),
        ),
        call(
            "akana",
            "zones of an organization of its own",
            akana(
                "?OrgKey=uddi%3Asoa.com%3Aatmosphere%3Abusiness%3A89535988-cfe8-44e0-8fdb-15f8ebf2109f",
            ),
        ),
        call(
            "rulesv4",
            "how far a change has landed",
            format!(
                "curl -s -H 'Authorization: TOK:{REST_TOKEN}' -H 'Accept: application/json' \
                 -H 'Content-Type: application/json' {base}/v2/mcc/customers/0001/rulesv4/123456/status"
            ),
        ),
        call(
            "metallic",
            "completed fulfillments",
            format!(
                "curl -s -H 'Authorization: Bearer {BEARER_TOKEN}' \
                 '{base}/api/v1/partner/fulfillments?filter=status:complete&sort=desc:insertTs'"
            ),
        ),
        call(
            "native",
            "a customer by its rulesv4 account number, with its names in all dialects",
            format!(
                "curl -s -H 'Authorization: Bearer {NATIVE_TOKEN}' {base}/landfall/v1/customers/0001"
            ),
        ),
        call(
            "native",
            "customers whose names begin with F",
            format!(
                "curl -s -G -H 'Authorization: Bearer {NATIVE_TOKEN}' --data-urlencode 'filter=name : \"F*\"' \
                 -d order_by=name {base}/landfall/v1/customers"
            ),
        ),
        call(
            "landfall",
            "a policy of account 0001 landing on the demonstration's servers",
            format!(
                "echo '{POLICY}' | LANDFALL_TOKEN={NATIVE_TOKEN} {} deploy --url {base} --account 0001 --platform http_large \
                 --environment production --message 'a first look' --policy -",
                program()
            ),
        ),
    ]
}

/// A policy to begin with.
const POLICY: &str = r#"{"name":"a first look","platform":"http_large","rules":[{"description":"everything","matches":[{"type":"match.always","features":[{"type":"feature.comment","value":"it landed"}]}]}]}"#;

/// How a shell starts this program: by its name where that is what it finds, else by its place.
fn program() -> String {
    const NAME: &str = "landfall";
    let Ok(this) = std::env::current_exe() else {
        return NAME.to_owned();
    };
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join(NAME))
        .find_map(|file| file.canonicalize().ok());
    if found == this.canonicalize().ok() {
        NAME.to_owned()
    } else {
        quoted(&this)
    }
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-+".contains(letter);
    if path.chars().all(plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// For people.
pub(super) fn text(base: &str, metrics: &str, folder: &Path) -> String {
    let mut text = format!(
        "{HEADLINE}Landfall demonstration at {base}{HEADLINE:#}\n\
         on this machine only, with fixed credentials, in {}\n\
         ready at {base}/readyz, metrics at {metrics}/metrics\n\n\
         {HEADLINE}Credentials{HEADLINE:#} (tenant {TENANT})\n\
         vipmp     X-Api-Key: {CLIENT_ID}, Authorization: Bearer {BEARER_TOKEN}; client {CLIENT_ID}, secret {CLIENT_SECRET}\n\
         metallic  Authorization: Bearer {BEARER_TOKEN}; client {CLIENT_ID}, secret {CLIENT_SECRET}\n\
         rulesv4   Authorization: TOK:{REST_TOKEN} for account 0001; client {CLIENT_ID}, secret {CLIENT_SECRET}, scope ec.rules\n\
         akana     {BUSINESS_ADMIN_EMAIL} (Business Admin), {API_ADMIN_EMAIL} (API Admin); password {PASSWORD}\n\
         native    Authorization: Bearer {NATIVE_TOKEN}; client {OPERATOR_CLIENT_ID}, secret {CLIENT_SECRET}; users as akana\n\n\
         {HEADLINE}Try{HEADLINE:#}, in another terminal\n",
        folder.display(),
    );
    for call in calls(base, folder) {
        let _ = writeln!(
            text,
            "\n# {}: {}\n{COPY}{}{COPY:#}",
            call.dialect, call.shows, call.command
        );
    }
    text.push_str("\nCtrl-C ends it.");
    text
}

/// For programs.
pub(super) fn value(base: &str, metrics: &str, folder: &Path) -> Value {
    let calls: Vec<Value> = calls(base, folder)
        .iter()
        .map(
            |call| json!({ "dialect": call.dialect, "shows": call.shows, "command": call.command }),
        )
        .collect();
    json!({
        "listen": base,
        "metrics": metrics,
        "data": folder,
        "credentials": {
            "tenant": TENANT,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "bearer": BEARER_TOKEN,
            "native": NATIVE_TOKEN,
            "operator_client_id": OPERATOR_CLIENT_ID,
            "tok": REST_TOKEN,
            "account": "0001",
            "business_admin": BUSINESS_ADMIN_EMAIL,
            "api_admin": API_ADMIN_EMAIL,
            "password": PASSWORD,
        },
        "calls": calls,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(
            quoted(Path::new("/opt/landfall-1.0/landfall")),
            "/opt/landfall-1.0/landfall"
        );
        assert_eq!(quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }
}
