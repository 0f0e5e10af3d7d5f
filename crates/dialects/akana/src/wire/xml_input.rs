//! Reading XML: an element with members of text, by local name in any namespace, without a DTD (akana contract, section 8).

use std::str;

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XmlError {
    /// It has a document type declaration.
    Dtd,
    /// It is not XML in UTF-8, or not of the form that is read.
    Malformed,
}

impl<E: std::error::Error> From<E> for XmlError {
    fn from(_: E) -> Self {
        Self::Malformed
    }
}

/// The members of the body's root element, in the order sent: local name and text. Attributes, comments and processing
/// instructions say nothing.
pub(crate) fn members(body: &[u8]) -> Result<Vec<(String, String)>, XmlError> {
    let text = str::from_utf8(body)?;
    let mut reader = Reader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    let mut document = Document::default();
    loop {
        match reader.read_event()? {
            Event::Start(element) => document.open(element.local_name().into_inner())?,
            Event::Empty(element) => {
                document.open(element.local_name().into_inner())?;
                document.depth -= 1;
            }
            // The reader has compared its name with the start's.
            Event::End(_) => document.depth -= 1,
            Event::Text(text) => document.text(&text.xml10_content())?,
            Event::CData(text) => document.characters(&text.xml10_content())?,
            Event::GeneralRef(reference) => document.reference(&reference)?,
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().transpose()?;
                if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    return Err(XmlError::Malformed);
                }
            }
            Event::DocType(_) => return Err(XmlError::Dtd),
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return document.finish(),
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Document {
    has_root: bool,
    /// 0 outside of the root, 1 in it, 2 in a member.
    depth: usize,
    members: Vec<(String, String)>,
}

impl Document {
    fn open(&mut self, name: &str) -> Result<(), XmlError> {
        match self.depth {
            0 if !self.has_root => self.has_root = true,
            1 => self.members.push((name.to_owned(), String::new())),
            _ => return Err(XmlError::Malformed),
        }
        self.depth += 1;
        Ok(())
    }

    /// Between elements, white space is for people.
    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        if self.depth < 2 && text.trim_ascii().is_empty() {
            return Ok(());
        }
        self.characters(text)
    }

    fn characters(&mut self, text: &str) -> Result<(), XmlError> {
        match self.members.last_mut() {
            Some((_, value)) if self.depth == 2 => value.push_str(text),
            _ => return Err(XmlError::Malformed),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), XmlError> {
        if let Some(character) = reference.resolve_char_ref()? {
            return self.characters(character.encode_utf8(&mut [0; 4]));
        }
        let text = resolve_predefined_entity(reference).ok_or(XmlError::Malformed)?;
        self.characters(text)
    }

    fn finish(self) -> Result<Vec<(String, String)>, XmlError> {
        if self.has_root && self.depth == 0 {
            Ok(self.members)
        } else {
            Err(XmlError::Malformed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<(String, String)>, XmlError> {
        members(body.as_bytes())
    }

    #[test]
    fn members_are_read_by_local_name() {
        let body = "\u{FEFF}<?xml version='1.0' encoding='UTF-8'?>\n<!-- a -->\n<l:login xmlns:l='urn:x'>\n \
             <l:email a='1'>a&amp;b&#x40;c</l:email><password><![CDATA[<&]]> x\r\ny</password><none/>\n</l:login>\n";
        let expected = [("email", "a&b@c"), ("password", "<& x\ny"), ("none", "")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(read(body).unwrap(), expected);
        assert_eq!(read("<a/>"), Ok(vec![]));
    }

    #[test]
    fn a_dtd_is_refused_wherever_its_entities_are() {
        for body in [
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a><email>&e;</email></a>",
            "<!DOCTYPE a SYSTEM 'http://x/'><a/>",
        ] {
            assert_eq!(read(body), Err(XmlError::Dtd), "{body}");
        }
    }

    #[test]
    fn other_forms_are_malformed() {
        for body in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "<a>x</a>",
            "<a><b><c/></b></a>",
            "<a><b>&unknown;</b></a>",
            "<a>&amp;</a>",
            "<a><b>&#0;</b></a>",
            "<a><b>a & b</b></a>",
            "<?xml version='1.0' encoding='UTF-16'?><a/>",
            "</a>",
        ] {
            assert_eq!(read(body), Err(XmlError::Malformed), "{body}");
        }
        assert_eq!(members(b"<a>\xFF</a>"), Err(XmlError::Malformed));
    }

    proptest::proptest! {
        #[test]
        fn no_body_panics(body in "(<|>|/|!|&|;|#|\\?|\\[|\\]|-|DOCTYPE|CDATA|a|b| |'|=|\0|é){0,60}") {
            let _ = read(&body);
        }
    }
}
