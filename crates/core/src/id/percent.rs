//! Percentages as the rulesv4 dialect prints them.

use std::fmt;

/// `done` of `all` as a percentage: `(done / all) * 100.0` in double precision, in that order of operations, printed as the
/// shortest decimal that reads back to the same double, whole values with `.0` (rulesv4 contract, section 4).
/// Nothing of nothing is `0.0`; more than all cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Percent(f64);

impl Percent {
    /// The percentage that `done` is of `all`. `done` above `all` counts as `all`.
    #[expect(
        clippy::cast_precision_loss,
        reason = "server counts stay far below 2^53"
    )]
    pub fn of(done: u64, all: u64) -> Self {
        if all == 0 {
            return Self(0.0);
        }
        Self((done.min(all) as f64 / all as f64) * 100.0)
    }

    /// The double itself, 0.0 to 100.0.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The shortest text that reads back, with `.0` on whole values; a status prints one of these for every POP.
        // It would turn to exponents below 1e-5, which needs a fleet of more than ten million servers.
        if self.0 != 0.0 && self.0 < 1e-5 {
            write!(f, "{}", self.0)
        } else {
            f.write_str(zmij::Buffer::new().format_finite(self.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_the_contract_s_vectors() {
        for (done, all, text) in [
            (61, 2288, "2.666083916083916"),
            (1, 19, "5.263157894736842"),
            (1, 10, "10.0"),
            (1, 25, "4.0"),
            (1, 27, "3.7037037037037033"),
            (7, 100, "7.000000000000001"),
            (29, 100, "28.999999999999996"),
            (1, 3, "33.33333333333333"),
            (2, 27, "7.4074074074074066"),
            (9, 2288, "0.3933566433566434"),
            (5, 5, "100.0"),
            (0, 5, "0.0"),
            (0, 0, "0.0"),
        ] {
            assert_eq!(Percent::of(done, all).to_string(), text, "{done}/{all}");
        }
    }

    proptest::proptest! {
        #[test]
        fn stays_within_bounds_and_reads_back(done in 0_u64..10_000_000, all in 0_u64..10_000_000) {
            let percent = Percent::of(done, all);
            proptest::prop_assert!((0.0..=100.0).contains(&percent.value()));
            proptest::prop_assert_eq!(percent.to_string().parse::<f64>().unwrap().to_bits(), percent.value().to_bits());
            proptest::prop_assert!(!percent.to_string().contains('e'));
            // Two algorithms agree on which text is the shortest; the other one has exponents below this.
            if percent.value() == 0.0 || percent.value() >= 1e-4 {
                proptest::prop_assert_eq!(percent.to_string(), format!("{:?}", percent.value()));
            }
        }

        #[test]
        fn is_100_only_when_all_are_done(all in 1_u64..10_000_000, missing in 1_u64..10_000_000) {
            proptest::prop_assert_eq!(Percent::of(all, all).value().to_bits(), 100.0_f64.to_bits());
            proptest::prop_assert!(Percent::of(all.saturating_sub(missing), all).value() < 100.0);
        }
    }
}
