//! `landfall servers`.

use std::collections::HashMap;

use super::{
    arguments::ServersArguments,
    fleet::{Behind, Pop, Server, all_pops, all_servers},
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    remote::Remote,
};

/// How many accounts with exceptions are named.
const NAMED: usize = 3;

/// Shows servers.
pub(crate) async fn servers(
    arguments: ServersArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let pops = all_pops(&remote).await?;
    let mut conditions = vec![match arguments.state {
        Some(state) => format!("membership = {state}"),
        None => "membership != removed".to_owned(),
    }];
    conditions.extend(
        arguments
            .platform
            .map(|platform| format!("platform = {platform}")),
    );
    conditions.extend(
        arguments
            .environment
            .map(|environment| format!("environment = {environment}")),
    );
    if let Some(text) = &arguments.pop {
        let ids = meant(text, &pops)?;
        conditions.push(format!("pop_id IN ({})", ids.join(", ")));
    }
    let found = all_servers(&remote, &conditions).await?;
    let mut shown: Vec<Server> = found
        .into_iter()
        .filter(|server| is_asked_for(server, &arguments))
        .collect();
    let more = shown.len().saturating_sub(arguments.limit);
    shown.truncate(arguments.limit);
    if as_json {
        output::json(&shown)?;
    } else if shown.is_empty() {
        output::note("There are no such servers.");
    } else {
        output::line(&listed(&shown, &pops));
    }
    if more > 0 {
        output::note(&format!("{more} more; --limit shows them."));
    }
    Ok(())
}

/// The numbers of the POPs that a text means.
fn meant<'p>(text: &'p str, pops: &'p [Pop]) -> Result<Vec<&'p str>, CommandError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        return Ok(vec![text]);
    }
    let wanted = text.to_lowercase();
    let named = pops
        .iter()
        .filter(|pop| pop.name.to_lowercase().contains(&wanted));
    let ids: Vec<&str> = named.map(|pop| pop.id.as_str()).collect();
    match ids.len() {
        0 => Err(CommandError::Usage(format!(
            "no POP has {text:?} in its name; `landfall pops` shows all of them"
        ))),
        1..=50 => Ok(ids),
        count => Err(CommandError::Usage(format!(
            "{count} POPs have {text:?} in their names; say more of it"
        ))),
    }
}

/// Whether a server is one of those asked for, as far as the list cannot say it.
fn is_asked_for(server: &Server, arguments: &ServersArguments) -> bool {
    let health = server.health.as_deref();
    arguments
        .health
        .is_none_or(|wanted| health == Some(wanted.as_str()))
        && (!arguments.behind || server.is_behind())
        && (!arguments.exceptions || !server.exceptions.is_empty())
}

/// Servers as a table.
fn listed(servers: &[Server], pops: &[Pop]) -> String {
    let names: HashMap<&str, &str> = pops
        .iter()
        .map(|pop| (pop.id.as_str(), pop.name.as_str()))
        .collect();
    let rows = servers.iter().map(|server| {
        let pop = names.get(server.pop_id.as_str()).copied();
        vec![
            server.id.clone(),
            server.name.clone(),
            pop.unwrap_or(&server.pop_id).to_owned(),
            format!("{} {}", server.platform, server.environment),
            server.membership.clone(),
            server.health.clone().unwrap_or_else(|| "-".to_owned()),
            format!("{}/{}", server.cursor.epoch, server.cursor.revision),
            match server.behind() {
                Behind::By(revisions) => revisions.to_string(),
                Behind::Elsewhere => "all".to_owned(),
                Behind::Unknown => "?".to_owned(),
            },
            exceptions(server),
        ]
    });
    let head = [
        "server",
        "name",
        "pop",
        "fleet",
        "state",
        "health",
        "cursor",
        "behind",
        "exceptions",
    ];
    table(&head, rows)
}

/// The accounts for which a change failed, the first few by number.
fn exceptions(server: &Server) -> String {
    let accounts = server.exceptions.iter().take(NAMED);
    let named: Vec<&str> = accounts.map(|one| one.account_number.as_str()).collect();
    let more = server.exceptions.len().saturating_sub(NAMED);
    if more > 0 {
        format!("{} and {more} more", named.join(" "))
    } else {
        named.join(" ")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::fleet::{Cursor, Exception};
    use super::*;

    pub(in super::super) fn server(id: u32, pop: &str, revision: u64) -> Server {
        let at = |revision| Cursor { epoch: 1, revision };
        Server {
            id: id.to_string(),
            name: format!("edge-{id}"),
            pop_id: pop.to_owned(),
            platform: "adn".to_owned(),
            environment: "production".to_owned(),
            membership: "counted".to_owned(),
            health: Some("healthy".to_owned()),
            cursor: at(revision),
            counted: at(revision),
            head: Some(at(9)),
            last_seen_at: None,
            exceptions: Vec::new(),
        }
    }

    pub(in super::super) fn exception(account: &str) -> Exception {
        Exception {
            account_number: account.to_owned(),
            running_revision: 1,
        }
    }

    pub(in super::super) fn pop(id: &str, region: &str, name: &str) -> Pop {
        Pop {
            id: id.to_owned(),
            name: format!("{region} : {name}"),
            region: region.to_owned(),
        }
    }

    #[test]
    fn a_row_says_how_far_a_server_is_and_what_failed_there() {
        let mut other = server(2, "7", 3);
        other.cursor.epoch = 0;
        other.exceptions = ["0001", "0002", "0003", "0004"].map(exception).into();
        let mut unknown = server(3, "8", 9);
        (unknown.head, unknown.health) = (None, None);
        let text = listed(
            &[server(1, "7", 5), other, unknown],
            &[pop("7", "Asia", "Tokyo, Japan")],
        );
        assert_eq!(
            text,
            " SERVER  NAME    POP                  FLEET           STATE    HEALTH   CURSOR  BEHIND  EXCEPTIONS
 1       edge-1  Asia : Tokyo, Japan  adn production  counted  healthy  1/5     4
 2       edge-2  Asia : Tokyo, Japan  adn production  counted  healthy  0/3     all     0001 0002 0003 and 1 more
 3       edge-3  8                    adn production  counted  -        1/9     ?"
        );
    }

    #[test]
    fn a_pop_is_meant_by_its_number_or_a_part_of_its_name() {
        let pops = [
            pop("7", "Asia", "Tokyo, Japan"),
            pop("8", "Asia", "Osaka, Japan"),
        ];
        assert_eq!(meant("99", &pops).unwrap(), ["99"]);
        assert_eq!(meant("tokyo", &pops).unwrap(), ["7"]);
        assert_eq!(meant("Asia", &pops).unwrap(), ["7", "8"]);
        assert!(meant("Rome", &pops).is_err());
    }

    #[test]
    fn who_owes_nothing_is_not_behind() {
        assert!(server(1, "7", 8).is_behind());
        assert!(!server(1, "7", 9).is_behind());
        // It may be further than what the head was a moment ago.
        assert_eq!(server(1, "7", 10).behind(), Behind::By(0));
        let mut fresh = server(1, "7", 0);
        fresh.cursor.epoch = 0;
        assert!(fresh.is_behind());
        fresh.head = Some(Cursor {
            epoch: 1,
            revision: 0,
        });
        assert!(!fresh.is_behind());
    }
}
