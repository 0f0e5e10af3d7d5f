//! Starting the binary, speaking HTTP to it, comparing texts.

mod http;
mod process;
mod text;

pub use http::{Answer, Call, call, get};
pub use process::{Landfall, command, run, wait_until};
pub use text::minified;
