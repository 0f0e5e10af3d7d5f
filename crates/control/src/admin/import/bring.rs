//! One transaction of an import.

use std::{collections::HashMap, sync::Arc};

use landfall_core::{
    id::{AccountNumber, ClientKey, VipmpId, counter},
    model::{Item, ItemKey, OrganizationKind, ResourceKind},
};
use landfall_store::{StoreError, Transaction, insert_item};
use landfall_transfer::{Fault, differences};
use serde_json::json;

use super::{BadLine, ImportOutcome, ObjectLine, counters::Brought, known::Known};
use crate::{Clock, ControlError, Provenance, admin::vipmp::Draw};

/// Why a transaction was given up.
#[derive(Debug)]
pub(super) enum GivenUp {
    /// The engine refused the object of one line, by its place among the lines.
    Line(usize, Fault),
    /// A number that was drawn for a line was taken meanwhile; the same once more draws another.
    Drawn,
    /// It is nobody's line.
    Error(ControlError),
}

impl From<StoreError> for GivenUp {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// What a transaction needs beside its lines.
#[derive(Clone)]
pub(super) struct Surroundings {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) provenance: Provenance,
    pub(super) draw: Draw,
    /// Whether lines behind a bad one are brought in all the same.
    pub(super) keep_going: bool,
}

/// What a transaction did: what is to be told, and which of its lines were added.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    pub(super) outcome: ImportOutcome,
    pub(super) added: Vec<usize>,
}

/// Brings in lines with their event. All are judged before the first is added, so that counters are raised and numbers drawn
/// for what is added alone.
pub(super) async fn bring(
    transaction: &mut dyn Transaction,
    lines: &[ObjectLine],
    with: &Surroundings,
) -> Result<Stretch, GivenUp> {
    let (done, good) = judge(transaction, lines, with).await?;
    if good.is_empty() {
        return Ok(done);
    }
    let mut brought = Brought::default();
    for (_, item) in &good {
        brought.note(item);
    }
    brought.raise(transaction).await?;
    let mut drawn = draw(transaction, &good, with).await?.into_iter();
    for (place, item) in &good {
        let number = needs_vipmp_id(item).then(|| drawn.next()).flatten();
        let drew = number.is_some();
        add(transaction, item, number)
            .await
            .map_err(|error| blame(*place, item, drew, error))?;
    }
    tell(transaction, lines, &done, with).await?;
    Ok(done)
}

/// What is to become of each line, as far as lines and what is there say, and the objects that are to be added with their
/// lines' places.
async fn judge<'l>(
    transaction: &mut dyn Transaction,
    lines: &'l [ObjectLine],
    with: &Surroundings,
) -> Result<(Stretch, Vec<(usize, &'l Item)>), GivenUp> {
    let items = || lines.iter().filter_map(|line| line.object.as_ref().ok());
    let keys: Vec<ItemKey> = items().map(Item::key).collect();
    let mut there: HashMap<ItemKey, Item> = HashMap::new();
    for item in transaction.find_items(&keys).await? {
        there.insert(item.key(), item);
    }
    let new = items().filter(|item| !there.contains_key(&item.key()));
    let mut known = Known::look_up(transaction, new).await?;

    let mut done = Stretch::default();
    let mut good = Vec::new();
    let mut earlier: HashMap<ItemKey, &Item> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let judged = match &line.object {
            Err(fault) => Err(fault.clone()),
            Ok(item) => {
                let key = item.key();
                match there.get(&key).or_else(|| earlier.get(&key).copied()) {
                    Some(before) => same(before, item).map(|()| None),
                    None => known.check(item).map(|()| Some((key, item))),
                }
            }
        };
        match judged {
            Ok(None) => done.outcome.unchanged += 1,
            Ok(Some((key, item))) => {
                known.add(item);
                earlier.insert(key, item);
                good.push((place, item));
                done.added.push(place);
                done.outcome.added += 1;
            }
            Err(fault) => {
                done.outcome.bad.push(BadLine::new(line.number, fault));
                if !with.keep_going {
                    done.outcome.stopped = true;
                    break;
                }
            }
        }
    }
    Ok((done, good))
}

/// Whether an object has to have a vipmp id and brings none.
fn needs_vipmp_id(item: &Item) -> bool {
    matches!(item, Item::Organization(it) if it.vipmp_id.is_none()
        && !matches!(it.kind, OrganizationKind::Tenant | OrganizationKind::Aggregator))
}

/// The vipmp ids of all that bring none, none of which another line brings.
async fn draw(
    transaction: &mut dyn Transaction,
    good: &[(usize, &Item)],
    with: &Surroundings,
) -> Result<Vec<VipmpId>, StoreError> {
    let count = good.iter().filter(|(_, item)| needs_vipmp_id(item)).count();
    if count == 0 {
        return Ok(Vec::new());
    }
    let brought = good.iter().filter_map(|(_, item)| match item {
        Item::Organization(it) => it.vipmp_id.as_ref(),
        _ => None,
    });
    let brought = brought.collect();
    with.draw.vipmp_ids(transaction, count, &brought).await
}

