//! Whether the value of an attribute can be kept as the text it came as: strings that a reader of JSON can decode, and no deeper
//! than is allowed. It is not recursive, so no depth of a hostile value matters.

use super::super::limits::{DEEPEST, too_deep};

/// What is wrong with a value that is well-formed JSON, if something is.
pub(super) fn fault(value: &str) -> Option<String> {
    let bytes = value.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = end_of_string(bytes, at);
                if !decodes(value.get(at..end)?) {
                    return Some("A string in it has an escape that is no character.".to_owned());
                }
                at = end;
                continue;
            }
            b'[' | b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(too_deep());
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the string that begins at `start` has ended.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn decodes(string: &str) -> bool {
    !string.contains('\\') || serde_json::from_str::<String>(string).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_unless_nobody_could_read_them() {
        for good in [
            "1.50",
            "null",
            r#""a\"b\\""#,
            r#"["\ud83d\ude00",{"a\u0000":[]}]"#,
            r#""[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""#,
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [r#""\ud800""#, r#"{"\udc00":1}"#, r#"[1,"\ud800x"]"#] {
            assert!(fault(bad).unwrap().contains("escape"), "{bad}");
        }
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(fault(&nested(DEEPEST)), None);
        assert_eq!(fault(&nested(DEEPEST + 1)), Some(too_deep()));
        assert_eq!(fault(&nested(3_000_000)), Some(too_deep()));
    }
}
