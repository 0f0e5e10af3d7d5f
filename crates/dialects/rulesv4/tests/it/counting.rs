//! Where the numbers come from: what servers say, never something that was stored (rulesv4 contract, section 4).

use landfall_control::Clock;
use landfall_core::id::{Cursor, Epoch, Revision, ServerId};
use landfall_demo::ids;
use landfall_feed::Hello;

use crate::support::{STATUS, World};

/// The fleet's servers are numbered POP by POP: these are the last ones, in Auckland.
const LAST: u64 = 2288;
const AUCKLAND: u64 = 27;

impl World {
    /// A server connects and says that it stands at `revision`.
    fn says(&self, server: u64, revision: u64) {
        let hello = Hello {
            cursor: Cursor {
                epoch: Epoch(1),
                revision: Revision(revision),
            },
            exceptions: Vec::new(),
            at: self.clock.now(),
        };
        self.control
            .fleet()
            .hello(ServerId(server), &hello)
            .unwrap();
    }
}

#[tokio::test]
async fn a_server_that_gets_there_is_counted_at_once() {
    let world = World::new().await;
    world.says(LAST, 3);
    let body = world.get(STATUS).await.body;
    // 2/27 and 62/2288.
    assert!(
        body.contains(r#""Percent_propagated":2.7097902097902096,"#),
        "{body}"
    );
    assert!(
        body.ends_with(r#"Auckland","percentage_propagated":7.4074074074074066}]}"#),
        "{body}"
    );
}

#[tokio::test]
async fn a_status_is_propagated_when_the_last_server_is_there() {
    let world = World::new().await;
    for server in 1..LAST {
        world.says(server, 3);
    }
    let body = world.get(STATUS).await.body;
    assert!(
        body.starts_with(r#"{"Status":"propagating","Percent_propagated":99.9562937062937,"#),
        "{body}"
    );
    assert_eq!(body.matches(":100.0").count(), 69);
    world.says(LAST, 3);
    let body = world.get(STATUS).await.body;
    assert!(
        body.starts_with(r#"{"Status":"propagated","Percent_propagated":100.0,"#),
        "{body}"
    );
    let landed = world.status(ids::LANDED_REQUEST).await;
    assert_eq!(body, landed.body);
}

#[tokio::test]
async fn a_server_that_lost_its_state_is_counted_no_more() {
    let world = World::new().await;
    for server in LAST + 1 - AUCKLAND..=LAST {
        world.says(server, 1);
    }
    let body = world.get(STATUS).await.body;
    assert!(
        body.ends_with(r#"Auckland","percentage_propagated":0.0}]}"#),
        "{body}"
    );
    // The older request was released at revision 1, the newer one at 3.
    let landed = world.status(ids::LANDED_REQUEST).await.body;
    assert!(landed.starts_with(r#"{"Status":"propagated","#), "{landed}");
}
