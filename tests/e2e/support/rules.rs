//! What a partner does about rules: adds policies, submits them, and asks how far they have got.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};

use super::{Answer, Call, call, connection::call_over_tls, wait_until, wait_within};

const POLICIES: &str = "/rules-engine/v1.1/policies";
const REQUESTS: &str = "/rules-engine/v1.1/deploy-requests";

/// The two credentials of someone who speaks rulesv4 for account `0001`.
pub(crate) struct Partner {
    /// The header of calls about policies and requests.
    pub(crate) bearer: String,
    /// The header of status calls.
    pub(crate) token: String,
    /// The authorities of the server's certificate, where it has one.
    pub(crate) authorities: Option<PathBuf>,
}

/// A deploy request, as it was answered.
#[derive(Debug, Clone)]
pub(crate) struct Submitted {
    /// Its id.
    pub(crate) id: String,
    /// The state that it had reached.
    pub(crate) state: String,
}

impl Partner {
    /// Makes a call.
    pub(crate) fn call(&self, address: SocketAddr, request: &Call<'_>) -> Result<Answer, String> {
        match &self.authorities {
            None => call(address, request),
            Some(authorities) => call_over_tls(address, authorities, request),
        }
    }

    /// Calls about rules as the public client does: JSON goes out as plain text.
    pub(crate) fn rules(
        &self,
        address: SocketAddr,
        method: &str,
        target: &str,
        body: &str,
    ) -> Result<Answer, String> {
        let headers = [
            ("Authorization", self.bearer.as_str()),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Accept", "application/json, text/html"),
        ];
        let request = Call {
            method,
            target,
            headers: &headers,
            body,
        };
        self.call(address, &request)
    }

    /// Adds a policy and gives its id.
    pub(crate) fn add(&self, address: SocketAddr, body: &str) -> String {
        let added = self.rules(address, "POST", POLICIES, body).unwrap();
        assert_eq!(added.status, 201, "{}", added.body);
        added.json()["id"].as_str().unwrap().to_owned()
    }

    /// Submits a policy of `http_large` for production; none if the call did not come to its end.
    pub(crate) fn try_submit(
        &self,
        address: SocketAddr,
        policy: &str,
        message: &str,
    ) -> Option<Submitted> {
        let policy: u64 = policy.parse().unwrap();
        let body = json!({ "policy_id": policy, "environment": "production", "message": message });
        let answer = self.rules(address, "POST", REQUESTS, &body.to_string());
        let answer = answer.ok()?;
        assert!(
            matches!(answer.status.as_u16(), 200 | 202),
            "{}",
            answer.body
        );
        Some(submitted(&answer))
    }

    /// The same, where it does.
    pub(crate) fn submit(&self, address: SocketAddr, policy: &str, message: &str) -> Submitted {
        let submitted = self.try_submit(address, policy, message);
        submitted.expect("the call is answered")
    }

    /// Cancels a request that waits.
    pub(crate) fn cancel(&self, address: SocketAddr, id: &str) -> Submitted {
        let target = format!("{REQUESTS}/{id}");
        let answer = self.rules(address, "PATCH", &target, r#"{"state":"canceled"}"#);
        let answer = answer.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        submitted(&answer)
    }

    /// The status of a request of account `0001`, as text.
    pub(crate) fn status(&self, address: SocketAddr, id: &str) -> Result<Answer, String> {
        let target = format!("/v2/mcc/customers/0001/rulesv4/{id}/status");
        let headers = [("Authorization", self.token.as_str())];
        let request = Call {
            method: "GET",
            target: &target,
            headers: &headers,
            body: "",
        };
        self.call(address, &request)
    }

    /// Waits until the status of a request is this text.
    pub(crate) fn wait_for_status(&self, address: SocketAddr, id: &str, expected: &str) {
        self.wait_for_status_within(Duration::from_mins(1), address, id, expected);
    }

    /// The same with a deadline that is a promise.
    pub(crate) fn wait_for_status_within(
        &self,
        time: Duration,
        address: SocketAddr,
        id: &str,
        expected: &str,
    ) {
        let mut last = String::new();
        let mut shown = String::new();
        let what = format!("the status {expected}");
        wait_within(time, &what, || {
            last = (self.status(address, id)).map_or_else(|error| error, |answer| answer.body);
            if last != shown {
                eprintln!("{id}: {last}");
                shown.clone_from(&last);
            }
            last == expected
        });
    }

    /// Waits until it has landed everywhere: `propagated`, at exactly 100.0.
    pub(crate) fn wait_until_landed(&self, address: SocketAddr, id: &str) {
        wait_until("it has landed", || {
            let answer = self.status(address, id);
            answer.is_ok_and(|answer| {
                answer.status == 200
                    && (answer.body)
                        .starts_with(r#"{"Status":"propagated","Percent_propagated":100.0,"#)
            })
        });
    }
}

fn submitted(answer: &Answer) -> Submitted {
    let shown: Value = answer.json();
    let text = |name: &str| shown[name].as_str().unwrap().to_owned();
    Submitted {
        id: text("id"),
        state: text("state"),
    }
}

/// A draft or locked policy of `http_large` with one rule for each of these comments.
pub(crate) fn policy(state: &str, comments: &[&str]) -> Value {
    let rules: Vec<_> = (comments.iter())
        .map(|comment| {
            json!({ "description": comment, "matches": [{
                "type": "match.always", "features": [{ "type": "feature.comment", "value": comment }],
            }]})
        })
        .collect();
    json!({ "@type": "policy-create", "name": comments.join(" "), "state": state, "platform": "http_large", "rules": rules })
}

/// Reads the authorities of a PEM file.
pub(super) fn roots(authorities: &Path) -> rustls::RootCertStore {
    use rustls::pki_types::{CertificateDer, pem::PemObject as _};
    let mut roots = rustls::RootCertStore::empty();
    for one in CertificateDer::pem_file_iter(authorities).unwrap() {
        roots.add(one.unwrap()).unwrap();
    }
    roots
}
