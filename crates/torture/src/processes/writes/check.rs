//! What was answered, held against the store and against what was heard.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::world::{Engine, World, lock, text},
    follower::Heard,
    ground::digits,
    kind::{Face, Kind},
    partner::{Partner, Written},
};

/// Events of these kinds are those of the writes and of what follows from them.
const KINDS: [&str; 6] = [
    "organization.",
    "deployment.",
    "fulfillment.",
    "zone.",
    "site.",
    "policy.",
];

/// How things stood before the writes: what was there, and which events there had been.
pub(super) struct Before {
    pub(super) position: i64,
    things: BTreeMap<&'static str, BTreeSet<String>>,
    answers: BTreeMap<String, u64>,
}

impl Before {
    pub(super) fn now(world: &World) -> Self {
        Self {
            position: world.rows("SELECT max(position) FROM event")[0][0],
            things: things(world),
            answers: answers(world),
        }
    }
}

/// The ids of everything that partners write about, by table.
fn things(world: &World) -> BTreeMap<&'static str, BTreeSet<String>> {
    let engine = world.engine;
    let tables = [
        ("organization", digits(engine, "id")),
        ("deployment", "vipmp_id".to_owned()),
        ("fulfillment", digits(engine, "id")),
        ("zone", "replace(key, '-', '')".to_owned()),
        ("site", "CAST(id AS text)".to_owned()),
        ("policy", "CAST(id AS text)".to_owned()),
    ];
    let of = |(table, id): (&'static str, String)| {
        let rows = world.texts(&format!("SELECT {id} FROM {table}"));
        (table, rows.into_iter().flatten().collect())
    };
    tables.into_iter().map(of).collect()
}

/// How many answers are kept for repetitions, by face.
fn answers(world: &World) -> BTreeMap<String, u64> {
    let counted = "SELECT dialect, CAST(count(*) AS text) FROM idempotency GROUP BY dialect";
    let rows = world.texts(counted).into_iter();
    rows.map(|row| (row[0].clone(), row[1].parse().unwrap()))
        .collect()
}

/// Holds everything against everything.
pub(super) fn check(world: &World, before: &Before, partners: &[Partner], heard: &Heard) {
    let written: Vec<Written> = partners
        .iter()
        .flat_map(|partner| lock(&partner.written).clone())
        .collect();
    let expected = expected(world, &written);
    nothing_more_and_nothing_less(world, before, &expected);
    kept_answers(world, before, &written);
    orders(world, partners);
    nothing_by_halves(world);
    told(world, before, &expected, heard);
}

/// What has happened, by kind of event and thing: how often it has to be told.
type Expected = BTreeMap<(String, String), u64>;

fn without_dashes(id: &str) -> String {
    id.replace('-', "")
}

fn expected(world: &World, written: &[Written]) -> Expected {
    let mut expected = Expected::new();
    let mut add = |kind: &str, id: &str| {
        *expected
            .entry((kind.to_owned(), without_dashes(id)))
            .or_default() += 1;
    };
    let numbers = numbers(world);
    let orders = order_states(world);
    for write in written {
        let kind = write.draft.kind;
        if kind == Kind::Withdraw && write.answer.status == 409 {
            continue;
        }
        let id = match kind {
            Kind::CreateCustomer | Kind::ChangeCustomer => {
                numbers[&("customer", write.id.clone())].as_str()
            }
            Kind::CreateReseller | Kind::ChangeReseller => {
                numbers[&("reseller", write.id.clone())].as_str()
            }
            _ => &write.id,
        };
        add(kind.event(), id);
        if kind.is_validated() {
            add("organization.validated", id);
        }
        if kind.orders() {
            let (status, account) = &orders[&without_dashes(id)];
            for step in match status.as_str() {
                "complete" => &["fulfillment.started", "fulfillment.completed"][..],
                "failed" => &["fulfillment.started", "fulfillment.failed"],
                "cancelled" => &[],
                other => panic!("an order is {other}: {write:?}"),
            } {
                add(step, id);
            }
            if kind == Kind::OrderAccount && status == "complete" {
                add("organization.created", account);
            }
        }
    }
    expected
}

