//! `landfall init`: making a store.

use clap::Args;
use landfall_control::{
    SystemClock,
    admin::{Installation, NewTenant, install, install_empty},
    secret::SealingKey,
};
use landfall_core::id::TenantId;
use landfall_store::Create;
use serde_json::json;

use crate::{
    config::Config,
    data_folder::DataFolder,
    error::CommandError,
    output::{self, COPY, HEADLINE},
    storage,
};

/// Makes a store in the data folder.
///
/// Prints the administrator's password, which is kept nowhere in the clear: a lost one is replaced with
/// `landfall user create --replace-password`.
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// The tenant's name in host tables, cookies and business ids: letters, digits, underscores, hyphens
    #[arg(long, required_unless_present = "empty")]
    tenant: Option<TenantId>,
    /// The tenant's name for people [default: the tenant]
    #[arg(long)]
    name: Option<String>,
    /// The first administrator's e-mail address
    #[arg(long, value_name = "EMAIL", required_unless_present = "empty")]
    admin: Option<String>,
    /// Let customers be enabled for global sales
    #[arg(long)]
    global_sales: bool,
    /// Make a store without a tenant and an administrator, for `landfall import` to fill
    #[arg(long, conflicts_with_all = ["tenant", "name", "admin", "global_sales"])]
    empty: bool,
}

/// Makes the store and prints what is to be known once.
pub(super) async fn init(
    arguments: InitArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let folder = DataFolder::at(&config.data);
    folder.make()?;
    if config.store.is_none() && folder.store().exists() {
        return Err(CommandError::Usage(format!(
            "there is a store in {} already; `landfall tenant create` adds a tenant to it",
            folder.path().display()
        )));
    }
    let sealing = folder.make_sealing_key(config.sealing_key_file.as_deref())?;
    let (Some(tenant), Some(administrator)) = (arguments.tenant, arguments.admin) else {
        return init_empty(config, &sealing, as_json).await;
    };
    let installation = Installation {
        tenant: NewTenant {
            name: arguments.name.unwrap_or_else(|| tenant.to_string()),
            tenant,
            global_sales: arguments.global_sales,
        },
        administrator,
    };
    let store = storage::open(config, Create::New).await?;
    let made = match install(store.as_ref(), &SystemClock, &sealing, installation).await {
        Ok(made) => made,
        Err(error) => {
            // Nothing was written; an empty file would only be in the way of the next try. A database that is still empty
            // is not.
            drop(store);
            if config.store.is_none() {
                remove_store(&folder);
            }
            return Err(error.into());
        }
    };
    let password = made.password.reveal();
    if as_json {
        let mut value = json!({
            "data": folder.path(),
            "tenant": made.tenant,
            "administrator": { "email": made.administrator, "password": password },
        });
        if config.store.is_some() {
            value["store"] = storage::place(config)?.into();
        }
        return output::json(&value);
    }
    let data = folder.path().display();
    let place = storage::place(config)?;
    // The URL is not repeated here: it may hold a password.
    let with_store = if config.store.is_some() {
        " --store URL"
    } else {
        ""
    };
    let number = |number: &Option<String>| number.clone().unwrap_or_default();
    output::line(&format!(
        "{HEADLINE}A store was made in {place}{HEADLINE:#}\n\n\
         tenant          {}\n\
         distributor     {}\n\
         house reseller  {}\n\
         administrator   {}\n\
         password        {COPY}{password}{COPY:#}\n\n\
         The password is shown this once. Keep {data} private: it holds the sealing key.\n\
         Next:  {COPY}landfall serve --data {data}{with_store}{COPY:#}",
        made.tenant.tenant,
        number(&made.tenant.distributor),
        number(&made.tenant.house_reseller),
        made.administrator,
    ));
    Ok(())
}

/// Makes a store with nothing in it but its keys.
async fn init_empty(
    config: &Config,
    sealing: &SealingKey,
    as_json: bool,
) -> Result<(), CommandError> {
    let store = storage::open(config, Create::New).await?;
    install_empty(store.as_ref(), &SystemClock, sealing).await?;
    let place = storage::place(config)?;
    if as_json {
        return output::json(&json!({ "data": config.data, "store": place }));
    }
    output::line(&format!(
        "{HEADLINE}An empty store was made in {place}{HEADLINE:#}\n\n\
         Keep {} private: it holds the sealing key.\n\
         Next:  {COPY}landfall import FILE{COPY:#} with the same --data and --store",
        config.data.display(),
    ));
    Ok(())
}

fn remove_store(folder: &DataFolder) {
    for suffix in ["db", "db-wal", "db-shm", "db.lock"] {
        let _ = std::fs::remove_file(folder.store().with_extension(suffix));
    }
}
