//! Names of organizations, for lists that have their ids.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use super::{Path, Remote};
use crate::error::CommandError;

/// How many ids stand in one filter.
const IN: usize = 50;

/// The names of the organizations of these ids, as far as they are in view.
pub(crate) async fn names_of(
    remote: &Remote,
    ids: impl Iterator<Item = &str>,
) -> Result<HashMap<String, String>, CommandError> {
    #[derive(Deserialize)]
    struct Organization {
        id: String,
        name: String,
    }
    let ids: BTreeSet<&str> = ids.collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut names = HashMap::new();
    for some in ids.chunks(IN) {
        let filter = format!("id IN ({})", some.join(", "));
        let path = Path::to(["organizations"]).with("filter", filter);
        let found: Vec<Organization> = remote.get_all(&path).await?;
        names.extend(found.into_iter().map(|one| (one.id, one.name)));
    }
    Ok(names)
}
