//! What texts may consist of.

use super::super::account::is_company_name_character;

/// Whether a text has no character that an XML document cannot have, and no line end: a name.
pub fn is_line(text: &str) -> bool {
    !text.contains(['\t', '\n', '\r']) && is_paragraph(text)
}

/// Whether a text has no character that an XML document cannot have.
pub fn is_paragraph(text: &str) -> bool {
    let fits = |c: char| {
        matches!(c, '\t' | '\n' | '\r') || !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    text.chars().all(fits)
}

/// Whether a text is a line without angle brackets and quotation marks (vipmp contract, section 6).
pub fn is_plain(text: &str) -> bool {
    is_line(text) && !text.contains(['<', '>', '"'])
}

/// Whether a text has the form of a given or family name: 1 to 35 of the characters of company names, but for brackets, the
/// slash and the middle dot (vipmp contract, section 6).
pub fn is_person_name(text: &str) -> bool {
    let allowed = |c: char| {
        is_company_name_character(c) && !matches!(c, '(' | ')' | '（' | '）' | '/' | '・')
    };
    (1..=35).contains(&text.chars().count()) && text.chars().all(allowed)
}
