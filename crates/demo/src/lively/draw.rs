//! Drawing: everything that looks random comes from here, and is the same every time.

use std::collections::HashSet;

use fastrand::Rng;
use landfall_core::id::{AccountNumber, Timestamp, VipmpId};
use uuid::{Builder, Uuid};

use crate::{Record, fixture};

const SEED: u64 = 0x1a9d_fa11;
const DAY: i64 = 24 * 3600;

/// The source of what looks random, with the numbers that are taken.
pub(super) struct Draw {
    rng: Rng,
    vipmp: HashSet<VipmpId>,
    accounts: u64,
    /// When the first partner came; later than everything that the tenant was born with.
    pub(super) first: Timestamp,
    /// The moment of loading.
    pub(super) now: Timestamp,
}

impl Draw {
    pub(super) fn new(record: &Record, now: Timestamp) -> Self {
        let numbers = record.organizations.iter();
        let accounts = numbers.filter_map(|organization| organization.account_number.as_ref());
        let born = fixture::tenant().created_at;
        Self {
            rng: Rng::with_seed(SEED),
            vipmp: taken(record),
            accounts: accounts.map(AccountNumber::value).max().unwrap_or(0),
            first: now.plus(-3 * 365 * DAY).max(born.plus(30 * DAY)),
            now: now.max(born.plus(60 * DAY)),
        }
    }

    /// One of the things.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.rng.usize(..of.len())]
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn number(&mut self, low: u32, high: u32) -> u32 {
        self.rng.u32(low..=high)
    }

    /// Whether something that happens to `percent` of a hundred happens now.
    pub(super) fn happens(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    /// A moment from `low` to `high`.
    pub(super) fn between(&mut self, low: Timestamp, high: Timestamp) -> Timestamp {
        let (low, high) = (low.seconds(), high.seconds());
        Timestamp::from_seconds(self.rng.i64(low..=high.max(low)))
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> Uuid {
        Builder::from_random_bytes(self.rng.u128(..).to_be_bytes()).into_uuid()
    }

    /// A vipmp id of that many digits which nothing has, in no id space.
    pub(super) fn vipmp(&mut self, digits: u32) -> VipmpId {
        loop {
            let id = VipmpId::from_random(digits, self.rng.u64(..));
            if self.vipmp.insert(id.clone()) {
                return id;
            }
        }
    }

    /// The next account number.
    pub(super) fn account(&mut self) -> AccountNumber {
        self.accounts += 1;
        AccountNumber::from_value(self.accounts)
    }

    /// Fills in a pattern: `#` is a digit, `@` a letter that postal codes use in every country that uses letters.
    pub(super) fn pattern(&mut self, pattern: &str) -> String {
        const LETTERS: &[u8] = b"AEHNPRTXY";
        pattern
            .chars()
            .map(|character| match character {
                '#' => char::from(b'0' + self.rng.u8(..10)),
                '@' => char::from(*self.one(LETTERS)),
                other => other,
            })
            .collect()
    }

    /// The things in another order.
    pub(super) fn shuffled<T>(&mut self, mut things: Vec<T>) -> Vec<T> {
        self.rng.shuffle(&mut things);
        things
    }
}

fn taken(record: &Record) -> HashSet<VipmpId> {
    let organizations = record.organizations.iter();
    let deployments = record.deployments.iter();
    organizations
        .filter_map(|organization| organization.vipmp_id.clone())
        .chain(deployments.map(|deployment| deployment.vipmp_id.clone()))
        .collect()
}
