//! Names of companies and of their hosts.

use super::{Chance, Land};

/// A company of a country, in a town.
pub(super) fn company(land: &Land, city: &str, chance: &mut Chance) -> String {
    let tongue = land.tongue;
    let (first, second) = (chance.one(tongue.first), chance.one(tongue.second));
    // Two in five bear their town's name: there are more companies than pairs of words.
    if chance.happens(40) {
        format!("{first} {second} {city} {}", land.form)
    } else {
        format!("{first} {second} {}", land.form)
    }
}

/// A host name below `.example` for a company.
pub fn domain(name: &str) -> String {
    let mut label = String::new();
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' => label.push(character),
            'ä' | 'å' | 'â' | 'ã' | 'á' | 'ą' => label.push('a'),
            'é' | 'è' | 'ê' => label.push('e'),
            'í' => label.push('i'),
            'ö' | 'ó' | 'ô' | 'õ' => label.push('o'),
            'ü' | 'ú' => label.push('u'),
            'ł' => label.push('l'),
            'ç' => label.push('c'),
            _ if !label.ends_with('-') => label.push('-'),
            _ => {}
        }
    }
    format!("{}.example", label.trim_matches('-'))
}
