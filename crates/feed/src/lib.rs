//! The fleet in memory: where every server stands, and how far each change has landed.
