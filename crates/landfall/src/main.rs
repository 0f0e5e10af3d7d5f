//! Landfall: know when it landed.

fn main() {}
