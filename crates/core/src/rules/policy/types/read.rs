//! Values of attributes in the forms that are tolerated: a list for words with spaces between them and the reverse, booleans and
//! numbers as texts (rulesv4 contract, section 7).

use serde_json::Value;

use super::Takes;

/// A value that has been understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Read {
    /// Words.
    Words(Vec<String>),
    /// A text.
    Text(String),
    /// A text or several.
    Texts(Vec<String>),
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Whole numbers.
    Numbers(Vec<i64>),
    /// One of the texts that the table has.
    OneOf(&'static str),
}

impl Takes {
    /// Reads a value; an error is a sentence for people.
    pub(in super::super) fn read(self, value: &Value) -> Result<Read, String> {
        match self {
            Self::Words => words(value)
                .filter(|words| !words.is_empty())
                .map(Read::Words)
                .ok_or_else(|| {
                    "This must be a string, or a list of strings, with at least one word in it."
                        .to_owned()
                }),
            Self::Text => match value {
                Value::String(text) => Ok(Read::Text(text.clone())),
                _ => Err("This must be a string.".to_owned()),
            },
            Self::Texts => texts(value)
                .filter(|texts| !texts.is_empty())
                .map(|texts| Read::Texts(texts.into_iter().map(str::to_owned).collect()))
                .ok_or_else(|| "This must be a string, or a list of strings.".to_owned()),
            Self::Flag => match value {
                Value::Bool(flag) => Ok(Read::Flag(*flag)),
                Value::String(text) if text == "true" || text == "True" => Ok(Read::Flag(true)),
                Value::String(text) if text == "false" || text == "False" => Ok(Read::Flag(false)),
                _ => Err("This must be true or false.".to_owned()),
            },
            Self::Number => number(value)
                .map(Read::Number)
                .ok_or_else(|| "This must be a whole number.".to_owned()),
            Self::Numbers => numbers(value)
                .filter(|numbers| !numbers.is_empty())
                .map(Read::Numbers)
                .ok_or_else(|| {
                    "This must be a whole number, or several with spaces between them.".to_owned()
                }),
            Self::OneOf(choices) => {
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    _ => String::new(),
                };
                let found = choices.iter().find(|choice| **choice == text);
                found
                    .map(|choice| Read::OneOf(choice))
                    .ok_or_else(|| format!("This must be one of {}.", choices.join(", ")))
            }
        }
    }
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(vec![text]),
        Value::Array(texts) => texts.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn words(value: &Value) -> Option<Vec<String>> {
    let words = texts(value)?.into_iter().flat_map(str::split_whitespace);
    Some(words.map(str::to_owned).collect())
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn numbers(value: &Value) -> Option<Vec<i64>> {
    match value {
        Value::Number(number) => Some(vec![number.as_i64()?]),
        Value::String(text) => text
            .split_whitespace()
            .map(|one| one.parse().ok())
            .collect(),
        Value::Array(list) => {
            let lists: Option<Vec<Vec<i64>>> = list.iter().map(numbers).collect();
            Some(lists?.concat())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn reads(takes: Takes, value: &Value, expected: &Read) {
        assert_eq!(takes.read(value).as_ref(), Ok(expected), "{value}");
    }

    #[test]
    fn every_tolerated_form_is_read() {
        let words = Read::Words(vec!["a".to_owned(), "b".to_owned()]);
        for value in [
            json!("a b"),
            json!(["a", "b"]),
            json!([" a b "]),
            json!("a  b"),
        ] {
            reads(Takes::Words, &value, &words);
        }
        for value in [json!(true), json!("true"), json!("True")] {
            reads(Takes::Flag, &value, &Read::Flag(true));
        }
        for value in [json!(false), json!("false"), json!("False")] {
            reads(Takes::Flag, &value, &Read::Flag(false));
        }
        for value in [json!(-30), json!("-30")] {
            reads(Takes::Number, &value, &Read::Number(-30));
        }
        for value in [json!("200 301"), json!([200, "301"]), json!(["200 301"])] {
            reads(Takes::Numbers, &value, &Read::Numbers(vec![200, 301]));
        }
        let codes = Takes::OneOf(&["301", "302"]);
        reads(codes, &json!(301), &Read::OneOf("301"));
        reads(codes, &json!("302"), &Read::OneOf("302"));
        let texts = Read::Texts(vec!["a b".to_owned(), "c".to_owned()]);
        reads(Takes::Texts, &json!(["a b", "c"]), &texts);
        reads(Takes::Text, &json!(""), &Read::Text(String::new()));
    }

    #[test]
    fn other_forms_are_refused() {
        for (takes, values) in [
            (
                Takes::Words,
                vec![json!(""), json!([]), json!(1), json!([1]), json!(null)],
            ),
            (Takes::Text, vec![json!(1), json!(["a"]), json!(null)]),
            (Takes::Texts, vec![json!([]), json!([["a"]]), json!({})]),
            (Takes::Flag, vec![json!("TRUE"), json!(1), json!("")]),
            (
                Takes::Number,
                vec![json!(1.5), json!("1.0"), json!(""), json!("1e3")],
            ),
            (
                Takes::Numbers,
                vec![json!(""), json!([]), json!("a"), json!([1.5])],
            ),
            (
                Takes::OneOf(&["301"]),
                vec![json!(302), json!("30"), json!(["301"])],
            ),
        ] {
            for value in values {
                assert!(takes.read(&value).is_err(), "{takes:?} {value}");
            }
        }
    }
}
