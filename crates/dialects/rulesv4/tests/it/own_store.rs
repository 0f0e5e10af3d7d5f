//! The contract's examples of deploy requests (section 9), in a store of their own.

use std::sync::Arc;

use http::Request;
use http_body_util::BodyExt;
use landfall_control::{
    Clock, Control, ManualClock, Provenance, Settings,
    admin::{
        AdminCommand, AdminReply, AdminRequest, Installation, NewClient, NewOrganization,
        NewTenant, NewToken, ReviewChange, install,
    },
    secret::SealingKey,
};
use landfall_core::{
    id::{OrganizationId, PolicyId, RuleId, TenantId, UserId, counter},
    model::{
        Dialect, Grant, OrganizationKind, Platform, Policy, PolicyState, PolicySummary, Rule,
        TokenFamily, User,
    },
};
use landfall_rulesv4::router;
use landfall_store::{Create, Store, StoreError, sqlite::SqliteStore, write};
use tower::ServiceExt;

use crate::support::minified;

fn tenant() -> TenantId {
    "acme".parse().unwrap()
}

async fn done(control: &Control, command: AdminCommand) -> AdminReply {
    let request = AdminRequest {
        command,
        idempotency_key: None,
    };
    let operator = Provenance::operator(None);
    control.administer(request, &operator).await.unwrap()
}

fn ada() -> User {
    User {
        id: UserId(77),
        uuid: uuid::Uuid::from_u128(77),
        tenant: tenant(),
        email: "ada@example.com".to_owned(),
        name: "ada".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Example".to_owned(),
        password_hash: None,
        created_at: "2021-04-15T11:00:00Z".parse().unwrap(),
        revoked_at: None,
    }
}

fn policy(number: u64, account: OrganizationId) -> Policy {
    let at = "2021-04-15T11:59:58Z".parse().unwrap();
    Policy {
        summary: PolicySummary {
            id: PolicyId(number),
            tenant: tenant(),
            account,
            name: "shop front v7".to_owned(),
            description: Some(String::new()),
            state: PolicyState::Locked,
            platform: Platform::HttpLarge,
            created_at: at,
            updated_at: at,
        },
        rules: vec![Rule {
            id: RuleId(number),
            name: None,
            description: None,
            matches:
                r#"[{"type":"match.always","features":[{"type":"feature.comment","value":"x"}]}]"#
                    .to_owned(),
            created_at: at,
            updated_at: at,
        }],
        history: Vec::new(),
    }
}

/// A store whose next deploy request is 123456, with a client that is bound to Ada.
async fn prepared(folder: &std::path::Path) -> (Arc<Control>, String) {
    let path = folder.join("landfall.db");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path, Create::New).unwrap());
    let clock = Arc::new(ManualClock::at("2021-04-15T12:00:00Z".parse().unwrap()));
    let sealing = SealingKey::random();
    let installation = Installation {
        tenant: NewTenant {
            tenant: tenant(),
            name: "Acme".to_owned(),
            global_sales: false,
        },
        administrator: "root@acme.example".to_owned(),
    };
    let installed = install(store.as_ref(), clock.as_ref(), &sealing, installation);
    installed.await.unwrap();
    let control = Control::start(
        Arc::clone(&store),
        clock as Arc<dyn Clock>,
        &sealing,
        Settings::default(),
    );
    let control = Arc::new(control.await.unwrap());
    let customer = AdminCommand::OrganizationCreate(NewOrganization {
        tenant: tenant(),
        kind: OrganizationKind::Customer,
        name: "Fabrikam Ltd".to_owned(),
        parent: None,
        external_reference: String::new(),
        country: "DE".to_owned(),
        region: String::new(),
        city: String::new(),
        address_line: String::new(),
        postal_code: String::new(),
        email: "ada@example.com".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Example".to_owned(),
    });
    let AdminReply::Organization(customer) = done(&control, customer).await else {
        panic!("no customer");
    };
    assert_eq!(customer.account_number.as_deref(), Some("0001"));
    let account: OrganizationId = customer.organization.parse().unwrap();
    let given = write::<(), StoreError, _>(store.as_ref(), move |transaction| {
        Box::pin(async move {
            transaction.raise_counter(counter::USER, 77).await?;
            transaction.insert_user(&ada()).await?;
            for number in [4_409_533, 4_409_534] {
                transaction.insert_policy(&policy(number, account)).await?;
            }
            transaction
                .raise_counter(counter::TRANSITION, 9_000)
                .await?;
            transaction
                .raise_counter(counter::DEPLOY_REQUEST, 123_455)
                .await
        })
    });
    given.await.unwrap();
    let client = AdminCommand::ClientCreate(NewClient {
        tenant: tenant(),
        client_id: "shop".to_owned(),
        organization: None,
        description: String::new(),
        person: Some("ada@example.com".to_owned()),
        grants: vec![Grant {
            dialect: Dialect::Rulesv4,
            write: true,
            home_account: Some("0001".parse().unwrap()),
        }],
    });
    done(&control, client).await;
    let token = AdminCommand::TokenCreate(NewToken::Client {
        tenant: tenant(),
        client_id: "shop".to_owned(),
        family: TokenFamily::Rulesv4Bearer,
        seconds: 3600,
    });
    let AdminReply::Token(token) = done(&control, token).await else {
        panic!("no token");
    };
    (control, token.token.unwrap())
}

async fn submit(control: &Arc<Control>, token: &str, policy: u64, message: &str) -> (u16, String) {
    let body = serde_json::json!({
        "policy_id": policy,
        "environment": "production",
        "message": message,
    });
    let request = Request::post("/rules-engine/v1.1/deploy-requests")
        .header("authorization", format!("Bearer {token}"))
        .body(axum::body::Body::from(body.to_string()))
        .unwrap();
    let response = router(Arc::clone(control)).oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_contract_s_submit_and_the_one_that_meets_an_open_request() {
    let folder = tempfile::tempdir().unwrap();
    let (control, token) = prepared(folder.path()).await;
    let (status, body) = submit(&control, &token, 4_409_533, "spring release").await;
    let golden = minified(include_str!("../golden/submitted.json"));
    assert_eq!((status, body), (202, golden));
    let review = AdminCommand::ReviewOn(ReviewChange {
        tenant: tenant(),
        account: "0001".parse().unwrap(),
        environment: None,
        within: None,
    });
    done(&control, review).await;
    let (status, body) = submit(&control, &token, 4_409_533, "summer release").await;
    assert_eq!(status, 202);
    assert!(body.contains(r#""id":"123457","customer_id":"0001","state":"pending_review""#));
    let (status, body) = submit(&control, &token, 4_409_534, "").await;
    let golden = minified(include_str!("../golden/another_open.json"));
    assert_eq!((status, body), (409, golden));
}
