//! The functions that decide: which zones an organization sees, what a caller may do, how far a change has landed.
