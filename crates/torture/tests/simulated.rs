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

#[test]
fn one_seed_is_one_run_to_the_last_event() {
    let (one, same) = (simulate(7), simulate(7));
    let mut events = one.events.iter().zip(&same.events);
    let differs = events.find(|(one, same)| one != same);
    assert_eq!(differs, None);
    assert_eq!(one, same);
    assert_ne!(one.events, simulate(8).events);
}
