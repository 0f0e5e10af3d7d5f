//! Making the record: the demonstration's, with its fleet and zones, and beside it a made-up tenant of the wanted size and a
//! large fleet, all by the product's own commands. What each command took is noted.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use super::super::placement::Placement;
use super::super::process::Server;
use super::access::Access;
use super::command::{Landfall, text, without_settings};
use super::engine::{Engine, Place};
use super::fleet;
use super::names::Customers;
use crate::bench::demonstration::Credentials;
use crate::error::Error;

/// The tenant that is made up.
pub(super) const TENANT: &str = "sample";

/// The lines of the made-up record, which both engines get.
pub(super) struct Lines {
    folder: TempDir,
    /// Whom one can ask for.
    pub(super) customers: Customers,
    /// Seconds that making them up took.
    pub(super) generate_seconds: f64,
    /// How many lines there are.
    objects: u64,
}

/// What the product's commands took. Rates are objects a second.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Effort {
    /// Objects of the made-up tenant: partners, customers, deployments and fulfillments.
    pub(super) objects: u64,
    /// Bringing them in, in seconds.
    pub(super) import_seconds: f64,
    /// Taking everything out, in seconds.
    pub(super) export_seconds: f64,
    /// A backup, in seconds.
    pub(super) backup_seconds: f64,
    /// The backup's size.
    pub(super) backup_bytes: u64,
    /// What the engine's files took before the import, and after it.
    pub(super) bytes_before: u64,
    /// See above.
    pub(super) bytes_after: u64,
}

impl Effort {
    /// Bytes on disk for each object that was brought in.
    #[expect(clippy::cast_precision_loss, reason = "sizes here are far below 2^52")]
    pub(super) fn bytes_an_object(&self) -> f64 {
        self.bytes_after.saturating_sub(self.bytes_before) as f64 / self.objects.max(1) as f64
    }
}

/// A record that is ready to be served.
pub(super) struct Record {
    /// Its data folder.
    pub(super) data: PathBuf,
    /// Where it is.
    pub(super) place: Place,
    /// What lets callers into the demonstration's tenant.
    pub(super) demonstration: Credentials,
    /// What lets callers into the made-up tenant.
    pub(super) access: Access,
    /// What making it took.
    pub(super) effort: Effort,
}

impl Lines {
    /// Makes the lines up.
    pub(super) async fn make(landfall: &Landfall, count: u64) -> Result<Self, Error> {
        let folder = tempfile::tempdir().map_err(Error::process("generate"))?;
        let file = folder.path().join("record.ndjson");
        let number = count.to_string();
        let arguments = [
            "generate",
            "--customers",
            &number,
            "--fulfillments",
            &number,
            "--tenant",
            TENANT,
            "--output",
            text(&file),
        ];
        let done = landfall.run("generate", &arguments).await?;
        let customers = Customers::read(&file)?;
        let bytes = fs::read(&file).map_err(Error::reading(&file))?;
        let lines = memchr::memchr_iter(b'\n', &bytes).count();
        let fleet = folder.path().join("fleet.ndjson");
        let mut to = BufWriter::new(File::create(&fleet).map_err(Error::reading(&fleet))?);
        let missing = || Error::process("generate")("it made no customer");
        let customer = customers.uuid.first().ok_or_else(missing)?;
        let account = customers.account.first().ok_or_else(missing)?;
        fleet::write(&mut to, TENANT, customer, account)?;
        to.flush()?;
        Ok(Self {
            folder,
            generate_seconds: done.took.as_secs_f64(),
            // But for the header.
            objects: u64::try_from(lines).unwrap_or(u64::MAX).saturating_sub(1),
            customers,
        })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Record {
    /// Makes the record in `folder`.
    pub(super) async fn make(
        landfall: &Landfall,
        placement: &Placement,
        engine: Engine,
        lines: &Lines,
        folder: &Path,
    ) -> Result<Self, Error> {
        let data = folder.join("data");
        let demonstration = demonstrated(landfall, placement, &data).await?;
        let place = Place::start(engine).await?;
        if let Place::Cluster { url, .. } = &place {
            let arguments = ["copy", "--from", text(&data), "--to", url];
            landfall.run("copy", &arguments).await?;
        }
        let bytes_before = place.bytes(&data).await?;
        let with_place = |command: &[&'static str], file: &str| {
            let mut arguments: Vec<String> = command.iter().map(ToString::to_string).collect();
            arguments.push(file.to_owned());
            arguments.extend(place.arguments(&data).into_iter().map(str::to_owned));
            arguments
        };
        let run = async |name: &'static str, arguments: Vec<String>| {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            landfall.run(name, &arguments).await
        };
        let import = run(
            "import",
            with_place(&["import"], text(&lines.file("record.ndjson"))),
        );
        let import_seconds = import.await?.took.as_secs_f64();
        let bytes_after = place.bytes(&data).await?;
        let export_to = folder.join("export.ndjson");
        let export = run(
            "export",
            with_place(&["export", "--output"], text(&export_to)),
        );
        let export_seconds = export.await?.took.as_secs_f64();
        let backup_to = folder.join("backup.db");
        let backup = run("backup", with_place(&["backup"], text(&backup_to)));
        let backup_seconds = backup.await?.took.as_secs_f64();
        let backup_bytes = fs::metadata(&backup_to)
            .map_err(Error::reading(&backup_to))?
            .len();
        for done_with in [export_to, backup_to] {
            fs::remove_file(&done_with).map_err(Error::reading(&done_with))?;
        }
        run(
            "import",
            with_place(&["import"], text(&lines.file("fleet.ndjson"))),
        )
        .await?;
        let account = lines.customers.account.first();
        let account = account.ok_or_else(|| Error::process("generate")("it made no customer"))?;
        let access = Access::make(landfall, &place.arguments(&data), TENANT, account).await?;
        Ok(Self {
            demonstration,
            access,
            effort: Effort {
                objects: lines.objects,
                import_seconds,
                export_seconds,
                backup_seconds,
                backup_bytes,
                bytes_before,
                bytes_after,
            },
            place,
            data,
        })
    }
}

/// Has the demonstration make its record in a folder, and leaves it there.
pub(in crate::bench) async fn demonstrated(
    landfall: &Landfall,
    placement: &Placement,
    data: &Path,
) -> Result<Credentials, Error> {
    let mut command = placement.command(&landfall.0);
    without_settings(&mut command);
    command.args([
        "--json",
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--no-agents",
        "--data",
        text(data),
    ]);
    let server = Server::start("landfall demo", command, "").await?;
    let credentials = Credentials::of(&server.said);
    server.stop().await?;
    credentials
}
