//! Which changes a server believes.

use landfall_core::{
    id::{AccountNumber, Epoch, Generation, PopId, Revision},
    model::{Environment, Platform},
};
use landfall_protocol::{Change, Distrust, Trust, digest, signed_bytes};
use proptest::prelude::*;

use crate::some::{change, cursor, key, log, pack, placement, public, signed, tenant};

fn trust() -> Trust {
    Trust {
        tenant: tenant(),
        placement: placement(),
        keys: vec![(1, public(&key()))],
    }
}

fn checked(change: &Change) -> Result<(), Distrust> {
    trust().check(change, log(), cursor(3, 40))
}

#[test]
fn a_good_change_is_believed() {
    assert_eq!(checked(&change()), Ok(()));
    let tombstone = signed(Change {
        digest: None,
        payload: bytes::Bytes::new(),
        ..change()
    });
    assert_eq!(checked(&tombstone), Ok(()));
    let of_an_older_epoch = signed(Change {
        epoch: Epoch(2),
        ..change()
    });
    assert_eq!(checked(&of_an_older_epoch), Ok(()));
}

#[test]
fn every_signed_member_counts() {
    let good = change();
    let other_payload = pack(b"another policy");
    let changed: Vec<(&str, Change)> = vec![
        (
            "revision",
            Change {
                revision: Revision(42),
                ..good.clone()
            },
        ),
        (
            "epoch",
            Change {
                epoch: Epoch(2),
                ..good.clone()
            },
        ),
        (
            "slot",
            Change {
                slot: AccountNumber::from_value(2),
                ..good.clone()
            },
        ),
        (
            "generation",
            Change {
                generation: Generation(78),
                ..good.clone()
            },
        ),
        (
            "POPs",
            Change {
                pops: Some(vec![PopId(17)]),
                ..good.clone()
            },
        ),
        (
            "digest and payload",
            Change {
                digest: Some(digest(&other_payload)),
                payload: other_payload.clone().into(),
                ..good.clone()
            },
        ),
        (
            "tombstone",
            Change {
                digest: None,
                payload: bytes::Bytes::new(),
                ..good.clone()
            },
        ),
    ];
    for (member, change) in changed {
        assert_eq!(checked(&change), Err(Distrust::Signature), "{member}");
    }
    let payload = Change {
        payload: other_payload.into(),
        ..good.clone()
    };
    assert_eq!(checked(&payload), Err(Distrust::Digest));
    let key = Change { key: 2, ..good };
    assert_eq!(checked(&key), Err(Distrust::UnknownKey(2)));
}

#[test]
fn a_change_for_others_is_not_believed_however_well_signed() {
    let good = change();
    for change in [
        Change {
            tenant: "other".parse().unwrap(),
            ..good.clone()
        },
        Change {
            platform: Platform::Adn,
            ..good.clone()
        },
        Change {
            environment: Environment::Staging,
            ..good.clone()
        },
        Change {
            pops: Some(vec![PopId(18)]),
            ..good.clone()
        },
    ] {
        assert_eq!(checked(&signed(change)), Err(Distrust::NotForThisServer));
    }
    let of_another_log = Change {
        log: "00000000-0000-4000-8000-000000000002".parse().unwrap(),
        ..good.clone()
    };
    assert_eq!(checked(&signed(of_another_log)), Err(Distrust::AnotherLog));
    let of_a_later_epoch = Change {
        epoch: Epoch(4),
        ..good
    };
    assert_eq!(
        checked(&signed(of_a_later_epoch)),
        Err(Distrust::AnotherLog)
    );
}

#[test]
fn a_replayed_change_is_not_believed() {
    let replayed = trust().check(&change(), log(), cursor(3, 41));
    assert_eq!(replayed, Err(Distrust::NotNext));
}

proptest! {
    #[test]
    fn two_changes_are_never_signed_as_one(
        one in ("[a-z]{1,4}", "[0-9A-F]{1,4}", 0_u64..4, proptest::option::of(proptest::collection::vec(1_u64..4, 0..3)), any::<bool>()),
        other in ("[a-z]{1,4}", "[0-9A-F]{1,4}", 0_u64..4, proptest::option::of(proptest::collection::vec(1_u64..4, 0..3)), any::<bool>()),
    ) {
        let made = |(tenant, slot, number, pops, tombstone): (String, String, u64, Option<Vec<u64>>, bool)| Change {
            tenant: tenant.parse().unwrap(),
            slot: slot.parse().unwrap(),
            generation: Generation(number),
            pops: pops.map(|pops| pops.into_iter().map(PopId).collect()),
            digest: (!tombstone).then_some([0; 32]),
            ..change()
        };
        let same = one == other;
        prop_assert_eq!(signed_bytes(&made(one)) == signed_bytes(&made(other)), same);
    }
}
