//! Opening or making.

/// Whether a store may be made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Create {
    /// There must be one.
    Never,
    /// There must be none yet.
    New,
}
