//! What all lists have in common: any resource is listed by page, filter and order, and shown by its id, in the same way.

use axum::{body::Body, extract::Request};
use http::Response;
use landfall_control::{
    Control, ControlError,
    access::NativeCaller,
    query::{
        Condition, Field as _, ListIdentity, ListedPage, Listing, Operator, PageTokenRefused, Value,
    },
};
use landfall_core::rules::listing::{
    Comparison, Field, FieldKind, Literal, Operator as Written, parse_filter, parse_order,
};
use landfall_http::query::Query;
use serde::Serialize;
use utoipa::IntoParams;

use super::{
    call::{Call, Native, reading},
    paging::{page_size, sent},
};
use crate::{
    error::{InputError, Kind, Problem},
    wire::Page,
};

const PARAMETERS: [&str; 4] = ["page_size", "page_token", "filter", "order_by"];

/// The parameters of every list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the parameters as the document describes them; they are read with their errors"
)]
pub(crate) struct ListQuery {
    /// Items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    page_size: Option<u32>,
    /// `next_page_token` of the page before, with the same `filter`, `order_by` and `organization`.
    page_token: Option<String>,
    /// Comparisons joined by AND, such as `name : "Acme*" AND created_at >= 2019-05-02T22:49:52Z`.
    #[param(max_length = 2000)]
    filter: Option<String>,
    /// Fields separated by commas, each with `desc` behind it or not. Equal items follow their id.
    #[param(max_length = 200)]
    order_by: Option<String>,
    /// The organization to act in: what lies at or below it is all that is seen.
    #[param(format = Uuid)]
    organization: Option<String>,
}

/// The parameters of every call for one item.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the parameter as the document describes it")]
pub(crate) struct ShowQuery {
    /// The organization to act in: what lies at or below it is all that is seen.
    #[param(format = Uuid)]
    organization: Option<String>,
}

/// A resource that is listed and shown.
pub(crate) trait Resource: 'static {
    /// Its fields, as the record calls them.
    type Field: landfall_control::query::Field;
    /// An item, as the record has it.
    type Row: Send;
    /// An item of a list, as it is written.
    type Item: Serialize + Send;

    /// Its name in paths.
    const NAME: &'static str;
    /// What it can be filtered and ordered by.
    const FIELDS: &'static [Field<Self::Field>];
    /// Whether only administrators may see it.
    const ADMINISTRATORS: bool = false;

    /// A page of it.
    fn list(
        control: &Control,
        caller: &NativeCaller,
        listing: Listing<Self::Field>,
    ) -> impl Future<Output = Result<ListedPage<Self::Row>, ControlError>> + Send;

    /// An item as lists write it.
    fn item(row: Self::Row) -> Self::Item;

    /// What an id in a path names; none for text that is no id of this resource.
    fn named(id: &str) -> Option<(Self::Field, Value)>;
}

/// Answers a call for a page.
pub(crate) async fn list<R: Resource>(native: &Native, request: Request) -> Response<Body> {
    reading(native, request, &PARAMETERS, async |call| {
        allowed::<R>(&call.caller)?;
        page::<R>(&call).await
    })
    .await
}

