//! `landfall events tail`: what happens, as it happens, from the native API.

mod arguments;
mod tail;

pub(crate) use arguments::TailArguments;
pub(crate) use tail::tail;
