//! The names by which customers can be asked for, read from the lines of the record.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::error::Error;

/// Names of one kind.
pub(super) type Names = Arc<[Box<str>]>;

/// The names of all customers, and of those that have deployments.
#[derive(Debug)]
pub(super) struct Customers {
    /// Their numbers in vipmp.
    pub(super) vipmp: Names,
    /// Their UUIDs.
    pub(super) uuid: Names,
    /// Their account numbers.
    pub(super) account: Names,
    /// The numbers in vipmp of those with deployments.
    pub(super) deployed: Names,
    /// Beginnings of their names, three letters long.
    pub(super) prefixes: Names,
    /// The number in vipmp of the reseller with the most customers.
    pub(super) seller: Box<str>,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, default)]
    organization: Option<Organization<'a>>,
    #[serde(borrow, default)]
    deployment: Option<Deployment<'a>>,
}

#[derive(Deserialize)]
struct Organization<'a> {
    id: &'a str,
    kind: &'a str,
    parent: Option<&'a str>,
    #[serde(borrow)]
    name: std::borrow::Cow<'a, str>,
    vipmp_id: Option<&'a str>,
    account_number: Option<&'a str>,
}

#[derive(Deserialize)]
struct Deployment<'a> {
    customer: &'a str,
}

impl Customers {
    /// Reads a file of lines. Lines of other kinds of objects are passed over.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::reading(path))?;
        Self::of(BufReader::with_capacity(1 << 20, file)).map_err(Error::reading(path))
    }

    fn of(mut lines: impl BufRead) -> std::io::Result<Self> {
        let mut vipmp = Vec::<Box<str>>::new();
        let (mut uuid, mut account) = (Vec::new(), Vec::new());
        let (mut deployed, mut prefixes) = (Vec::new(), BTreeSet::new());
        let (mut numbers, mut sellers) =
            (HashMap::new(), HashMap::<Box<str>, (Box<str>, u64)>::new());
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            let read: Line<'_> = serde_json::from_str(&line)?;
            if let Some(seller) = read
                .organization
                .as_ref()
                .filter(|it| it.kind == "reseller")
                && let Some(number) = seller.vipmp_id
            {
                sellers.insert(seller.id.into(), (number.into(), 0));
            }
            if let Some(customer) = read.organization.filter(|it| it.kind == "customer")
                && let (Some(number), Some(hex)) = (customer.vipmp_id, customer.account_number)
            {
                if let Some(seller) = customer.parent.and_then(|parent| sellers.get_mut(parent)) {
                    seller.1 += 1;
                }
                let letters: String = customer.name.chars().take(3).collect();
                if letters.len() == 3 && letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                    prefixes.insert(letters);
                }
                numbers.insert(Box::<str>::from(customer.id), vipmp.len());
                vipmp.push(number.into());
                uuid.push(customer.id.into());
                account.push(hex.into());
            }
            if let Some(deployment) = read.deployment
                && let Some(place) = numbers.remove(deployment.customer)
            {
                deployed.push(vipmp[place].clone());
            }
            line.clear();
        }
        let busiest = sellers
            .into_values()
            .max_by_key(|(_, customers)| *customers);
        Ok(Self {
            seller: busiest.map(|(number, _)| number).unwrap_or_default(),
            vipmp: vipmp.into(),
            uuid: uuid.into(),
            account: account.into(),
            deployed: deployed.into(),
            prefixes: prefixes.into_iter().map(String::into_boxed_str).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_are_read_with_all_their_names() {
        let lines = r#"{"landfall":{"version":1}}
{"organization":{"id":"r","kind":"reseller","name":"Seller","vipmp_id":"7"}}
{"organization":{"id":"a","kind":"customer","parent":"r","name":"Abc \"Ltd\"","vipmp_id":"1","account_number":"000A","x":{}}}
{"organization":{"id":"b","kind":"customer","name":"Übc","vipmp_id":"2","account_number":"000B"}}
{"deployment":{"customer":"b","vipmp_id":"9"}}
{"deployment":{"customer":"b","vipmp_id":"8"}}
"#;
        let customers = Customers::of(lines.as_bytes()).unwrap();
        let texts = |names: &Names| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(texts(&customers.vipmp), ["1", "2"]);
        assert_eq!(texts(&customers.uuid), ["a", "b"]);
        assert_eq!(texts(&customers.account), ["000A", "000B"]);
        assert_eq!(texts(&customers.deployed), ["2"]);
        assert_eq!(texts(&customers.prefixes), ["Abc"]);
        assert_eq!(&*customers.seller, "7");
    }
}
