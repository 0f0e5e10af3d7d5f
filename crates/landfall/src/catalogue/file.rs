//! Offers in a file: one JSON object a line, every fault by line and member.

use std::collections::HashMap;

use landfall_core::rules::shown::{Findings, check_offered};
use serde::{Deserialize, Serialize};

/// How many faults are told.
const TOLD: usize = 20;

/// An offer as a line has it and the server takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfferLine {
    pub(super) sku: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default = "yes")]
    pub(super) offered: bool,
}

fn yes() -> bool {
    true
}

/// The offers of a text, each with the number of its line; or everything that is wrong with it.
pub(super) fn read(text: &str) -> Result<Vec<(usize, OfferLine)>, String> {
    let (mut offers, mut faults) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let offer: OfferLine = match serde_json::from_str(line) {
            Ok(offer) => offer,
            Err(error) => {
                faults.push(format!("line {number}: {error}"));
                continue;
            }
        };
        faults.extend(unfit(&offer).map(|fault| format!("line {number}: {fault}")));
        if let Some(before) = seen.insert(offer.sku.clone(), number) {
            faults.push(format!(
                "line {number}: sku: stands in line {before} already"
            ));
        }
        offers.push((number, offer));
    }
    if offers.is_empty() && faults.is_empty() {
        faults.push("there is no offer in it".to_owned());
    }
    if faults.is_empty() {
        return Ok(offers);
    }
    let more = faults.len().saturating_sub(TOLD);
    faults.truncate(TOLD);
    if more > 0 {
        faults.push(format!("and {more} more"));
    }
    Err(faults.join("\n"))
}

fn unfit(offer: &OfferLine) -> impl Iterator<Item = String> + use<> {
    let mut findings = Findings::default();
    check_offered(&offer.sku, &offer.name, &mut findings);
    findings.into_vec().into_iter().map(|it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_their_defaults() {
        let text = "# what we sell\n\n{\"sku\":\"A\"}\n  {\"sku\":\"B\",\"name\":\"Größe\",\"offered\":false}\n";
        let offers = read(text).unwrap();
        let line = |sku: &str, name: &str, offered| OfferLine {
            sku: sku.to_owned(),
            name: name.to_owned(),
            offered,
        };
        assert_eq!(
            offers,
            [(3, line("A", "", true)), (4, line("B", "Größe", false))]
        );
    }

    #[test]
    fn every_fault_is_told_by_line_and_member() {
        let text =
            "{\"sku\":\"A\"}\n{\"sku\":\"\"}\n{\"sku\":\"A\"}\n{\"sku\":\"B\",\"price\":1}\n[]\n";
        let told = read(text).unwrap_err();
        let lines: Vec<_> = told.lines().collect();
        assert_eq!(lines.len(), 4, "{told}");
        assert!(lines[0].starts_with("line 2: sku: "), "{told}");
        assert!(
            lines[1].starts_with("line 3: sku: stands in line 1"),
            "{told}"
        );
        assert!(lines[2].contains("line 4: unknown field `price`"), "{told}");
        assert!(lines[3].starts_with("line 5: "), "{told}");
        assert!(read("# nothing\n").unwrap_err().contains("no offer"));
    }
}
