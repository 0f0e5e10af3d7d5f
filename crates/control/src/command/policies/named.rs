//! Whose a policy is, where its body says so: in the native API's form.

use landfall_core::rules::policy::{Finding, Form, read_new};
use serde::Deserialize;

use crate::{Control, ControlError, command::Refusal};

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    account_id: Option<String>,
}

impl Control {
    /// The account that a body in the native API's form names, in whichever way. Nothing else in it is looked at.
    pub async fn account_named_in(
        &self,
        body: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Option<String>, Refusal> {
        let read = self.checks.read(move || named(body.as_ref())).await?;
        read.map_err(|finding| Refusal::Invalid {
            title: "The policy cannot be read",
            findings: vec![finding],
        })
    }

    /// Everything that is wrong with the grammar of a policy that is to be added.
    pub async fn faults_of_new_policy(
        &self,
        body: impl AsRef<[u8]> + Send + 'static,
        form: Form,
    ) -> Result<Vec<Finding>, ControlError> {
        let read = self.checks.read(move || read_new(body.as_ref(), form));
        Ok(read.await?.err().unwrap_or_default())
    }
}

fn named(body: &[u8]) -> Result<Option<String>, Finding> {
    let bom: &[u8] = "\u{feff}".as_bytes();
    let body = body.strip_prefix(bom).unwrap_or(body);
    let fault = |pointer: &str, description: String| Finding {
        pointer: pointer.to_owned(),
        description,
    };
    match serde_json::from_slice::<Named>(body) {
        _ if !body.trim_ascii_start().starts_with(b"{") => {
            Err(fault("", "The body must be a JSON object.".to_owned()))
        }
        Ok(named) => Ok(named.account_id),
        Err(error) if error.is_data() => Err(fault(
            "/account_id",
            "This must be a string, once: the id of a customer, or another of its names."
                .to_owned(),
        )),
        Err(error) => Err(fault("", format!("The body is not JSON: {error}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_found_wherever_it_stands() {
        let of = |text: &str| named(text.as_bytes()).map_err(|finding| finding.pointer);
        assert_eq!(
            of(r#"{"rules":[{"account_id":7}],"account_id":"0001"}"#),
            Ok(Some("0001".to_owned()))
        );
        assert_eq!(of("\u{feff} {}"), Ok(None));
        assert_eq!(of(r#"{"account_id":null}"#), Ok(None));
        for (bad, pointer) in [
            (r#"{"account_id":7}"#, "/account_id"),
            (r#"{"account_id":"a","account_id":"b"}"#, "/account_id"),
            (r#"["0001"]"#, ""),
            ("{", ""),
            ("", ""),
        ] {
            assert_eq!(of(bad), Err(pointer.to_owned()), "{bad}");
        }
    }
}
