//! `landfall pops`.

use serde::{Deserialize, Serialize};

use super::arguments::PopsArguments;
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    remote::{Path, Remote},
};

/// What a server tells of all POPs.
#[derive(Debug, Deserialize)]
struct Told {
    pops: Vec<Counted>,
}

/// The servers of a POP, counted.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    #[serde(rename(deserialize = "pop_id"))]
    id: String,
    name: String,
    region: String,
    servers: u64,
    joining: u64,
    drained: u64,
    stale: u64,
    behind: u64,
    with_exceptions: u64,
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
    let path = Path::to(["pop-health"])
        .with_some("platform", arguments.platform)
        .with_some("environment", arguments.environment);
    let Told { pops: mut shown } = remote.get_json(&path).await?;
    let wanted = arguments.region.unwrap_or_default().to_lowercase();
    shown.retain(|pop| pop.region.to_lowercase().starts_with(&wanted));
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

/// POPs as a table, with a sum.
fn listed(pops: &[Counted]) -> String {
    let sum = |of: fn(&Counted) -> u64| pops.iter().map(of).sum();
    let all = Counted {
        id: String::new(),
        name: "all".to_owned(),
        region: String::new(),
        servers: sum(|pop| pop.servers),
        joining: sum(|pop| pop.joining),
        drained: sum(|pop| pop.drained),
        stale: sum(|pop| pop.stale),
        behind: sum(|pop| pop.behind),
        with_exceptions: sum(|pop| pop.with_exceptions),
    };
    // Zeros would hide what is worth seeing.
    let number = |count: u64| match count {
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
    use super::*;

    #[test]
    fn what_is_worth_seeing_stands_out_and_adds_up() {
        let pop = |id: &str, place: &str, servers| Counted {
            id: id.to_owned(),
            name: format!("Asia : {place}"),
            region: "Asia".to_owned(),
            servers,
            ..Counted::default()
        };
        let mut tokyo = pop("7", "Tokyo", 2);
        (tokyo.stale, tokyo.behind, tokyo.with_exceptions) = (1, 1, 1);
        let mut osaka = pop("8", "Osaka", 1);
        osaka.drained = 1;
        let found = [tokyo, osaka, pop("9", "Nara", 0)];
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
