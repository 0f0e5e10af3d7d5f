//! An agent's first message. Its layout is the same in all versions, so that it can be read before one is agreed on; newer
//! versions may add members behind it, which older ones pass over.

use landfall_core::id::{Cursor, LogId, ServerId};
use uuid::Uuid;

use super::ExceptionSet;
use crate::{
    limits,
    wire::{Malformed, Reader, Writer},
};

/// One run of an agent: drawn at its start, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstanceId(pub Uuid);

/// What an agent says first. It is believed, also downwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// The oldest version of the protocol that it speaks.
    pub oldest: u8,
    /// The newest.
    pub newest: u8,
    /// Which server it is.
    pub server: ServerId,
    /// Which run of its agent.
    pub instance: InstanceId,
    /// The log that its cursor is of; none on an empty disk.
    pub log: Option<LogId>,
    /// Where it stands.
    pub cursor: Cursor,
    /// Whether a resync was begun whose list has not come yet.
    pub unswept: bool,
    /// All its exceptions.
    pub exceptions: Vec<ExceptionSet>,
    /// The name of its adapter.
    pub adapter: String,
    /// What its adapter can do: names of match and feature types.
    pub capabilities: Vec<String>,
    /// The version of its program, for people.
    pub program: String,
}

impl Hello {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        Ok(Self {
            oldest: reader.byte("oldest version")?,
            newest: reader.byte("newest version")?,
            server: reader.server()?,
            instance: InstanceId(reader.uuid("instance")?),
            log: if reader.flag("log")? {
                Some(reader.log()?)
            } else {
                None
            },
            cursor: reader.cursor()?,
            unswept: reader.flag("unswept")?,
            exceptions: reader.list("exceptions", limits::EXCEPTIONS, |item| {
                ExceptionSet::read(item, true)
            })?,
            adapter: reader.text("adapter", limits::NAME)?,
            capabilities: reader.list("capabilities", limits::CAPABILITIES, |item| {
                item.text("capability", limits::NAME)
            })?,
            program: reader.text("program", limits::NAME)?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.byte(self.oldest);
        writer.byte(self.newest);
        writer.number(self.server.0);
        writer.array(self.instance.0.as_bytes());
        writer.flag(self.log.is_some());
        if let Some(log) = self.log {
            writer.log(log);
        }
        writer.cursor(self.cursor);
        writer.flag(self.unswept);
        writer.list(&self.exceptions, |writer, set| set.write(writer, true));
        writer.text(&self.adapter);
        writer.list(&self.capabilities, |writer, one| writer.text(one));
        writer.text(&self.program);
    }
}
