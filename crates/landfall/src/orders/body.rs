//! What is sent of an order, and how one is shown.

use serde_json::{Map, Value, json};

use super::arguments::SubmitArguments;
use crate::{error::CommandError, input::object_of, output::HEADLINE};

impl SubmitArguments {
    /// The order, as the native API takes it.
    pub(super) fn body(&self) -> Result<Map<String, Value>, CommandError> {
        let mut body = match &self.file {
            Some(file) => object_of(file)?,
            None => Map::new(),
        };
        for (member, text) in [
            ("account_id", self.account.clone()),
            ("seller_id", self.seller.map(|seller| seller.to_string())),
            ("external_id", self.external_id.clone()),
            ("kind", self.end.then(|| "cancel_service".to_owned())),
        ] {
            if let Some(text) = text {
                body.insert(member.to_owned(), text.into());
            }
        }
        if !self.line.is_empty() {
            let lines = self.line.iter().map(|line| match line.quantity {
                Some(quantity) => json!({ "sku": line.sku, "quantity": quantity }),
                None => json!({ "sku": line.sku }),
            });
            body.insert("lines".to_owned(), lines.collect());
        }
        let has = |member: &str| body.contains_key(member);
        if !has("lines") || !(has("account_id") || has("account")) {
            return Err(CommandError::Usage(
                "say what is ordered for whom, as in --account 0001 --line MTSP-M365E-USR=40, or describe it in --file; `landfall orders submit --help` shows how"
                    .to_owned(),
            ));
        }
        Ok(body)
    }
}

/// An order for people.
pub(super) fn whole(order: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!(
        "{HEADLINE}order {}{HEADLINE:#}",
        text(&order["id"])
    )];
    for (name, member) in [
        ("status", "status"),
        ("kind", "kind"),
        ("customer", "account_id"),
        ("reference", "external_account_id"),
        ("seller", "seller_id"),
        ("by", "user"),
        ("ordered", "created_at"),
        ("changed", "updated_at"),
    ] {
        let value = text(&order[member]);
        if !value.is_empty() {
            lines.push(format!("{name:12} {value}"));
        }
    }
    let skus = order["request"]["service"]["skus"].as_array();
    for line in skus.into_iter().flatten() {
        let quantity = line["quantity"].as_u64();
        let quantity = quantity.map_or_else(String::new, |quantity| format!(", {quantity}"));
        lines.push(format!("{:12} {}{quantity}", "line", text(&line["sku"])));
    }
    if order["failure"].is_object() {
        let failure = &order["failure"];
        lines.push(format!(
            "{:12} {} {}",
            "failure",
            failure["code"],
            text(&failure["message"])
        ));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        submit: SubmitArguments,
    }

    fn body(words: &[&str]) -> Result<Value, String> {
        let line = Line::try_parse_from([&["submit"], words].concat());
        let line = line.map_err(|error| error.to_string())?;
        let body = line.submit.body();
        body.map(Value::Object).map_err(|error| error.to_string())
    }

    #[test]
    fn an_order_is_made_of_flags() {
        let words = [
            "--account",
            "0001",
            "--line",
            "A=40",
            "--line",
            "B",
            "--end",
            "--external-id",
            "ORD",
        ];
        let expected = json!({
            "account_id": "0001", "external_id": "ORD", "kind": "cancel_service",
            "lines": [{ "sku": "A", "quantity": 40 }, { "sku": "B" }],
        });
        assert_eq!(body(&words), Ok(expected));
        for bad in [
            &["--account", "0001"][..],
            &["--line", "A"],
            &["--account", "0001", "--line", "A=x"],
            &["--account", "0001", "--line", "=1"],
        ] {
            assert!(body(bad).is_err(), "{bad:?}");
        }
    }
}
