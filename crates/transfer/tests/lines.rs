//! A stream is cut into lines whatever is in it, and a giant line is never held.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::io::{BufReader, Read};

use landfall_core::{
    id::RuleId,
    model::{Item, Rule},
};
use landfall_transfer::{Decoded, LONGEST, Lines, Trouble, decode, encode};

type Cut = Vec<(u64, Result<String, Trouble>)>;

fn cut(stream: impl Read) -> (Cut, u64) {
    cut_in_pieces(7, stream)
}

/// The same of a stream that gives so many bytes at a time.
fn cut_in_pieces(bytes: usize, stream: impl Read) -> (Cut, u64) {
    let mut lines = Lines::new(BufReader::with_capacity(bytes, stream));
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
        let (lines, taken) = cut_in_pieces(4099, stream.chain("\nnext\n".as_bytes()));
        assert_eq!(lines.len(), 2, "{length}");
        assert_eq!(lines[0].1.is_ok(), kept, "{length}");
        assert_eq!(lines[1], (2, Ok("next".to_owned())), "{length}");
        assert_eq!(taken, length + 6);
    }
    let (lines, _) = cut_in_pieces(4099, std::io::repeat(b' ').take(2 * whole));
    assert_eq!(lines, [(1, Err(Trouble::TooLong))]);
}

/// Every line that an export writes can be imported: the rules of a policy may come as 10 MiB.
#[test]
fn a_policy_with_the_longest_rules_that_are_taken_fits_into_a_line() {
    let sample = include_str!("samples.ndjson")
        .lines()
        .find(|line| line.starts_with("{\"policy\""));
    let Ok(Decoded::Item(Item::Policy(mut policy))) = decode(sample.unwrap().as_bytes()) else {
        panic!("no policy");
    };
    let mut rule = policy.rules[0].clone();
    // Each of these characters is two in the line.
    let longest = (10 << 20) / 1000 / 2;
    let value = "\\\"".repeat(longest);
    rule.matches = format!(r#"[{{"type":"match.always","value":"{value}"}}]"#);
    policy.rules = (1..=1000)
        .map(|number| Rule {
            id: RuleId(number),
            ..rule.clone()
        })
        .collect();
    let item = Item::Policy(policy);
    let mut text = Vec::new();
    encode(&item, &mut text).unwrap();
    assert!(text.len() > 20 << 20, "{}", text.len());
    let line = Lines::new(text.as_slice()).next_line().unwrap().unwrap();
    let read = decode(&line.bytes.unwrap());
    assert!(read == Ok(Decoded::Item(item)), "another policy was read");
}
