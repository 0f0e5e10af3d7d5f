//! The machine against a slow and obvious world: a log, a disk that outlives crashes, and a data plane whose every thought
//! is known. Whatever happens and whenever the agent dies, its disk claims nothing that does not run, and in the end
//! everything runs that can.

mod plane;
mod world;

use proptest::prelude::*;

use plane::Mood;
use world::{Happening, World};

fn mood() -> impl Strategy<Value = Mood> {
    prop_oneof![
        6 => Just(Mood::Taken),
        2 => Just(Mood::RefusedAtCheck),
        1 => Just(Mood::RefusedAtProbe),
        1 => Just(Mood::NotEvenPut),
        1 => Just(Mood::NamedAtCheck),
    ]
}

/// What happens to every server.
fn ordinary() -> impl Strategy<Value = Happening> {
    prop_oneof![
        8 => (0..5_u64, mood()).prop_map(|(slot, mood)| Happening::Append { slot, mood: Some(mood) }),
        2 => (0..5_u64).prop_map(|slot| Happening::Append { slot, mood: None }),
        2 => Just(Happening::AppendForOthers),
        8 => (1..5_usize).prop_map(|entries| Happening::Deliver { entries }),
        40 => Just(Happening::Step),
        3 => Just(Happening::StepFails),
        4 => (0..4_usize).prop_map(|done| Happening::Crash { done }),
        6 => (0..3_000_u64).prop_map(|milliseconds| Happening::Wait { milliseconds }),
        2 => Just(Happening::Reconnect),
        1 => any::<prop::sample::Index>().prop_map(|which| Happening::Mend { which }),
        1 => (0..4_usize).prop_map(|lost| Happening::Restore { lost }),
        1 => Just(Happening::LoseDisk),
    ]
}

/// And what is noticed at the next start only, or when something else is changed.
fn anything() -> impl Strategy<Value = Happening> {
    prop_oneof![
        40 => ordinary(),
        1 => any::<prop::sample::Index>().prop_map(|which| Happening::Spoil { which }),
        1 => (0..5_u64).prop_map(|slot| Happening::Stray { slot }),
    ]
}

proptest! {
    #[test]
    fn nothing_is_claimed_that_does_not_run_and_in_the_end_everything_runs_that_can(happenings in prop::collection::vec(ordinary(), 1..150)) {
        let mut world = World::new();
        for happening in happenings {
            world.happen(&happening);
        }
        world.converges(false);
    }

    #[test]
    fn so_it_is_when_the_data_plane_changes_its_mind_and_strange_files_appear(happenings in prop::collection::vec(anything(), 1..150)) {
        let mut world = World::new();
        for happening in happenings {
            world.happen(&happening);
        }
        world.converges(true);
    }
}

/// A stream that was to bring a list broke off while the list of the one before was being followed.
#[test]
fn a_list_that_a_broken_stream_owes_is_brought_by_the_next_one() {
    let append = Happening::Append {
        slot: 0,
        mood: Some(Mood::Taken),
    };
    let deliver = |entries| Happening::Deliver { entries };
    let step = Happening::Step;
    let second = Happening::Wait { milliseconds: 1000 };
    let again = Happening::Reconnect;
    let happenings = [
        &[append.clone(), append.clone(), step.clone(), append.clone()][..],
        &[deliver(3), step.clone(), step.clone(), again.clone()],
        &[append.clone(), step.clone(), append, step.clone(), second],
        &[deliver(1), again],
        &[step.clone(), step.clone(), step.clone(), step],
    ]
    .concat();
    let mut world = World::new();
    for happening in happenings {
        world.happen(&happening);
    }
    world.converges(false);
}
