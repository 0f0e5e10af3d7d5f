//! Messages: out and in again, and whatever else comes in.

use bytes::Bytes;
use landfall_protocol::{
    Applied, Change, Down, ExceptionChange, ExceptionSet, Heartbeat, Malformed, Reason, Refused,
    Up, Version, limits,
};
use proptest::prelude::*;

use crate::some::{self, change, cursor};

proptest! {
    #[test]
    fn what_an_agent_says_is_understood(up in some::up(Version::CURRENT)) {
        let message = up.encode(Version::CURRENT);
        prop_assert_eq!(Up::decode(Version::CURRENT, message), Ok(up));
    }

    #[test]
    fn what_an_older_agent_says_is_understood(up in some::up(Version::OLDEST)) {
        let message = up.encode(Version::OLDEST);
        prop_assert_eq!(Up::decode(Version::OLDEST, message), Ok(up));
    }

    #[test]
    fn what_the_control_plane_says_is_understood(down in some::down()) {
        prop_assert_eq!(Down::decode(down.encode()), Ok(down));
    }

    #[test]
    fn a_message_cut_short_is_refused(down in some::down(), up in some::up(Version::CURRENT), cut in 0.0..1.0_f64) {
        for (message, refused) in [
            (down.encode(), (|bytes| Down::decode(bytes).is_err()) as fn(Bytes) -> bool),
            (up.encode(Version::CURRENT), |bytes| Up::decode(Version::CURRENT, bytes).is_err()),
        ] {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short message")]
            let at = (message.len() as f64 * cut) as usize;
            prop_assert!(refused(message.slice(..at)));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, kind in 0_u8..0x8a) {
        for first in [None, Some(kind)] {
            let bytes: Bytes = first.into_iter().chain(bytes.iter().copied()).collect();
            let _ = Down::decode(bytes.clone());
            let _ = Up::decode(Version::CURRENT, bytes.clone());
            let _ = Up::decode(Version::OLDEST, bytes);
        }
    }

    #[test]
    fn a_message_with_a_byte_changed_is_read_or_refused(down in some::down(), at: prop::sample::Index, to: u8) {
        let mut bytes = down.encode().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(read) = Down::decode(bytes.clone().into())
            && !matches!(read, Down::Welcome(_))
        {
            // A message has one form: what is read is written the same.
            prop_assert_eq!(read.encode().to_vec(), bytes);
        }
    }
}

#[test]
fn hello_and_welcome_may_grow_and_nothing_else_may() {
    let with_more = |bytes: Bytes| Bytes::from([&bytes[..], b"more"].concat());
    let hello = Up::Hello(crate::examples::hello());
    let grown = with_more(hello.encode(Version::CURRENT));
    assert_eq!(Up::decode(Version::CURRENT, grown), Ok(hello));
    let welcome = Down::Welcome(crate::examples::welcome());
    assert_eq!(Down::decode(with_more(welcome.encode())), Ok(welcome));
    let grown = with_more(Down::Heartbeat.encode());
    assert_eq!(Down::decode(grown), Err(Malformed::Trailing));
}

#[test]
fn more_than_the_limit_is_refused_before_it_is_read() {
    let changes = vec![
        ExceptionChange::Cleared(landfall_core::id::AccountNumber::from_value(1));
        limits::EXCEPTION_CHANGES + 1
    ];
    let applied = Up::Applied(Applied {
        cursor: cursor(3, 41),
        unswept: false,
        changes,
    });
    let read = Up::decode(Version::CURRENT, applied.encode(Version::CURRENT));
    assert_eq!(
        read,
        Err(Malformed::TooMuch("changes", limits::EXCEPTION_CHANGES))
    );
}

#[test]
fn the_largest_report_fits_into_a_message() {
    let set = ExceptionSet {
        slot: "FFFFFFFFFFFF".parse().unwrap(),
        running: landfall_core::id::Revision(u64::MAX - 1),
        reason: "x".repeat(limits::REASON),
    };
    let applied = Up::Applied(Applied {
        cursor: cursor(u32::MAX, u64::MAX - 1),
        unswept: true,
        changes: vec![ExceptionChange::Set(set); limits::EXCEPTION_CHANGES],
    });
    assert!(applied.encode(Version::CURRENT).len() <= limits::UP);
}

#[test]
fn a_reason_is_cut_at_a_character() {
    let refused = Down::Refused(Refused {
        reason: Reason::Failed,
        detail: "é".repeat(limits::REASON),
    });
    let Ok(Down::Refused(read)) = Down::decode(refused.encode()) else {
        panic!("a refusal");
    };
    assert_eq!(read.detail, "é".repeat(limits::REASON / 2));
    let trouble = Up::Heartbeat(Heartbeat {
        trouble: "x".repeat(10_000),
    });
    assert!(trouble.encode(Version::CURRENT).len() < 300);
}

#[test]
fn a_tombstone_has_no_payload() {
    let with_payload = Change {
        digest: None,
        ..change()
    };
    assert_eq!(
        Down::decode(Down::Change(with_payload).encode()),
        Err(Malformed::Invalid("payload"))
    );
}

#[test]
fn reasons_have_one_number_each() {
    for reason in Reason::ALL {
        assert_eq!(Reason::from_number(reason.number()), Some(*reason));
    }
    assert_eq!(Reason::from_number(0), None);
}
