//! The control plane's answer to a hello.

use landfall_core::{
    id::{Cursor, LogId, PopId, Revision, TenantId},
    model::{Environment, Placement, Platform},
};

use crate::{
    Version,
    wire::{Malformed, Reader, Writer},
};

/// What the control plane says first. As with the hello, newer versions may add members behind these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The version that is spoken from now on.
    pub version: Version,
    /// The server's tenant, as the control plane has it.
    pub tenant: TenantId,
    /// The server's place, as the control plane has it. A server that was enrolled for another one has to be enrolled anew.
    pub placement: Placement,
    /// The log that follows.
    pub log: LogId,
    /// From where it follows, in its present epoch: the agent's cursor from now on.
    pub start: Cursor,
    /// Where the log ends at this moment. An agent with an empty disk is ready when it has got there.
    pub head: Revision,
    /// Whether what follows is a resync: it ends with a list of all slots there are.
    pub resync: bool,
    /// Seconds between two words of a side, at the latest.
    pub heartbeat_seconds: u16,
    /// Seconds without a word after which a side takes the other for lost.
    pub lease_seconds: u16,
    /// Over how many seconds agents spread their attempts to connect again when this stream ends.
    pub reconnect_seconds: u16,
}

impl Welcome {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        let version = reader.byte("version")?;
        let version = Version::agreed(version, version);
        Ok(Self {
            version: version.ok_or(Malformed::Invalid("version"))?,
            tenant: reader.tenant()?,
            placement: read_placement(reader)?,
            log: reader.log()?,
            start: reader.cursor()?,
            head: reader.revision("head")?,
            resync: reader.flag("resync")?,
            heartbeat_seconds: reader.number_u16("heartbeat")?,
            lease_seconds: reader.number_u16("lease")?,
            reconnect_seconds: reader.number_u16("reconnect window")?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.byte(self.version.number());
        writer.tenant(&self.tenant);
        write_placement(writer, self.placement);
        writer.log(self.log);
        writer.cursor(self.start);
        writer.number(self.head.0);
        writer.flag(self.resync);
        writer.number(self.heartbeat_seconds.into());
        writer.number(self.lease_seconds.into());
        writer.number(self.reconnect_seconds.into());
    }
}

fn read_placement(reader: &mut Reader) -> Result<Placement, Malformed> {
    let platform: Platform = reader.platform()?;
    let environment: Environment = reader.environment()?;
    let pop: PopId = reader.pop()?;
    Ok(Placement {
        pop,
        platform,
        environment,
    })
}

fn write_placement(writer: &mut Writer, placement: Placement) {
    writer.platform(placement.platform);
    writer.environment(placement.environment);
    writer.number(placement.pop.0);
}
