//! What is to be made up, and everything that follows from it before the first object: ids, moments and numbers by their place.

use landfall_core::id::{TenantId, Timestamp, VipmpId};
use uuid::Uuid;

use super::chance::{Chance, mix};

/// What is to be made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The tenant that everything belongs to.
    pub tenant: TenantId,
    /// How many customers.
    pub customers: u64,
    /// How many fulfillments. None without a customer.
    pub fulfillments: u64,
    /// What makes one record differ from another.
    pub seed: u64,
    /// The moment at which the record ends; it begins three years earlier.
    pub until: Timestamp,
}

/// How long the record lasts, in seconds: three years.
const SPAN: i64 = 3 * 365 * 24 * 3600;
/// How long the partners take to come, in seconds: the first month.
const FOUNDING: i64 = 30 * 24 * 3600;
/// How long the burst of orders takes, in seconds.
const BURST: i64 = 170;

/// Kinds of things that numbers are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Stream {
    Partner = 1,
    Customer = 2,
    Deployment = 3,
    Fulfillment = 4,
}

impl Plan {
    /// What looks random about one thing.
    pub(super) fn chance(&self, stream: Stream, number: u64) -> Chance {
        Chance::of(self.seed, stream as u64, number)
    }

    /// When the tenant was made.
    pub(super) fn begins(&self) -> Timestamp {
        self.until.plus(-SPAN)
    }

    /// How many MSPs and resellers there are: one for every hundred customers, from 4 to 5,000.
    pub(super) fn sellers(&self) -> u64 {
        (self.customers / 100).clamp(4, 5000)
    }

    /// The moment at `number` of `all` between the first month's end and the record's.
    fn moment(&self, number: u64, all: u64) -> Timestamp {
        let span = u128::from((SPAN - FOUNDING).unsigned_abs());
        let after = span * u128::from(number) / u128::from(all.max(1));
        let after = i64::try_from(after).unwrap_or(SPAN - FOUNDING);
        self.begins().plus(FOUNDING + after)
    }

    /// When a partner came.
    pub(super) fn partner_came(&self, number: u64, all: u64) -> Timestamp {
        let after = u128::from(FOUNDING.unsigned_abs()) * u128::from(number) / u128::from(all + 1);
        self.begins().plus(i64::try_from(after).unwrap_or(0))
    }

    /// When a customer came: one after the other.
    pub(super) fn customer_came(&self, number: u64) -> Timestamp {
        self.moment(number, self.customers)
    }

    /// When an order was accepted: one after the other, but for a fifth of them, which come within three minutes, as they do
    /// when a partner moves in.
    pub(super) fn ordered(&self, number: u64) -> Timestamp {
        let all = self.fulfillments;
        let (begin, end) = (all / 5 * 3, all / 5 * 4);
        if !(begin..end).contains(&number) {
            return self.moment(number, all);
        }
        let after =
            u128::from(BURST.unsigned_abs()) * u128::from(number - begin) / u128::from(end - begin);
        self.moment(begin, all)
            .plus(i64::try_from(after).unwrap_or(BURST))
    }

    /// How many customers had come by then; at least one.
    pub(super) fn customers_by(&self, at: Timestamp) -> u64 {
        let since = at.seconds() - self.begins().seconds() - FOUNDING;
        let by = u128::from(since.max(0).unsigned_abs()) * u128::from(self.customers)
            / u128::from((SPAN - FOUNDING).unsigned_abs());
        u64::try_from(by)
            .unwrap_or(self.customers)
            .clamp(1, self.customers.max(1))
    }

    /// A time-ordered id, so that what is made later is kept behind what was made before.
    pub(super) fn uuid(&self, stream: Stream, number: u64, at: Timestamp) -> Uuid {
        let random = |salt: u64| mix(self.seed ^ mix((stream as u64) << 56 ^ salt << 48 ^ number));
        let bytes = (u128::from(random(1)) << 64 | u128::from(random(2))).to_be_bytes();
        let mut tail = [0; 10];
        tail.copy_from_slice(&bytes[..10]);
        // Those of one second follow each other too.
        let millis = at.seconds().max(0).unsigned_abs() * 1000 + number % 1000;
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    /// An id of vipmp that no other thing of the kind has: a walk through all of them in steps that meet each once.
    pub(super) fn vipmp(&self, stream: Stream, number: u64) -> VipmpId {
        const STEP: u128 = 5_700_000_119;
        let begin = u128::from(mix(self.seed ^ mix(stream as u64)));
        let place = (begin + u128::from(number) * STEP) % u128::from(VipmpId::space(10));
        VipmpId::from_random(10, u64::try_from(place).unwrap_or(0))
    }
}
