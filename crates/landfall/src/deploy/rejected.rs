//! Why a deploy request was rejected: by a person with a reason, or by a verification with everything that is wrong.

use serde::Deserialize;

use super::told::Landing;
use crate::remote::{Path, Remote};

#[derive(Deserialize)]
struct Request {
    history: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    state: String,
    description: Option<String>,
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    pointer: String,
    description: String,
}

/// What its history says, in lines to be put behind a sentence; nothing if it was not rejected, or its history cannot be had.
pub(super) async fn why(remote: &Remote, landing: &Landing) -> String {
    if landing.outcome != "rejected" {
        return String::new();
    }
    let path = Path::to(["deploy-requests", &landing.deploy_request_id]);
    let request: Result<Request, _> = remote.get_json(&path).await;
    request.map_or_else(|_| String::new(), |request| text(&request))
}

fn text(request: &Request) -> String {
    let rejected = |step: &&Step| step.state == "rejected";
    let Some(step) = request.history.iter().rev().find(rejected) else {
        return String::new();
    };
    let reason = step.description.iter().cloned();
    let details = (step.details.iter()).map(|one| format!("{}: {}", one.pointer, one.description));
    let lines = reason.chain(details).map(|line| format!("\n  {line}"));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_and_everything_that_is_wrong_is_told() {
        let request: Request = serde_json::from_str(
            r#"{"history":[{"state":"submitted","description":null,"details":[]},
                {"state":"rejected","description":"It does not verify.","details":[
                    {"pointer":"/rules/0/matches/0/type","description":"unknown"},{"pointer":"/rules/1","description":"empty"}]}]}"#,
        )
        .unwrap();
        assert_eq!(
            text(&request),
            "\n  It does not verify.\n  /rules/0/matches/0/type: unknown\n  /rules/1: empty"
        );
    }
}
