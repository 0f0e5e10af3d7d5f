//! JSON as text: expected bodies are written for people and compared without their white space, never through a number.

/// JSON text without white space outside of strings.
pub(crate) fn minified(json: &str) -> String {
    let mut minified = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for character in json.chars() {
        if in_string || !character.is_ascii_whitespace() {
            minified.push(character);
        }
        match character {
            '"' if !escaped => in_string = !in_string,
            _ => {}
        }
        escaped = in_string && character == '\\' && !escaped;
    }
    minified
}

#[test]
fn white_space_in_strings_stays() {
    assert_eq!(
        minified("{ \"a b\" : \"\\\" c\" ,\n 1 }"),
        "{\"a b\":\"\\\" c\",1}"
    );
}
