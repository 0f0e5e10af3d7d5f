//! One transaction of an import.

use std::{collections::HashMap, sync::Arc};

use landfall_core::{
    id::{AccountNumber, ClientKey, counter},
    model::{Item, ItemKey, OrganizationKind, ResourceKind},
};
use landfall_store::{StoreError, Transaction, insert_item};
use landfall_transfer::{Fault, differences};
use serde_json::json;

use super::{BadLine, ImportOutcome, ObjectLine, counters::Brought, known::Known};
use crate::{Clock, ControlError, Provenance, admin::tenants::random_vipmp_id};

/// Why a transaction was given up.
#[derive(Debug)]
pub(super) enum GivenUp {
    /// The engine refused the object of one line, by its place among the lines.
    Line(usize, Fault),
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
    /// Whether lines behind a bad one are brought in all the same.
    pub(super) keep_going: bool,
}

/// What a transaction did: what is to be told, and which of its lines were added.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    pub(super) outcome: ImportOutcome,
    pub(super) added: Vec<usize>,
}

/// Brings in lines with their event.
pub(super) async fn bring(
    transaction: &mut dyn Transaction,
    lines: &[ObjectLine],
    with: &Surroundings,
) -> Result<Stretch, GivenUp> {
    let items = || lines.iter().filter_map(|line| line.object.as_ref().ok());
    let keys: Vec<ItemKey> = items().map(Item::key).collect();
    let mut there: HashMap<ItemKey, Item> = HashMap::new();
    for item in transaction.find_items(&keys).await? {
        there.insert(item.key(), item);
    }
    let new = || items().filter(|item| !there.contains_key(&item.key()));
    let mut known = Known::look_up(transaction, new()).await?;
    let mut brought = Brought::default();
    new().for_each(|item| brought.note(item));
    brought.raise(transaction).await?;

    let mut done = Stretch::default();
    let mut earlier: HashMap<ItemKey, usize> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let judged = match &line.object {
            Err(fault) => Err(fault.clone()),
            Ok(item) => {
                let key = item.key();
                let before = there.get(&key).or_else(|| {
                    let place = earlier.get(&key)?;
                    lines.get(*place)?.object.as_ref().ok()
                });
                match before {
                    Some(before) => same(before, item).map(|()| None),
                    None => known.check(item).map(|()| Some((key, item))),
                }
            }
        };
        match judged {
            Ok(None) => done.outcome.unchanged += 1,
            Ok(Some((key, item))) => {
                add(transaction, item)
                    .await
                    .map_err(|error| blame(place, item, error))?;
                known.add(item);
                earlier.insert(key, place);
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
    if done.outcome.added > 0 {
        tell(transaction, lines, &done, with).await?;
    }
    Ok(done)
}

/// Adds an object, and gives it the numbers that it does not bring along.
async fn add(transaction: &mut dyn Transaction, item: &Item) -> Result<(), StoreError> {
    match item {
        Item::Organization(it) => {
            let numbered = !matches!(
                it.kind,
                OrganizationKind::Tenant | OrganizationKind::Aggregator
            );
            let unnumbered = it.kind == OrganizationKind::Customer && it.account_number.is_none();
            if (it.vipmp_id.is_some() || !numbered) && !unnumbered {
                return insert_item(transaction, item).await;
            }
            let mut it = it.clone();
            if numbered && it.vipmp_id.is_none() {
                it.vipmp_id = Some(random_vipmp_id());
            }
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

/// The line behind an error, if it is a line's.
fn blame(place: usize, item: &Item, error: StoreError) -> GivenUp {
    let kind = item.key().kind();
    let fault = match &error {
        StoreError::Conflict { what } => {
            let member = match what.as_str() {
                what if what.contains("vipmp id") => format!("{kind}.vipmp_id"),
                what if what.contains("account number") => format!("{kind}.account_number"),
                what if what.contains("of this key") => format!("{kind}.key"),
                what if what.contains("with this origin") => format!("{kind}.origin"),
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