/// The accounts by vipmp's numbers.
fn numbers(world: &World) -> BTreeMap<(&'static str, String), String> {
    let id = digits(world.engine, "id");
    let rows = world.texts(&format!(
        "SELECT vipmp_space, vipmp_id, {id} FROM organization WHERE vipmp_id IS NOT NULL"
    ));
    let rows = rows.into_iter().map(|row| {
        let space = if row[0] == "customer" {
            "customer"
        } else {
            "reseller"
        };
        ((space, row[1].clone()), row[2].clone())
    });
    rows.filter(|((_, number), _)| !number.is_empty()).collect()
}

/// The status of each order, and whose it is.
fn order_states(world: &World) -> BTreeMap<String, (String, String)> {
    let (id, account) = (digits(world.engine, "id"), digits(world.engine, "account"));
    let rows = world.texts(&format!(
        "SELECT {id}, status, coalesce({account}, '') FROM fulfillment"
    ));
    rows.into_iter()
        .map(|row| (row[0].clone(), (row[1].clone(), row[2].clone())))
        .collect()
}

/// What there is now is what there was and what was added, without what was removed.
fn nothing_more_and_nothing_less(world: &World, before: &Before, expected: &Expected) {
    let mut then = before.things.clone();
    for (kind, id) in expected.keys() {
        let (table, what) = kind.split_once('.').unwrap();
        let things = then.get_mut(table).unwrap();
        if ["created", "submitted"].contains(&what) {
            assert!(things.insert(id.clone()), "{kind} of {id}, which was there");
        }
    }
    for (kind, id) in expected.keys() {
        if kind == "zone.deleted" {
            assert!(then.get_mut("zone").unwrap().remove(id), "{kind} of {id}");
        }
    }
    for (table, now) in things(world) {
        let (more, less) = (now.difference(&then[table]), then[table].difference(&now));
        let (more, less): (Vec<_>, Vec<_>) = (more.collect(), less.collect());
        assert!(
            more.is_empty(),
            "{table}: written and never answered: {more:?}"
        );
        assert!(less.is_empty(), "{table}: answered and not there: {less:?}");
    }
}

/// Each write with a name has its answer, and nothing else has one.
fn kept_answers(world: &World, before: &Before, written: &[Written]) {
    let mut then = before.answers.clone();
    for write in written.iter().filter(|write| write.draft.kind.is_named()) {
        let dialect = match write.draft.kind.face() {
            Face::Vipmp => "vipmp",
            Face::Metallic => "metallic",
            Face::Native => "native",
            Face::Akana => unreachable!("none has a name"),
        };
        *then.entry(dialect.to_owned()).or_default() += 1;
    }
    assert_eq!(answers(world), then, "answers that are kept");
}

/// Orders have their lines, and those of one account were carried out in the order in which they were submitted.
fn orders(world: &World, partners: &[Partner]) {
    let engine = world.engine;
    let states = order_states(world);
    let order = digits(engine, "fulfillment");
    let lines = world.texts(&format!(
        "SELECT {order}, CASE WHEN ended_at IS NULL THEN 'active' ELSE 'ended' END FROM subscription WHERE fulfillment IS NOT NULL"
    ));
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in &lines {
        of.entry(&line[0]).or_default().push(&line[1]);
    }
    let mut of_ours = 0;
    for partner in partners {
        let mut active: Vec<String> = Vec::new();
        let mut ended: Vec<String> = Vec::new();
        for write in lock(&partner.written).iter() {
            let kind = write.draft.kind;
            if !kind.orders() {
                continue;
            }
            let id = without_dashes(&write.id);
            let is_complete = states[&id].0 == "complete";
            let begun = of.get(id.as_str()).map_or(0, Vec::len);
            let due = if is_complete { kind.lines() } else { 0 };
            assert_eq!(begun, due, "lines of {write:?}, {:?}", states[&id]);
            of_ours += begun;
            match kind {
                Kind::OrderService | Kind::RecordOrder if is_complete => active.push(id),
                Kind::EndService => {
                    // It ends all that there are when its turn comes, and fails if there is none.
                    assert_eq!(is_complete, !active.is_empty(), "{write:?}");
                    ended.append(&mut active);
                }
                _ => {}
            }
        }
        for (ids, state) in [(active, "active"), (ended, "ended")] {
            for id in ids {
                assert_eq!(of[id.as_str()], [state], "the line of {id}");
            }
        }
    }
    assert_eq!(of_ours, lines.len(), "lines of no order");
}

