//! Reasons in words, made fit for a line of a log, a status and the feed: no control characters, and not too long.

/// Bytes that a reason may have; what is beyond is cut off.
const LONGEST: usize = 400;

/// `text` as one line of printable characters, at most 400 bytes. Runs of white space become one space.
pub(crate) fn tidy(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > LONGEST {
            let end = line.floor_char_boundary(LONGEST - '…'.len_utf8());
            line.truncate(end);
            line.push('…');
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_reason_is_one_short_line(text in ".{0,900}") {
            let line = tidy(&text);
            proptest::prop_assert!(line.len() <= LONGEST && !line.chars().any(char::is_control));
            proptest::prop_assert_eq!(tidy(&line), line);
        }
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(tidy("refused:\n\tline 3\u{1b}[0m\n"), "refused: line 3 [0m");
    }
}
