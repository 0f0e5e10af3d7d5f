//! What the signature of an entry covers, as bytes that can be read in one way only.

use crate::{
    id::{AccountNumber, Epoch, Generation, LogId, PopId, Revision, TenantId},
    model::{Change, Environment, LogHead, Platform},
};

/// Keeps signatures of entries apart from everything else that the same key may ever sign. The number is that of the form:
/// another form has another one, so that no bytes have two meanings.
const DOMAIN: &[u8] = b"landfall change 1";

/// What the signature of an entry covers: where it stands, whom it is for and what it carries, the last by its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedEntry<'a> {
    /// The tenant whose log it is in.
    pub tenant: &'a TenantId,
    /// The platform that the log feeds.
    pub platform: Platform,
    /// Which fleet of the platform.
    pub environment: Environment,
    /// The log.
    pub log: LogId,
    /// The history in which it was appended.
    pub epoch: Epoch,
    /// Its gapless number.
    pub revision: Revision,
    /// The slot that it changes.
    pub slot: &'a AccountNumber,
    /// The hand-over that it belongs to.
    pub generation: Generation,
    /// The POPs it is for, in the order in which the entry names them; none for all.
    pub pops: Option<&'a [PopId]>,
    /// The digest of its payload; none for a tombstone.
    pub digest: Option<&'a [u8; 32]>,
}

impl<'a> SignedEntry<'a> {
    /// What the signature of `change` in `log` covers.
    pub fn of(log: &'a LogHead, change: &'a Change) -> Self {
        Self {
            tenant: &log.tenant,
            platform: log.platform,
            environment: log.environment,
            log: change.log,
            epoch: change.epoch,
            revision: change.revision,
            slot: &change.slot,
            generation: change.generation,
            pops: change.pops.as_deref(),
            digest: change.digest.as_ref(),
        }
    }
}

/// The bytes that are signed: a field behind the other, each with its length before it (eight bytes), so that nothing can move
/// from one to the next. In this order: the domain, tenant, platform, environment, log, epoch, revision, slot, generation, POPs,
/// digest. Texts are UTF-8; numbers have eight bytes, the epoch four, the highest first; the log's id its sixteen. POPs are
/// nothing for all, else the byte 1 and eight bytes for each. A tombstone's digest is nothing.
pub fn signed_bytes(entry: &SignedEntry<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    field(&mut bytes, DOMAIN);
    field(&mut bytes, entry.tenant.as_str().as_bytes());
    field(&mut bytes, entry.platform.as_str().as_bytes());
    field(&mut bytes, entry.environment.as_str().as_bytes());
    field(&mut bytes, entry.log.0.as_bytes());
    field(&mut bytes, &entry.epoch.0.to_be_bytes());
    field(&mut bytes, &entry.revision.0.to_be_bytes());
    field(&mut bytes, entry.slot.as_str().as_bytes());
    field(&mut bytes, &entry.generation.0.to_be_bytes());
    field(&mut bytes, &pops(entry.pops));
    field(&mut bytes, entry.digest.map_or(&[], <[u8; 32]>::as_slice));
    bytes
}

fn field(bytes: &mut Vec<u8>, content: &[u8]) {
    bytes.extend_from_slice(&(content.len() as u64).to_be_bytes());
    bytes.extend_from_slice(content);
}

