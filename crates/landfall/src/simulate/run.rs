//! Running simulated servers until a signal says stop.

use landfall_simulate::{Checking, Folder, Settings, Simulation, raise_descriptors};

use super::{
    SimulateArguments,
    control_plane::ControlPlane,
    enrol::{enrol, invitations, learn},
    intended::recover,
    remove::remove,
    show::watch,
};
use crate::{
    config::{Config, Log},
    error::CommandError,
    logging,
    serve::stop_signal,
};

fn failed(error: impl std::fmt::Display) -> CommandError {
    CommandError::Server(error.to_string())
}

/// Does what is asked for.
pub(crate) async fn simulate(
    arguments: SimulateArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    logging::start(&Log {
        level: arguments.log_level.clone(),
        ..Log::default()
    })?;
    let mut folder = Folder::open(&arguments.state).map_err(failed)?;
    recover(&arguments.state, &folder, config).await?;
    if arguments.remove {
        return remove(folder, config, as_json).await;
    }
    let there = folder.servers().len();
    let wanted = match arguments.servers {
        Some(servers) => servers.get() as usize,
        None if there > 0 => there,
        None => {
            return Err(CommandError::Usage(format!(
                "{} has no servers yet; say how many with --servers",
                arguments.state.display()
            )));
        }
    };
    // Before anything is enrolled that could not be run.
    raise_descriptors(wanted).map_err(failed)?;
    let stop = stop_signal()?;
    tokio::pin!(stop);
    let running = run(&arguments, config, &mut folder, wanted, as_json);
    let simulation = tokio::select! {
        ready = running => {
            let settings = ready?;
            Simulation::start(settings, folder).await.map_err(failed)?
        }
        () = &mut stop => return Ok(()),
    };
    let shown = tokio::select! {
        shown = watch(&simulation, as_json) => shown,
        () = &mut stop => Ok(()),
    };
    simulation.stop().await;
    shown
}

/// Enrols whom there is not yet, and gives what the servers are told.
async fn run(
    arguments: &SimulateArguments,
    config: &Config,
    folder: &mut Folder,
    wanted: usize,
    as_json: bool,
) -> Result<Settings, CommandError> {
    let kept = ControlPlane::kept(&arguments.state)?;
    let mut plane = match (&arguments.connect, kept.clone()) {
        (Some(url), kept) => ControlPlane {
            url: url.clone(),
            authority: kept.and_then(|kept| kept.authority),
            ca: arguments.ca.clone(),
        },
        (None, Some(kept)) => ControlPlane {
            ca: arguments.ca.clone().or(kept.ca),
            ..kept
        },
        (None, None) => {
            return Err(CommandError::Usage(
                "connect: say where the control plane is, such as http://127.0.0.1:8080".to_owned(),
            ));
        }
    };
    let missing = wanted.saturating_sub(folder.servers().len());
    if missing > 0 {
        let (invitations, tenant) = invitations(arguments, config, missing).await?;
        learn(&mut plane, &invitations);
        let address = plane.address()?;
        if kept.as_ref() != Some(&plane) {
            plane.keep(&arguments.state)?;
        }
        let in_folder = (&mut *folder, arguments.state.as_path());
        enrol(in_folder, &address, (invitations, tenant), as_json).await?;
    }
    let address = plane.address()?;
    if kept.as_ref() != Some(&plane) {
        plane.keep(&arguments.state)?;
    }
    Ok(Settings {
        checking: if arguments.unpack {
            Checking::Unpacked
        } else {
            Checking::Signed
        },
        takes: arguments.takes,
        rate: arguments.rate,
        faults: arguments.fail.clone(),
        servers: Some(wanted),
        ..Settings::new(address)
    })
}
