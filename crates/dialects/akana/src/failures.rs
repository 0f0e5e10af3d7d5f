//! What the face answers when a route panicked or took too long: 500 with the contract's one text.

use axum::body::Body;
use http::{Response, request::Parts};
use landfall_http::guard::Failures;

use crate::error::{Fault, FaultForm};

/// How the akana dialect answers when its routes cannot; see [`FAILURES`].
#[derive(Debug, Clone, Copy)]
pub struct AkanaFailures;

/// The dialect's failures, for the guard around its routes (akana contract, section 9).
pub const FAILURES: AkanaFailures = AkanaFailures;

impl Failures for AkanaFailures {
    type Kept = FaultForm;

    fn keep(&self, head: &Parts) -> FaultForm {
        FaultForm::wanted(&head.headers)
    }

    fn panicked(&self, form: FaultForm) -> Response<Body> {
        Fault::internal().written(form)
    }

    fn timed_out(&self, form: FaultForm) -> Response<Body> {
        Fault::internal().written(form)
    }
}
