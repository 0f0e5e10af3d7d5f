//! The examples of docs/protocol.md: messages by hand, and their bytes, which the page has to show.

use std::fmt::Write as _;

use landfall_core::id::{AccountNumber, Revision, ServerId};
use landfall_protocol::{
    Announce, Applied, Down, ExceptionChange, ExceptionSet, Heartbeat, Hello, InstanceId, Reason,
    Received, Refused, Resync, Sweep, Through, Up, Version, Welcome, limits, signed_bytes,
};
use uuid::Uuid;

use crate::some::{change, cursor, log, placement, tenant};

pub(crate) fn hello() -> Hello {
    Hello {
        oldest: 1,
        newest: 2,
        server: ServerId(104),
        instance: InstanceId(Uuid::from_u128(0x11)),
        log: Some(log()),
        cursor: cursor(3, 40),
        unswept: false,
        exceptions: vec![exception()],
        adapter: "files".to_owned(),
        capabilities: vec!["feature.caching".to_owned()],
        program: "0.1.0".to_owned(),
    }
}

pub(crate) fn welcome() -> Welcome {
    Welcome {
        version: Version::CURRENT,
        tenant: tenant(),
        placement: placement(),
        log: log(),
        start: cursor(3, 40),
        head: Revision(41),
        resync: false,
        heartbeat_seconds: limits::HEARTBEAT_SECONDS,
        lease_seconds: limits::LEASE_SECONDS,
        reconnect_seconds: 5,
    }
}

fn exception() -> ExceptionSet {
    ExceptionSet {
        slot: AccountNumber::from_value(0xC1B6),
        running: Revision(12),
        reason: "check failed".to_owned(),
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(32) {
        let digits: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = writeln!(text, "{}", digits.join(" "));
    }
    text
}

/// Every example, in the order of the page: its name and its bytes.
fn examples() -> Vec<(&'static str, Vec<u8>)> {
    let up = |up: Up| up.encode(Version::CURRENT).to_vec();
    let down = |down: Down| down.encode().to_vec();
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let received = Up::Received(Received {
        through: Revision(300),
    });
    vec![
        ("hello", up(Up::Hello(hello()))),
        ("received", up(received.clone())),
        (
            "received, as a frame with the mask 37 fa 21 3d",
            received.frame(Version::CURRENT, mask).to_vec(),
        ),
        (
            "applied",
            up(Up::Applied(Applied {
                cursor: cursor(3, 300),
                unswept: false,
                changes: vec![
                    ExceptionChange::Set(exception()),
                    ExceptionChange::Cleared(AccountNumber::from_value(1)),
                ],
            })),
        ),
        (
            "heartbeat of an agent",
            up(Up::Heartbeat(Heartbeat {
                trouble: "disk full".to_owned(),
            })),
        ),
        ("welcome", down(Down::Welcome(welcome()))),
        ("change", down(Down::Change(change()))),
        (
            "what the change's signature covers",
            signed_bytes(&change()),
        ),
        (
            "through",
            down(Down::Through(Through {
                revision: Revision(41),
            })),
        ),
        (
            "through, as a frame",
            Down::Through(Through {
                revision: Revision(41),
            })
            .frame()
            .to_vec(),
        ),
        (
            "resync",
            down(Down::Resync(Resync {
                log: log(),
                start: cursor(4, 0),
                head: Revision(41),
            })),
        ),
        (
            "sweep",
            down(Down::Sweep(Sweep {
                slots: vec![
                    AccountNumber::from_value(1),
                    AccountNumber::from_value(0xC1B6),
                ],
                last: true,
            })),
        ),
        ("heartbeat of the control plane", down(Down::Heartbeat)),
        (
            "announce",
            down(Down::Announce(Announce {
                reconnect_seconds: 5,
            })),
        ),
        (
            "refused",
            down(Down::Refused(Refused {
                reason: Reason::Revoked,
                detail: "the credential was revoked".to_owned(),
            })),
        ),
    ]
}

#[test]
fn the_page_shows_these_bytes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/protocol.md");
    let page = std::fs::read_to_string(path).unwrap();
    let mut missing = String::new();
    for (name, bytes) in examples() {
        let shown = format!("`{name}`:\n\n```\n{}```\n", hex(&bytes));
        if !page.contains(&shown) {
            let _ = writeln!(missing, "{shown}");
        }
    }
    assert!(missing.is_empty(), "docs/protocol.md lacks:\n\n{missing}");
}
