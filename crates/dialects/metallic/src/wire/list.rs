//! A page of a list with what was asked for (metallic contract, sections 3 and 8).

use std::{borrow::Cow, marker::PhantomData};

use landfall_core::model::Page;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use super::parameters::{ListQuery, PAGE_NUMBER, PAGE_SIZE};

/// The answer, borrowing from the question and the page. Each of the page's rows is shown as an `R`.
#[derive(Serialize)]
#[serde(bound = "R: Serialize + From<&'a T>")]
pub(crate) struct List<'a, T, R> {
    data: Rows<'a, T, R>,
    metadata: Metadata<'a>,
}

impl<'a, T, R: Serialize + From<&'a T>> List<'a, T, R> {
    /// The answer to `query`.
    pub(crate) fn new<F, S>(query: &'a ListQuery<'_, F, S>, page: &'a Page<T>) -> Self {
        Self {
            data: Rows(&page.rows, PhantomData),
            metadata: Metadata {
                sort: query.sort_text,
                filter: FilterEcho(query.filter_text),
                pagination: Pagination {
                    page_number: query.page_number,
                    page_size: query.page_size,
                    total_records: page.total,
                },
            },
        }
    }

    /// The body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(256 + 320 * self.data.0.len());
        serde_json::to_writer(&mut body, self).expect("texts and numbers can be written to memory");
        body
    }
}

/// A page, named after what it lists.
impl<T, R: JsonSchema> JsonSchema for List<'_, T, R> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Page", R::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": ["data", "metadata"],
            "properties": {
                "data": {
                    "type": "array",
                    "maxItems": PAGE_SIZE.last(),
                    "items": generator.subschema_for::<R>(),
                },
                "metadata": generator.subschema_for::<Metadata<'_>>(),
            },
        })
    }
}

struct Rows<'a, T, R>(&'a [T], PhantomData<R>);

impl<'a, T, R: Serialize + From<&'a T>> Serialize for Rows<'a, T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(R::from))
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Metadata<'a> {
    /// As given.
    #[schemars(regex(pattern = "^(asc|desc):[A-Za-z]+(,(asc|desc):[A-Za-z]+)*$"))]
    sort: &'a str,
    filter: FilterEcho<'a>,
    pagination: Pagination,
}

/// `filter=status:complete`; empty without a filter.
struct FilterEcho<'a>(&'a str);

impl Serialize for FilterEcho<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            "" => serializer.serialize_str(""),
            terms => serializer.collect_str(&format_args!("filter={terms}")),
        }
    }
}

impl JsonSchema for FilterEcho<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FilterEcho".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "As given, with `filter=` in front once; empty without a filter.",
            "pattern": "^(filter=.+)?$",
        })
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, inline)]
struct Pagination {
    #[schemars(schema_with = "page_number")]
    page_number: u32,
    #[schemars(schema_with = "page_size")]
    page_size: u32,
    /// Exact.
    #[schemars(schema_with = "count")]
    total_records: u64,
}

fn page_number(_: &mut SchemaGenerator) -> Schema {
    PAGE_NUMBER.shape()
}

fn page_size(_: &mut SchemaGenerator) -> Schema {
    PAGE_SIZE.shape()
}

fn count(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 0 })
}
