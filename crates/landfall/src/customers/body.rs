//! What is sent of a customer, and how one is shown.

use serde_json::{Map, Value, json};

use super::arguments::{AddArguments, Members, SetArguments};
use crate::{error::CommandError, input::object_of, output::HEADLINE};

impl AddArguments {
    /// The customer that is to be made, as the native API takes it. Of a file with one that was read, which its id shows, what is that
    /// one's own is left out.
    pub(super) fn body(&self) -> Result<Map<String, Value>, CommandError> {
        let mut body = self.members.body()?;
        if body.contains_key("id") {
            leave_out_its_own(&mut body);
        }
        if let Some(parent) = self.parent {
            body.insert("parent_id".to_owned(), json!(parent.to_string()));
        }
        if let Some(name) = &self.name {
            body.insert("name".to_owned(), json!(name));
        }
        if let Some(date) = &self.coterm_date {
            profile(&mut body)?.insert("coterm_date".to_owned(), json!(date));
        }
        Ok(body)
    }
}

impl SetArguments {
    /// The members that are to change.
    pub(super) fn body(&self) -> Result<Map<String, Value>, CommandError> {
        let body = self.members.body()?;
        if body.is_empty() {
            return Err(CommandError::Usage(
                "say what to change, as in --reference AGR-7734; `landfall customers set --help` shows what there is"
                    .to_owned(),
            ));
        }
        Ok(body)
    }
}

impl Members {
    fn body(&self) -> Result<Map<String, Value>, CommandError> {
        let mut body = match &self.file {
            Some(file) => object_of(file)?,
            None => Map::new(),
        };
        if let Some(reference) = &self.reference {
            body.insert("external_reference".to_owned(), json!(reference));
        }
        let own = [
            (
                "preferred_language",
                self.language.as_ref().map(|it| json!(it)),
            ),
            (
                "market_segments",
                self.market.as_ref().map(|it| json!([it])),
            ),
            (
                "market_sub_segments",
                (!self.sub_segment.is_empty()).then(|| json!(self.sub_segment)),
            ),
            ("global_sales", self.global_sales.map(|it| json!(it))),
            ("contacts", self.contacts()),
        ];
        for (member, value) in own {
            if let Some(value) = value {
                profile(&mut body)?.insert(member.to_owned(), value);
            }
        }
        let address = [
            ("country", &self.country),
            ("region", &self.region),
            ("city", &self.city),
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("postal_code", &self.postal_code),
            ("phone", &self.phone),
        ];
        for (member, text) in address {
            if let Some(text) = text {
                let profile = profile(&mut body)?;
                object(profile, "address")?.insert(member.to_owned(), json!(text));
            }
        }
        Ok(body)
    }

    fn contacts(&self) -> Option<Value> {
        let contacts = self.contact.iter().map(|contact| {
            json!({ "first_name": contact.first_name, "last_name": contact.last_name, "email": contact.email })
        });
        let contacts: Vec<Value> = contacts.collect();
        (!contacts.is_empty()).then(|| contacts.into())
    }
}

/// Leaves out of a customer, as it was read, what belongs to that one alone.
fn leave_out_its_own(customer: &mut Map<String, Value>) {
    for member in ["status", "reseller_vipmp_id", "membership"] {
        customer.remove(member);
    }
    let profile = customer.get_mut("profile");
    if let Some(profile) = profile.and_then(Value::as_object_mut) {
        for member in [
            "discounts",
            "tags",
            "benefits",
            "website",
            "account_type",
            "workload_access",
            "description",
            "coterm_date",
        ] {
            profile.remove(member);
        }
    }
}

fn profile(body: &mut Map<String, Value>) -> Result<&mut Map<String, Value>, CommandError> {
    object(body, "profile")
}

/// An object in another one, made if it is not there.
fn object<'b>(
    within: &'b mut Map<String, Value>,
    name: &str,
) -> Result<&'b mut Map<String, Value>, CommandError> {
    let value = within.entry(name).or_insert_with(|| json!({}));
    if value.is_null() {
        *value = json!({});
    }
    let object = value.as_object_mut();
    object.ok_or_else(|| CommandError::Usage(format!("{name} in the file has to be a JSON object")))
}

