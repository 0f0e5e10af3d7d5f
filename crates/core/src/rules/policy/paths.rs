//! Paths as rules see them (rulesv4 contract, section 7): at the root, `/80<account>/<origin>` and then the client's path.

use crate::id::{AccountNumber, OriginName};

/// What stands before the client's path at the root; nothing for a site without an origin of its own.
pub(super) fn root(account: &AccountNumber, origin: Option<&OriginName>) -> String {
    origin.map_or_else(String::new, |origin| format!("/80{account}/{origin}"))
}

/// The account that a path at the root names.
pub(super) fn account_of(path: &str) -> Option<AccountNumber> {
    let (account, _) = path.strip_prefix("/80")?.split_once('/')?;
    account.parse().ok()
}

/// A path, a wildcard or a pattern that begins with the account's path at the root, with the account's number as it is
/// printed: clients may write it in either letter case.
pub(super) fn with_own_account(text: &str, account: &AccountNumber) -> String {
    let number = account.as_str();
    let (start, path) = match text.strip_prefix('^') {
        Some(path) => ("^", path),
        None => ("", text),
    };
    if let Some(behind) = path.strip_prefix("/80")
        && let Some((sent, rest)) = behind.split_at_checked(number.len())
        && sent.eq_ignore_ascii_case(number)
        && rest.starts_with('/')
    {
        return format!("{start}/80{number}{rest}");
    }
    text.to_owned()
}

/// A path as it is compared: escapes of unreserved characters decoded, then dot segments removed (RFC 3986, sections 6.2.2.2 and
/// 5.2.4).
pub(super) fn normal(path: &str) -> String {
    without_dot_segments(&decoded(path))
}

/// The path with escapes of letters, digits and `-._~` decoded.
fn decoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let digits = escape
            .get(1..3)
            .filter(|digits| digits.bytes().all(|one| one.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
                rest = &escape[3..];
            }
            _ => {
                out.push('%');
                rest = &escape[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn without_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_segments_go_and_unreserved_escapes_are_decoded() {
        for (path, expected) in [
            ("/a/b", "/a/b"),
            ("/", "/"),
            ("", "/"),
            ("/a/./b/../c", "/a/c"),
            ("/a/b/..", "/a/"),
            ("/a/b/.", "/a/b/"),
            ("/..", "/"),
            ("/../../a", "/a"),
            ("/a//b/", "/a//b/"),
            ("/%61dmin/%2e%2e/x", "/x"),
            ("/%41%2F%20%zz%4", "/A%2F%20%zz%4"),
            ("/%7eé%", "/~é%"),
            ("/...", "/..."),
        ] {
            assert_eq!(normal(path), expected, "{path}");
        }
    }

    #[test]
    fn the_account_is_written_as_it_is_printed() {
        let account = "00C1B6".parse().unwrap();
        for (text, expected) in [
            ("/8000c1b6/shop/(.*)", "/8000C1B6/shop/(.*)"),
            ("^/8000c1b6/x", "^/8000C1B6/x"),
            ("/8000c1b60/x", "/8000c1b60/x"),
            ("/8000c1b", "/8000c1b"),
            ("/80é", "/80é"),
            ("x/8000c1b6/x", "x/8000c1b6/x"),
        ] {
            assert_eq!(with_own_account(text, &account), expected);
        }
        assert_eq!(account_of("/8000c1b6/x"), Some(account));
        assert_eq!(account_of("/80/x"), None);
        assert_eq!(account_of("/8000c1b6"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_normal_path_stays_as_it_is(path in r"(/|[a.%]|%2[eE]|%25|é){0,12}") {
            let once = normal(&path);
            proptest::prop_assert!(once.starts_with('/'));
            proptest::prop_assert!(!once.split('/').any(|segment| segment == "." || segment == ".."));
            if !once.contains('%') {
                proptest::prop_assert_eq!(normal(&once), once.clone());
            }
        }
    }
}
