//! Destinations: texts with `$n` for what a group of the source has caught and `%{…}` for something of the request (rulesv4
//! contract, section 7).

/// A destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Template(pub(in super::super) Vec<Part>);

/// A part of a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Part {
    /// Itself.
    Text(String),
    /// What a group has caught.
    Group(usize),
    /// Something of the request.
    Variable(Variable),
}

/// Something of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Variable {
    /// The host that it is for.
    Host,
    /// `http` or `https`.
    Scheme,
    /// The path as the client sent it.
    Uri,
    /// The query, without the question mark.
    QueryString,
    /// The method.
    RequestMethod,
    /// A header.
    Header(String),
    /// A parameter of the query.
    Argument(String),
    /// A cookie.
    Cookie(String),
}

impl Template {
    /// Reads a destination for a source with so many groups, or with an unknown number of them. All that is wrong is told.
    pub(super) fn new(text: &str, groups: Option<usize>) -> Result<Self, Vec<String>> {
        let mut parts = Vec::new();
        let mut faults = Vec::new();
        if text.is_empty() {
            faults.push("The destination is empty.".to_owned());
        }
        if text.chars().any(|one| one.is_control() || one == ' ') {
            faults.push("A URL has no spaces or control characters in it.".to_owned());
        }
        let mut rest = text;
        while let Some(at) = rest.find(['$', '%']) {
            let (before, special) = rest.split_at(at);
            push_text(&mut parts, before);
            rest = match special_part(special, groups) {
                Ok((part, behind)) => {
                    parts.push(part);
                    behind
                }
                Err(NotSpecial) => {
                    push_text(&mut parts, &special[..1]);
                    &special[1..]
                }
                Err(Fault(reason, behind)) => {
                    faults.push(reason);
                    behind
                }
            };
        }
        push_text(&mut parts, rest);
        if faults.is_empty() {
            Ok(Self(parts))
        } else {
            Err(faults)
        }
    }

    /// What the destination surely begins with.
    pub(super) fn beginning(&self) -> Option<&str> {
        match self.0.first() {
            Some(Part::Text(text)) => Some(text),
            _ => None,
        }
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(last)) => last.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// Why a dollar or a percent sign begins nothing special.
enum Ordinary<'t> {
    /// It stands for itself.
    NotSpecial,
    /// What it begins is wrong; the text goes on behind it.
    Fault(String, &'t str),
}

use Ordinary::{Fault, NotSpecial};

/// What a dollar or a percent sign begins, and what comes behind it.
fn special_part(special: &str, groups: Option<usize>) -> Result<(Part, &str), Ordinary<'_>> {
    if let Some(behind) = special.strip_prefix('$') {
        let end = behind
            .find(|one: char| !one.is_ascii_digit())
            .unwrap_or(behind.len());
        let (digits, behind) = behind.split_at(end);
        if digits.is_empty() {
            return Err(NotSpecial);
        }
        return match digits.parse::<usize>() {
            Ok(group) if groups.is_none_or(|groups| group <= groups) => {
                Ok((Part::Group(group), behind))
            }
            _ => {
                let groups = groups.unwrap_or_default();
                let reason =
                    format!("${digits} is beyond the groups of the source, which has {groups}.");
                Err(Fault(reason, behind))
            }
        };
    }
    let Some(behind) = special.strip_prefix("%{") else {
        return Err(NotSpecial);
    };
    let Some((name, behind)) = behind.split_once('}') else {
        return Err(Fault(
            "A variable that opens with %{ is not closed.".to_owned(),
            "",
        ));
    };
    match variable(name) {
        Some(variable) => Ok((Part::Variable(variable), behind)),
        None => Err(Fault(format!("There is no variable %{{{name}}}."), behind)),
    }
}

fn variable(name: &str) -> Option<Variable> {
    let named = |prefix| {
        name.strip_prefix(prefix)
            .filter(|name: &&str| !name.is_empty())
    };
    Some(match name {
        "host" => Variable::Host,
        "scheme" => Variable::Scheme,
        "uri" => Variable::Uri,
        "query_string" => Variable::QueryString,
        "request_method" => Variable::RequestMethod,
        _ => {
            if let Some(name) = named("http_") {
                Variable::Header(name.to_owned())
            } else if let Some(name) = named("arg_") {
                Variable::Argument(name.to_owned())
            } else {
                Variable::Cookie(named("cookie_")?.to_owned())
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Part {
        Part::Text(text.to_owned())
    }

    #[test]
    fn destinations_are_read() {
        let template = Template::new("https://%{host}/$1%20$x%{arg_a-b}$12", Some(12)).unwrap();
        let expected = [
            text("https://"),
            Part::Variable(Variable::Host),
            text("/"),
            Part::Group(1),
            text("%20$x"),
            Part::Variable(Variable::Argument("a-b".to_owned())),
            Part::Group(12),
        ];
        assert_eq!(template.0, expected);
        assert_eq!(template.beginning(), Some("https://"));
        assert_eq!(Template::new("$0", Some(0)).unwrap().beginning(), None);
    }

    #[test]
    fn all_that_is_wrong_is_told() {
        let faults = Template::new(
            "/a b/$3/%{nothing}/%{http_}/$99999999999999999999/%{host",
            Some(2),
        );
        let faults = faults.unwrap_err();
        let parts = [
            "spaces",
            "$3",
            "%{nothing}",
            "%{http_}",
            "$9999",
            "not closed",
        ];
        assert_eq!(faults.len(), parts.len(), "{faults:?}");
        for (fault, part) in faults.iter().zip(parts) {
            assert!(fault.contains(part), "{fault}");
        }
        assert!(Template::new("", None).is_err());
        assert!(Template::new("$7", None).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in r"[$%{}a-c0-9_é ]{0,20}") {
            let _ = Template::new(&text, Some(1));
        }
    }
}
