//! New deployments, and changes to those that are there (vipmp contract, section 7.3).

use serde_json::{Map, Value};

use super::{
    Reason, Refused,
    address::{PostalCode, required_address},
    members::{Faults, Members, read_body},
    part::Sent,
};
use crate::model::{Address, Deployment, Organization, Status, TenantSettings};

/// What a client cannot set; sent back as it was shown, it is accepted.
const READ_ONLY: [&str; 3] = ["deploymentId", "creationDate", "links"];
/// The member that has the address.
const PROFILE: &str = "companyProfile";

/// A body that asks for a deployment.
#[derive(Debug, Clone)]
pub struct NewDeployment {
    address: Address,
    faults: Faults,
}

impl NewDeployment {
    /// Reads a body. It fails only if that is no JSON object; whatever else is wrong is told in its turn.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        Ok(Self::of(&read_body(body)?, Faults::default()))
    }

    /// Reads members that another face has put into these words. Whatever is wrong with them is told at once.
    pub fn put_together(members: &Map<String, Value>) -> Self {
        Self::of(members, Faults::together())
    }

    /// What is wrong with it by itself, whoever the customer is.
    pub fn check(&self) -> Result<(), Refused> {
        self.faults.form()?;
        self.faults.values()
    }

    fn of(body: &Map<String, Value>, mut faults: Faults) -> Self {
        let members = Members::of_body(body, &[PROFILE], &mut faults);
        let profile = members.required_object(PROFILE, &["address"], &mut faults);
        let address =
            profile.and_then(|profile| required_address(&profile, PostalCode::Fits, &mut faults));
        Self {
            address: address.unwrap_or_default(),
            faults,
        }
    }

    /// The address of the new deployment of that customer, if it may be made.
    pub fn decide(
        &self,
        customer: &Organization,
        tenant: &TenantSettings,
    ) -> Result<Address, Refused> {
        self.faults.form()?;
        if !matches!(customer.status, Status::Active | Status::Pending) {
            return Err(Reason::AccountNotEditable.into());
        }
        self.faults.values()?;
        sells_globally(customer, tenant)?;
        let home = customer.profile.address.as_ref();
        if home.is_some_and(|home| home.country == self.address.country) {
            return Err(Reason::SameCountry.into());
        }
        Ok(self.address.clone())
    }
}

/// A body that asks for changes to a deployment.
#[derive(Debug, Clone)]
pub struct DeploymentPatch(Sent);

impl DeploymentPatch {
    /// Reads a body. It fails only if that is no JSON object; whatever else is wrong is told in its turn.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        Sent::read(body).map(Self)
    }

    /// A change of these members alone, which another face has put into these words: whatever is not among them stays. All that is
    /// wrong with them is told at once.
    pub fn part(members: Map<String, Value>) -> Self {
        Self(Sent::part(members))
    }

    /// The deployment as it is to be, if it may be so. `shown` is how the client sees it now.
    pub fn decide(
        &self,
        deployment: &Deployment,
        shown: &Value,
        customer: &Organization,
        tenant: &TenantSettings,
    ) -> Result<Deployment, Refused> {
        let mut whole = self.0.over(shown);
        if self.0.is_part() && whole.get(PROFILE) == shown.get(PROFILE) {
            // What is not to change need not be right.
            whole.to_mut().remove(PROFILE);
        }
        let asked = Asked::of(&whole, self.0.faults());
        asked.faults.form()?;
        Refused::if_any(Reason::Fixed, &asked.fixed(deployment, shown))?;
        asked.faults.values()?;
        let status = asked.status.unwrap_or(deployment.status);
        if (deployment.status, status) == (Status::Inactive, Status::Active) {
            sells_globally(customer, tenant)?;
        }
        Ok(Deployment {
            address: asked.address.unwrap_or(deployment.address.clone()),
            status,
            ..deployment.clone()
        })
    }
}

/// What a body asks for.
struct Asked {
    address: Option<Address>,
    status: Option<Status>,
    echoed: Map<String, Value>,
    faults: Faults,
}

impl Asked {
    fn of(body: &Map<String, Value>, mut faults: Faults) -> Self {
        let known = ["deploymentId", PROFILE, "creationDate", "status", "links"];
        let members = Members::of_body(body, &known, &mut faults);
        let (sent, named) = (members.get(PROFILE), members.get("status"));
        if sent.is_none() && named.is_none() {
            members.missing(PROFILE, &mut faults);
            members.missing("status", &mut faults);
        }
        let profile = members.object(PROFILE, &["address"], &mut faults);
        let address =
            profile.and_then(|profile| required_address(&profile, PostalCode::Fits, &mut faults));
        let text = members.text("status", &mut faults);
        let status = text.and_then(|text| match text {
            "1000" => Some(Status::Active),
            "1004" => Some(Status::Inactive),
            _ => {
                members.bad("status", &mut faults);
                None
            }
        });
        let mut echoed = body.clone();
        echoed.retain(|name, value| READ_ONLY.contains(&name.as_str()) && !value.is_null());
        Self {
            address,
            status,
            echoed,
            faults,
        }
    }

