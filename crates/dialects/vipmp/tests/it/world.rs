//! The demonstration record behind the dialect's guarded router, and calls to it.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, Request, StatusCode, request::Builder};
use http_body_util::BodyExt as _;
use landfall_control::{Clock, Control, ManualClock};
use landfall_core::{id::Timestamp, model::ApiClient};
use landfall_demo::{credentials, testing};
use landfall_http::guard::Guarded;
use landfall_store::{StoreError, Transaction};
use landfall_vipmp::{FAILURES, VipmpFailures, router};

/// The calls' usual ids.
pub(crate) const CORRELATION_ID: &str = "corr-7";
pub(crate) const REQUEST_ID: &str = "req-7";

/// The dialect over a store of its own.
pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) loaded: testing::Loaded,
    pub(crate) control: Arc<Control>,
    routes: Router,
    guarded: Guarded<VipmpFailures>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// When tests begin.
pub(crate) fn now() -> Timestamp {
    "2026-03-02T10:00:00Z".parse().unwrap()
}

impl World {
    /// The fixed part of the demonstration record.
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(now()));
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as _;
        let (control, loaded) = testing::control(shared).await.unwrap();
        Self::over(control, loaded, clock)
    }

    fn over(control: Arc<Control>, loaded: testing::Loaded, clock: Arc<ManualClock>) -> Self {
        let routes = router(Arc::clone(&control));
        let guarded = Guarded::new(routes.clone(), FAILURES, Duration::from_secs(30));
        Self {
            clock,
            loaded,
            control,
            routes,
            guarded,
        }
    }

    /// The dialect's routes without their guard.
    pub(crate) fn routes(&self) -> Router {
        self.routes.clone()
    }

    /// Puts more into the store.
    pub(crate) async fn put<F>(&self, work: F)
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<(), StoreError>>
            + Send
            + Sync
            + 'static,
    {
        let store = self.loaded.store.as_ref();
        landfall_store::write(store, work).await.unwrap();
    }

    /// The demonstration's client, as the store has it.
    pub(crate) async fn demo_client(&self) -> ApiClient {
        let client = self.loaded.store.client(credentials::CLIENT_ID).await;
        client.unwrap().unwrap()
    }

    /// Sends a request through the guard.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(self.guarded.answer(request).await).await
    }

    /// GET with the demonstration's credentials and both ids.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(signed(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }
}

impl Answer {
    pub(crate) async fn read(response: http::Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Self {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// A header that is there once.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(values.next().is_none(), "{name} is there twice");
        value.to_str().unwrap()
    }

    /// The body of a good answer.
    pub(crate) fn good(&self) -> &str {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/json");
        &self.body
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.good()).unwrap()
    }

    /// Checks an error of the dialect, its form included, to the byte.
    #[track_caller]
    pub(crate) fn is_error(&self, status: u16, code: &str, message: &str, details: &[&str]) {
        let details = serde_json::to_string(details).unwrap();
        let expected =
            format!(r#"{{"code":"{code}","message":"{message}","additionalDetails":{details}}}"#);
        assert_eq!((self.status.as_u16(), &self.body), (status, &expected));
        assert_eq!(self.header("content-type"), "application/json");
    }

    #[track_caller]
    pub(crate) fn echoes(&self, request_id: &str, correlation_id: &str) {
        assert_eq!(self.header("x-request-id"), request_id);
        assert_eq!(self.header("x-correlation-id"), correlation_id);
    }

    #[track_caller]
    pub(crate) fn has_generated_request_id(&self) {
        let id = self.header("x-request-id");
        assert!(
            uuid::Uuid::try_parse(id).is_ok_and(|id| !id.is_nil()),
            "{id}"
        );
    }
}

/// A request without anything.
pub(crate) fn bare(method: Method, path: &str) -> Builder {
    Request::builder().method(method).uri(path)
}

/// A request with the demonstration's key and token.
pub(crate) fn keyed(method: Method, path: &str) -> Builder {
    bare(method, path)
        .header("X-Api-Key", credentials::CLIENT_ID)
        .header(
            "Authorization",
            format!("Bearer {}", credentials::BEARER_TOKEN),
        )
}

/// The same with both ids.
pub(crate) fn signed(method: Method, path: &str) -> Builder {
    keyed(method, path)
        .header("X-Correlation-Id", CORRELATION_ID)
        .header("X-Request-Id", REQUEST_ID)
}

/// A request without a body.
pub(crate) fn empty(request: Builder) -> Request<Body> {
    request.body(Body::empty()).unwrap()
}
