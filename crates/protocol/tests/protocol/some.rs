//! Messages of every kind, at random and by hand.

use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Generation, LogId, PopId, Revision, ServerId, TenantId},
    model::{Environment, Placement, Platform},
};
use landfall_protocol::{
    Announce, Applied, Change, Down, ExceptionChange, ExceptionSet, Heartbeat, Hello, InstanceId,
    Reason, Received, Refused, Resync, Sweep, Through, Up, Version, Welcome, digest, limits, sign,
};
use proptest::{collection::vec, option, prelude::*};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use uuid::Uuid;

/// A payload as it travels.
pub(crate) fn pack(document: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(document, 3).unwrap()
}

pub(crate) fn tenant() -> TenantId {
    "acmepaymentscorp".parse().unwrap()
}

pub(crate) fn log() -> LogId {
    "00000000-0000-4000-8000-000000000001".parse().unwrap()
}

pub(crate) fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
}

pub(crate) fn public(key: &Ed25519KeyPair) -> [u8; 32] {
    key.public_key().as_ref().try_into().unwrap()
}

pub(crate) fn placement() -> Placement {
    Placement {
        pop: PopId(17),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

pub(crate) fn cursor(epoch: u32, revision: u64) -> Cursor {
    Cursor {
        epoch: Epoch(epoch),
        revision: Revision(revision),
    }
}

/// A good change: revision 41 of epoch 3, for all POPs.
pub(crate) fn change() -> Change {
    let payload = pack(br#"{"account":"0001","policy":null}"#);
    signed(Change {
        tenant: tenant(),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
        log: log(),
        epoch: Epoch(3),
        revision: Revision(41),
        slot: AccountNumber::from_value(1),
        generation: Generation(77),
        pops: None,
        digest: Some(digest(&payload)),
        key: 1,
        signature: [0; 64],
        payload: payload.into(),
    })
}

pub(crate) fn signed(mut change: Change) -> Change {
    change.signature = sign(&change, &key());
    change
}

fn reason() -> impl Strategy<Value = String> {
    "[a-zé ]{0,60}"
}

fn slot() -> impl Strategy<Value = AccountNumber> {
    (0_u64..0xFFFF_FFFF_FFFF).prop_map(AccountNumber::from_value)
}

fn revision() -> impl Strategy<Value = Revision> {
    prop_oneof![0_u64..200, 0..u64::MAX].prop_map(Revision)
}

fn any_cursor() -> impl Strategy<Value = Cursor> {
    (any::<u32>(), revision()).prop_map(|(epoch, revision)| Cursor {
        epoch: Epoch(epoch),
        revision,
    })
}

fn exception(reasons: bool) -> impl Strategy<Value = ExceptionSet> {
    (slot(), revision(), reason()).prop_map(move |(slot, running, reason)| ExceptionSet {
        slot,
        running,
        reason: if reasons { reason } else { String::new() },
    })
}

fn any_log() -> impl Strategy<Value = LogId> {
    any::<u128>().prop_map(|number| LogId(Uuid::from_u128(number)))
}

fn hello() -> impl Strategy<Value = Hello> {
    (
        (any::<u8>(), any::<u8>(), 1..=ServerId::MAX, any::<u128>()),
        (option::of(any_log()), any_cursor(), any::<bool>()),
        vec(exception(true), 0..5),
        ("[a-z]{0,64}", vec("[a-z.]{0,64}", 0..5), "[0-9.]{0,12}"),
    )
        .prop_map(
            |(
                (oldest, newest, server, instance),
                (log, cursor, unswept),
                exceptions,
                (adapter, capabilities, program),
            )| Hello {
                oldest,
                newest,
                server: ServerId(server),
                instance: InstanceId(Uuid::from_u128(instance)),
                log,
                cursor,
                unswept,
                exceptions,
                adapter,
                capabilities,
                program,
            },
        )
}

/// Any message of an agent that speaks `version`.
pub(crate) fn up(version: Version) -> impl Strategy<Value = Up> {
    let reasons = version == Version::CURRENT;
    let change = prop_oneof![
        exception(reasons).prop_map(ExceptionChange::Set),
        slot().prop_map(ExceptionChange::Cleared),
    ];
    prop_oneof![
        hello().prop_map(Up::Hello),
        revision().prop_map(|through| Up::Received(Received { through })),
        (any_cursor(), any::<bool>(), vec(change, 0..6)).prop_map(|(cursor, unswept, changes)| {
            Up::Applied(Applied {
                cursor,
                unswept,
                changes,
            })
        }),
        reason().prop_map(move |trouble| Up::Heartbeat(Heartbeat {
            trouble: if reasons { trouble } else { String::new() },
        })),
    ]
}

fn any_change() -> impl Strategy<Value = Change> {
    (
        (any::<u32>(), revision(), slot(), any::<u64>(), any::<u64>()),
        option::of(vec((1..=PopId::MAX).prop_map(PopId), 0..6)),
        option::of(any::<[u8; 32]>()),
        vec(any::<u8>(), 0..300),
        any_log(),
    )
        .prop_map(
            |((epoch, revision, slot, generation, key), pops, digest, payload, log)| Change {
                tenant: tenant(),
                platform: Platform::Adn,
                environment: Environment::Staging,
                log,
                epoch: Epoch(epoch),
                revision,
                slot,
                generation: Generation(generation),
                pops,
                digest,
                key,
                signature: [9; 64],
                payload: if digest.is_some() {
                    payload.into()
                } else {
                    bytes::Bytes::new()
                },
            },
        )
}

fn welcome() -> impl Strategy<Value = Welcome> {
    (
        any_log(),
        any_cursor(),
        revision(),
        any::<bool>(),
        any::<u16>(),
    )
        .prop_map(|(log, start, head, resync, reconnect_seconds)| Welcome {
            version: Version::CURRENT,
            tenant: tenant(),
            placement: placement(),
            log,
            start,
            head,
            resync,
            heartbeat_seconds: limits::HEARTBEAT_SECONDS,
            lease_seconds: limits::LEASE_SECONDS,
            reconnect_seconds,
        })
}

/// Any message of the control plane.
pub(crate) fn down() -> impl Strategy<Value = Down> {
    prop_oneof![
        welcome().prop_map(Down::Welcome),
        any_change().prop_map(Down::Change),
        revision().prop_map(|revision| Down::Through(Through { revision })),
        (any_log(), any_cursor(), revision()).prop_map(|(log, start, head)| Down::Resync(Resync {
            log,
            start,
            head
        })),
        (vec(slot(), 0..6), any::<bool>())
            .prop_map(|(slots, last)| Down::Sweep(Sweep { slots, last })),
        Just(Down::Heartbeat),
        any::<u16>().prop_map(|reconnect_seconds| Down::Announce(Announce { reconnect_seconds })),
        (0..Reason::ALL.len(), reason()).prop_map(|(at, detail)| Down::Refused(Refused {
            reason: Reason::ALL[at],
            detail,
        })),
    ]
}
