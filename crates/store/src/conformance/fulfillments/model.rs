//! A slow model of the list, and random fulfillments and questions to compare an engine with it.

use std::cmp::Ordering;

use landfall_core::{
    id::FulfillmentId,
    model::{
        Direction, Fulfillment, FulfillmentAction, FulfillmentDetail, FulfillmentField,
        FulfillmentKind, FulfillmentOrder, FulfillmentStatus, SellerKind,
    },
};
use proptest::{
    collection::vec,
    option,
    prelude::{Strategy, any},
    sample::{select, subsequence},
};
use uuid::Uuid;

use crate::conformance::fixture::{World, at, fulfillment};

/// The value of a field, as the contract orders it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Time(i64),
    /// Rust orders text by its UTF-8 bytes, which is by code point.
    Text(String),
}

fn value(row: &Fulfillment, field: FulfillmentField) -> Option<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    match field {
        FulfillmentField::Id => Some(Value::Text(row.id.to_string())),
        FulfillmentField::CreatedAt => Some(Value::Time(row.created_at.seconds())),
        FulfillmentField::UpdatedAt => Some(Value::Time(row.updated_at.seconds())),
        FulfillmentField::Status => Some(text(row.status.as_str())),
        FulfillmentField::Account => row.account.map(|id| Value::Text(id.to_string())),
        FulfillmentField::ExternalAccount => row.external_account_id.as_deref().map(text),
        FulfillmentField::Kind => Some(text(row.kind.as_str())),
        FulfillmentField::User => Some(text(&row.user)),
    }
}

fn compare(a: &Fulfillment, b: &Fulfillment, sort: &[FulfillmentOrder]) -> Ordering {
    for &(field, direction) in sort {
        let order = match (value(a, field), value(b, field)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => match direction {
                Direction::Ascending => a.cmp(&b),
                Direction::Descending => b.cmp(&a),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
    a.id.to_string().cmp(&b.id.to_string())
}

/// What the whole list has to be.
pub(in crate::conformance) fn expected(
    rows: &[Fulfillment],
    in_view: impl Fn(&Fulfillment) -> bool,
    sort: &[FulfillmentOrder],
) -> Vec<Fulfillment> {
    let mut rows: Vec<Fulfillment> = rows.iter().filter(|row| in_view(row)).cloned().collect();
    rows.sort_by(|a, b| compare(a, b, sort));
    rows
}

/// Some fulfillments and a question.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) rows: Vec<RandomRow>,
    pub(super) query: Query,
}

/// A question.
#[derive(Debug, Clone)]
pub(super) struct Query {
    /// Which organization of the tree is the view's root; none for the whole tenant.
    pub(super) root: Option<usize>,
    pub(super) status: Option<FulfillmentStatus>,
    pub(super) sort: Vec<FulfillmentOrder>,
    pub(super) limit: u32,
}

/// A fulfillment, whose organizations are yet to be found in a tree.
#[derive(Debug, Clone)]
pub(super) struct RandomRow {
    id: u64,
    seller: usize,
    kind: FulfillmentKind,
    status: FulfillmentStatus,
    account: Option<usize>,
    external: Option<&'static str>,
    user: &'static str,
    times: (i64, i64),
}

impl RandomRow {
    /// The fulfillment in a tenant; `number` keeps ids of equal beginning apart.
    pub(super) fn in_world(self, world: &World, number: u128) -> FulfillmentDetail {
        let organizations = world.organizations();
        let mut row = fulfillment(world.id(), organizations[self.seller].id, 0);
        let id = (u128::from(self.id) << 64) | number;
        let tenant_part = u128::from(world.root.id.0.as_u64_pair().1) << 16;
        row.fulfillment = Fulfillment {
            id: FulfillmentId(Uuid::from_u128(id | tenant_part)),
            kind: self.kind,
            status: self.status,
            account: self.account.map(|index| organizations[index].id),
            external_account_id: self.external.map(str::to_owned),
            user: self.user.to_owned(),
            created_at: at(self.times.0),
            updated_at: at(self.times.1),
            ..row.fulfillment
        };
        row
    }
}

/// Texts that collations, cases and UTF-16 order otherwise than code points do.
const TEXTS: &[&str] = &[
    "",
    "A",
    "B",
    "Z",
    "a",
    "b",
    "aB",
    "ab",
    "a b",
    "á",
    "ß",
    "é",
    "10",
    "9",
    "\u{FF5E}",
    "\u{FFFD}",
    "\u{10400}",
    "\u{1F980}",
];

fn rows() -> impl Strategy<Value = RandomRow> {
    (
        any::<u64>(),
        0_usize..6,
        (select(SellerKind::ALL), select(FulfillmentAction::ALL)),
        select(FulfillmentStatus::ALL),
        option::of(6_usize..9),
        option::of(select(TEXTS)),
        select(TEXTS),
        (0_i64..4, -1_i64..3),
    )
        .prop_map(
            |(id, seller, (by, action), status, account, external, user, times)| RandomRow {
                id,
                seller,
                kind: FulfillmentKind { seller: by, action },
                status,
                account,
                external,
                user,
                times,
            },
        )
}

fn queries() -> impl Strategy<Value = Query> {
    let fields = subsequence(FulfillmentField::ALL.to_vec(), 0..=4).prop_shuffle();
    let directions = vec(
        select(&[Direction::Ascending, Direction::Descending][..]),
        4,
    );
    (
        option::of(0_usize..9),
        option::of(select(FulfillmentStatus::ALL)),
        fields,
        directions,
        1_u32..10,
    )
        .prop_map(|(root, status, fields, directions, limit)| Query {
            root,
            status,
            sort: fields.into_iter().zip(directions).collect(),
            limit,
        })
}

/// Random cases.
pub(super) fn cases() -> impl Strategy<Value = Case> {
    (vec(rows(), 0..30), queries()).prop_map(|(rows, query)| Case { rows, query })
}
