//! What a data plane can do, by the word of whoever runs it.

use landfall_core::rules::policy::Capabilities;
use landfall_protocol::limits;

/// The types of these names. An error says which of them the control plane would not take.
pub fn able_to(types: &[String]) -> Result<Capabilities, String> {
    if !(1..=limits::CAPABILITIES).contains(&types.len()) {
        return Err(format!("1 to {} types", limits::CAPABILITIES));
    }
    let odd = types.iter().find(|name| {
        let visible = name.bytes().all(|byte| byte.is_ascii_graphic());
        name.is_empty() || name.len() > limits::NAME || !visible
    });
    match odd {
        None => Ok(Capabilities::of(types)),
        Some(odd) => Err(format!(
            "{odd:?} is no name of a type, such as feature.caching.bypass-cache"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_not_be_said_are_refused() {
        let types = |names: &[&str]| names.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
        let able = able_to(&types(&["match.always", "feature.new"])).unwrap();
        assert!(able.has("feature.new") && !able.has("feature.comment"));
        let long = "x".repeat(65);
        for bad in [types(&[]), types(&[""]), types(&["a b"]), types(&[&long])] {
            assert!(able_to(&bad).is_err(), "{bad:?}");
        }
        assert!(able_to(&vec!["x".to_owned(); 513]).is_err());
    }
}
