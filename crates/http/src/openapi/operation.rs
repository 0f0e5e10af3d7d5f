//! One call: its path and method, what it takes, and what it gives.

use http::Method;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::{Parameter, Reply, Shape};

/// A call of a face, as its document shows it.
#[derive(Debug, Clone)]
pub struct Operation {
    pub(super) method: Method,
    pub(super) path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    description: &'static str,
    security: Vec<&'static [&'static str]>,
    parameters: Vec<Parameter>,
    body: Option<RequestBody>,
    replies: Vec<Reply>,
}

#[derive(Debug, Clone)]
struct RequestBody {
    required: bool,
    contents: Vec<(&'static str, Shape, Option<Value>)>,
}

impl Operation {
    /// A call by method, path (segments that vary in braces, as the router has them) and an id that is its own in the document.
    pub fn new(method: Method, path: &'static str, id: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            tag: "",
            summary: "",
            description: "",
            security: Vec::new(),
            parameters: Vec::new(),
            body: None,
            replies: Vec::new(),
        }
    }

    /// A call with GET; HEAD is answered with it.
    pub fn get(path: &'static str, id: &'static str) -> Self {
        Self::new(Method::GET, path, id)
    }

    /// A call with POST.
    pub fn post(path: &'static str, id: &'static str) -> Self {
        Self::new(Method::POST, path, id)
    }

    /// The group it is listed in.
    #[must_use]
    pub fn tag(self, tag: &'static str) -> Self {
        Self { tag, ..self }
    }

    /// What it does, in a line, and what else has to be known.
    #[must_use]
    pub fn told(self, summary: &'static str, description: &'static str) -> Self {
        Self {
            summary,
            description,
            ..self
        }
    }

    /// These schemes together let a caller in; said again, it is another way. `&[]` is a way without credentials.
    #[must_use]
    pub fn security(mut self, schemes: &'static [&'static str]) -> Self {
        self.security.push(schemes);
        self
    }

    /// It takes these parameters.
    #[must_use]
    pub fn parameters(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// It takes a body; said again, the body may have another media type.
    #[must_use]
    pub fn body(
        mut self,
        media_type: &'static str,
        shape: impl Into<Shape>,
        example: Option<Value>,
    ) -> Self {
        let body = self.body.get_or_insert(RequestBody {
            required: true,
            contents: Vec::new(),
        });
        body.contents.push((media_type, shape.into(), example));
        self
    }

    /// The body may be left out.
    #[must_use]
    pub fn body_optional(mut self) -> Self {
        if let Some(body) = &mut self.body {
            body.required = false;
        }
        self
    }

    /// It gives these answers, one for each status.
    #[must_use]
    pub fn replies(mut self, replies: impl IntoIterator<Item = Reply>) -> Self {
        self.replies.extend(replies);
        self
    }

    pub(super) fn to_json(&self, generator: &mut SchemaGenerator) -> Value {
        let mut json = Map::new();
        json.insert("operationId".to_owned(), self.id.into());
        if !self.tag.is_empty() {
            json.insert("tags".to_owned(), json!([self.tag]));
        }
        json.insert("summary".to_owned(), self.summary.into());
        if !self.description.is_empty() {
            json.insert("description".to_owned(), self.description.into());
        }
        let ways = self.security.iter().map(|schemes| {
            let schemes = schemes.iter();
            Value::Object(
                schemes
                    .map(|name| ((*name).to_owned(), json!([])))
                    .collect(),
            )
        });
        json.insert("security".to_owned(), ways.collect());
        if !self.parameters.is_empty() {
            let parameters = self.parameters.iter();
            let parameters = parameters.map(|parameter| parameter.to_json(generator));
            json.insert("parameters".to_owned(), parameters.collect());
        }
        if let Some(body) = &self.body {
            json.insert("requestBody".to_owned(), body.to_json(generator));
        }
        let mut replies: Vec<_> = self.replies.iter().collect();
        replies.sort_by_key(|reply| reply.status);
        let replies: Map<_, _> = (replies.into_iter())
            .map(|reply| (reply.status.as_str().to_owned(), reply.to_json(generator)))
            .collect();
        json.insert("responses".to_owned(), replies.into());
        json.into()
    }
}

impl RequestBody {
    fn to_json(&self, generator: &mut SchemaGenerator) -> Value {
        let mut content = Map::new();
        for (media_type, shape, example) in &self.contents {
            let mut body = json!({ "schema": shape.schema(generator) });
            if let Some(example) = example {
                body["examples"] = json!({ "demo": { "value": example } });
            }
            content.insert((*media_type).to_owned(), body);
        }
        json!({ "required": self.required, "content": content })
    }
}
