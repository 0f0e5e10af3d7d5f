//! Drawing: everything that looks random comes from here, and is the same every time.

use std::collections::HashSet;

use landfall_core::id::{AccountNumber, Timestamp, VipmpId};
use landfall_transfer::generate::Chance;
use uuid::{Builder, Uuid};

use crate::{Record, fixture};

const SEED: u64 = 0x1a9d_fa11;
const DAY: i64 = 24 * 3600;

/// The source of what looks random, with the numbers that are taken.
pub(super) struct Draw {
    /// What looks random and knows of no numbers.
    pub(super) chance: Chance,
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
            chance: Chance::new(SEED),
            vipmp: taken(record),
            accounts: accounts.map(AccountNumber::value).max().unwrap_or(0),
            first: now.plus(-3 * 365 * DAY).max(born.plus(30 * DAY)),
            now: now.max(born.plus(60 * DAY)),
        }
    }

    /// One of the things.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        self.chance.one(of)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn number(&mut self, low: u32, high: u32) -> u32 {
        self.chance.number(low, high)
    }

    /// Whether something that happens to `percent` of a hundred happens now.
    pub(super) fn happens(&mut self, percent: u32) -> bool {
        self.chance.happens(percent)
    }

    /// A moment from `low` to `high`.
    pub(super) fn between(&mut self, low: Timestamp, high: Timestamp) -> Timestamp {
        let (low, high) = (low.seconds(), high.seconds());
        Timestamp::from_seconds(self.chance.0.i64(low..=high.max(low)))
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> Uuid {
        Builder::from_random_bytes(self.chance.0.u128(..).to_be_bytes()).into_uuid()
    }

    /// A vipmp id of that many digits which nothing has, in no id space.
    pub(super) fn vipmp(&mut self, digits: u32) -> VipmpId {
        loop {
            let id = VipmpId::from_random(digits, self.chance.0.u64(..));
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
        self.chance.pattern(pattern)
    }

    /// The things in another order.
    pub(super) fn shuffled<T>(&mut self, mut things: Vec<T>) -> Vec<T> {
        self.chance.0.shuffle(&mut things);
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
