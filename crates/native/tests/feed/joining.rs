//! From the invitation to the revocation.

use landfall_control::admin::AdminCommand;
use landfall_core::{
    id::{PopId, ServerId},
    model::{Environment, Placement, Platform},
};
use landfall_protocol::{Down, Reason, Trust, Up, unpack};

use crate::{
    agent::Agent,
    place::{Place, secret},
};

const OFFER: &str = "Sec-WebSocket-Protocol: landfall.feed\r\n";

fn unhex(text: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digits).collect()
}

#[tokio::test]
async fn a_server_is_invited_let_in_caught_up_counted_and_revoked() {
    let place = Place::new().await;
    let token = place.invite(None).await;
    let enrolled = place.enrol(secret(&token)).await;
    assert_eq!(enrolled.status, 201, "{enrolled:?}");
    let told = &enrolled.body;
    assert_eq!((&told["name"], &told["pop"]), (&"edge-7".into(), &1.into()));
    let server = ServerId(told["server"].as_u64().unwrap());
    let key = &told["signing_keys"][0];
    let public = unhex(key["public"].as_str().unwrap());
    // The invitation said which key this has to be.
    let print = token.split('.').nth(2).unwrap();
    assert_eq!(unhex(print), landfall_control::secret::hash(&public));
    let trust = Trust {
        tenant: Place::tenant(),
        placement: Placement {
            pop: PopId(1),
            platform: Platform::Adn,
            environment: Environment::Production,
        },
        keys: vec![(key["number"].as_u64().unwrap(), public.try_into().unwrap())],
    };

    let credential = told["credential"].as_str().unwrap();
    let mut agent = Agent::open(place.address, credential, OFFER)
        .await
        .ok()
        .unwrap();
    agent.say(Up::Hello(Agent::hello(server))).await;
    let Down::Welcome(welcome) = agent.hear().await else {
        panic!("a welcome");
    };
    assert!(!welcome.resync && welcome.head.0 > 0, "{welcome:?}");
    (agent.log, agent.cursor) = (Some(welcome.log), welcome.start);
    let before = place.server(server).await;
    assert_eq!(
        (before.membership.as_str(), before.connected),
        ("joining", true)
    );
    let changes = agent.read_to(welcome.head, &trust).await;
    assert!(!changes.is_empty());
    for change in &changes {
        if change.digest.is_some() {
            unpack(&change.payload).unwrap();
        }
    }
    agent.apply().await;
    let there = place.server(server).await;
    assert_eq!(
        (there.membership.as_str(), there.health.as_str()),
        ("counted", "healthy")
    );
    assert_eq!(there.cursor, (welcome.start.epoch.0, welcome.head.0));

    let tenant = Place::tenant();
    place
        .administer(AdminCommand::ServerRevoke { tenant, server })
        .await;
    assert_eq!(agent.refusal().await, Reason::Revoked);
    let again = Agent::open(place.address, credential, OFFER).await;
    assert_eq!(again.err().map(|(status, _)| status), Some(401));
}

#[tokio::test]
async fn an_invitation_is_good_once_and_for_a_while() {
    let place = Place::new().await;
    let token = place.invite(Some("edge-of-the-invitation")).await;
    let used = place.enrol(secret(&token)).await;
    assert_eq!(
        (used.status, &used.body["name"]),
        (201, &"edge-of-the-invitation".into())
    );
    let again = place.enrol(secret(&token)).await;
    assert_eq!(again.status, 403);
    assert!(again.body["detail"].as_str().unwrap().contains("was used"));
    let late = place.invite(None).await;
    place.clock.advance(24 * 3_600);
    let late = place.enrol(secret(&late)).await;
    assert_eq!(late.status, 403);
    assert!(
        late.body["detail"]
            .as_str()
            .unwrap()
            .contains("time is over")
    );
    assert_eq!(place.enrol("nobody-made-this").await.status, 403);
    for body in [
        "",
        "[]",
        "{}",
        "{\"token\":\"x\",\"more\":1}",
        "{\"token\":\"x\",\"name\":\"\"}",
    ] {
        let refused = place.call("POST /landfall/v1/enrol", body).await;
        assert_eq!(refused.status, 400, "{body}");
    }
    assert_eq!(place.call("GET /landfall/v1/enrol", "").await.status, 405);
}

#[tokio::test]
async fn a_removed_server_s_stream_is_closed_and_a_drained_one_s_is_not() {
    let place = Place::new().await;
    let token = place.invite(None).await;
    let told = place.enrol(secret(&token)).await.body;
    let server = ServerId(told["server"].as_u64().unwrap());
    let credential = told["credential"].as_str().unwrap();
    let mut agent = Agent::open(place.address, credential, OFFER)
        .await
        .ok()
        .unwrap();
    agent.say(Up::Hello(Agent::hello(server))).await;
    assert!(matches!(agent.hear().await, Down::Welcome(_)));
    let tenant = Place::tenant();
    for (undo, membership) in [(false, "drained"), (true, "joining")] {
        let tenant = tenant.clone();
        place
            .administer(AdminCommand::ServerDrain {
                tenant,
                server,
                undo,
            })
            .await;
        let shown = place.server(server).await;
        assert_eq!(
            (shown.membership.as_str(), shown.connected),
            (membership, true)
        );
    }
    place
        .administer(AdminCommand::ServerRemove { tenant, server })
        .await;
    loop {
        match agent.hear().await {
            Down::Refused(refused) => {
                assert_eq!(refused.reason, Reason::WrongServer);
                break;
            }
            Down::Change(_) | Down::Through(_) => {}
            other => panic!("a change or a refusal, not {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_no_such_request_is_told_what_is_missing() {
    let place = Place::new().await;
    let unknown = Agent::open(place.address, "nobody-has-this", OFFER).await;
    let (status, head) = unknown.err().unwrap();
    assert_eq!(status, 401);
    assert!(
        head.to_ascii_lowercase()
            .contains("www-authenticate: bearer\r\n")
    );
    let token = place.invite(None).await;
    let told = place.enrol(secret(&token)).await.body;
    let credential = told["credential"].as_str().unwrap();
    let without_offer = Agent::open(place.address, credential, "").await;
    assert_eq!(without_offer.err().map(|(status, _)| status), Some(400));
    let head =
        format!("GET /landfall/v1/feed HTTP/1.1\r\nAuthorization: Bearer {credential}\r\nX: ");
    let plain = place.call(&head, "").await;
    assert_eq!(plain.status, 426);
    assert_eq!(place.call("POST /landfall/v1/feed", "").await.status, 405);
}
