//! `cargo xtask structure`: the shape of the workspace, checked by machine. Arrows between crates point one way
//! ([`direction`]) and a file stays short enough to be read at one sitting ([`file_size`]). Every violation is printed,
//! not only the first.

mod direction;
mod file_size;
mod run;
mod violation;
mod workspace;

pub(crate) use run::run;
