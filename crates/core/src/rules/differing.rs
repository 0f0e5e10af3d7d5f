//! Which members of a thing a change has touched, for its event.

/// The names of those members that differ, in their order.
pub fn differing<const MEMBERS: usize>(
    members: [(&'static str, bool); MEMBERS],
) -> Vec<&'static str> {
    let differing = members.into_iter().filter(|(_, differs)| *differs);
    differing.map(|(name, _)| name).collect()
}
