//! A world to call: the router on a loaded store, and a clock that the test moves.

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{
    HeaderMap, Method, Request,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use http_body_util::BodyExt;
use landfall_control::{Control, ManualClock, OrderSettings, Settings, Target};
use landfall_core::{
    id::{FulfillmentId, OrganizationId, Timestamp},
    model::{
        Dialect, Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentKind,
        FulfillmentStatus, Grant, SellerKind, TokenFamily,
    },
};
pub(crate) use landfall_demo::testing::minified;
use landfall_demo::{
    Scale, ids,
    testing::{self, Inserting, Loaded, Stranger},
};
use landfall_metallic::{MetallicSettings, router};
use landfall_store::Transaction;
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) const LIST: &str = "/api/v1/partner/fulfillments";
pub(crate) const TOKEN: &str = "/api/v1/token";

pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) loaded: Loaded,
    pub(crate) control: Arc<Control>,
    router: Router,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The ids of a list's rows, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.column("id")
    }

    /// One member of each of a list's rows; empty where it is missing.
    pub(crate) fn column(&self, member: &str) -> Vec<String> {
        let json = self.json();
        let rows = json["data"].as_array().unwrap();
        rows.iter()
            .map(|row| row.get(member).map_or("", |value| value.as_str().unwrap()))
            .map(str::to_owned)
            .collect()
    }

    #[track_caller]
    pub(crate) fn is_error(&self, status: u16, code: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/json"));
        let start = format!(r#"{{"error":{{"code":{code},"message":""#);
        assert!(self.body.starts_with(&start), "{self:?}");
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(MetallicSettings::default()).await
    }

    pub(crate) async fn with(settings: MetallicSettings) -> Self {
        let clock = Arc::new(ManualClock::at("2021-11-08T08:00:00Z".parse().unwrap()));
        let (control, loaded) = testing::control(clock.clone()).await.unwrap();
        Self {
            router: router(Arc::clone(&control), settings),
            control,
            clock,
            loaded,
        }
    }

    /// The same, where orders are held back for so many seconds and `target` provides what they order.
    pub(crate) async fn providing(hold_seconds: u32, target: Arc<dyn Target>) -> Self {
        let clock = Arc::new(ManualClock::at("2021-11-08T08:00:00Z".parse().unwrap()));
        let loaded = Loaded::new(clock.clone(), Scale::Fixtures).await.unwrap();
        let settings = Settings {
            orders: OrderSettings {
                hold_seconds,
                ..OrderSettings::default()
            },
            ..Settings::default()
        };
        let control = loaded.start_with(settings).await.unwrap();
        let control = Arc::into_inner(control).unwrap().providing(target);
        let control = Arc::new(control);
        Self {
            router: router(Arc::clone(&control), MetallicSettings::default()),
            control,
            clock,
            loaded,
        }
    }

    /// POST with a body for the demonstration client, and with the key if it is not empty.
    pub(crate) async fn post(&self, uri: &str, key: &str, body: &Value) -> Answer {
        self.post_text(uri, key, &body.to_string()).await
    }

    pub(crate) async fn post_text(&self, uri: &str, key: &str, body: &str) -> Answer {
        let mut request = Request::post(uri)
            .header(AUTHORIZATION, "Bearer demo-token")
            .header(CONTENT_TYPE, "application/json");
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// Submits an order that has to be accepted, and gives its id.
    pub(crate) async fn submitted(&self, body: &Value) -> String {
        let answer = self.post(LIST, "", body).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        answer.json()["data"]["id"].as_str().unwrap().to_owned()
    }

    /// Submits an order and carries it out; gives the fulfillment as it is then.
    pub(crate) async fn ordered(&self, body: &Value) -> Value {
        let id = self.submitted(body).await;
        self.work().await;
        self.fulfillment(&id).await
    }

    /// Carries out what is due.
    pub(crate) async fn work(&self) {
        self.control.carry_due_orders().await.unwrap();
    }

    pub(crate) async fn fulfillment(&self, id: &str) -> Value {
        let answer = self.get(&format!("{LIST}/{id}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["data"].clone()
    }

    pub(crate) async fn account(&self, id: &str) -> Value {
        let answer = self.get(&format!("/api/v1/partner/accounts/{id}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["data"].clone()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Calls with a bearer token.
    pub(crate) async fn call(&self, method: Method, uri: &str, token: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header(AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// GET for the demonstration client.
    pub(crate) async fn get(&self, uri: &str) -> Answer {
        self.call(Method::GET, uri, "demo-token").await
    }

    /// The list with that query, for the demonstration client.
    pub(crate) async fn list(&self, query: &str) -> Answer {
        let uri = format!("{LIST}?{query}");
        self.call(Method::GET, &uri, "demo-token").await
    }

    pub(crate) async fn ask_token(&self, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::post(TOKEN);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn insert(&self, orders: Vec<FulfillmentDetail>) {
        self.write(orders, |transaction, order| {
            Box::pin(async move { transaction.insert_fulfillment(order).await })
        })
        .await;
    }

    /// Lets in another client of the demonstration's tenant by the token `token`. It is bound to `organization` and has a
    /// grant for `dialect`.
    pub(crate) async fn let_in(
        &self,
        key: u64,
        organization: Option<OrganizationId>,
        token: &str,
        dialect: Dialect,
    ) {
        let let_in = self
            .loaded
            .let_in(key, organization, stranger(token, dialect));
        let_in.await.unwrap();
    }

    /// Makes another tenant with a client that is let in by the token `token`.
    pub(crate) async fn other_tenant(&self, token: &str) {
        let made = self.loaded.other_tenant(stranger(token, Dialect::Metallic));
        made.await.unwrap();
    }

    /// Writes each of `things`, in one transaction.
    pub(crate) async fn write<T, F>(&self, things: Vec<T>, insert: F)
    where
        T: Send + Sync + 'static,
        F: for<'t> Fn(&'t mut dyn Transaction, &'t T) -> Inserting<'t>
            + Clone
            + Send
            + Sync
            + 'static,
    {
        self.loaded.write(things, insert).await.unwrap();
    }
}

/// A client who is let in by that token and has a grant for that dialect.
fn stranger(token: &str, dialect: Dialect) -> Stranger<'_> {
    Stranger {
        grant: Grant {
            dialect,
            write: false,
            home_account: None,
        },
        family: TokenFamily::Metallic,
        token,
    }
}

/// An order of the demonstration's MSP, `second` seconds into a day, with `number` in its id.
pub(crate) fn order(
    number: u64,
    action: FulfillmentAction,
    status: FulfillmentStatus,
    second: i64,
) -> FulfillmentDetail {
    let day: Timestamp = "2022-03-01T00:00:00Z".parse().unwrap();
    let account = match (action, status) {
        (FulfillmentAction::CreateAccount, FulfillmentStatus::Complete) => true,
        (FulfillmentAction::CreateAccount, _) => false,
        _ => true,
    };
    FulfillmentDetail {
        fulfillment: Fulfillment {
            id: FulfillmentId(uuid::Uuid::from_u128(number.into())),
            tenant: ids::tenant(),
            seller: ids::organization(ids::MSP),
            kind: FulfillmentKind {
                seller: SellerKind::Msp,
                action,
            },
            status,
            account: account.then(|| ids::organization(ids::ORDERING_ACCOUNT)),
            external_account_id: Some("SWO-ACC-1".to_owned()),
            user: "swo-app".to_owned(),
            created_at: day.plus(second),
            updated_at: day.plus(second),
        },
        request: "{}".to_owned(),
        failure: None,
    }
}

/// An order that makes a customer of the demonstration's MSP, with that name and these names of the partner's.
pub(crate) fn creation(name: &str, order: &str, account: &str) -> Value {
    json!({
        "externalId": order,
        "account": {
            "externalId": account,
            "name": name,
            "website": "harbour.example",
            "provisionCountry": "Germany",
            "contacts": [{
                "type": "admin", "email": "it@harbour.example", "firstName": "Ida", "lastName": "Brandt",
                "address": { "addressLine1": "Kai 3", "city": "Kiel", "country": "DE", "postalCode": "24103" },
            }],
        },
        "service": { "skus": [{ "sku": "MTSP-M365E-USR", "quantity": 40 }] },
    })
}

/// An order that gives an account services.
pub(crate) fn addition(account: &str, skus: &[&str]) -> Value {
    let skus: Vec<Value> = skus.iter().map(|sku| json!({ "sku": sku })).collect();
    json!({ "account": { "id": account }, "service": { "skus": skus } })
}

/// An order that ends services of an account.
pub(crate) fn cancellation(account: &str, skus: &[&str]) -> Value {
    let mut order = addition(account, skus);
    order["type"] = "msp_cancel_service".into();
    order
}
