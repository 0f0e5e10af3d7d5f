//! Following what happens: events behind a position, at once, waited for, or as a stream.

use std::{sync::Arc, time::Duration};

use axum::{body::Body, extract::Request};
use http::{HeaderMap, HeaderValue, Response, header::ACCEPT};
use landfall_control::{
    Control,
    events::{EventFilter, EventScope, EventWatch, Heard, NoSuchPosition},
};
use landfall_core::model::{Event, ResourceKind};
use landfall_http::{accept::Accept, query::Query};
use tokio::time::{Instant, timeout_at};
use utoipa::IntoParams;

use super::{
    call::{Call, Native, opened, reading},
    event_stream,
    events::Events,
    paging::{page_size, sent, whole},
    resource::page,
    streaming::{Checked, EVENTS, streaming, too_many},
};
use crate::{
    auth,
    error::{InputError, Problem},
    wire::EventPage,
};

/// How many seconds one can ask to wait.
const LONGEST_WAIT: u32 = 20;
/// Parameters of whoever pages through the list.
const LISTING: [&str; 3] = ["page_token", "filter", "order_by"];
/// Parameters of whoever follows.
const FILTERS: [&str; 3] = ["type", "resource", "resource_id"];

/// The parameters of whoever follows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the parameters as the document describes them; they are read with their errors"
)]
pub(crate) struct FollowQuery {
    /// Events behind this position, in order: `position` of the answer before, or an event's `id`. Does not go with `page_token`,
    /// `filter` and `order_by`.
    #[param(pattern = "^[0-9]{0,18}$")]
    after: Option<String>,
    /// Seconds to wait for an event if there is none yet; without `after` for one that is still to come. The answer may come
    /// sooner.
    #[param(minimum = 0, maximum = 20, default = 0)]
    wait: Option<u32>,
    /// With `after`, `wait` or as a stream: how the kinds of events begin, such as `deployment.`
    #[param(max_length = 100)]
    r#type: Option<String>,
    /// With `after`, `wait` or as a stream: what kind of thing the events are about.
    #[param(example = "organization")]
    resource: Option<String>,
    /// With `after`, `wait` or as a stream: which thing the events are about.
    #[param(max_length = 200)]
    resource_id: Option<String>,
}

/// What is asked for.
struct Following {
    after: Option<u64>,
    wait: Duration,
    filter: EventFilter,
    size: u32,
}

/// Answers with a page of the list, with what is behind a position, or with a stream.
pub(super) async fn answer(native: &Native, request: Request) -> Response<Body> {
    if prefers_a_stream(request.headers()) {
        return stream(native, request).await;
    }
    let known = ["page_size", "after", "wait"].into_iter();
    let known: Vec<_> = known.chain(LISTING).chain(FILTERS).collect();
    reading(
        native,
        request,
        &known,
        async |call| match Following::read(&call.query)? {
            None => Ok(EventPage::listed(page::<Events>(&call).await?)),
            Some(following) => told(native, &call, &following).await,
        },
    )
    .await
}

/// Whether the caller would rather have a stream than a page.
fn prefers_a_stream(headers: &HeaderMap) -> bool {
    headers.contains_key(ACCEPT)
        && Accept::parse(headers)
            .negotiate(&["application/json", EVENTS])
            .is_some_and(|choice| choice.media_type == EVENTS)
}

impl Following {
    /// What a call asks for; none if it is for a page of the list.
    fn read(query: &Query<'_>) -> Result<Option<Self>, Problem> {
        let sent = |name| sent(query, name);
        let mut errors = Vec::new();
        let follows = sent("after").is_some() || sent("wait").is_some();
        let (odd, why) = if follows {
            (LISTING, "does not go with `after` and `wait`")
        } else {
            (
                FILTERS,
                "goes with `after` or `wait`; the list has `filter`",
            )
        };
        for name in odd {
            if sent(name).is_some() {
                errors.push(InputError::parameter(name, why));
            }
        }
        if !follows {
            return refused(errors).map(|()| None);
        }
        let after = sent("after").map(position);
        if after == Some(None) {
            errors.push(no_position("after"));
        }
        let wait = sent("wait").map_or(Some(0), |text| whole(text, 0..=LONGEST_WAIT));
        if wait.is_none() {
            let detail = format!("takes a whole number of seconds from 0 to {LONGEST_WAIT}");
            errors.push(InputError::parameter("wait", detail));
        }
        let size = page_size(query).map_err(|fault| errors.push(fault));
        let filter = filter(query, &mut errors);
        refused(errors)?;
        Ok(Some(Self {
            after: after.flatten(),
            wait: Duration::from_secs(wait.unwrap_or_default().into()),
            filter,
            size: size.unwrap_or_default(),
        }))
    }
}

fn refused(errors: Vec<InputError>) -> Result<(), Problem> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::parameters(errors))
    }
}

fn no_position(parameter: &str) -> InputError {
    InputError::parameter(parameter, "takes a position, a whole number")
}

/// A position.
fn position(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let position: i64 = text.parse().ok().filter(|_| digits)?;
    u64::try_from(position).ok()
}

