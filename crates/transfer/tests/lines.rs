//! A stream is cut into lines whatever is in it, and a giant line is never held.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::io::{BufReader, Read};

use landfall_transfer::{LONGEST, Lines, Trouble};

type Cut = Vec<(u64, Result<String, Trouble>)>;

fn cut(stream: impl Read) -> (Cut, u64) {
    let mut lines = Lines::new(BufReader::with_capacity(7, stream));
    let (mut all, mut taken) = (Vec::new(), 0);
    while let Some(line) = lines.next_line().unwrap() {
        let text = line.bytes.map(|bytes| String::from_utf8(bytes).unwrap());
        taken += line.taken;
        all.push((line.number, text));
    }
    (all, taken)
}

#[test]
fn empty_lines_count_and_are_passed_over() {
    let text = "\n{a}\r\n  \n\r\n{b}\n\n{c}";
    let (lines, taken) = cut(text.as_bytes());
    let expected: Cut = [(2, "{a}"), (5, "{b}"), (7, "{c}")]
        .map(|(number, text)| (number, Ok(text.to_owned())))
        .into();
    assert_eq!(lines, expected);
    assert_eq!(taken, text.len() as u64);
    assert_eq!(cut("".as_bytes()).0, []);
    assert_eq!(cut("\n\n".as_bytes()).0, []);
}

#[test]
fn the_longest_line_is_kept_and_a_longer_one_is_not() {
    let whole = LONGEST as u64;
    for (length, kept) in [
        (whole - 1, true),
        (whole, true),
        (whole + 1, false),
        (3 * whole, false),
    ] {
        let stream = std::io::repeat(b'x').take(length);
        let (lines, taken) = cut(stream.chain("\nnext\n".as_bytes()));
        assert_eq!(lines.len(), 2, "{length}");
        assert_eq!(lines[0].1.is_ok(), kept, "{length}");
        assert_eq!(lines[1], (2, Ok("next".to_owned())), "{length}");
        assert_eq!(taken, length + 6);
    }
    let (lines, _) = cut(std::io::repeat(b' ').take(2 * whole));
    assert_eq!(lines, [(1, Err(Trouble::TooLong))]);
}
