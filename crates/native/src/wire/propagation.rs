//! How far a change has landed.

use landfall_control::query::Propagation;
use serde::Serialize;
use utoipa::ToSchema;

/// How far a deploy request has landed, counted at the moment of the answer. All numbers are of one instant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Propagation)]
pub(crate) struct PropagationView {
    /// Servers that count: all that have joined and are not drained, whether they can be reached or not.
    counted: u64,
    /// Those of them that run this change or a later one of the same account.
    landed: u64,
    /// Those of them where the change failed: they have passed it and run something older.
    exceptions: u64,
    /// Landed servers of all counted ones, 0 to 100. A large POP weighs more than a small one.
    percent: f64,
    /// The mean of the POPs' percentages, 0 to 100. Every POP weighs the same.
    percent_of_pops: f64,
    /// Whether every POP is at 100, and there is one.
    complete: bool,
    /// Each POP that has counted servers, in the order of the inventory.
    pops: Vec<PopShareView>,
}

/// How far it has landed in one POP.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PopShare)]
struct PopShareView {
    /// The POP's name.
    name: String,
    /// Servers that count.
    counted: u64,
    /// Those of them that run it.
    landed: u64,
    /// Those of them where it failed.
    exceptions: u64,
    /// Landed servers of the counted ones, 0 to 100.
    percent: f64,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a fleet has fewer than 2^53 servers"
)]
fn percent(landed: u64, counted: u64) -> f64 {
    if counted == 0 {
        0.0
    } else {
        100.0 * landed as f64 / counted as f64
    }
}

impl From<&Propagation> for PropagationView {
    fn from(propagation: &Propagation) -> Self {
        let pops: Vec<PopShareView> = propagation
            .pops
            .iter()
            .map(|pop| PopShareView {
                name: pop.name.as_ref().to_owned(),
                counted: pop.all,
                landed: pop.done,
                exceptions: pop.exceptions,
                percent: percent(pop.done, pop.all),
            })
            .collect();
        let sum: f64 = pops.iter().map(|pop| pop.percent).sum();
        #[expect(
            clippy::cast_precision_loss,
            reason = "a fleet has fewer than 2^53 POPs"
        )]
        let mean = if pops.is_empty() {
            0.0
        } else {
            sum / pops.len() as f64
        };
        Self {
            counted: propagation.all(),
            landed: propagation.done(),
            exceptions: propagation.exceptions(),
            percent: percent(propagation.done(), propagation.all()),
            percent_of_pops: mean.clamp(0.0, 100.0),
            complete: propagation.complete(),
            pops,
        }
    }
}

#[cfg(test)]
mod tests {
    use landfall_control::query::PopShare;

    use super::*;

    fn of(shares: &[(u64, u64)]) -> PropagationView {
        let pops = shares.iter().map(|&(done, all)| PopShare {
            name: "Europe : Riga".into(),
            done,
            all,
            exceptions: 0,
        });
        PropagationView::from(&Propagation {
            pops: pops.collect(),
        })
    }

    #[test]
    fn servers_weigh_in_one_percentage_and_pops_in_the_other() {
        let view = of(&[(1, 1), (0, 3)]);
        assert_eq!((view.percent, view.percent_of_pops), (25.0, 50.0));
        assert!(!view.complete);
    }

    #[test]
    fn a_fleet_without_servers_is_at_0() {
        let view = of(&[]);
        assert_eq!(
            (view.percent, view.percent_of_pops, view.complete),
            (0.0, 0.0, false)
        );
    }

    proptest::proptest! {
        #[test]
        fn percentages_stay_between_0_and_100_and_agree_on_the_ends(
            shares in proptest::collection::vec((0_u64..50, 1_u64..50), 0..40)
        ) {
            let shares: Vec<_> = shares.iter().map(|&(done, all)| (done.min(all), all)).collect();
            let view = of(&shares);
            for percent in [view.percent, view.percent_of_pops] {
                proptest::prop_assert!((0.0..=100.0).contains(&percent));
                proptest::prop_assert_eq!(view.complete, !shares.is_empty() && percent >= 100.0);
            }
        }
    }
}
