//! Writes, and what their answers have in common.

use axum::body::Body;
use http::Method;
use serde_json::{Value, json};

use crate::world::{Answer, World, keyed};

/// The customer with deployments; it is at home in Germany.
pub(crate) const CUSTOMER: &str = "/v3/customers/5556667778";
/// Its deployments.
pub(crate) const DEPLOYMENTS: &str = "/v3/customers/5556667778/deployments";
/// One of them, in the United States.
pub(crate) const DEPLOYMENT: &str = "/v3/customers/5556667778/deployments/345434543";
/// The number of those that it has at first.
pub(crate) const AT_FIRST: usize = 9;

/// A body that adds a deployment in France.
pub(crate) fn in_paris() -> Value {
    json!({ "companyProfile": { "address": {
        "country": "FR", "region": "75", "city": "Paris", "addressLine1": "12 rue de Charonne", "postalCode": "75011",
    } } })
}

/// The same with another value for a member of the address.
pub(crate) fn in_paris_but(member: &str, value: Value) -> Value {
    let mut body = in_paris();
    body["companyProfile"]["address"][member] = value;
    body
}

/// Where customers are created.
pub(crate) const CUSTOMERS: &str = "/v3/customers";

/// The contract's example of a new customer, of the demonstration's reseller.
pub(crate) fn nordwind() -> Value {
    json!({
        "resellerId": "5556667778",
        "externalReferenceId": "AGR-7734",
        "companyProfile": {
            "companyName": "Nordwind Papier GmbH",
            "preferredLanguage": "de-DE",
            "address": {
                "country": "DE", "region": "BY", "city": "Augsburg", "addressLine1": "Lechufer 8", "postalCode": "86150",
            },
            "contacts": [{ "firstName": "Lena", "lastName": "Brandt", "email": "lena@nordwind.example" }],
        },
    })
}

/// The same with other values at pointers such as `/companyProfile/companyName`; null takes a member out.
pub(crate) fn nordwind_but(changes: &[(&str, Value)]) -> Value {
    let mut body = nordwind();
    put(&mut body, changes);
    body
}

/// Puts values at pointers; null takes a member out.
pub(crate) fn put(body: &mut Value, changes: &[(&str, Value)]) {
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap();
        match parent {
            Value::Array(list) => list[name.parse::<usize>().unwrap()] = value.clone(),
            Value::Object(object) if value.is_null() => {
                object.remove(name);
            }
            parent => parent[name] = value.clone(),
        }
    }
}

impl World {
    /// Creates a customer and has it validated; its path.
    pub(crate) async fn customer(&self, correlation: &str, body: &Value) -> String {
        let made = self.post(CUSTOMERS, correlation, body).await.object(201);
        self.control.look_after_pending().await.unwrap();
        made["links"]["self"]["uri"].as_str().unwrap().to_owned()
    }

    /// A body is refused with that code and these details.
    pub(crate) async fn refuses(
        &self,
        (method, path): (Method, &str),
        cases: &[(Value, &str, &[&str])],
    ) {
        for (number, (body, code, details)) in cases.iter().enumerate() {
            let correlation = format!("bad-{path}-{number}");
            let ids = (correlation.as_str(), None);
            let answer = self
                .write(method.clone(), path, ids, &body.to_string())
                .await;
            let got: Value = serde_json::from_str(&answer.body).unwrap();
            let got = (got["code"].as_str(), got["additionalDetails"].clone());
            assert_eq!(got, (Some(*code), json!(details)), "{number}: {body}");
        }
    }
    /// Sends a body under a correlation id, with the demonstration's credentials and perhaps a request id.
    pub(crate) async fn write(
        &self,
        method: Method,
        path: &str,
        (correlation, request): (&str, Option<&str>),
        body: &str,
    ) -> Answer {
        let mut builder = keyed(method, path).header("X-Correlation-Id", correlation);
        if let Some(request) = request {
            builder = builder.header("X-Request-Id", request);
        }
        self.send(builder.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// POST under a correlation id.
    pub(crate) async fn post(&self, path: &str, correlation: &str, body: &Value) -> Answer {
        let ids = (correlation, None);
        self.write(Method::POST, path, ids, &body.to_string()).await
    }

    /// PATCH under a correlation id.
    pub(crate) async fn patch(&self, path: &str, correlation: &str, body: &Value) -> Answer {
        let ids = (correlation, None);
        self.write(Method::PATCH, path, ids, &body.to_string())
            .await
    }

    /// How many deployments the customer has.
    pub(crate) async fn count(&self) -> usize {
        let page = self.get(DEPLOYMENTS).await.json();
        usize::try_from(page["totalCount"].as_u64().unwrap()).unwrap()
    }

    /// How many events of that kind there are.
    pub(crate) async fn events(&self, kind: &str) -> usize {
        let events = self.loaded.store.events(0, 1000).await.unwrap();
        events.iter().filter(|event| event.kind == kind).count()
    }
}

impl Answer {
    /// The object of a good answer to a write.
    #[track_caller]
    pub(crate) fn object(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether it was given before.
    #[track_caller]
    pub(crate) fn is_replay(&self) -> bool {
        let name = "landfall-idempotent-replay";
        let there = self.headers.contains_key(name);
        assert!(!there || self.header(name) == "true");
        there
    }

    /// Checks that it is an error with that code and these details.
    #[track_caller]
    pub(crate) fn has_code(&self, code: &str, details: &[&str]) {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(body["code"], code, "{}", self.body);
        assert_eq!(body["additionalDetails"], json!(details), "{code}");
    }
}
