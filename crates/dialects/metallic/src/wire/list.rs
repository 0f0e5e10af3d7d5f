//! A page of a list with what was asked for (metallic contract, sections 3 and 8).

use std::marker::PhantomData;

use landfall_core::model::Page;
use serde::{Serialize, Serializer};

use super::parameters::ListQuery;

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

struct Rows<'a, T, R>(&'a [T], PhantomData<R>);

impl<'a, T, R: Serialize + From<&'a T>> Serialize for Rows<'a, T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(R::from))
    }
}

#[derive(Serialize)]
struct Metadata<'a> {
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    page_number: u32,
    page_size: u32,
    total_records: u64,
}