fn pops(pops: Option<&[PopId]>) -> Vec<u8> {
    let Some(pops) = pops else { return Vec::new() };
    let ids = pops.iter().flat_map(|pop| pop.0.to_be_bytes());
    std::iter::once(1).chain(ids).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Everything that an entry is signed for, owned.
    type Parts = (
        (String, usize, usize, u128),
        (u32, u64, u64, u64),
        (Option<Vec<u64>>, Option<[u8; 32]>),
    );

    fn parts() -> impl Strategy<Value = Parts> {
        (
            ("[a-z0-9]{1,12}", 0_usize..3, 0_usize..2, any::<u128>()),
            (any::<u32>(), any::<u64>(), 1_u64..1 << 40, any::<u64>()),
            (
                proptest::option::of(proptest::collection::vec(any::<u64>(), 0..4)),
                proptest::option::of(any::<[u8; 32]>()),
            ),
        )
    }

    fn bytes_of(parts: &Parts) -> Vec<u8> {
        let ((tenant, platform, environment, log), (epoch, revision, slot, generation), rest) =
            parts;
        let (pops, digest) = rest;
        let pops: Option<Vec<PopId>> =
            (pops.as_ref()).map(|pops| pops.iter().copied().map(PopId).collect());
        signed_bytes(&SignedEntry {
            tenant: &tenant.parse().unwrap(),
            platform: Platform::ALL[*platform],
            environment: Environment::ALL[*environment],
            log: LogId(uuid::Uuid::from_u128(*log)),
            epoch: Epoch(*epoch),
            revision: Revision(*revision),
            slot: &AccountNumber::from_value(*slot),
            generation: Generation(*generation),
            pops: pops.as_deref(),
            digest: digest.as_ref(),
        })
    }

    /// Reads the fields back, knowing nothing but what is written down about them.
    fn parts_of(mut bytes: &[u8]) -> Parts {
        let mut fields = Vec::new();
        while let Some((length, rest)) = bytes.split_at_checked(8) {
            let length = u64::from_be_bytes(length.try_into().unwrap());
            let (content, rest) = rest.split_at(usize::try_from(length).unwrap());
            fields.push(content);
            bytes = rest;
        }
        assert_eq!((fields.len(), bytes.len()), (11, 0));
        let text = |at: usize| String::from_utf8(fields[at].to_vec()).unwrap();
        let number = |at: usize| u64::from_be_bytes(fields[at].try_into().unwrap());
        let pops = fields[9].get(1..).unwrap_or_default().chunks(8);
        let pops = pops.map(|pop| u64::from_be_bytes(pop.try_into().unwrap()));
        (
            (
                text(1),
                (Platform::ALL.iter())
                    .position(|it| it.as_str() == text(2))
                    .unwrap(),
                (Environment::ALL.iter())
                    .position(|it| it.as_str() == text(3))
                    .unwrap(),
                u128::from_be_bytes(fields[4].try_into().unwrap()),
            ),
            (
                u32::from_be_bytes(fields[5].try_into().unwrap()),
                number(6),
                text(7).parse::<AccountNumber>().unwrap().value(),
                number(8),
            ),
            (
                (fields[9] != [0; 0]).then(|| pops.collect()),
                fields[10].try_into().ok(),
            ),
        )
    }

    proptest! {
        #[test]
        fn everything_that_is_signed_can_be_read_back_from_the_bytes(parts in parts()) {
            prop_assert_eq!(parts_of(&bytes_of(&parts)), parts);
        }
    }

    #[test]
    fn the_bytes_are_those_that_agents_were_told() {
        let parts = (
            ("acme".to_owned(), 0, 0, 0x5a6d_2c1e),
            (3, 41, 0xC1B6, 7),
            (Some(vec![1, 258]), Some([0xAB; 32])),
        );
        let golden = include_str!("golden/signed.hex");
        assert_eq!(hex(&bytes_of(&parts)), golden.replace('\n', ""));
        let everywhere = (parts.0.clone(), parts.1, (None, None));
        let golden = include_str!("golden/signed_tombstone.hex");
        assert_eq!(hex(&bytes_of(&everywhere)), golden.replace('\n', ""));
    }

    #[test]
    fn an_entry_for_no_pop_is_not_one_for_all() {
        let parts = |pops| (("a".to_owned(), 0, 0, 1), (1, 1, 1, 1), (pops, None));
        assert_ne!(bytes_of(&parts(None)), bytes_of(&parts(Some(Vec::new()))));
    }

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write;
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }
}
