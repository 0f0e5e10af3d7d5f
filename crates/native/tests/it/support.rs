//! A world to call: the router on a loaded store, and a clock that the test moves.

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, Response, header::AUTHORIZATION};
use http_body_util::BodyExt;
use landfall_control::{Clock, Control, ControlError, ManualClock, secret::hash};
use landfall_core::{
    id::{ClientKey, OrganizationId, TenantId},
    model::{
        ApiClient, Dialect, Grant, Organization, OrganizationKind, Profile, Status, Tenant,
        TenantSettings, Token, TokenFamily, TokenHolder,
    },
};
use landfall_demo::{
    credentials::{BUSINESS_ADMIN_EMAIL, CLIENT_SECRET, NATIVE_TOKEN, PASSWORD},
    ids,
    testing::{self, Loaded},
};
use landfall_native::{Readiness, operator_router, router};
use landfall_store::{Transaction, write};
use tower::ServiceExt;

/// Every resource, with the id of one that the demonstration has.
pub(crate) const RESOURCES: [(&str, &str); 14] = [
    ("organizations", ids::MSP),
    ("customers", ids::CUSTOMER_VIPMP),
    ("deployments", ids::DEPLOYMENT_VIPMP),
    ("subscriptions", ""),
    ("zones", ""),
    ("pops", "1"),
    ("gateway-groups", ""),
    ("servers", "1"),
    ("policies", ""),
    ("deploy-requests", "123456"),
    ("fulfillments", ""),
    ("events", ""),
    ("clients", "swo-app"),
    ("users", "2"),
];

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

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// One member of each item of a list.
    pub(crate) fn column(&self, member: &str) -> Vec<String> {
        assert_eq!(self.status, 200, "{self:?}");
        let json = self.json();
        let items = json["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| match &item[member] {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect()
    }

    pub(crate) fn next(&self) -> Option<String> {
        self.json()["next_page_token"].as_str().map(str::to_owned)
    }

    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, kind: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        let json = self.json();
        assert_eq!(
            json["type"],
            format!("/landfall/docs/problems/{kind}"),
            "{self:?}"
        );
        assert_eq!(json["status"], status);
        assert!(
            json["title"].is_string() && json["detail"].is_string() && json["instance"].is_string()
        );
    }
}

/// The members of a body that a problem names.
pub(crate) fn pointers(answer: &Answer) -> Vec<String> {
    answer.is_problem(400, "invalid-body");
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap().iter();
    let pointers = errors.map(|error| error["pointer"].as_str().unwrap().to_owned());
    pointers.collect()
}

