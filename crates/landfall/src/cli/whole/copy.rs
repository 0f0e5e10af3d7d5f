//! `landfall copy`.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use landfall_control::{
    SystemClock,
    admin::{self, Original},
};
use landfall_store::whole::{Copied, Place, schema_version};
use serde_json::json;

use super::{
    keys::Key,
    restore::{sentences, value},
    watch::Watch,
};
use crate::{
    config::Config,
    data_folder::DataFolder,
    error::CommandError,
    output::{self, COPY, HEADLINE},
    storage,
};

/// Move the store, also from one engine to the other.
///
/// No server may run on it meanwhile. The copy has everything as it was, percentages, sessions and tokens too, and is the
/// store from now on. The original is put aside under another name, so that it is not served by mistake: two stores with one
/// history would each go on with a different one, and servers could not tell them apart. With --keep-source it stays a store,
/// and the copy begins a life of its own, like a restored backup.
#[derive(Debug, Args)]
#[command(
    // At least one of them, and both are named when none is given.
    group = ArgGroup::new("sides").required(true).multiple(true),
    after_help = "Example: landfall copy --from /var/lib/landfall --to postgres://landfall@db.acme.example/landfall\n\
                        A URL with a password is better kept off the command line: configure it as `store`, or in LANDFALL_STORE,\n\
                        and leave out the side that it is."
)]
pub(crate) struct CopyArguments {
    /// A data folder or a database's URL [default: the store that is configured]
    #[arg(long, value_name = "DIR|URL", group = "sides")]
    from: Option<String>,
    /// A data folder or a database's URL, with no store yet [default: the store that is configured]
    #[arg(long, value_name = "DIR|URL", group = "sides")]
    to: Option<String>,
    /// The file with the sealing key [default: the one of the data folder]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Leave the original a store, and make the copy another one
    #[arg(long)]
    keep_source: bool,
}

/// One side.
struct Side {
    place: Place,
    folder: Option<DataFolder>,
}

impl Side {
    fn read(text: Option<&str>, config: &Config) -> Result<Self, CommandError> {
        let mut config = config.clone();
        if let Some(text) = text {
            storage::point_at(&mut config, text)?;
        }
        let folder = config.store.is_none().then(|| DataFolder::at(&config.data));
        Ok(Self {
            place: storage::whole(&config)?,
            folder,
        })
    }
}

pub(crate) async fn copy(
    arguments: CopyArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let from = Side::read(arguments.from.as_deref(), config)?;
    let to = Side::read(arguments.to.as_deref(), config)?;
    // Before anything is made for it, and before its key is looked for.
    schema_version(&from.place).await?;
    let elsewhere = DataFolder::at(&config.data);
    // Whose key it is: the folder's that the store comes from, else of the one that it goes to, else of the configured one.
    let configured = config.sealing_key_file.as_deref();
    let has_key = |folder: &&DataFolder| folder.key_place(configured).exists();
    let owner = [&from.folder, &to.folder]
        .into_iter()
        .flatten()
        .find(has_key)
        .unwrap_or(&elsewhere);
    let found = owner.key_place(configured);
    let given: &Path = arguments.key.as_deref().unwrap_or(&found);
    let home = to
        .folder
        .as_ref()
        .or(from.folder.as_ref())
        .unwrap_or(&elsewhere);
    let made = home.make()?;
    let given = (arguments.key.is_some() || given.exists()).then_some(given);
    let key = Key::bring(home, given, config).inspect_err(|_| made.take_back())?;
    let original = if arguments.keep_source {
        Original::Kept
    } else {
        Original::PutAside
    };
    let watch = Watch::start(as_json);
    let was = from.place.to_string();
    let copied = admin::copy(
        from.place,
        &to.place,
        &SystemClock,
        &key.key,
        original,
        watch,
    )
    .await;
    let copied = match copied {
        Ok(copied) => copied,
        Err(error) => {
            key.take_back();
            made.take_back();
            return Err(storage::only_where_there_is_none(error));
        }
    };
    if as_json {
        let (put_aside, arrived) = match &copied {
            Copied::Moved(aside) => (Some(aside), None),
            Copied::Arrived(arrived) => (None, Some(value(arrived))),
        };
        return output::json(&json!({
            "from": was,
            "to": to.place.to_string(),
            "data": home.path(),
            "put_aside": put_aside,
            "arrival": arrived,
        }));
    }
    let what = match &copied {
        Copied::Moved(aside) => {
            format!("What was there is put aside as {aside}; remove it when all is well.")
        }
        Copied::Arrived(arrived) => {
            format!("{was} stays a store of its own.\n{}", sentences(arrived))
        }
    };
    output::line(&format!(
        "{HEADLINE}{} has what {was} had{HEADLINE:#}.\n{what}\nNext:  {COPY}landfall serve --data {}{}{COPY:#}",
        to.place,
        home.path().display(),
        storage::flag(&to.place),
    ));
    Ok(())
}