    /// The members that cannot be changed and would be.
    fn fixed(&self, deployment: &Deployment, shown: &Value) -> Vec<String> {
        let is_changed = |name: &str| {
            let sent = self.echoed.get(name);
            sent.is_some_and(|sent| shown.get(name) != Some(sent))
        };
        // One that could not be read is empty, and is told with the values.
        let country = self
            .address
            .as_ref()
            .map(|address| address.country.as_str());
        let moves = country.is_some_and(|to| !to.is_empty() && to != deployment.address.country);
        let members = [
            ("deploymentId", is_changed("deploymentId")),
            ("companyProfile.address.country", moves),
            ("creationDate", is_changed("creationDate")),
            ("links", is_changed("links")),
        ];
        let fixed = members.into_iter().filter(|(_, is_changed)| *is_changed);
        fixed.map(|(path, _)| path.to_owned()).collect()
    }
}

fn sells_globally(customer: &Organization, tenant: &TenantSettings) -> Result<(), Refused> {
    if !tenant.global_sales {
        return Err(Reason::PartnerWithoutGlobalSales.into());
    }
    if !customer.profile.global_sales {
        return Err(Reason::CustomerWithoutGlobalSales.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::rules::account::tests::customer;

    fn settings() -> TenantSettings {
        TenantSettings {
            global_sales: true,
            ..TenantSettings::default()
        }
    }

    fn german() -> Organization {
        let mut customer = customer("Nordwind Papier GmbH", "DE", "lena@nordwind.example");
        customer.profile.global_sales = true;
        customer
    }

    fn body(country: &str, region: &str, code: &str) -> Value {
        json!({ "companyProfile": { "address": {
            "country": country, "region": region, "city": "X", "addressLine1": "Y", "postalCode": code,
        } } })
    }

    fn decided(body: &Value) -> Result<Address, Refused> {
        let body = NewDeployment::read(body.to_string().as_bytes())?;
        body.decide(&german(), &settings())
    }

    #[test]
    fn one_step_is_told_at_a_time() {
        let mut wrong = body("XX", "", "1");
        wrong["colour"] = json!(1);
        let told = |body: &Value| {
            let refused = decided(body).unwrap_err();
            (refused.reason, refused.details.join(" "))
        };
        let of = |reason, details: &str| (reason, details.to_owned());
        assert_eq!(told(&wrong), of(Reason::Unexpected, "colour"));
        wrong.as_object_mut().unwrap().remove("colour");
        let region = "companyProfile.address.region";
        assert_eq!(told(&wrong), of(Reason::Missing, region));
        wrong["companyProfile"]["address"]["region"] = json!("00");
        assert_eq!(told(&wrong), of(Reason::Fields, "country"));
        wrong["companyProfile"]["address"]["country"] = json!("US");
        let both = "companyProfile.address.region companyProfile.address.postalCode";
        assert_eq!(told(&wrong), of(Reason::Address, both));
        assert_eq!(
            told(&body("DE", "BY", "86150")),
            of(Reason::SameCountry, "")
        );
        decided(&body("US", "CA", "95110")).unwrap();
        // Where there are no codes, none has to be given.
        decided(&body("HK", "00", "")).unwrap();
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "FR|US|1000|1004|.{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 6, |inner| {
            let name = prop_oneof![
                Just("companyProfile"),
                Just("address"),
                Just("country"),
                Just("postalCode"),
                Just("city"),
                Just("status"),
                Just("links"),
                Just("other"),
            ];
            let members = proptest::collection::vec((name, inner.clone()), 0..6);
            prop_oneof![
                members.prop_map(|members| {
                    let members = members.into_iter();
                    members
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect()
                }),
                proptest::collection::vec(inner, 0..3).prop_map(Value::from),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_body_is_judged(value in any_value(), bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let deployment = Deployment {
                vipmp_id: "345434543".parse().unwrap(),
                customer: german().id,
                address: Address { country: "FR".to_owned(), ..Address::default() },
                status: Status::Inactive,
                created_at: german().created_at,
            };
            for bytes in [value.to_string().as_bytes(), &bytes] {
                if let Ok(new) = NewDeployment::read(bytes) {
                    let _ = new.decide(&german(), &settings());
                }
                if let Ok(patch) = DeploymentPatch::read(bytes)
                    && let Ok(after) = patch.decide(&deployment, &json!({}), &german(), &settings())
                {
                    prop_assert_eq!(after.address.country, "FR");
                }
            }
        }
    }
}