impl World {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::at("2021-11-08T08:00:00Z".parse().unwrap()));
        let (control, loaded) = testing::control(clock.clone()).await.unwrap();
        Self {
            router: router(Arc::clone(&control), Readiness::default()),
            control,
            clock,
            loaded,
        }
    }

    /// The answer as it comes.
    pub(crate) async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.open(request).await;
        Self::read(response).await
    }

    /// A call by the administration socket.
    pub(crate) async fn operate(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let router = operator_router(Arc::clone(&self.control));
        Self::read(router.oneshot(request).await.unwrap()).await
    }

    async fn read(response: Response<Body>) -> Answer {
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

    /// Reads below `/landfall/v1/` with a token.
    pub(crate) async fn get_as(&self, path: &str, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let path = format!("/landfall/v1/{path}");
        self.call(Method::GET, &path, &[(AUTHORIZATION.as_str(), &bearer)])
            .await
    }

    /// Reads below `/landfall/v1/` as the platform's owner.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_as(path, NATIVE_TOKEN).await
    }

    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn ask_token(&self, body: &str) -> Answer {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        self.post("/landfall/v1/token", &form, body).await
    }

    /// A token of the partner's client, which is bound to the MSP.
    pub(crate) async fn partner(&self) -> String {
        let body = format!(
            "grant_type=client_credentials&client_id=swo-app&client_secret={CLIENT_SECRET}"
        );
        let answer = self.ask_token(&body).await;
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn sign_in_as(&self, email: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "email": email, "password": password }).to_string();
        self.post(
            "/landfall/v1/session",
            &[("content-type", "application/json")],
            &body,
        )
        .await
    }

    /// The cookie and the CSRF value of a signed-in Business Admin.
    pub(crate) async fn signed_in(&self) -> (String, String) {
        session(&self.sign_in_as(BUSINESS_ADMIN_EMAIL, PASSWORD).await)
    }

    /// Lets in another client of the demonstration's tenant by the token `token`.
    pub(crate) async fn let_in(
        &self,
        key: u64,
        organization: Option<OrganizationId>,
        token: &str,
        write: bool,
    ) {
        let client = self.client(key, &ids::tenant(), organization, token, write);
        self.write(client, |transaction, client| {
            insert_client(transaction, client)
        })
        .await;
    }

    /// Makes another tenant with a client that is let in by the token `token`.
    pub(crate) async fn other_tenant(&self, token: &str) {
        let now = self.clock.now();
        let tenant = Tenant {
            id: "other".parse().unwrap(),
            organization: OrganizationId(uuid::Uuid::from_u128(900)),
            settings: TenantSettings::default(),
            created_at: now,
        };
        let root = organization(
            &tenant.id,
            tenant.organization,
            None,
            OrganizationKind::Tenant,
            "Other",
        );
        let client = self.client(900, &tenant.id, None, token, true);
        self.write(
            (tenant, root, client),
            |transaction, (tenant, root, client)| {
                Box::pin(async move {
                    transaction.insert_tenant(tenant).await?;
                    transaction.insert_organization(root).await?;
                    insert_client(transaction, client).await
                })
            },
        )
        .await;
    }

    fn client(
        &self,
        key: u64,
        tenant: &TenantId,
        organization: Option<OrganizationId>,
        token: &str,
        write: bool,
    ) -> (ApiClient, Token) {
        let client = ApiClient {
            key: ClientKey(key),
            client_id: format!("client-{key}"),
            tenant: tenant.clone(),
            organization,
            description: String::new(),
            person: None,
            grants: vec![Grant {
                dialect: Dialect::Native,
                write,
                home_account: None,
            }],
            secret_hash: hash(b"its-secret"),
            created_at: self.clock.now(),
            revoked_at: None,
        };
        let token = Token {
            family: TokenFamily::Native,
            hash: hash(token.as_bytes()),
            tenant: tenant.clone(),
            holder: TokenHolder::Client(client.key),
            issued_at: self.clock.now(),
            expires_at: None,
            revoked_at: None,
        };
        (client, token)
    }

    /// Writes in one transaction.
    pub(crate) async fn write<T, F>(&self, thing: T, insert: F)
    where
        T: Send + Sync + 'static,
        F: for<'t> Fn(&'t mut dyn Transaction, &'t T) -> Inserting<'t>
            + Clone
            + Send
            + Sync
            + 'static,
    {
        let thing = Arc::new(thing);
        write::<(), ControlError, _>(self.loaded.store.as_ref(), move |transaction| {
            let (thing, insert) = (Arc::clone(&thing), insert.clone());
            Box::pin(async move { Ok(insert(transaction, &thing).await?) })
        })
        .await
        .unwrap();
    }

    /// A further POP, with that number and place.
    pub(crate) async fn add_pop(&self, number: u64, place: &str) {
        let pop = landfall_core::model::Pop {
            id: landfall_core::id::PopId(number),
            tenant: ids::tenant(),
            region: "Europe".to_owned(),
            place: place.to_owned(),
            code: "XXX".to_owned(),
            latitude: 1.5,
            longitude: 2.5,
            position: u32::try_from(number).unwrap(),
        };
        self.write(pop, |transaction, pop| {
            Box::pin(async move { transaction.insert_pop(pop).await })
        })
        .await;
    }
}

/// The cookie and the CSRF value that an answer to a sign-in gives.
pub(crate) fn session(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 201, "{answer:?}");
    let cookie = answer
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let csrf = answer.json()["csrf_token"].as_str().unwrap().to_owned();
    (cookie.to_owned(), csrf)
}

pub(crate) type Inserting<'t> =
    std::pin::Pin<Box<dyn Future<Output = Result<(), landfall_store::StoreError>> + Send + 't>>;

fn insert_client<'t>(
    transaction: &'t mut dyn Transaction,
    (client, token): &'t (ApiClient, Token),
) -> Inserting<'t> {
    Box::pin(async move {
        transaction.insert_client(client).await?;
        transaction.insert_token(token).await
    })
}

fn organization(
    tenant: &TenantId,
    id: OrganizationId,
    parent: Option<OrganizationId>,
    kind: OrganizationKind,
    name: &str,
) -> Organization {
    let made = "2021-11-08T08:00:00Z".parse().unwrap();
    Organization {
        id,
        tenant: tenant.clone(),
        parent,
        kind,
        name: name.to_owned(),
        description: String::new(),
        status: Status::Active,
        external_reference: String::new(),
        vipmp_id: None,
        account_number: None,
        created_at: made,
        updated_at: made,
        profile: Profile::default(),
    }
}
