//! What all calls have in common: a head with the ids that the answer carries, and an answer even when something is wrong.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::Response,
    routing::{MethodRouter, get, post},
};
use http::{StatusCode, request::Parts};
use landfall_control::{Control, access::Caller};
use landfall_core::id::VipmpId;
use landfall_http::{path::decode_segment, respond};
use serde::Serialize;

use crate::{auth, error::Error, ids::Ids, wire};

/// A request without its body.
pub(super) struct Call {
    pub(super) control: Arc<Control>,
    pub(super) head: Parts,
    ids: Ids,
}

impl Call {
    /// Who reads, once everything that comes before the path's own objects is checked.
    pub(super) async fn reader(&self) -> Result<Caller, Error> {
        auth::reader(&self.control, &self.head, &self.ids).await
    }

    /// Who reads a list of accounts, for which no correlation id is needed.
    pub(super) async fn account_lister(&self) -> Result<Caller, Error> {
        auth::token_holder(&self.control, &self.head.headers).await
    }

    /// The id in the path's segment `index`, counted from 0. What does not have the form of an id is unknown like any other.
    pub(super) fn id(&self, index: usize) -> Option<VipmpId> {
        let mut segments = self.head.uri.path().split('/').skip(1);
        decode_segment(segments.nth(index)?)?.parse().ok()
    }

    /// The error of a call that is wrong in something that is checked only after the customer: that one, or 1116.
    pub(super) async fn after_customer(
        &self,
        caller: &Caller,
        customer: &VipmpId,
        error: Error,
    ) -> Error {
        match self.control.customer(&caller.view, customer).await {
            Ok(Some(_)) => error,
            Ok(None) => Error::InvalidCustomer,
            Err(failed) => failed.into(),
        }
    }
}

/// A good answer.
pub(super) fn ok(body: &impl Serialize) -> Response {
    respond::json(StatusCode::OK, wire::json(body))
}

/// A route that is read with GET and HEAD.
pub(super) fn reads<R, F>(run: R) -> MethodRouter<Arc<Control>>
where
    R: Fn(Call) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Error>> + Send + 'static,
{
    get(
        move |State(control): State<Arc<Control>>, request: Request| {
            let (call, _) = open(control, request);
            close(call.ids.clone(), run(call))
        },
    )
}

/// A route that takes a body with POST.
pub(super) fn posts<R, F>(run: R) -> MethodRouter<Arc<Control>>
where
    R: Fn(Call, Body) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Error>> + Send + 'static,
{
    post(
        move |State(control): State<Arc<Control>>, request: Request| {
            let (call, body) = open(control, request);
            close(call.ids.clone(), run(call, body))
        },
    )
}

/// Answers a request to a path that is not there.
pub(super) async fn unknown_path(request: Request) -> Response {
    let (head, _) = request.into_parts();
    close(Ids::of(&head), async { Err(Error::UnknownPath) }).await
}

/// Answers a request with a method that the path does not have; the router adds `Allow`.
pub(super) async fn wrong_method(request: Request) -> Response {
    let (head, _) = request.into_parts();
    let ids = Ids::of(&head);
    close(ids, async { Err(Error::WrongMethod(head.method)) }).await
}

fn open(control: Arc<Control>, request: Request) -> (Call, Body) {
    let (head, body) = request.into_parts();
    let ids = Ids::of(&head);
    (Call { control, head, ids }, body)
}

/// The one way out: whatever became of a call, its answer carries its ids.
async fn close(ids: Ids, run: impl Future<Output = Result<Response, Error>>) -> Response {
    let response = match run.await {
        Ok(response) => response,
        Err(error) => error.into_response(&ids),
    };
    ids.on(response)
}