/// Answers a call for one item, written by `written`.
pub(crate) async fn show<R: Resource, T: Serialize>(
    native: &Native,
    request: Request,
    written: impl FnOnce(&Call<'_>, R::Row) -> T,
) -> Response<Body> {
    show_with::<R, T>(native, request, async |call, row| Ok(written(call, row))).await
}

/// The same, where more has to be asked for what is written.
pub(crate) async fn show_with<R: Resource, T: Serialize>(
    native: &Native,
    request: Request,
    written: impl AsyncFnOnce(&Call<'_>, R::Row) -> Result<T, Problem>,
) -> Response<Body> {
    reading(native, request, &[], async |call| {
        allowed::<R>(&call.caller)?;
        let row = one::<R>(&call).await?;
        written(&call, row).await
    })
    .await
}

/// Refuses who may not see such things at all, whether there are any or not.
fn allowed<R: Resource>(caller: &NativeCaller) -> Result<(), Problem> {
    if R::ADMINISTRATORS && !caller.administrator {
        let detail = "Clients and users are shown to administrators: a Business Admin, or a client that may write.";
        return Err(Problem::new(Kind::Forbidden, detail));
    }
    Ok(())
}

pub(super) async fn page<R: Resource>(call: &Call<'_>) -> Result<Page<R::Item>, Problem> {
    let asked = Asked::read::<R>(&call.query)?;
    let identity = ListIdentity {
        list: R::NAME,
        view: &call.caller.view,
        filter: asked.filter,
        order: asked.order_by,
    };
    let after = match asked.token {
        None => None,
        Some(token) => Some(
            call.control
                .page_key(identity, token)
                .map_err(refused_token)?,
        ),
    };
    let listing = Listing {
        view: call.caller.view.clone(),
        conditions: (asked.conditions.into_iter())
            .flat_map(conditions::<R>)
            .collect(),
        order: asked.order,
        after,
        limit: asked.size,
    };
    let page = R::list(call.control, &call.caller, listing).await?;
    Ok(Page {
        next_page_token: page.next.map(|key| call.control.page_token(identity, &key)),
        items: page.items.into_iter().map(R::item).collect(),
    })
}

/// The item that the path names, if it is in view: 404.
pub(crate) async fn one<R: Resource>(call: &Call<'_>) -> Result<R::Row, Problem> {
    // No text of the record has that character, and not every engine could be asked for it.
    let id = call.id.as_deref().filter(|id| !id.contains('\0'));
    let named = id.and_then(R::named);
    let (field, value) = named.ok_or_else(Problem::not_found)?;
    let listing = Listing {
        view: call.caller.view.clone(),
        conditions: vec![Condition {
            field,
            operator: Operator::Equal,
            values: vec![value],
        }],
        order: Vec::new(),
        after: None,
        limit: 1,
    };
    let page = R::list(call.control, &call.caller, listing).await?;
    page.items.into_iter().next().ok_or_else(Problem::not_found)
}

/// What a call for a page asks for.
struct Asked<'q, F> {
    size: u32,
    token: Option<&'q str>,
    filter: &'q str,
    conditions: Vec<Comparison<F>>,
    order_by: &'q str,
    order: Vec<(F, landfall_core::model::Direction)>,
}

impl<'q, F: Copy> Asked<'q, F> {
    /// Reads all parameters, so that every fault is told at once.
    fn read<R: Resource<Field = F>>(query: &'q Query<'_>) -> Result<Self, Problem> {
        let filter = sent(query, "filter").unwrap_or_default();
        let order_by = sent(query, "order_by").unwrap_or_default();
        let mut errors = Vec::new();
        let size = page_size(query).map_err(|fault| errors.push(fault));
        let mut fault = |name, error: landfall_core::rules::listing::ListingError| {
            errors.push(InputError {
                position: Some(error.position),
                ..InputError::parameter(name, error.to_string())
            });
        };
        let conditions = parse_filter(filter, R::FIELDS).map_err(|error| fault("filter", error));
        let order = parse_order(order_by, R::FIELDS).map_err(|error| fault("order_by", error));
        match (size, conditions, order) {
            (Ok(size), Ok(conditions), Ok(order)) => Ok(Self {
                size,
                token: sent(query, "page_token"),
                filter,
                conditions,
                order_by,
                order,
            }),
            _ => Err(Problem::parameters(errors)),
        }
    }
}

/// What a comparison asks of the record.
fn conditions<R: Resource>(comparison: Comparison<R::Field>) -> Vec<Condition<R::Field>> {
    let (field, operator) = (comparison.field, comparison.operator);
    let may_be_null = (R::FIELDS.iter()).any(|known| known.field == field && known.may_be_null);
    // Some texts that are shown as null are kept as empty ones.
    let is_kept_empty = may_be_null && !field.is_optional();
    let empty = |operator| Condition {
        field,
        operator,
        values: vec![Value::Text(String::new())],
    };
    if comparison.values == [Literal::Null] {
        return vec![match (operator == Written::Equal, is_kept_empty) {
            (true, true) => empty(Operator::Equal),
            (false, true) => empty(Operator::NotEqual),
            (is_missing, false) => Condition {
                field,
                operator: if is_missing {
                    Operator::Missing
                } else {
                    Operator::Present
                },
                values: Vec::new(),
            },
        }];
    }
    let mut conditions = vec![condition(comparison)];
    // A missing value is unequal to every other, and satisfies nothing else.
    if is_kept_empty && operator != Written::NotEqual {
        conditions.push(empty(Operator::NotEqual));
    }
    conditions
}

fn condition<F: Copy>(comparison: Comparison<F>) -> Condition<F> {
    let values = comparison.values.into_iter();
    Condition {
        field: comparison.field,
        operator: match comparison.operator {
            Written::Equal => Operator::Equal,
            Written::NotEqual => Operator::NotEqual,
            Written::Less => Operator::Less,
            Written::LessOrEqual => Operator::LessOrEqual,
            Written::Greater => Operator::Greater,
            Written::GreaterOrEqual => Operator::GreaterOrEqual,
            Written::Prefix => Operator::Prefix,
            Written::In => Operator::In,
        },
        values: values.filter_map(value).collect(),
    }
}

fn value(literal: Literal) -> Option<Value> {
    Some(match literal {
        Literal::Text(text) => Value::Text(text),
        Literal::Number(number) => {
            Value::Integer(i64::try_from(number).expect("filters take no larger numbers"))
        }
        Literal::Time(time) => Value::Time(time),
        Literal::PreciseTime(micros) => Value::Integer(micros),
        Literal::Uuid(id) => Value::Uuid(id),
        Literal::Boolean(truth) => Value::Bool(truth),
        Literal::Null => return None,
    })
}

pub(super) fn refused_token(refused: PageTokenRefused) -> Problem {
    let detail = match refused {
        PageTokenRefused::Forged => {
            "The page token was not given out by this server, or was changed on its way."
        }
        PageTokenRefused::OfAnotherList => {
            "The page token belongs to another list, caller, filter or order; send those of the first page unchanged."
        }
    };
    let errors = vec![InputError::parameter("page_token", detail)];
    Problem::new(Kind::InvalidPageToken, detail).with_errors(errors)
}

/// A field that a list can be filtered and ordered by.
pub(crate) const fn field<F: Copy>(name: &'static str, field: F, kind: FieldKind) -> Field<F> {
    Field {
        name,
        field,
        kind,
        filters: true,
        orders: true,
        may_be_null: false,
    }
}

/// A field that a list can be filtered by, but not ordered.
pub(crate) const fn filtered<F: Copy>(name: &'static str, field: F, kind: FieldKind) -> Field<F> {
    Field {
        name,
        field,
        kind,
        filters: true,
        orders: false,
        may_be_null: false,
    }
}

/// The value of a numbered thing's id.
pub(crate) fn number(id: &str) -> Option<Value> {
    let id: landfall_core::id::PolicyId = id.parse().ok()?;
    i64::try_from(id.0).ok().map(Value::Integer)
}

/// The value of a UUID.
pub(crate) fn uuid(id: &str) -> Option<Value> {
    let id: landfall_core::id::OrganizationId = id.parse().ok()?;
    Some(Value::Uuid(id.0))
}
