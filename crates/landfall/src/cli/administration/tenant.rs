//! `landfall tenant`.

use std::str::FromStr;

use clap::Subcommand;
use landfall_control::admin::{AdminCommand, NewTenant, TenantChange};
use landfall_core::{
    id::TenantId,
    model::{Environment, ReviewTimes},
    rules::{deploying::REVIEW_WITHIN, review::REVIEW_SECONDS},
};

use super::{Repeatable, Sent};

#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Make a tenant with its distributor and house reseller
    Create {
        /// Its name in host tables, cookies and business ids
        tenant: TenantId,
        /// Its name for people [default: the tenant]
        #[arg(long)]
        name: Option<String>,
        /// Let its customers be enabled for global sales
        #[arg(long)]
        global_sales: bool,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// List the tenants
    List,
    /// Change a tenant's settings; what is not named stays as it is
    Set {
        /// The tenant
        tenant: TenantId,
        /// Whether its customers may be enabled for global sales
        #[arg(long, value_name = "BOOL")]
        global_sales: Option<bool>,
        /// Whether large government agencies may be registered
        #[arg(long, value_name = "BOOL")]
        large_government_agencies: Option<bool>,
        /// Whether cookie sessions must send the CSRF header on reads
        #[arg(long, value_name = "BOOL")]
        read_csrf: Option<bool>,
        /// Whether cookie sessions must send the CSRF header on writes
        #[arg(long, value_name = "BOOL")]
        write_csrf: Option<bool>,
        /// The environments that zones may name, such as Production,Sandbox
        #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
        environments: Option<Vec<String>>,
        /// Where another person looks at the deploy requests of every account before they go to the fleet, with the minutes for a
        /// decision, 240 unless said: `production`, `production=60,staging`, or `none`; in place of how it was before
        #[arg(long, value_name = "ENVIRONMENT[=MINUTES],…")]
        review: Option<Reviewed>,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// End every client, user, session and token of a tenant; the record stays
    Revoke {
        /// The tenant
        tenant: TenantId,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

impl TenantCommand {
    pub(in crate::cli) fn into_command(self) -> Sent {
        match self {
            Self::Create {
                tenant,
                name,
                global_sales,
                repeatable,
            } => {
                let new = NewTenant {
                    name: name.unwrap_or_else(|| tenant.to_string()),
                    tenant,
                    global_sales,
                };
                (AdminCommand::TenantCreate(new), repeatable.idempotency_key)
            }
            Self::List => (AdminCommand::TenantList, None),
            Self::Set {
                tenant,
                global_sales,
                large_government_agencies,
                read_csrf,
                write_csrf,
                environments,
                review,
                repeatable,
            } => {
                let change = TenantChange {
                    tenant,
                    global_sales,
                    large_government_agencies,
                    read_csrf,
                    write_csrf,
                    environments,
                    review: review.map(|Reviewed(times)| times),
                };
                (AdminCommand::TenantSet(change), repeatable.idempotency_key)
            }
            Self::Revoke { tenant, repeatable } => (
                AdminCommand::TenantRevoke { tenant },
                repeatable.idempotency_key,
            ),
        }
    }
}

/// Environments with seconds for a decision, as they are written: `production=60,staging`, or `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reviewed(ReviewTimes);

impl FromStr for Reviewed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut times = ReviewTimes::default();
        if text == "none" {
            return Ok(Self(times));
        }
        for part in text.split(',') {
            let (name, minutes) = match part.split_once('=') {
                None => (part, None),
                Some((name, minutes)) => (name, Some(minutes)),
            };
            let environment = name
                .parse()
                .map_err(|_| format!("{name:?} is neither production, staging nor none"))?;
            let within = minutes.map_or(Some(REVIEW_WITHIN), |minutes| {
                minutes.parse::<u32>().ok()?.checked_mul(60)
            });
            let within = within.filter(|within| REVIEW_SECONDS.contains(within));
            let within = within.ok_or_else(|| {
                format!("{part:?}: give minutes from 1 to 40320, which are four weeks")
            })?;
            let place = match environment {
                Environment::Production => &mut times.production,
                Environment::Staging => &mut times.staging,
            };
            if place.replace(within).is_some() {
                return Err(format!("{environment} stands there twice"));
            }
        }
        Ok(Self(times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviews_are_read_by_environment_with_minutes() {
        let read = |text: &str| text.parse::<Reviewed>().map(|Reviewed(times)| times);
        let times = |production, staging| ReviewTimes {
            production,
            staging,
        };
        assert_eq!(read("none"), Ok(times(None, None)));
        assert_eq!(read("staging"), Ok(times(None, Some(14_400))));
        assert_eq!(
            read("production=1,staging=40320"),
            Ok(times(Some(60), Some(2_419_200)))
        );
        for bad in [
            "",
            "live",
            "production=0",
            "production=40321",
            "staging=x",
            "staging,staging",
            "none,staging",
            "production=4294967295",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
