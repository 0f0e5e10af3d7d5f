//! Comparing JSON as text, so that member order and the form of numbers count.

/// The text without the white space between tokens.
pub(crate) fn minified(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c.is_ascii_whitespace() {
            continue;
        } else {
            in_string = c == '"';
        }
        text.push(c);
    }
    text
}

#[test]
fn only_white_space_between_tokens_goes() {
    assert_eq!(
        minified("{ \"a b\" : [ 10.0, \"\\\" \\\\\" ] }\n"),
        "{\"a b\":[10.0,\"\\\" \\\\\"]}"
    );
}
