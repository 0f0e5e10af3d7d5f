//! The name under which partners see a POP (rulesv4 contract, section 4).

use std::collections::HashMap;

use crate::model::Pop;

/// The printed names of a tenant's inventory, in the order given: `Region : Place`, and `Region : Place (ABC)` wherever
/// the inventory has several POPs in one place. Pass the whole inventory: a fleet that uses one of two POPs in a place
/// still prints the code, so that a name does not change with the fleet that is looked at.
pub fn pop_names(inventory: &[Pop]) -> Vec<String> {
    let mut in_place: HashMap<(&str, &str), u32> = HashMap::new();
    for pop in inventory {
        *in_place.entry(place(pop)).or_default() += 1;
    }
    inventory
        .iter()
        .map(|pop| match in_place[&place(pop)] {
            1 => format!("{} : {}", pop.region, pop.place),
            _ => format!("{} : {} ({})", pop.region, pop.place, pop.code),
        })
        .collect()
}

/// What makes two POPs be in one place: the same words, since that is all that a reader of the name can tell apart.
fn place(pop: &Pop) -> (&str, &str) {
    (&pop.region, &pop.place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PopId;

    fn inventory(places: &[(&str, &str, &str)]) -> Vec<Pop> {
        (1..)
            .zip(places)
            .map(|(number, &(region, place, code))| Pop {
                id: PopId(number),
                tenant: "acmepaymentscorp".parse().unwrap(),
                region: region.into(),
                place: place.into(),
                code: code.into(),
                latitude: 0.0,
                longitude: 0.0,
                position: 0,
            })
            .collect()
    }

    #[test]
    fn the_code_is_printed_only_where_the_inventory_has_several_pops() {
        let names = pop_names(&inventory(&[
            ("South America", "Valparaiso, Chile", "SCL"),
            ("North America", "Los Angeles", "LAX"),
            ("Europe", "Riga", "RIX"),
            ("North America", "Los Angeles", "LAA"),
            ("North America", "San Jose", "SAN"),
        ]));
        assert_eq!(
            names,
            [
                "South America : Valparaiso, Chile",
                "North America : Los Angeles (LAX)",
                "Europe : Riga",
                "North America : Los Angeles (LAA)",
                "North America : San Jose",
            ]
        );
    }

    #[test]
    fn places_of_one_name_in_two_regions_are_two_places() {
        let names = pop_names(&inventory(&[
            ("Europe", "Birmingham", "BHX"),
            ("North America", "Birmingham", "BHM"),
        ]));
        assert_eq!(names, ["Europe : Birmingham", "North America : Birmingham"]);
    }

    #[test]
    fn a_code_is_a_label_and_not_a_key() {
        let names = pop_names(&inventory(&[
            ("Asia", "Tokyo", "HND"),
            ("Europe", "Paris", "HND"),
        ]));
        assert_eq!(names, ["Asia : Tokyo", "Europe : Paris"]);
    }
}