/// Which events are asked for; faults are told.
fn filter(query: &Query<'_>, errors: &mut Vec<InputError>) -> EventFilter {
    let mut text = |name: &str, most: usize| {
        let text = sent(query, name)?;
        if text.contains('\0') || text.chars().count() > most {
            let detail = format!("takes a text of at most {most} characters");
            errors.push(InputError::parameter(name, detail));
            return None;
        }
        Some(text.to_owned())
    };
    let (kind, resource_id) = (text("type", 100), text("resource_id", 200));
    let resource = sent(query, "resource").map(str::parse::<ResourceKind>);
    if matches!(resource, Some(Err(_))) {
        let known: Vec<&str> = ResourceKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let detail = format!("takes one of: {}", known.join(", "));
        errors.push(InputError::parameter("resource", detail));
    }
    EventFilter {
        kind,
        resource: resource.and_then(Result::ok),
        resource_id,
    }
}

/// What there is behind a position, waited for if need be.
async fn told(native: &Native, call: &Call<'_>, asked: &Following) -> Result<EventPage, Problem> {
    let control = &native.control;
    let caller = &call.caller;
    let scope = EventScope::new(caller, asked.filter.clone());
    let after = begin(control, asked.after).await?;
    let batch = control.events_after(&scope, after, asked.size).await?;
    if !batch.events.is_empty() || asked.wait.is_zero() || !batch.caught_up {
        return Ok(EventPage::told(
            batch.events,
            batch.position,
            batch.caught_up,
        ));
    }
    let longest = Duration::from_secs(control.settings().events.longest_wait.into());
    let until = Instant::now() + asked.wait.min(longest);
    let watch = control.follow_events(scope, caller.actor, batch.position);
    let mut watch = watch.map_err(too_many)?;
    let page = waited(&mut watch, asked.size, until).await?;
    // Who may no longer see what has come meanwhile does not.
    let checked = Checked::new(control, call.head, caller.clone());
    if checked.still_may().await {
        Ok(page)
    } else {
        Err(Problem::unauthenticated(true))
    }
}

/// What comes until then.
async fn waited(watch: &mut EventWatch, size: u32, until: Instant) -> Result<EventPage, Problem> {
    match timeout_at(until, watch.next()).await {
        Ok(Some(Heard::Events(told))) => {
            let all = told.len();
            let some = told.iter().take(size as usize);
            let events: Vec<Event> = some.map(|told| told.event.clone()).collect();
            let caught_up = events.len() == all;
            let position = match events.last() {
                Some(last) if !caught_up => last.position,
                _ => watch.position(),
            };
            Ok(EventPage::told(events, position, caught_up))
        }
        Ok(Some(Heard::Unavailable)) => Err(Problem::unavailable()),
        Ok(Some(Heard::Behind)) => Ok(EventPage::told(Vec::new(), watch.position(), false)),
        Ok(None) | Err(_) => Ok(EventPage::told(Vec::new(), watch.position(), true)),
    }
}

/// Answers with a stream.
async fn stream(native: &Native, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let opening = async {
        let proven = auth::proven(&native.control, &head).await?;
        let known: Vec<_> = ["after"].into_iter().chain(FILTERS).collect();
        let call = opened(&native.control, &head, proven, &known).await?;
        let mut errors = Vec::new();
        let filter = filter(&call.query, &mut errors);
        // Who connects again says where they were, by the address that they had at first.
        let last = head.headers.get("last-event-id");
        let last = last.filter(|id| !id.is_empty());
        let (name, text) = match last.map(HeaderValue::to_str) {
            Some(text) => ("Last-Event-ID", Some(text.unwrap_or("?"))),
            None => ("after", sent(&call.query, "after")),
        };
        let after = text.map(position);
        if after == Some(None) {
            errors.push(no_position(name));
        }
        refused(errors)?;
        let after = begin(&native.control, after.flatten()).await?;
        let scope = EventScope::new(&call.caller, filter);
        let watch = (native.control).follow_events(scope, call.caller.actor, after);
        let watch = watch.map_err(too_many)?;
        let checked = Checked::new(&native.control, &head, call.caller.clone());
        Ok(event_stream::body(watch, checked))
    };
    streaming(&head, opening).await
}

/// The position to begin behind: 410.
async fn begin(control: &Arc<Control>, after: Option<u64>) -> Result<u64, Problem> {
    let position = control.event_position(after).await?;
    position.map_err(|none| match none {
        NoSuchPosition::Swept { oldest } => Problem::position_gone(
            oldest,
            format!("Events up to position {oldest} are no longer kept; the oldest position to go on from is {oldest}."),
        ),
        NoSuchPosition::Ahead { oldest, newest } => Problem::position_gone(
            oldest,
            format!("The last event has position {newest}, so this one is of another record or of a lost part of this one; what there is begins behind {oldest}."),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_whole_numbers() {
        assert_eq!(position("0"), Some(0));
        assert_eq!(position("00042"), Some(42));
        assert_eq!(position("9223372036854775807"), Some(i64::MAX as u64));
        for bad in ["", "-1", "+1", "1.0", "x", "9223372036854775808", "1 "] {
            assert_eq!(position(bad), None, "{bad}");
        }
    }

    #[test]
    fn json_is_the_answer_unless_a_stream_is_preferred() {
        let prefers = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            prefers_a_stream(&headers)
        };
        assert!(!prefers_a_stream(&HeaderMap::new()));
        assert!(!prefers("*/*") && !prefers("application/json, text/event-stream"));
        assert!(!prefers("text/html") && !prefers("application/*"));
        assert!(prefers("text/event-stream") && prefers("text/event-stream, */*;q=0.1"));
    }
}
