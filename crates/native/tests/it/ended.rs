//! Whoever may not see any more what a stream shows has seen the last of it within a second, whichever way the right to it ends.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use http::{Method, Request};
use landfall_control::{
    Clock, Provenance,
    admin::{AdminCommand, AdminReply, AdminRequest},
};
use landfall_demo::{credentials::BUSINESS_ADMIN_EMAIL, ids};
use tokio::time::{Instant, timeout_at};

use crate::support::World;

const SECOND: Duration = Duration::from_secs(1);

/// The streams there are: what happens, and how far a deploy request has landed.
const STREAMS: [&str; 2] = [
    "/landfall/v1/events",
    "/landfall/v1/deploy-requests/123456/watch",
];

type Headers = Vec<(&'static str, String)>;

impl World {
    /// Opens both streams and hears the first of each.
    async fn both(&self, headers: &Headers) -> Vec<BodyDataStream> {
        let mut open = Vec::new();
        for path in STREAMS {
            let mut request = Request::get(path).header("accept", "text/event-stream");
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            let answer = self.open(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status(), 200, "{path}: {answer:?}");
            let mut stream = answer.into_body().into_data_stream();
            assert!(stream.next().await.is_some(), "{path}");
            open.push(stream);
        }
        open
    }

    async fn administer(&self, command: AdminCommand) -> AdminReply {
        let request = AdminRequest {
            command,
            idempotency_key: None,
        };
        let operator = Provenance::operator(None);
        self.control.administer(request, &operator).await.unwrap()
    }

    async fn with_token(&self, key: u64) -> Headers {
        let token = format!("token-{key}");
        self.let_in(key, None, &token, false).await;
        vec![("authorization", format!("Bearer {token}"))]
    }

    async fn with_session(&self) -> Headers {
        let (cookie, csrf) = self.signed_in().await;
        vec![("cookie", cookie), ("x-landfall-csrf", csrf)]
    }
}

/// Both end within a second from now; what was on its way may still come.
async fn end(open: Vec<BodyDataStream>) {
    let latest = Instant::now() + SECOND;
    for (mut stream, path) in open.into_iter().zip(STREAMS) {
        while let Some(bytes) = timeout_at(latest, stream.next()).await.expect(path) {
            bytes.unwrap();
        }
    }
}

#[tokio::test]
async fn with_a_revoked_token() {
    let world = World::new().await;
    let open = world.both(&world.with_token(910).await).await;
    let others = world.both(&world.with_token(911).await).await;
    world
        .administer(AdminCommand::TokenRevoke {
            tenant: ids::tenant(),
            token: "token-910".to_owned(),
        })
        .await;
    end(open).await;
    // Nobody else's do.
    for mut stream in others {
        let more = tokio::time::timeout(SECOND, stream.next()).await;
        assert!(!matches!(more, Ok(None)), "a stream of somebody else ended");
    }
}

#[tokio::test]
async fn with_a_client_that_was_revoked() {
    let world = World::new().await;
    let open = world.both(&world.with_token(910).await).await;
    world
        .administer(AdminCommand::ClientRevoke {
            tenant: ids::tenant(),
            client_id: "client-910".to_owned(),
        })
        .await;
    end(open).await;
}

#[tokio::test]
async fn with_a_client_that_another_process_revoked() {
    let world = World::new().await;
    let open = world.both(&world.with_token(910).await).await;
    let at = world.clock.now();
    world
        .write((), move |transaction, ()| {
            Box::pin(async move {
                let tenant = ids::tenant();
                let revoked = transaction.revoke_client(&tenant, "client-910", at).await?;
                assert!(revoked);
                Ok(())
            })
        })
        .await;
    // What was looked up is believed for half a second of this clock.
    world.clock.advance(1);
    end(open).await;
}

#[tokio::test]
async fn with_a_session_that_was_ended() {
    let world = World::new().await;
    let session = world.with_session().await;
    let open = world.both(&session).await;
    let headers: Vec<_> = session
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let out = world
        .call(Method::DELETE, "/landfall/v1/session", &headers)
        .await;
    assert_eq!(out.status, 204, "{out:?}");
    end(open).await;
}

#[tokio::test]
async fn with_a_user_who_was_revoked() {
    let world = World::new().await;
    let open = world.both(&world.with_session().await).await;
    world
        .administer(AdminCommand::UserRevoke {
            tenant: ids::tenant(),
            email: BUSINESS_ADMIN_EMAIL.to_owned(),
        })
        .await;
    end(open).await;
}

/// A stream that is open does not make a session younger.
#[tokio::test]
async fn with_a_session_whose_half_hour_is_over() {
    let world = World::new().await;
    let open = world.both(&world.with_session().await).await;
    world.clock.advance(30 * 60);
    end(open).await;
}

#[tokio::test]
async fn with_a_token_whose_time_is_over() {
    let world = World::new().await;
    let token = world.partner().await;
    let bearer = vec![("authorization", format!("Bearer {token}"))];
    let open = world.both(&bearer).await;
    world.clock.advance(15 * 60 + 1);
    end(open).await;
}
