//! The durable record: one trait, its engines, and the conformance suite that every engine passes.