/// Parts that belong together are there together.
fn nothing_by_halves(world: &World) {
    let customers = "kind = 'customer'";
    for (what, rows) in [
        (
            "a customer without one of its names",
            format!("organization WHERE {customers} AND (vipmp_id IS NULL OR account_number IS NULL OR reseller_vipmp_id IS NULL OR name = '')"),
        ),
        (
            "an organization that is not below itself",
            "organization WHERE NOT EXISTS (SELECT 1 FROM organization_closure WHERE descendant = id AND ancestor = id AND depth = 0)".to_owned(),
        ),
        (
            "an organization that is not below all that its parent is below",
            "organization AS o JOIN organization_closure AS above ON above.descendant = o.parent
             WHERE NOT EXISTS (SELECT 1 FROM organization_closure AS own
               WHERE own.descendant = o.id AND own.ancestor = above.ancestor AND own.depth = above.depth + 1)".to_owned(),
        ),
        (
            "an order that nobody carries out",
            "fulfillment WHERE status IN ('pending', 'in_progress') AND NOT EXISTS (SELECT 1 FROM fulfillment_job WHERE fulfillment = id)".to_owned(),
        ),
        (
            "a job of an order that has ended",
            "fulfillment_job AS job JOIN fulfillment AS f ON f.id = job.fulfillment WHERE f.status NOT IN ('pending', 'in_progress')".to_owned(),
        ),
        (
            "a complete order without an account",
            "fulfillment WHERE status = 'complete' AND account IS NULL".to_owned(),
        ),
        (
            "a failed order without a reason",
            "fulfillment WHERE (status = 'failed') <> (failure IS NOT NULL)".to_owned(),
        ),
        (
            "a site without its host name",
            "site WHERE NOT EXISTS (SELECT 1 FROM edge_cname WHERE site = site.id)".to_owned(),
        ),
        (
            "a policy without a history",
            "policy WHERE history IN ('', '[]')".to_owned(),
        ),
    ] {
        let found = world.rows(&format!("SELECT count(*) FROM {rows}"))[0][0];
        assert_eq!(found, 0, "{what}");
    }
}

/// Each change has its event, once, and whoever followed heard each of them once, in the order in which they stand.
fn told(world: &World, before: &Before, expected: &Expected, heard: &Heard) {
    let is_ours = |kind: &str| KINDS.iter().any(|ours| kind.starts_with(ours));
    let stored = world.texts(&format!(
        "SELECT CAST(position AS text) AS place, kind, resource_id FROM event WHERE position > {} ORDER BY position",
        before.position
    ));
    let stored: Vec<_> = stored.into_iter().filter(|row| is_ours(&row[1])).collect();
    let mut happened = Expected::new();
    for row in &stored {
        let key = (row[1].clone(), without_dashes(&row[2]));
        *happened.entry(key).or_default() += 1;
    }
    for (one, other, what) in [
        (expected, &happened, "was not told, or not as often"),
        (&happened, expected, "was told, or too often"),
    ] {
        let differing: Vec<_> = one
            .iter()
            .filter(|(key, times)| other.get(key) != Some(times))
            .take(5)
            .collect();
        assert!(differing.is_empty(), "this {what}: {differing:?}");
    }
    let followed: Vec<Vec<String>> = (heard.events.iter())
        .map(|event| {
            ["id", "kind", "resource_id"]
                .map(|name| text(event, name))
                .to_vec()
        })
        .filter(|event| is_ours(&event[1]))
        .collect();
    if let Some((heard, stands)) = followed
        .iter()
        .zip(&stored)
        .find(|(one, other)| one != other)
    {
        panic!("heard was {heard:?} where {stands:?} stands");
    }
    assert_eq!(followed.len(), stored.len(), "events that were heard");
    for event in &heard.events {
        let known = ["actor", "resource", "kind"].map(|name| event[name].is_null());
        assert_eq!(known, [false; 3], "{event}");
        if is_ours(event["kind"].as_str().unwrap()) {
            assert!(
                event["organization_id"].is_string() && event["detail"].is_object(),
                "{event}"
            );
        }
    }
    if world.engine == Engine::Sqlite {
        let gaps = "SELECT max(position) - min(position) + 1 - count(*) FROM event";
        assert_eq!(world.rows(gaps)[0][0], 0, "positions without an event");
    }
}
