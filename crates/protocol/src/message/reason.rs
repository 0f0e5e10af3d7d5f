//! Why a stream is closed, in words of the protocol. The close frame carries the same as a code.

use std::fmt;

use crate::{
    limits,
    wire::{Malformed, Reader, Writer},
};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal;)+) => {
        /// Why the control plane closes a stream.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)+
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The number on the wire.
            pub const fn number(self) -> u8 {
                match self { $(Self::$name => $number),+ }
            }

            /// A word for logs and metrics.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

reasons! {
    /// The agent sent what is no message, or not in its turn. Connect again after a pause, and look for the fault.
    Malformed = 1, "malformed";
    /// The two sides have no version in common. Final.
    Version = 2, "version";
    /// The server's credential was revoked. Final.
    Revoked = 3, "revoked";
    /// Another agent with this server's credential has connected. Final: one of the two is not meant to run.
    Fenced = 4, "fenced";
    /// The hello names another server than the credential is of, or the server was removed. Final.
    WrongServer = 5, "wrong-server";
    /// Too many streams at a time. Connect again after a pause.
    Busy = 6, "busy";
    /// Nothing was heard for longer than the lease, or the hello did not come in time. Connect again.
    Silent = 7, "silent";
    /// The fleet is counted by another process. Connect again.
    NotOwner = 8, "not-owner";
    /// The control plane is stopping. Connect again within the announced window.
    Stopping = 9, "stopping";
    /// The control plane has a fault of its own. Connect again after a pause.
    Failed = 10, "failed";
    /// The same run of the agent has connected anew; the older stream is closed.
    Replaced = 11, "replaced";
    /// The agent takes nothing of what is sent to it, or sends too much. Connect again after a pause.
    Overrun = 12, "overrun";
}

impl Reason {
    /// The reason with that number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.number() == number)
    }

    /// Whether connecting again is of no use until somebody has looked into it.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Version | Self::Revoked | Self::Fenced | Self::WrongServer
        )
    }

    /// The code of the close frame that follows: 4000 and the number, out of the range that RFC 6455 leaves to applications.
    pub fn close_code(self) -> u16 {
        4_000 + u16::from(self.number())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The stream ends here; a close frame follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub reason: Reason,
    /// The same for people, with what to do.
    pub detail: String,
}

impl Refused {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        let number = reader.byte("reason")?;
        Ok(Self {
            reason: Reason::from_number(number).ok_or(Malformed::Invalid("reason"))?,
            detail: reader.text("detail", limits::REASON)?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.byte(self.reason.number());
        writer.text(limits::shortened(&self.detail));
    }
}
