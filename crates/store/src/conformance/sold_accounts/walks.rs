//! A slow model of the list, and walks through random accounts to compare an engine with it.

use std::cmp::Ordering;

use landfall_core::{
    id::OrganizationId,
    model::{
        AccountType, Direction, Organization, OrganizationKind, PageRequest, SoldAccount,
        SoldField, SoldFilter, SoldOrder, SoldStatus, Status,
    },
};
use proptest::{
    collection::vec,
    option,
    prelude::{Strategy, any},
    sample::{select, subsequence},
};
use uuid::Uuid;

use super::{customer, ended, list};
use crate::{
    Store,
    conformance::{
        fixture::{Row, World, at, given, subscription},
        property,
    },
};

/// The value of a field, as the contract orders it.
fn value(row: &SoldAccount, field: SoldField) -> Option<String> {
    let organization = &row.organization;
    // Times from 0 to 9 after the start order as their text does.
    let time = |time: landfall_core::id::Timestamp| Some(time.to_string());
    match field {
        SoldField::Id => Some(organization.id.to_string()),
        SoldField::CreatedAt => time(organization.created_at),
        SoldField::UpdatedAt => time(organization.updated_at),
        SoldField::Name => Some(organization.name.clone()),
        SoldField::ExternalReference => {
            Some(organization.external_reference.clone()).filter(|text| !text.is_empty())
        }
        SoldField::Status => Some(row.status.to_string()),
        SoldField::Type => row.account_type.map(|kind| kind.to_string()),
    }
}

fn compare(a: &SoldAccount, b: &SoldAccount, sort: &[SoldOrder]) -> Ordering {
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
    a.organization.id.cmp(&b.organization.id)
}

/// A customer, whose place in a tree is yet to be found.
#[derive(Debug, Clone)]
struct RandomRow {
    id: u64,
    above: usize,
    texts: (&'static str, &'static str),
    status: Status,
    kind: Option<AccountType>,
    times: (i64, i64),
    /// Lines, true for each that has ended.
    lines: Vec<bool>,
}

impl RandomRow {
    /// The account in a tenant, and what has to be added for it; `place` is a number that no other has.
    fn in_world(self, world: &World, place: u64) -> (SoldAccount, Vec<Row>) {
        let above = world.organizations()[self.above];
        let mut account = customer(world, above, place);
        let id = (u128::from(self.id) << 64) | u128::from(place);
        account.id = OrganizationId(Uuid::from_u128(id));
        self.texts.0.clone_into(&mut account.name);
        self.texts.1.clone_into(&mut account.external_reference);
        account.status = self.status;
        account.profile.account_type = self.kind;
        (account.created_at, account.updated_at) = (at(self.times.0), at(self.times.1));
        let mut added = vec![Row::from(&account)];
        let mut services = Vec::new();
        for (n, has_ended) in (0_u8..).zip(&self.lines) {
            let number = u128::from(place) * 10 + u128::from(n);
            let line = subscription(account.id, number, i64::from(n));
            if *has_ended {
                added.push(ended(line).into());
            } else {
                added.push(Row::from(&line));
                services.push(line);
            }
        }
        let is_used = matches!(self.status, Status::Active | Status::Pending);
        let is_served = is_used && (self.lines.is_empty() || !services.is_empty());
        let is_msp_s = above.kind == OrganizationKind::Msp;
        let expected = SoldAccount {
            account_type: self.kind.or(is_msp_s.then_some(AccountType::Production)),
            organization: account,
            status: if is_served {
                SoldStatus::Active
            } else {
                SoldStatus::Deactivated
            },
            services,
        };
        (expected, added)
    }
}

fn rows() -> impl Strategy<Value = RandomRow> {
    const TEXTS: &[&str] = &[
        "",
        "A",
        "B",
        "a",
        "b",
        "ä",
        "\u{FFFF}",
        "\u{10000}",
        "10",
        "9",
    ];
    (
        any::<u64>(),
        select(&[2_usize, 3, 5][..]),
        (select(&TEXTS[1..]), select(TEXTS)),
        select(Status::ALL),
        option::of(select(AccountType::ALL)),
        (0_i64..4, 0_i64..3),
        vec(any::<bool>(), 0..3),
    )
        .prop_map(|(id, above, texts, status, kind, times, lines)| RandomRow {
            id,
            above,
            texts,
            status,
            kind,
            times,
            lines,
        })
}

pub(in crate::conformance) async fn any_walk_gives_each_account_once_in_order(store: &dyn Store) {
    let case = std::cell::Cell::new(0_u64);
    let sorts = (
        subsequence(SoldField::ALL.to_vec(), 0..=4).prop_shuffle(),
        vec(
            select(&[Direction::Ascending, Direction::Descending][..]),
            4,
        ),
    )
        .prop_map(|(fields, directions)| fields.into_iter().zip(directions).collect::<Vec<_>>());
    let strategy = (
        vec(rows(), 0..20),
        sorts,
        (
            option::of(0_usize..9),
            option::of(select(SoldStatus::ALL)),
            1_u32..8,
        ),
    );
    property::holds(
        40,
        &strategy,
        async |(rows, sort, (root, status, limit))| {
            // Each case has a tenant of its own.
            let number = case.replace(case.get() + 1);
            let world = World::new(&format!("tenant-{number}"), 0x1_0000 + number * 0x1000);
            given(store, world.rows()).await;
            let mut expected = Vec::new();
            let mut added = Vec::new();
            for (place, row) in (0x1_0100 + number * 0x1000..).zip(rows) {
                let (account, rows) = row.in_world(&world, place);
                expected.push(account);
                added.extend(rows);
            }
            given(store, added).await;
            for account in [&world.school, &world.library, &world.harbour] {
                expected.push(SoldAccount {
                    organization: account.clone(),
                    account_type: (account.id == world.harbour.id)
                        .then_some(AccountType::Production),
                    status: SoldStatus::Active,
                    services: Vec::new(),
                });
            }
            let root = root.map(|place| world.organizations()[place]);
            expected.retain(|row| {
                let at_or_above = |root: &Organization| {
                    root.id == row.organization.id
                        || world.is_at_or_above(root, row.organization.parent.unwrap())
                };
                root.is_none_or(at_or_above) && status.is_none_or(|status| row.status == status)
            });
            expected.sort_by(|a, b| compare(a, b, &sort));

            let view = root.map_or_else(|| world.whole(), |root| world.below(root));
            let filter = SoldFilter {
                statuses: status.into_iter().collect(),
                ..SoldFilter::default()
            };
            let mut walked = Vec::new();
            loop {
                let page = PageRequest {
                    offset: walked.len() as u64,
                    limit,
                };
                let page = list(store, &view, &filter, &sort, page).await;
                assert_eq!(page.total, expected.len() as u64);
                assert!(page.rows.len() <= limit as usize);
                if page.rows.is_empty() {
                    break;
                }
                walked.extend(page.rows);
            }
            assert_eq!(walked, expected);
        },
    );
}
