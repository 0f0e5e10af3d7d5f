//! What of a regular expression cannot be run as it is meant: patterns run inside of a frame with limits of ours, so nothing may
//! lift these or refer to the pattern as a whole.

/// Why a pattern cannot be run faithfully, if it cannot.
pub(super) fn unfaithful(pattern: &str) -> Option<String> {
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        let behind = &rest[character.len_utf8()..];
        rest = match character {
            '\\' => {
                if refers_to_the_whole(behind) {
                    return Some(recursion());
                }
                behind_escape(behind)
            }
            '[' => behind_class(behind),
            '(' if behind.starts_with('*') => {
                let reason = "Verbs such as (*…) are not allowed: limits and options of matching are the server's.";
                return Some(reason.to_owned());
            }
            '(' if behind.starts_with("?#") => behind.split_once(')').map_or("", |(_, rest)| rest),
            '(' if behind.starts_with("?C") => {
                return Some("Callouts (?C…) are not allowed.".to_owned());
            }
            '(' if ["?R", "?0", "?+0", "?-0"]
                .iter()
                .any(|whole| behind.starts_with(whole)) =>
            {
                return Some(recursion());
            }
            _ => behind,
        };
    }
    None
}

fn recursion() -> String {
    "Recursion into the whole pattern is not allowed; recursion into a group is.".to_owned()
}

/// Whether what follows a backslash is a reference to the whole pattern.
fn refers_to_the_whole(behind: &str) -> bool {
    let Some(reference) = behind.strip_prefix('g') else {
        return false;
    };
    let Some(reference) = reference.strip_prefix(['<', '\'']) else {
        return false;
    };
    reference
        .trim_start_matches(['+', '-'])
        .trim_start_matches('0')
        .starts_with(['>', '\''])
}

/// What comes behind an escape, of which the backslash is gone already.
pub(super) fn behind_escape(behind: &str) -> &str {
    if let Some(quoted) = behind.strip_prefix('Q') {
        return quoted.split_once("\\E").map_or("", |(_, rest)| rest);
    }
    let mut characters = behind.chars();
    characters.next();
    characters.as_str()
}

/// What comes behind a class, of which the bracket that opens it is gone already.
pub(super) fn behind_class(behind: &str) -> &str {
    let mut rest = behind.strip_prefix('^').unwrap_or(behind);
    // A bracket that closes, in the first place, is a member.
    rest = rest.strip_prefix(']').unwrap_or(rest);
    while let Some(character) = rest.chars().next() {
        let behind = &rest[character.len_utf8()..];
        rest = match character {
            ']' => return behind,
            '\\' => behind_escape(behind),
            '[' => behind_posix_class(behind).unwrap_or(behind),
            _ => behind,
        };
    }
    ""
}

/// What comes behind `[:name:]` within a class, if that is there.
fn behind_posix_class(behind: &str) -> Option<&str> {
    let (name, rest) = behind.strip_prefix(':')?.split_once(":]")?;
    let is_name = |byte: u8| byte.is_ascii_alphabetic() || byte == b'^';
    name.bytes().all(is_name).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_recursion_into_the_whole_are_found() {
        for bad in [
            "(*UTF8)a",
            "(*LIMIT_MATCH=4000000000)a",
            "a(*COMMIT)b",
            "[]](*F)",
            r"\Q[\E(*F)",
            r"\\(*F)",
            "[[:alpha:]](*F)",
            "(?R)",
            "a(?0)?",
            r"a\g<0>?",
            r"a\g'-0'?",
            "(?C1)a",
        ] {
            assert!(unfaithful(bad).is_some(), "{bad}");
        }
        for good in [
            "",
            "^/a/(b|c)*",
            r"\(*",
            "[(*]",
            "[](*F]",
            r"[\](*F]",
            "[[:alpha:](*F]",
            r"\Q(*F)\E",
            r"\Q(*F)",
            "(?#(*F)",
            "(a)(?1)",
            r"(a)\g<1>",
            r"(a)\g1",
            "(?=x)x",
            "(",
            "[",
            "\\",
        ] {
            assert_eq!(unfaithful(good), None, "{good}");
        }
    }
}
