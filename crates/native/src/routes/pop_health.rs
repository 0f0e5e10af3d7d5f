//! How the servers of each POP are doing.

use std::str::FromStr;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::query::PopsAsked;
use utoipa::IntoParams;

use super::{
    call::{Call, Native, reading},
    choices::{ENVIRONMENTS, PLATFORMS},
    landing::sees_servers,
    paging::sent,
};
use crate::{
    error::{InputError, Problem},
    problems::ReadProblems,
    wire::PopHealthView,
};

const PARAMETERS: [&str; 2] = ["platform", "environment"];

/// Which servers are counted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the parameters as the document describes them; they are read with their errors"
)]
pub(super) struct PopHealthQuery {
    /// Those of a platform: `http_large`, `http_small` or `adn`.
    platform: Option<String>,
    /// Those of an environment: `production` or `staging`.
    environment: Option<String>,
    /// The organization to act in.
    #[param(format = Uuid)]
    organization: Option<String>,
}

/// How the servers of each POP are doing at this moment
///
/// All POPs in the order of the inventory, with their servers counted by whoever has the fleet in memory: one call, however many
/// servers there are. Callers that do not see the whole tenant see no servers, and here no POPs.
#[utoipa::path(
    get,
    path = "/landfall/v1/pop-health",
    tag = "pops",
    operation_id = "show_pop_health",
    params(PopHealthQuery),
    responses((status = 200, description = "As of this moment", body = PopHealthView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &PARAMETERS, async |call| {
        let asked = PopsAsked {
            tenant: call.caller.view.tenant.clone(),
            platform: chosen(&call, "platform", PLATFORMS)?,
            environment: chosen(&call, "environment", ENVIRONMENTS)?,
        };
        if !sees_servers(&call.caller) {
            return Ok(PopHealthView::default());
        }
        Ok(PopHealthView::from(call.control.pop_health(&asked).await?))
    })
    .await
}

/// The value of a parameter that has a few.
fn chosen<T: FromStr>(
    call: &Call<'_>,
    name: &str,
    values: &[(&str, &str)],
) -> Result<Option<T>, Problem> {
    let Some(text) = sent(&call.query, name) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        let values: Vec<&str> = values.iter().map(|(written, _)| *written).collect();
        let fault = format!("is one of {}", values.join(", "));
        Problem::parameters(vec![InputError::parameter(name, fault)])
    })
}
