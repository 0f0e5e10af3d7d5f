//! Who is there: one tenant's fleet in two POPs, and the key that signs.

use std::sync::{Arc, OnceLock};

use landfall_core::{
    id::{Cursor, PopId, ServerId, TenantId},
    model::{Environment, Placement, Platform, Pop, Server, ServerMembership},
};
use landfall_feed::LogKey;
use ring::signature::{Ed25519KeyPair, KeyPair};

/// Where the control plane listens.
pub(super) const PORT: u16 = 8080;
/// Its name in the simulated network.
pub(super) const CONTROL_PLANE: &str = "control";

pub(super) fn tenant() -> TenantId {
    "acme".parse().unwrap()
}

pub(super) fn key() -> LogKey {
    LogKey {
        tenant: tenant(),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

pub(super) fn signing_key() -> Arc<Ed25519KeyPair> {
    static KEY: OnceLock<Arc<Ed25519KeyPair>> = OnceLock::new();
    let made = || Arc::new(Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap());
    Arc::clone(KEY.get_or_init(made))
}

pub(super) fn public_key() -> [u8; 32] {
    signing_key().public_key().as_ref().try_into().unwrap()
}

/// Odd servers stand in POP 1, even ones in POP 2.
pub(super) fn placement(server: u64) -> Placement {
    Placement {
        pop: PopId(2 - server % 2),
        platform: Platform::HttpLarge,
        environment: Environment::Production,
    }
}

pub(super) fn server(id: u64) -> Server {
    Server {
        id: ServerId(id),
        tenant: tenant(),
        name: name(id),
        placement: placement(id),
        membership: ServerMembership::Joining,
        cursor: Cursor::default(),
        counted: Cursor::default(),
        last_seen_at: None,
    }
}

/// A server's name, in the record and in the simulated network.
pub(super) fn name(server: u64) -> String {
    format!("edge-{server}")
}

/// What it shows when it connects.
pub(super) fn credential(server: u64) -> String {
    format!("credential-of-{server}")
}

pub(super) fn pops() -> Vec<Pop> {
    let pop = |id: u64| Pop {
        id: PopId(id),
        tenant: tenant(),
        region: "Europe".into(),
        place: format!("Place {id}"),
        code: "XXX".into(),
        latitude: 0.0,
        longitude: 0.0,
        position: u32::try_from(id).unwrap(),
    };
    vec![pop(1), pop(2)]
}
