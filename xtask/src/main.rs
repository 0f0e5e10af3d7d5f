//! Development commands: `cargo xtask <command>`. Each lives in a folder of its own; this file only reads the command
//! line and turns an outcome into an exit code: 0 done, 1 the command found something wrong, 2 it could not be run.

mod bench;
mod error;
mod structure;
mod torture;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// The product's allocator: what is measured beside it has the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Development commands of the Landfall workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check that crates depend on each other in the allowed direction only, and that no file has grown too long.
    Structure,
    /// Measure, and print the figures with all that is needed to judge them.
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    Torture(torture::TortureArguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Structure => structure::run(&mut std::io::stdout().lock()),
        Command::Bench(command) => bench::run(&command),
        Command::Torture(arguments) => torture::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::from(match error {
                Error::Violations(_) | Error::Answer { .. } | Error::Held(_) => 1,
                _ => 2,
            })
        }
    }
}
