//! A tenant's POPs in the order in which answers list them.

use std::sync::Arc;

use landfall_core::{model::Pop, rules::pop_name::pop_names};

/// A POP with its printed name.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPop {
    /// The POP.
    pub pop: Pop,
    /// `Region : Place`, with the code where the inventory has several POPs in the place.
    pub name: Arc<str>,
}

/// Orders an inventory by position, then id, and names its POPs.
pub(crate) fn listed(mut pops: Vec<Pop>) -> Arc<[ListedPop]> {
    pops.sort_by_key(|pop| (pop.position, pop.id));
    let names = pop_names(&pops);
    pops.into_iter()
        .zip(names)
        .map(|(pop, name)| ListedPop {
            pop,
            name: name.into(),
        })
        .collect()
}

/// The inventory with `pop` added, or put in the place of the one of its id.
pub(crate) fn with(inventory: &[ListedPop], pop: Pop) -> Arc<[ListedPop]> {
    let others = inventory.iter().map(|listed| &listed.pop);
    let mut pops: Vec<Pop> = others.filter(|other| other.id != pop.id).cloned().collect();
    pops.push(pop);
    listed(pops)
}
