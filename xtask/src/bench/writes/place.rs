//! Where the record is that is written to, and the one beside it for the engine alone.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::sample::Sample;
use super::subject::{Subject, subjects};
use crate::bench::connection::Connection;
use crate::bench::demonstration::Credentials;
use crate::bench::full::{
    self, Engine, Landfall, demonstrated, free_address, text, without_settings,
};
use crate::bench::placement::Placement;
use crate::bench::process::Server;
use crate::bench::request::Request;
use crate::error::Error;

const NAME: &str = "landfall serve";
const DATABASE: &str = "landfall.db";

/// A record to write to.
pub(super) struct Place {
    folder: TempDir,
    engine: full::Place,
    credentials: Credentials,
}

impl Place {
    /// Makes the demonstration's record, and finds out what each subject adds to it.
    pub(super) async fn make(
        landfall: &Landfall,
        engine: Engine,
    ) -> Result<(Self, Vec<(Subject, Sample)>), Error> {
        let folder = tempfile::tempdir().map_err(Error::process(NAME))?;
        let data = folder.path().join("data");
        // Neither side is kept on one core: a write has a thread of its own.
        let anywhere = Placement::Anywhere { reason: "" };
        let credentials = demonstrated(landfall, &anywhere, &data).await?;
        let learned = learn(landfall, folder.path(), &data, &credentials).await?;
        copy_file(&data.join(DATABASE), &folder.path().join("ceiling.db"))?;
        let place = full::Place::start(engine).await?;
        if let full::Place::Cluster { cluster, url } = &place {
            let arguments = ["copy", "--from", text(&data), "--to", url];
            landfall.run("copy", &arguments).await?;
            let twin = "CREATE DATABASE ceiling TEMPLATE postgres";
            cluster.ask(twin).await?;
        }
        let made = Self {
            folder,
            engine: place,
            credentials,
        };
        Ok((made, learned))
    }

    /// What lets callers in.
    pub(super) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Serves the record.
    pub(super) async fn serve(&self, landfall: &Landfall) -> Result<Server, Error> {
        let data = self.data();
        serve(
            landfall,
            &self.engine.arguments(&data),
            &self.credentials,
            &[],
        )
        .await
    }

    /// The arguments that point a command at the record.
    pub(super) fn arguments<'a>(&'a self, data: &'a Path) -> Vec<&'a str> {
        self.engine.arguments(data)
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The file for the engine alone.
    pub(super) fn ceiling_file(&self) -> PathBuf {
        self.folder.path().join("ceiling.db")
    }

    /// The database for the engine alone; none if it is a file.
    pub(super) fn ceiling_address(&self) -> Option<String> {
        match &self.engine {
            full::Place::Folder => None,
            full::Place::Cluster { url, .. } => {
                let before = url.strip_suffix("/postgres").unwrap_or(url);
                Some(format!("{before}/ceiling"))
            }
        }
    }

    /// Ends what was started.
    pub(super) async fn stop(self) -> Result<(), Error> {
        self.engine.stop().await
    }
}

/// Has each subject written once to a copy of the record, and compares.
async fn learn(
    landfall: &Landfall,
    folder: &Path,
    data: &Path,
    credentials: &Credentials,
) -> Result<Vec<(Subject, Sample)>, Error> {
    let (mut learned, mut number) = (Vec::new(), 0_u64);
    for subject in subjects(credentials) {
        number += 1;
        let place = folder.join(format!("learn-{number}"));
        copy_folder(data, &place)?;
        // What a submission adds, and not what carrying it out adds a moment later.
        let held = [("LANDFALL_FULFILLMENT__HOLD", "3600")];
        let server = serve(landfall, &["--data", text(&place)], credentials, &held).await?;
        let mut connection = Connection::open(server.address)
            .await
            .map_err(Error::answer(subject.name))?;
        let request = subject.request(0).bytes(server.address);
        let answer = connection.ask(&request).await;
        let answer = answer.map_err(Error::answer(subject.name))?;
        server.stop().await?;
        if answer.status != subject.status {
            let problem = format!("{}: {:.200}", answer.status, answer.body);
            return Err(Error::answer(subject.name)(problem));
        }
        let sample = Sample::between(&data.join(DATABASE), &place.join(DATABASE))?;
        learned.push((subject, sample));
    }
    Ok(learned)
}

async fn serve(
    landfall: &Landfall,
    place: &[&str],
    credentials: &Credentials,
    settings: &[(&str, &str)],
) -> Result<Server, Error> {
    let address = free_address().map_err(Error::process(NAME))?;
    let listen = address.to_string();
    let mut arguments = vec!["serve", "--listen", &listen, "--metrics-listen", ""];
    arguments.extend(["--log-level", "warn", "--default-tenant"]);
    arguments.push(&credentials.tenant);
    arguments.extend(place);
    let mut command = landfall.command(&arguments);
    without_settings(&mut command);
    command.envs(settings.iter().copied());
    let question = Request::get("/readyz").bytes(address);
    let ready = || async {
        let Ok(mut connection) = Connection::open(address).await else {
            return false;
        };
        let answer = connection.ask(&question).await;
        answer.is_ok_and(|answer| answer.status == 200)
    };
    let (server, _) = Server::start_silent(NAME, command, address, ready).await?;
    Ok(server)
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir(to).map_err(Error::reading(to))?;
    for entry in fs::read_dir(from).map_err(Error::reading(from))? {
        let entry = entry.map_err(Error::reading(from))?;
        let is_file = entry.file_type().map_err(Error::reading(from))?.is_file();
        if is_file {
            copy_file(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    fs::copy(from, to).map_err(Error::reading(from))?;
    Ok(())
}
