//! Reading XML: elements by local name in any namespace, without a DTD (akana contract, section 8).

use std::str;

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};

use super::node::Node;

/// How deep elements may lie in each other.
const DEEPEST: usize = 8;

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

/// The body's root element: one with elements in it is an object of them, in the order sent, every other one a text.
/// Attributes, comments and processing instructions say nothing.
pub(crate) fn root(body: &[u8]) -> Result<Node, XmlError> {
    let text = str::from_utf8(body)?;
    let mut reader = Reader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    let mut document = Document::default();
    loop {
        match reader.read_event()? {
            Event::Start(element) => document.open(element.local_name().into_inner())?,
            Event::Empty(element) => {
                document.open(element.local_name().into_inner())?;
                document.close()?;
            }
            // The reader has compared its name with the start's.
            Event::End(_) => document.close()?,
            Event::Text(text) => document.characters(&text.xml10_content())?,
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

/// An element that has not ended.
struct Open {
    name: String,
    text: String,
    elements: Vec<(String, Node)>,
}

impl Open {
    /// What it is, now that it has ended. Between elements, white space is for people.
    fn ended(self) -> Result<Node, XmlError> {
        if self.elements.is_empty() {
            Ok(Node::Text(self.text))
        } else if self.text.trim_ascii().is_empty() {
            Ok(Node::Object(self.elements))
        } else {
            Err(XmlError::Malformed)
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Document {
    open: Vec<Open>,
    root: Option<Node>,
}

impl Document {
    fn open(&mut self, name: &str) -> Result<(), XmlError> {
        if self.root.is_some() || self.open.len() == DEEPEST {
            return Err(XmlError::Malformed);
        }
        self.open.push(Open {
            name: name.to_owned(),
            text: String::new(),
            elements: Vec::new(),
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), XmlError> {
        let open = self.open.pop().ok_or(XmlError::Malformed)?;
        let name = open.name.clone();
        let node = open.ended()?;
        match self.open.last_mut() {
            Some(outer) => outer.elements.push((name, node)),
            None => self.root = Some(node),
        }
        Ok(())
    }

    fn characters(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(open) => open.text.push_str(text),
            None if text.trim_ascii().is_empty() => {}
            None => return Err(XmlError::Malformed),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), XmlError> {
        if self.open.is_empty() {
            return Err(XmlError::Malformed);
        }
        if let Some(character) = reference.resolve_char_ref()? {
            return self.characters(character.encode_utf8(&mut [0; 4]));
        }
        let text = resolve_predefined_entity(reference).ok_or(XmlError::Malformed)?;
        self.characters(text)
    }

    fn finish(self) -> Result<Node, XmlError> {
        let root = self.root.filter(|_| self.open.is_empty());
        root.ok_or(XmlError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Node, XmlError> {
        root(body.as_bytes())
    }

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    fn object(elements: &[(&str, Node)]) -> Node {
        let elements = elements.iter();
        let elements = elements.map(|(name, node)| ((*name).to_owned(), node.clone()));
        Node::Object(elements.collect())
    }

    #[test]
    fn members_are_read_by_local_name() {
        let body = "\u{FEFF}<?xml version='1.0' encoding='UTF-8'?>\n<!-- a -->\n<l:login xmlns:l='urn:x'>\n \
             <l:email a='1'>a&amp;b&#x40;c</l:email><password><![CDATA[<&]]> x\r\ny</password><none/>\n</l:login>\n";
        let expected = object(&[
            ("email", text("a&b@c")),
            ("password", text("<& x\ny")),
            ("none", text("")),
        ]);
        assert_eq!(read(body), Ok(expected));
        assert_eq!(read("<a/>"), Ok(text("")));
        assert_eq!(read(" <a>x&lt;</a>\n<!-- b -->"), Ok(text("x<")));
    }

    #[test]
    fn elements_lie_in_each_other() {
        let body = "<a><b><c>1</c><c/></b>\n<b>\n</b></a>";
        let inner = object(&[("c", text("1")), ("c", text(""))]);
        let expected = object(&[("b", inner), ("b", text("\n"))]);
        assert_eq!(read(body), Ok(expected));
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(read(&nested(DEEPEST)).is_ok());
        assert_eq!(read(&nested(DEEPEST + 1)), Err(XmlError::Malformed));
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
            "<a>x<b/></a>",
            "<a><b/>x</a>",
            "<a><b>&unknown;</b></a>",
            "<a/>&amp;",
            "<a>&amp;<b/></a>",
            "<a><b>&#0;</b></a>",
            "<a><b>a & b</b></a>",
            "<?xml version='1.0' encoding='UTF-16'?><a/>",
            "</a>",
        ] {
            assert_eq!(read(body), Err(XmlError::Malformed), "{body}");
        }
        assert_eq!(root(b"<a>\xFF</a>"), Err(XmlError::Malformed));
    }

    proptest::proptest! {
        #[test]
        fn no_body_panics(body in "(<|>|/|!|&|;|#|\\?|\\[|\\]|-|DOCTYPE|CDATA|a|b| |'|=|\0|é){0,60}") {
            let _ = read(&body);
        }
    }
}
