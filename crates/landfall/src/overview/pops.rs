//! `landfall pops`.

use std::collections::HashMap;

use serde::Serialize;

use super::{
    arguments::PopsArguments,
    fleet::{Pop, Server, all_pops, all_servers},
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    remote::Remote,
};

/// The servers of a POP, counted.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Counted {
    id: String,
    name: String,
    servers: usize,
    joining: usize,
    drained: usize,
    stale: usize,
    behind: usize,
    with_exceptions: usize,
}

impl Counted {
    fn is_in_trouble(&self) -> bool {
        self.stale + self.behind + self.with_exceptions > 0
    }
}

/// Shows POPs.
pub(crate) async fn pops(
    arguments: PopsArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let pops = all_pops(&remote).await?;
    let mut conditions = vec!["membership != removed".to_owned()];
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
    let servers = all_servers(&remote, &conditions).await?;
    let wanted = arguments.region.unwrap_or_default().to_lowercase();
    let pops = pops
        .into_iter()
        .filter(|pop| pop.region.to_lowercase().starts_with(&wanted))
        .collect();
    let mut shown = counted(pops, &servers);
    if arguments.trouble {
        shown.retain(Counted::is_in_trouble);
    }
    if as_json {
        return output::json(&shown);
    }
    if shown.is_empty() {
        output::note("There are no such POPs.");
    } else {
        output::line(&listed(&shown));
    }
    Ok(())
}

/// Counts the servers of each POP, whose order stays.
fn counted(pops: Vec<Pop>, servers: &[Server]) -> Vec<Counted> {
    let places: HashMap<String, usize> = pops
        .iter()
        .enumerate()
        .map(|(place, pop)| (pop.id.clone(), place))
        .collect();
    let mut all: Vec<Counted> = pops
        .into_iter()
        .map(|pop| Counted {
            id: pop.id,
            name: pop.name,
            ..Counted::default()
        })
        .collect();
    for server in servers {
        let Some(&place) = places.get(&server.pop_id) else {
            continue;
        };
        let pop = &mut all[place];
        pop.servers += 1;
        pop.joining += usize::from(server.membership == "joining");
        pop.drained += usize::from(server.membership == "drained");
        pop.stale += usize::from(server.health.as_deref() == Some("stale"));
        pop.behind += usize::from(server.is_behind());
        pop.with_exceptions += usize::from(!server.exceptions.is_empty());
    }
    all
}

/// POPs as a table, with a sum.
fn listed(pops: &[Counted]) -> String {
    let sum = |of: fn(&Counted) -> usize| pops.iter().map(of).sum();
    let all = Counted {
        id: String::new(),
        name: "all".to_owned(),
        servers: sum(|pop| pop.servers),
        joining: sum(|pop| pop.joining),
        drained: sum(|pop| pop.drained),
        stale: sum(|pop| pop.stale),
        behind: sum(|pop| pop.behind),
        with_exceptions: sum(|pop| pop.with_exceptions),
    };
    // Zeros would hide what is worth seeing.
    let number = |count: usize| match count {
        0 => "-".to_owned(),
        count => count.to_string(),
    };
    let rows = pops.iter().chain([&all]).map(|pop| {
        vec![
            pop.id.clone(),
            pop.name.clone(),
            number(pop.servers),
            number(pop.joining),
            number(pop.drained),
            number(pop.stale),
            number(pop.behind),
            number(pop.with_exceptions),
        ]
    });
    let head = [
        "pop",
        "name",
        "servers",
        "joining",
        "drained",
        "stale",
        "behind",
        "exceptions",
    ];
    table(&head, rows)
}

#[cfg(test)]
mod tests {
    use super::{
        super::servers::tests::{exception, pop, server},
        *,
    };

    #[test]
    fn servers_are_counted_where_they_stand() {
        let mut stale = server(2, "7", 3);
        stale.health = Some("stale".to_owned());
        stale.exceptions = vec![exception("0001"), exception("0002")];
        let mut drained = server(3, "8", 9);
        drained.membership = "drained".to_owned();
        let servers = [server(1, "7", 9), stale, drained, server(4, "99", 9)];
        let pops = vec![
            pop("7", "Asia", "Tokyo"),
            pop("8", "Asia", "Osaka"),
            pop("9", "Asia", "Nara"),
        ];
        let found = counted(pops, &servers);
        assert!(found[0].is_in_trouble() && !found[1].is_in_trouble());
        assert_eq!(
            listed(&found),
            " POP  NAME          SERVERS  JOINING  DRAINED  STALE  BEHIND  EXCEPTIONS
 7    Asia : Tokyo  2        -        -        1      1       1
 8    Asia : Osaka  1        -        1        -      -       -
 9    Asia : Nara   -        -        -        -      -       -
      all           3        -        1        1      1       1"
        );
    }
}
