//! What the patterns of one evaluation may take altogether. Each match has a limit of its own; a policy with thousands of patterns
//! that all come near it would still keep a server busy for minutes.

/// What is left.
#[derive(Debug)]
pub(in super::super) struct Effort {
    /// So many matches may take more than a few steps.
    long_matches: u32,
    /// So many bytes may be compared with wildcards.
    pub(super) comparisons: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            long_matches: 64,
            comparisons: 50_000_000,
        }
    }
}

impl Effort {
    /// Whether another match may take long, which then counts.
    pub(super) fn takes_long_match(&mut self) -> bool {
        let left = self.long_matches.checked_sub(1);
        self.long_matches = left.unwrap_or_default();
        left.is_some()
    }
}