/// Adds an object, and gives it the numbers that it does not bring along.
async fn add(
    transaction: &mut dyn Transaction,
    item: &Item,
    vipmp_id: Option<VipmpId>,
) -> Result<(), StoreError> {
    match item {
        Item::Organization(it) => {
            let unnumbered = it.kind == OrganizationKind::Customer && it.account_number.is_none();
            if vipmp_id.is_none() && !unnumbered {
                return insert_item(transaction, item).await;
            }
            let mut it = it.clone();
            it.vipmp_id = vipmp_id.or(it.vipmp_id);
            if unnumbered {
                let number = transaction.next_number(counter::ACCOUNT_NUMBER).await?;
                it.account_number = Some(AccountNumber::from_value(number));
            }
            transaction.insert_organization(&it).await
        }
        Item::Client(it) => {
            let mut it = it.clone();
            it.key = ClientKey(transaction.next_number(counter::CLIENT).await?);
            transaction.insert_client(&it).await
        }
        _ => insert_item(transaction, item).await,
    }
}

/// Whether an object that is there is what a line brings: without what no line has, and without numbers that this one leaves
/// to the store.
fn same(before: &Item, brought: &Item) -> Result<(), Fault> {
    let (mut before, mut brought) = (before.clone(), brought.clone());
    match (&mut before, &mut brought) {
        (Item::Organization(before), Item::Organization(brought)) => {
            if brought.vipmp_id.is_none() {
                brought.vipmp_id.clone_from(&before.vipmp_id);
            } else if before.vipmp_id.is_none() {
                // An earlier line of this stretch left it to the store.
                before.vipmp_id.clone_from(&brought.vipmp_id);
            }
            if brought.account_number.is_none() {
                brought.account_number.clone_from(&before.account_number);
            }
        }
        (Item::User(before), Item::User(brought)) => {
            before.password_hash.clone_from(&brought.password_hash);
        }
        (Item::Client(before), Item::Client(brought)) => {
            before.key = brought.key;
            before.secret_hash = brought.secret_hash;
        }
        _ => {}
    }
    if before == brought {
        return Ok(());
    }
    let differ = differences(&before, &brought);
    Err(Fault::new(
        differ.join(", "),
        format!(
            "{} is there already and differs here; an import changes nothing that is there",
            brought.key()
        ),
    ))
}

/// The line behind an error, if it is a line's and not that of the number that was drawn for it.
fn blame(place: usize, item: &Item, drew: bool, error: StoreError) -> GivenUp {
    let kind = item.key().kind();
    let fault = match &error {
        StoreError::Conflict { what } if drew && what.contains("vipmp id") => {
            return GivenUp::Drawn;
        }
        StoreError::Conflict { what } => {
            let member = match what.as_str() {
                what if what.contains("vipmp id") => format!("{kind}.vipmp_id"),
                what if what.contains("account number") => format!("{kind}.account_number"),
                what if what.contains("of this key") => format!("{kind}.key"),
                what if what.contains("with this origin") => format!("{kind}.origin"),
                what if what.contains("of this SKU") => format!("{kind}.sku"),
                what if what.contains("host name") => format!("{kind}.hostnames"),
                what if what.contains("e-mail") => format!("{kind}.email"),
                what if what.contains("of this name") && kind.as_str() == "server" => {
                    "server.name".to_owned()
                }
                what if what.contains("uuid") => format!("{kind}.uuid"),
                what if what.contains("organization") && kind.as_str() == "tenant" => {
                    "tenant.organization".to_owned()
                }
                _ => kind.to_string(),
            };
            Fault::new(member, error.to_string())
        }
        // No seller above a customer, or no distributor above a seller.
        StoreError::Dangling(_) if kind.as_str() == "organization" => {
            Fault::new("organization.parent", error.to_string())
        }
        StoreError::Dangling(_) => Fault::new(kind.to_string(), error.to_string()),
        _ => return GivenUp::Error(error.into()),
    };
    GivenUp::Line(place, fault)
}

/// Appends the one event of the stretch.
async fn tell(
    transaction: &mut dyn Transaction,
    lines: &[ObjectLine],
    done: &Stretch,
    with: &Surroundings,
) -> Result<(), StoreError> {
    let added = || {
        let lines = done.added.iter().filter_map(|place| lines.get(*place));
        lines.filter_map(|line| line.object.as_ref().ok())
    };
    let mut kinds = serde_json::Map::new();
    for item in added() {
        let count = kinds.entry(item.key().kind().as_str()).or_insert(json!(0));
        *count = json!(count.as_u64().unwrap_or(0) + 1);
    }
    // In a tenant's view if everything is of one tenant, else of none.
    let mut tenants: Vec<_> = added().filter_map(Item::tenant).collect();
    tenants.sort_unstable();
    tenants.dedup();
    let tenant = match tenants.as_slice() {
        [tenant] => Some((*tenant).clone()),
        _ => None,
    };
    let number = |place: Option<&usize>| {
        place
            .and_then(|place| lines.get(*place))
            .map_or(0, |line| line.number)
    };
    let (first, last) = (number(done.added.first()), number(done.added.last()));
    let event = with.provenance.event(
        with.clock.as_ref(),
        "record.imported",
        (tenant, None),
        (ResourceKind::Import, format!("lines {first} to {last}")),
        &json!({ "added": done.outcome.added, "kinds": kinds }),
    );
    transaction.append_event(&event).await
}
