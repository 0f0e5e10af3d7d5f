//! Payloads: what runs and what is wanted, each under the name of its digest. With them the last good state can be put back
//! and a failed change tried again, also without a control plane.

mod pack;
mod packs;

use std::{collections::BTreeSet, io};

use landfall_protocol::{digest, unpack};
pub use packs::{PayloadFolder, make_folder};

use crate::state::Digest;

/// Where payloads are kept. Calls may block.
pub trait Payloads: Send + Sync {
    /// Keeps a payload, as it travelled. It is durable only after [`Payloads::sync`].
    fn keep(&self, name: Digest, payload: &[u8]) -> io::Result<()>;

    /// Makes durable whatever was kept before.
    fn sync(&self) -> io::Result<()>;

    /// A payload as it travelled; whoever uses it checks it.
    fn read(&self, name: Digest) -> io::Result<Vec<u8>>;

    /// The names of all that are kept.
    fn names(&self) -> io::Result<BTreeSet<Digest>>;

    /// Whether calls block. What does not is done in place.
    fn blocks(&self) -> bool {
        true
    }

    /// Removes all but these.
    fn keep_only(&self, wanted: &BTreeSet<Digest>) -> io::Result<()>;
}

/// What a payload says, checked and unpacked; or, in words, why it cannot be had. What is damaged is not used.
pub fn document(payloads: &dyn Payloads, name: Digest) -> Result<Vec<u8>, String> {
    let packed =
        (payloads.read(name)).map_err(|error| format!("its payload is not there: {error}"))?;
    if digest(&packed) != name.0 {
        return Err("its payload was damaged on this server's disk".to_owned());
    }
    unpack(&packed).map_err(|error| error.to_string())
}
