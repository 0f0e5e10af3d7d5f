//! Landfall: know when it landed.
//!
//! The binary: command line, configuration, serving, demonstration. What the commands do lives in the other crates; here is
//! how people reach it.

mod admin;
mod agent;
mod catalogue;
mod cli;
mod config;
mod customers;
mod data_folder;
mod demo;
mod deploy;
mod documents;
mod error;
mod events;
mod input;
mod logging;
mod orders;
mod output;
mod overview;
mod policy;
mod remote;
mod serve;
mod simulate;
mod sites;
mod storage;
mod transfer;
mod zones;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let arguments = cli::Arguments::parse();
    output::choose_colours(arguments.color);
    match cli::run(arguments) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error);
            error.exit_code()
        }
    }
}
