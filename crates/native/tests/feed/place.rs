//! The router on a real listener, on a store with the demonstration's record.

use std::{net::SocketAddr, sync::Arc};

use landfall_control::{
    Control, ManualClock, Provenance,
    admin::{AdminCommand, AdminReply, AdminRequest, NewServer, ServerView},
    feed::FeedSettings,
};
use landfall_core::{
    id::{PopId, ServerId, TenantId},
    model::{Environment, Platform},
};
use landfall_demo::{ids, testing};
use landfall_http::listen::{ListenConfig, Listener};
use landfall_native::{Readiness, router};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    runtime::Handle,
};

pub(crate) struct Place {
    pub(crate) control: Arc<Control>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) address: SocketAddr,
    /// Its folder has to be there for as long as readers come.
    _record: testing::Loaded,
}

/// An answer to a request that is not upgraded.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: serde_json::Value,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::at("2021-11-08T08:00:00Z".parse().unwrap()));
        let (control, record) = testing::control(clock.clone()).await.unwrap();
        control.open_feed(Handle::current(), FeedSettings::default());
        let listener = Listener::bind(ListenConfig::new(([127, 0, 0, 1], 0).into())).unwrap();
        let address = listener.local_addr().unwrap();
        let routes = router(Arc::clone(&control), Readiness::default());
        tokio::spawn(listener.serve(routes, std::future::pending()));
        Self {
            control,
            clock,
            address,
            _record: record,
        }
    }

    pub(crate) fn tenant() -> TenantId {
        ids::tenant()
    }

    pub(crate) async fn administer(&self, command: AdminCommand) -> AdminReply {
        let request = AdminRequest {
            command,
            idempotency_key: None,
        };
        let provenance = Provenance::operator(None);
        self.control.administer(request, &provenance).await.unwrap()
    }

    /// An invitation into the place of the record's own servers.
    pub(crate) async fn invite(&self, name: Option<&str>) -> String {
        let reply = self
            .administer(AdminCommand::ServerInvite(NewServer {
                tenant: Self::tenant(),
                pop: PopId(1),
                platform: Platform::Adn,
                environment: Environment::Production,
                name: name.map(ToOwned::to_owned),
                hours: 24,
            }))
            .await;
        match reply {
            AdminReply::Invitation(invitation) => invitation.token.unwrap(),
            other => panic!("an invitation, not {other:?}"),
        }
    }

    pub(crate) async fn server(&self, server: ServerId) -> ServerView {
        let tenant = Self::tenant();
        match self.administer(AdminCommand::ServerList { tenant }).await {
            AdminReply::Servers(all) => {
                let mut found = all.into_iter().filter(|one| one.server == server.0);
                found.next().unwrap()
            }
            other => panic!("servers, not {other:?}"),
        }
    }

    /// Sends a request and reads the answer to its end.
    pub(crate) async fn call(&self, head: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head[9..12].parse().unwrap(),
            body: serde_json::from_str(body).unwrap_or(serde_json::Value::Null),
        }
    }

    pub(crate) async fn enrol(&self, secret: &str) -> Answer {
        let body = format!("{{\"token\":\"{secret}\",\"name\":\"edge-7\"}}");
        self.call("POST /landfall/v1/enrol", &body).await
    }
}

/// The secret part of an invitation.
pub(crate) fn secret(token: &str) -> &str {
    token.split('.').nth(1).unwrap()
}
