//! XML documents: no namespace, UTF-8, members as elements in their order (akana contract, section 8).

use quick_xml::se::to_string_with_root;
use serde::Serialize;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// The document with `value` in an element `root`: a member becomes an element, a list one element for each entry.
pub(crate) fn document<T: Serialize>(root: &str, value: &T) -> String {
    let element = to_string_with_root(root, value)
        .expect("what the dialect shows has only fixed member names and texts");
    let mut document = String::with_capacity(DECLARATION.len() + element.len());
    document.push_str(DECLARATION);
    if element.contains(is_forbidden) {
        // There is no way to write these characters in XML, not even as references.
        document.push_str(&element.replace(is_forbidden, "\u{FFFD}"));
    } else {
        document.push_str(&element);
    }
    document
}

/// Whether a character is outside of the production `Char` of XML 1.0.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Thing<'a> {
        text: &'a str,
        list: Vec<&'a str>,
    }

    fn shown(text: &str, list: &[&str]) -> String {
        let list = list.to_vec();
        let document = document("Thing", &Thing { text, list });
        document.strip_prefix(DECLARATION).unwrap().to_owned()
    }

    #[test]
    fn empty_texts_are_empty_elements_and_empty_lists_are_nothing() {
        assert_eq!(shown("", &[]), "<Thing><text/></Thing>");
        assert_eq!(
            shown("a", &["b", ""]),
            "<Thing><text>a</text><list>b</list><list/></Thing>"
        );
    }

    #[test]
    fn markup_is_escaped_and_what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            shown("<a & \"b\">\0\u{1}\u{FFFE}\té", &[]),
            "<Thing><text>&lt;a &amp; \"b\"&gt;\u{FFFD}\u{FFFD}\u{FFFD}\té</text></Thing>"
        );
    }
}
