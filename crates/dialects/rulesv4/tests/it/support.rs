//! A world to call: the router on a loaded store, and a clock that the test moves.

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use landfall_control::{Clock, Control, ManualClock, Settings, secret::hash};
use landfall_core::{
    id::{DeployRequestId, OrganizationId, PolicyId, UserId},
    model::{
        DeployRequest, DeployState, Environment, Organization, OrganizationKind, Platform, Policy,
        PolicyState, PolicySummary, Profile, Status, Token, TokenFamily, TokenHolder, TokenSlot,
    },
};
pub(crate) use landfall_demo::testing::minified;
use landfall_demo::{
    Scale, ids,
    testing::{Inserting, Loaded},
};
use landfall_rulesv4::router;
use landfall_store::Transaction;
use tower::ServiceExt;

/// The status call of the contract's example.
pub(crate) const STATUS: &str = "/v2/mcc/customers/0001/rulesv4/123456/status";
pub(crate) const TOK: &str = "TOK:12345678-1234-1234-1234-1234567890ab";

pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) control: Arc<Control>,
    pub(crate) loaded: Loaded,
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

    /// That this is an answer of the status family with those bytes.
    #[track_caller]
    pub(crate) fn is(&self, status: u16, body: &str) {
        assert_eq!((self.status, self.body.as_str()), (status, body));
        let content_type = "application/json; charset=utf-8";
        assert_eq!(self.header("content-type"), Some(content_type));
        assert_eq!(self.header("cache-control"), Some("private"));
        let length = body.len().to_string();
        assert_eq!(self.header("content-length"), Some(length.as_str()));
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let clock = Arc::new(ManualClock::at("2021-04-15T12:00:00Z".parse().unwrap()));
        let loaded = Loaded::new(clock.clone(), Scale::Fixtures).await.unwrap();
        let control = loaded.start_with(settings).await.unwrap();
        Self {
            router: router(Arc::clone(&control)),
            clock,
            control,
            loaded,
        }
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

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A GET with the demonstration's `TOK` token.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[("authorization", TOK)])
            .await
    }

    /// The status of a request of account `0001`.
    pub(crate) async fn status(&self, id: impl std::fmt::Display) -> Answer {
        self.get(&format!("/v2/mcc/customers/0001/rulesv4/{id}/status"))
            .await
    }

    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    /// A bearer token of the rules family for the demonstration client.
    pub(crate) async fn bearer(&self) -> String {
        let body = "grant_type=client_credentials&client_id=swo-app&client_secret=demo-secret";
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let answer = self.post("/connect/token", &form, body).await;
        let rest = answer.body.strip_prefix(r#"{"access_token":""#).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// A call of the rules family with the demonstration client's bearer token and a body without a content type.
    pub(crate) async fn sent(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let bearer = format!("Bearer {}", self.bearer().await);
        self.sent_as(&bearer, method, path, body).await
    }

    /// The same with another `Authorization`.
    pub(crate) async fn sent_as(
        &self,
        bearer: &str,
        method: Method,
        path: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", bearer);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Adds a deploy request of account `0001` with a policy of its own.
    pub(crate) async fn request(
        &self,
        id: u64,
        platform: Platform,
        place: (Environment, DeployState),
    ) {
        let request = request(id, ids::organization(ids::CUSTOMER), platform, place);
        self.write(vec![request], |transaction, (policy, request)| {
            Box::pin(async move {
                transaction.insert_policy(policy).await?;
                transaction.insert_deploy_request(request).await
            })
        })
        .await;
    }

    /// Ends a deploy request, so that another can be open in its place.
    pub(crate) async fn end(&self, id: u64) {
        self.write(vec![DeployRequestId(id)], |transaction, id| {
            Box::pin(async move {
                let mut request = transaction.find_deploy_request(*id).await?.unwrap();
                request.state = DeployState::Canceled;
                transaction.update_deploy_request(&request).await?;
                Ok(())
            })
        })
        .await;
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

    /// A `TOK` token of the demonstration's user for `account`.
    pub(crate) fn rest_token(&self, text: &str, account: OrganizationId, slot: TokenSlot) -> Token {
        Token {
            family: TokenFamily::Rulesv4Rest,
            hash: hash(text.as_bytes()),
            tenant: ids::tenant(),
            holder: TokenHolder::User {
                user: ids::ACCOUNT_USER,
                account,
                slot,
                write: false,
            },
            issued_at: self.clock.now(),
            expires_at: None,
            revoked_at: None,
        }
    }
}

/// A deploy request of an account, with its policy.
pub(crate) fn request(
    id: u64,
    account: OrganizationId,
    platform: Platform,
    (environment, state): (Environment, DeployState),
) -> (Policy, DeployRequest) {
    let at = "2021-04-15T11:00:00Z".parse().unwrap();
    let policy = policy(9_000_000 + id, account, platform);
    let request = DeployRequest {
        id: DeployRequestId(id),
        tenant: ids::tenant(),
        account,
        policy: policy.summary.id,
        platform,
        environment,
        state,
        message: String::new(),
        submitter: UserId(77),
        history: Vec::new(),
        created_at: at,
        updated_at: at,
    };
    (policy, request)
}

/// A locked policy without rules and history.
pub(crate) fn policy(id: u64, account: OrganizationId, platform: Platform) -> Policy {
    let at = "2021-04-15T11:00:00Z".parse().unwrap();
    Policy {
        summary: PolicySummary {
            id: PolicyId(id),
            tenant: ids::tenant(),
            account,
            name: "test".to_owned(),
            description: None,
            state: PolicyState::Locked,
            platform,
            created_at: at,
            updated_at: at,
        },
        rules: Vec::new(),
        history: Vec::new(),
    }
}

/// A customer of the demonstration's reseller with that account number.
pub(crate) fn customer(number: u128, account: &str) -> Organization {
    let at = "2021-04-15T11:00:00Z".parse().unwrap();
    Organization {
        id: OrganizationId(uuid::Uuid::from_u128(number)),
        tenant: ids::tenant(),
        parent: Some(ids::organization(ids::RESELLER)),
        kind: OrganizationKind::Customer,
        name: "Test Customer".to_owned(),
        description: String::new(),
        status: Status::Active,
        external_reference: String::new(),
        vipmp_id: Some(ids::vipmp("8888000011")),
        account_number: Some(ids::account(account)),
        created_at: at,
        updated_at: at,
        profile: Profile::default(),
    }
}
