//! What all calls have in common: a head with the ids that the answer carries, and an answer even when something is wrong.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    response::Response,
    routing::{MethodFilter, MethodRouter, get, on},
};
use http::{HeaderName, HeaderValue, StatusCode, request::Parts, uri::PathAndQuery};
use landfall_control::{
    Control, ControlError,
    access::Caller,
    command::Partner,
    once::{Answer, Answered, Repeatable},
};
use landfall_core::{id::VipmpId, model::Dialect, rules::once::VIPMP};
use landfall_http::{
    body::{BodyError, read_body},
    path::decode_segment,
    respond,
};
use serde::Serialize;

use crate::{auth, error::Error, ids::Ids, wire};

/// Bytes of a body; an object has some thousand.
const LARGEST_BODY: usize = 1 << 20;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

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

    /// Who writes, likewise, and the call under its name.
    pub(super) async fn writer(&self, body: Body) -> Result<Writing, Error> {
        let caller = auth::writer(&self.control, &self.head, &self.ids).await?;
        self.writing(caller, body).await
    }

    /// The same for what only distributors and whoever is above them may write.
    pub(super) async fn distributing_writer(&self, body: Body) -> Result<Writing, Error> {
        let caller = auth::distributing_writer(&self.control, &self.head, &self.ids).await?;
        self.writing(caller, body).await
    }

    async fn writing(&self, caller: Caller, body: Body) -> Result<Writing, Error> {
        let correlation = self.ids.correlation_id();
        let correlation = correlation.ok_or(Error::InvalidCorrelationId)?.to_owned();
        let request = self.ids.request_id().map(str::to_owned);
        let body = match read_body(body, LARGEST_BODY, BODY_DEADLINE).await {
            Ok(body) => body,
            // It is no JSON object in any case.
            Err(BodyError::TooLarge) => Bytes::new(),
            // What broke off may come whole the next time, so nothing is kept of it.
            Err(BodyError::TimedOut | BodyError::Broken) => return Err(Error::Internal),
        };
        let method = self.head.method.as_str();
        let target = self.head.uri.path_and_query();
        let target = target.map_or("/", PathAndQuery::as_str);
        let name = [method, target, &correlation].map(str::as_bytes);
        let repeatable = Repeatable::new(&VIPMP, Dialect::Vipmp, caller.client_id(), &name, &body)
            .with_ids(correlation.clone(), request.clone());
        // A call without an id of its own is found in the log by the name that its answer carries.
        let request = request.unwrap_or_else(|| self.ids.logged().to_string());
        let partner = Partner::new(&caller, Some(correlation), Some(request));
        Ok(Writing {
            partner: partner.ok_or(Error::NotAllowed)?,
            repeatable,
            body,
        })
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

/// A write that may have been carried out before.
pub(super) struct Writing {
    pub(super) partner: Partner,
    pub(super) repeatable: Repeatable,
    pub(super) body: Bytes,
}

/// The answer to a write: now, or once more.
pub(super) fn written(answered: Result<Answered, ControlError>) -> Result<Response, Error> {
    match answered? {
        Answered::Now(answer) => Ok(told(answer)),
        Answered::Before(answer) => {
            let mut response = told(answer);
            let name = HeaderName::from_static(VIPMP.replay_header);
            let yes = HeaderValue::from_static("true");
            response.headers_mut().insert(name, yes);
            Ok(response)
        }
        Answered::RequestIdUsed => Err(Error::RequestIdUsed),
        Answered::StillRunning | Answered::OtherBody => Err(Error::StillProcessing),
    }
}

fn told(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status);
    respond::json(
        status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        answer.body,
    )
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
    takes(MethodFilter::POST, run)
}

/// A route that takes a body with PATCH.
pub(super) fn patches<R, F>(run: R) -> MethodRouter<Arc<Control>>
where
    R: Fn(Call, Body) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Error>> + Send + 'static,
{
    takes(MethodFilter::PATCH, run)
}

fn takes<R, F>(method: MethodFilter, run: R) -> MethodRouter<Arc<Control>>
where
    R: Fn(Call, Body) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Error>> + Send + 'static,
{
    on(
        method,
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
