//! The names by which customers can be asked for, read from the lines of the record.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::error::Error;

/// Names of one kind.
pub(in crate::bench) type Names = Arc<[Box<str>]>;

/// The names of all customers, and of those that have deployments.
#[derive(Debug)]
pub(in crate::bench) struct Customers {
    /// Their numbers in vipmp.
    pub(in crate::bench) vipmp: Names,
    /// Their UUIDs.
    pub(in crate::bench) uuid: Names,
    /// Their account numbers.
    pub(in crate::bench) account: Names,
    /// The numbers in vipmp of those with deployments.
    pub(in crate::bench) deployed: Names,
    /// The number in vipmp of the reseller with the most customers.
    pub(in crate::bench) seller: Box<str>,
    /// Beginnings of its customers' names, three letters long.
    pub(in crate::bench) prefixes: Names,
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
    /// Lists show those that are in use, unless they are told otherwise.
    status: &'a str,
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
    pub(in crate::bench) fn read(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::reading(path))?;
        Self::of(BufReader::with_capacity(1 << 20, file)).map_err(Error::reading(path))
    }

    fn of(mut lines: impl BufRead) -> std::io::Result<Self> {
        let mut vipmp = Vec::<Box<str>>::new();
        let (mut uuid, mut account, mut deployed) = (Vec::new(), Vec::new(), Vec::new());
        let (mut places, mut sellers) = (HashMap::new(), HashMap::new());
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            let read: Line<'_> = serde_json::from_str(&line)?;
            if let Some(organization) = read.organization
                && let Some(number) = organization.vipmp_id
            {
                match (organization.kind, organization.account_number) {
                    ("reseller", _) => {
                        sellers.insert(Box::from(organization.id), Seller::new(number));
                    }
                    ("customer", Some(hex)) => {
                        let seller = organization.parent.and_then(|id| sellers.get_mut(id));
                        if let Some(seller) = seller.filter(|_| organization.status == "1000") {
                            seller.has(&organization.name);
                        }
                        places.insert(Box::<str>::from(organization.id), vipmp.len());
                        vipmp.push(number.into());
                        uuid.push(organization.id.into());
                        account.push(hex.into());
                    }
                    _ => {}
                }
            }
            if let Some(deployment) = read.deployment
                && let Some(place) = places.remove(deployment.customer)
            {
                deployed.push(vipmp[place].clone());
            }
            line.clear();
        }
        let busiest = sellers.into_values().max_by_key(|seller| seller.customers);
        let seller = busiest.unwrap_or_else(|| Seller::new(""));
        Ok(Self {
            vipmp: vipmp.into(),
            uuid: uuid.into(),
            account: account.into(),
            deployed: deployed.into(),
            seller: seller.number,
            prefixes: seller.prefixes.into_iter().collect(),
        })
    }
}

/// A reseller, with what one may look for among its customers.
struct Seller {
    number: Box<str>,
    customers: u64,
    prefixes: BTreeSet<Box<str>>,
}

impl Seller {
    fn new(number: &str) -> Self {
        Self {
            number: number.into(),
            customers: 0,
            prefixes: BTreeSet::new(),
        }
    }

    fn has(&mut self, customer: &str) {
        self.customers += 1;
        let prefix = customer.get(..3);
        let letters = prefix.filter(|it| it.bytes().all(|byte| byte.is_ascii_alphabetic()));
        self.prefixes.extend(letters.map(Box::from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_are_read_with_all_their_names() {
        let lines = r#"{"landfall":{"version":1}}
{"organization":{"id":"r","kind":"reseller","status":"1000","name":"Seller","vipmp_id":"7"}}
{"organization":{"id":"a","kind":"customer","status":"1000","parent":"r","name":"Abc \"Ltd\"","vipmp_id":"1","account_number":"000A","x":{}}}
{"organization":{"id":"b","kind":"customer","status":"1004","parent":"r","name":"Übc","vipmp_id":"2","account_number":"000B"}}
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
