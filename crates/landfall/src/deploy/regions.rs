//! The regions of a fleet: what stands before ` : ` in a POP's name.

use super::told::{Landing, Tally};

/// How far a region has got.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    pub(super) name: String,
    pub(super) landed: u64,
    pub(super) failed: u64,
    pub(super) counted: u64,
}

/// The regions that have counted servers, in the order of their first POPs.
pub(super) fn regions(landing: &Landing) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    for pop in &landing.pops {
        let Tally {
            landed,
            failed,
            counted,
            ..
        } = pop.tally;
        if counted == 0 {
            continue;
        }
        let name = pop
            .name
            .split_once(" : ")
            .map_or(pop.name.as_str(), |(region, _)| region);
        match regions.iter_mut().find(|region| region.name == name) {
            Some(region) => {
                region.landed += landed;
                region.failed += failed;
                region.counted += counted;
            }
            None => regions.push(Region {
                name: name.to_owned(),
                landed,
                failed,
                counted,
            }),
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::told::Pop;

    #[test]
    fn pops_add_up_to_regions_and_those_without_servers_are_left_out() {
        let pop = |name: &str, landed, failed, counted| Pop {
            name: name.to_owned(),
            tally: Tally {
                counted,
                landed,
                failed,
                ..Tally::default()
            },
        };
        let landing = Landing {
            pops: vec![
                pop("Europe : Riga", 1, 0, 2),
                pop("Asia : Osaka", 0, 0, 0),
                pop("South America : Lima, Peru", 3, 1, 4),
                pop("Europe : Oslo (OSL)", 2, 1, 3),
                pop("nowhere", 0, 0, 1),
            ],
            ..Landing::default()
        };
        let region = |name: &str, landed, failed, counted| Region {
            name: name.to_owned(),
            landed,
            failed,
            counted,
        };
        let expected = [
            region("Europe", 3, 1, 5),
            region("South America", 3, 1, 4),
            region("nowhere", 0, 0, 1),
        ];
        assert_eq!(regions(&landing), expected);
    }
}
