//! JSON as text: expected bodies are written for people and compared without their white space, never through a number.

/// JSON text without the white space between its tokens; numbers and texts stay as they are.
pub fn minified(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    json.chars()
        .filter(|&character| {
            if quoted {
                quoted = escaped || character != '"';
                escaped = !escaped && character == '\\';
                return true;
            }
            quoted = character == '"';
            !character.is_ascii_whitespace()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_in_texts_stays() {
        assert_eq!(
            minified("{ \"a b\" : \"\\\" c\\\\\" ,\n 1.0 }"),
            "{\"a b\":\"\\\" c\\\\\",1.0}"
        );
    }
}