/// A customer for people.
pub(super) fn whole(customer: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (names, profile) = (&customer["names"], &customer["profile"]);
    let address = &profile["address"];
    let place = ["line1", "line2", "postal_code", "city", "region", "country"];
    let place = place.map(|member| text(&address[member]));
    let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let mut lines = vec![format!(
        "{HEADLINE}customer {}{HEADLINE:#}",
        text(&names["rulesv4_account_number"])
    )];
    for (name, value) in [
        ("name", text(&customer["name"])),
        ("status", text(&customer["status"])),
        ("id", text(&customer["id"])),
        ("vipmp", text(&names["vipmp_customer_id"])),
        ("akana", text(&names["akana_business_id"])),
        ("below", text(&customer["parent_id"])),
        ("reference", text(&customer["external_reference"])),
        ("language", text(&profile["preferred_language"])),
        ("address", place.join(", ")),
    ] {
        if !value.is_empty() {
            lines.push(format!("{name:12} {value}"));
        }
    }
    for contact in profile["contacts"].as_array().into_iter().flatten() {
        let part = |member: &str| text(&contact[member]);
        lines.push(format!(
            "{:12} {} {} <{}>",
            "contact",
            part("first_name"),
            part("last_name"),
            part("email")
        ));
    }
    if profile["global_sales"] == true {
        lines.push(format!("{:12} yes", "global sales"));
    }
    lines.push(format!("{:12} {}", "made", text(&customer["created_at"])));
    lines.push(format!(
        "{:12} {}",
        "changed",
        text(&customer["updated_at"])
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Add {
        #[command(flatten)]
        add: AddArguments,
    }

    #[derive(Parser)]
    struct Set {
        #[command(flatten)]
        set: SetArguments,
    }

    #[test]
    fn what_is_named_is_sent_and_nothing_else() {
        let add = |words: &[&str]| Add::parse_from([&["add"], words].concat()).add.body();
        let words = [
            "--name",
            "Nordwind Papier GmbH",
            "--language",
            "de-DE",
            "--country",
            "DE",
            "--line1",
            "Lechufer 8",
            "--contact",
            "Lena Brandt <lena@nordwind.example>",
            "--reference",
            "AGR",
        ];
        let expected = json!({
            "name": "Nordwind Papier GmbH",
            "external_reference": "AGR",
            "profile": {
                "preferred_language": "de-DE",
                "contacts": [{ "first_name": "Lena", "last_name": "Brandt", "email": "lena@nordwind.example" }],
                "address": { "country": "DE", "line1": "Lechufer 8" },
            },
        });
        assert_eq!(Value::Object(add(&words).unwrap()), expected);
        let set = |words: &[&str]| {
            Set::parse_from([&["set", "0001"], words].concat())
                .set
                .body()
        };
        let expected = json!({ "profile": { "global_sales": true, "market_segments": ["GOV"] } });
        let words = ["--global-sales", "true", "--market", "GOV"];
        assert_eq!(Value::Object(set(&words).unwrap()), expected);
        assert!(set(&[]).is_err());
    }

    #[test]
    fn another_customer_can_be_the_pattern_of_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("customer.json");
        let pattern = json!({
            "id": "1", "names": {}, "name": "One GmbH", "status": "active", "parent_id": "p", "reseller_vipmp_id": "7", "membership": null,
            "profile": { "address": null, "discounts": [{}], "tags": [], "benefits": [], "website": null, "account_type": null, "workload_access": "full", "description": "x", "coterm_date": "2020-01-01" },
        });
        std::fs::write(&file, pattern.to_string()).unwrap();
        let words = [
            "add",
            "--file",
            file.to_str().unwrap(),
            "--name",
            "Two GmbH",
            "--city",
            "Kiel",
        ];
        let body = Add::parse_from(words).add.body().unwrap();
        let expected = json!({
            "id": "1", "names": {}, "name": "Two GmbH", "parent_id": "p", "profile": { "address": { "city": "Kiel" } },
        });
        assert_eq!(Value::Object(body), expected);
        // One that nobody has read: all that it says is meant.
        let own = json!({ "name": "Two GmbH", "profile": { "benefits": [{ "type": "large_government_agency" }], "coterm_date": "2030-01-01", "address": { "city": "Kiel" } } });
        std::fs::write(&file, own.to_string()).unwrap();
        let body = Add::parse_from(words).add.body().unwrap();
        assert_eq!(Value::Object(body), own);
    }
}
