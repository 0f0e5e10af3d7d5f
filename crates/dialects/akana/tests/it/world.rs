//! A store, a clock that stands still, the router, and callers.

use std::{collections::HashMap, sync::Arc};

use axum::{Router, body::Body};
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use landfall_akana::{AkanaSettings, router};
use landfall_control::{
    Control, ManualClock, Settings,
    admin::new_installation_keys,
    secret::{Passwords, SealingKey},
};
use landfall_core::{
    id::ZoneId,
    model::{TenantSettings, Zone},
};
use landfall_http::peer::Peer;
use landfall_store::{
    Store, StoreError, Transaction,
    sqlite::{Create, SqliteStore},
    write,
};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::fixture::{self, ADMIN, OTHER_TENANT, PASSWORD, TENANT, tenant_id};

/// The host of the other tenant; every other host is the first one's.
pub(crate) const OTHER_HOST: &str = "globex.example";

/// When the example's session begins.
const NOW: &str = "2020-01-23T23:43:40Z";

pub(crate) struct World {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) control: Arc<Control>,
    pub(crate) router: Router,
    pub(crate) folder: TempDir,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Status and body.
    pub(crate) fn shown(&self) -> (u16, &str) {
        (self.status.as_u16(), &self.body)
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all("set-cookie").iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }
}

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Visitor {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl Visitor {
    /// What the cookies of an answer make of somebody.
    pub(crate) fn of(answer: &Answer) -> Self {
        let value = |line: &str| line.split(';').next().unwrap().to_owned();
        let cookies = answer.cookies();
        let csrf = value(cookies[1]);
        Self {
            cookie: value(cookies[0]),
            csrf: csrf.split_once('=').unwrap().1.to_owned(),
        }
    }
}

impl World {
    /// With the zones of the contract's examples.
    pub(crate) async fn new() -> Self {
        let world = Self::without_zones().await;
        for zone in fixture::zones() {
            world.define(zone).await;
        }
        world
    }

    pub(crate) async fn without_zones() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("landfall.db");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path, Create::New).unwrap());
        let clock = Arc::new(ManualClock::at(NOW.parse().unwrap()));
        let sealing_key = SealingKey::random();
        let keys = new_installation_keys(&sealing_key, clock.as_ref());
        let password_hash = Passwords::new(1).hash(PASSWORD.to_owned()).await.unwrap();
        let filled = write::<_, StoreError, _>(store.as_ref(), move |transaction| {
            let (keys, password_hash) = (keys.clone(), password_hash.clone());
            Box::pin(async move {
                for key in &keys {
                    transaction.insert_key(key).await?;
                }
                fixture::tree(transaction, &password_hash).await
            })
        });
        filled.await.unwrap();
        let control = Control::start(
            Arc::clone(&store),
            Arc::clone(&clock) as _,
            &sealing_key,
            Settings::default(),
        );
        let settings = AkanaSettings {
            hosts: HashMap::from([(OTHER_HOST.to_owned(), tenant_id(OTHER_TENANT))]),
            default_tenant: Some(tenant_id(TENANT)),
        };
        let control = Arc::new(control.await.unwrap());
        Self {
            router: router(Arc::clone(&control), settings),
            control,
            clock,
            store,
            folder,
        }
    }

    /// Changes the record behind the product's back.
    pub(crate) async fn change<F>(&self, work: F)
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<(), StoreError>>
            + Send
            + Sync
            + 'static,
    {
        write(self.store.as_ref(), work).await.unwrap();
    }

    pub(crate) async fn define(&self, zone: Zone) {
        self.change(move |transaction| {
            let zone = zone.clone();
            Box::pin(async move { transaction.insert_zone(&zone).await })
        })
        .await;
    }

    pub(crate) async fn remove(&self, zone: Uuid) {
        self.change(move |transaction| {
            Box::pin(async move {
                assert!(transaction.delete_zone(ZoneId(zone)).await?);
                Ok(())
            })
        })
        .await;
    }

    /// Sets whether reads and writes have to send the CSRF header.
    pub(crate) async fn set_csrf(&self, read_csrf: bool, write_csrf: bool) {
        self.change(move |transaction| {
            let settings = TenantSettings {
                read_csrf,
                write_csrf,
                ..TenantSettings::default()
            };
            Box::pin(async move {
                transaction
                    .set_tenant_settings(&tenant_id(TENANT), &settings)
                    .await?;
                Ok(())
            })
        })
        .await;
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        self.answer(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Asks to be let in, over TLS or not.
    pub(crate) async fn try_login(&self, email: &str, password: &str, secure: bool) -> Answer {
        let host = if email.ends_with("globex.example") {
            OTHER_HOST
        } else {
            "acme.example"
        };
        let body = format!(r#"{{"email":"{email}","password":"{password}"}}"#);
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/login")
            .header("host", host)
            .header("content-type", "application/json")
            .extension(Peer {
                secure,
                ..Peer::LOCAL
            });
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn login(&self, email: &str) -> Visitor {
        let answer = self.try_login(email, PASSWORD, false).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Visitor::of(&answer)
    }

    /// A read by somebody who has signed in.
    pub(crate) async fn get(
        &self,
        visitor: &Visitor,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let headers = [&[("cookie", visitor.cookie.as_str())], headers].concat();
        self.send("GET", path, &headers, "").await
    }

    /// A write without a body by somebody who has signed in, with the CSRF header.
    pub(crate) async fn post(&self, visitor: &Visitor, path: &str) -> Answer {
        let headers = [
            ("cookie", visitor.cookie.as_str()),
            ("X-Csrf-Token_acmepaymentscorp", visitor.csrf.as_str()),
        ];
        self.send("POST", path, &headers, "").await
    }

    /// A write by somebody who has signed in, with the CSRF header and a body in JSON.
    pub(crate) async fn write(
        &self,
        visitor: &Visitor,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let own = [
            ("cookie", visitor.cookie.as_str()),
            ("X-Csrf-Token_acmepaymentscorp", visitor.csrf.as_str()),
        ];
        let mut headers = [&own, headers].concat();
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/json"));
        }
        self.send(method, path, &headers, body.to_owned()).await
    }

    /// A write by that user, as above.
    pub(crate) async fn write_as(
        &self,
        email: &str,
        call: (&str, &str),
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let visitor = self.login(email).await;
        self.write(&visitor, call, headers, body).await
    }

    /// The list of zones as the administrator sees it, with that query.
    pub(crate) async fn zones(&self, query: &str) -> Answer {
        let admin = self.login(ADMIN).await;
        self.get(&admin, &format!("/api/deploymentzones{query}"), &[])
            .await
    }

    /// The ids of the zones in that list.
    pub(crate) async fn zone_ids(&self, query: &str) -> Vec<String> {
        let answer = self.zones(query).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
        let list: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let zones = list["DeploymentZoneInfo"].as_array().unwrap();
        let id = |zone: &serde_json::Value| zone["DeploymentZoneID"].as_str().unwrap().to_owned();
        zones.iter().map(id).collect()
    }
}
