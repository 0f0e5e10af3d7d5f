//! `cargo xtask bench …`: figures, printed by one command with everything that is needed to judge them.
//!
//! `reads` measures the calls of the four contracts' examples, and beside each of them a constant answer of the same bytes
//! from the same HTTP stack ([`static_peer`]), in one run: what is quoted are shares and the server's CPU time, never bare
//! throughput. docs/benchmarks.md says how to read the table.
//!
//! Three processes take part: the server ([`demonstration`]), its static peer, and this one, which only makes load
//! ([`load`]). Where it can be done each side has a core of its own ([`placement`]).
//!
//! `landing` measures how changes reach servers ([`mod@landing`]), `writes` what durable writes cost ([`mod@writes`]).

mod arguments;
mod connection;
mod demonstration;
mod exchange;
mod full;
mod landing;
mod load;
mod machine;
mod measure;
mod placement;
mod process;
mod procfs;
mod reads;
mod report;
mod request;
mod run;
mod samples;
mod static_peer;
mod statistics;
mod subjects;
mod table;
mod target;
mod writes;

pub(crate) use arguments::BenchCommand;
pub(crate) use run::run;
