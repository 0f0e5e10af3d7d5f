//! `landfall gateway-groups`.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    arguments::GroupsArguments,
    fleet::{Pop, all_pops},
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    remote::{Path, Remote},
};

/// A gateway group.
#[derive(Debug, Serialize, Deserialize)]
struct Group {
    id: String,
    key: String,
    name: String,
    pop_id: String,
    platform: String,
    environment: String,
    listeners: Vec<Listener>,
    patterns: Vec<String>,
}

/// Where users reach it.
#[derive(Debug, Serialize, Deserialize)]
struct Listener {
    name: String,
    protocol: String,
    host: String,
    port: u16,
}

/// Shows gateway groups.
pub(crate) async fn gateway_groups(
    arguments: GroupsArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let platform = arguments.platform.map(|one| format!("platform = {one}"));
    let environment = (arguments.environment).map(|one| format!("environment = {one}"));
    let conditions: Vec<_> = platform.into_iter().chain(environment).collect();
    let path = Path::to(["gateway-groups"])
        .with("order_by", "id")
        .filtered(&conditions);
    let shown: Vec<Group> = remote.get_all(&path).await?;
    if as_json {
        return output::json(&shown);
    }
    if shown.is_empty() {
        output::note("There are no such gateway groups.");
    } else {
        output::line(&listed(&shown, &all_pops(&remote).await?));
    }
    Ok(())
}

/// Gateway groups as a table.
fn listed(groups: &[Group], pops: &[Pop]) -> String {
    let names: HashMap<&str, &str> = (pops.iter())
        .map(|pop| (pop.id.as_str(), pop.name.as_str()))
        .collect();
    let rows = groups.iter().map(|group| {
        let pop = names.get(group.pop_id.as_str()).copied();
        let listeners = group.listeners.iter();
        let listeners =
            listeners.map(|one| format!("{}://{}:{}", one.protocol, one.host, one.port));
        vec![
            group.id.clone(),
            group.key.clone(),
            group.name.clone(),
            pop.unwrap_or(&group.pop_id).to_owned(),
            format!("{} {}", group.platform, group.environment),
            listeners.collect::<Vec<_>>().join(" "),
        ]
    });
    let head = ["group", "key", "name", "pop", "fleet", "listeners"];
    table(&head, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_shown_with_its_place_and_where_users_reach_it() {
        let group: Group = serde_json::from_str(
            r#"{"id":"3","key":"container-1051","name":"Riga","pop_id":"1","platform":"adn","environment":"production",
                "patterns":[],"listeners":[{"name":"default","protocol":"https","host":"api.example","port":443}]}"#,
        )
        .unwrap();
        let pop = Pop {
            id: "1".to_owned(),
            name: "Europe : Riga".to_owned(),
            region: "Europe".to_owned(),
        };
        assert_eq!(
            listed(&[group], &[pop]),
            " GROUP  KEY             NAME  POP            FLEET           LISTENERS
 3      container-1051  Riga  Europe : Riga  adn production  https://api.example:443"
        );
    }
}
