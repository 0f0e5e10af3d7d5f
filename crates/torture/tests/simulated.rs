//! Simulated runs: a few seeds here, a thousand with `cargo xtask torture --turmoil-seeds 1000`.

use landfall_torture::simulate;

#[test]
fn nothing_is_claimed_that_is_not_so_and_everything_lands_whatever_the_network_does() {
    for seed in 1..=4 {
        let run = simulate(seed);
        assert!(
            run.actions > 10 && run.changes > 30 && run.looks > 1_000,
            "{run:?}"
        );
    }
}
