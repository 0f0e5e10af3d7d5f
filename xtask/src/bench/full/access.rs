//! Who asks: a client that sees the whole of the made-up tenant, and a person with a token for one account.

use serde_json::Value;

use super::command::Landfall;
use super::fleet::EMAIL;
use crate::error::Error;

/// The client's name.
pub(super) const CLIENT: &str = "bench";

/// What lets callers in.
#[derive(Debug, Clone)]
pub(super) struct Access {
    /// The client's bearer tokens.
    pub(super) vipmp: String,
    /// The same for metallic.
    pub(super) metallic: String,
    /// The same for the native API.
    pub(super) native: String,
    /// A person's token for the account that the large fleet's change is of.
    pub(super) tok: String,
}

impl Access {
    /// Makes them. `place` are the arguments that point a command at the record.
    pub(super) async fn make(
        landfall: &Landfall,
        place: &[&str],
        tenant: &str,
        account: &str,
    ) -> Result<Self, Error> {
        let grants = ["vipmp=read", "metallic=read", "native=read"];
        let mut arguments = vec!["client", "create", CLIENT, "--tenant", tenant];
        for grant in grants {
            arguments.extend(["--grant", grant]);
        }
        arguments.extend(place);
        landfall.run("client create", &arguments).await?;
        let token = async |holder: [&str; 4]| {
            let mut arguments = vec!["token", "create", "--tenant", tenant];
            arguments.extend(holder);
            arguments.extend(place);
            let done = landfall.run("token create", &arguments).await?;
            token_of(&done.said).ok_or_else(|| Error::process("token create")("it shows no token"))
        };
        Ok(Self {
            vipmp: token(["--client", CLIENT, "--dialect", "vipmp"]).await?,
            metallic: token(["--client", CLIENT, "--dialect", "metallic"]).await?,
            native: token(["--client", CLIENT, "--dialect", "native"]).await?,
            tok: token(["--user", EMAIL, "--account", account]).await?,
        })
    }
}

fn token_of(said: &Value) -> Option<String> {
    Some(said.get("token")?.as_str()?.to_owned())
}
