//! Bytes that are no message.

/// Why bytes are no message. Each names the member at which reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The bytes end inside the member.
    #[error("{0}: the message ends before it does")]
    Short(&'static str),
    /// The member is longer than its limit.
    #[error("{0}: there is more of it than the {1} allowed")]
    TooMuch(&'static str, usize),
    /// The member has a value that it cannot have.
    #[error("{0}: not a value it can have")]
    Invalid(&'static str),
    /// Bytes follow the last member.
    #[error("bytes follow the end of the message")]
    Trailing,
    /// No message of that side begins so.
    #[error("no message has the kind {0:#04x}")]
    UnknownKind(u8),
}
