//! Guessing passwords.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::{
    fixture::{ADMIN, PASSWORD, READER},
    world::{Answer, World},
};

const REFUSED: &str =
    r#"{"faultcode":"Client","faultstring":"The e-mail address or the password is wrong"}"#;
const CLOSED: &str = r#"{"faultcode":"Client","faultstring":"Too many sign-ins have failed for this address; try again later"}"#;

#[tokio::test]
async fn ten_failures_close_the_door_for_known_and_unknown_addresses_alike() {
    let world = World::new().await;
    let mut seen: Vec<Vec<Answer>> = Vec::new();
    for email in [ADMIN, "stranger@acme.example"] {
        let mut answers = Vec::new();
        for _ in 0..11 {
            answers.push(world.try_login(email, "wrong", false).await);
        }
        for answer in &answers[..10] {
            assert_eq!(answer.shown(), (401, REFUSED));
            assert!(answer.cookies().is_empty());
        }
        assert_eq!(answers[10].shown(), (429, CLOSED));
        assert_eq!(answers[10].header("retry-after"), "900");
        seen.push(answers);
    }
    assert_eq!(seen[0], seen[1]);

    world.clock.advance(899);
    let right = world
        .try_login(&ADMIN.to_uppercase(), PASSWORD, false)
        .await;
    assert_eq!(right.shown(), (429, CLOSED), "also the right password");
    assert_eq!(right.header("retry-after"), "1");
    assert_eq!(world.try_login(READER, PASSWORD, false).await.status, 200);
    world.clock.advance(1);
    assert_eq!(world.try_login(ADMIN, PASSWORD, false).await.status, 200);
}

#[tokio::test]
async fn signing_in_forgives_what_failed_before() {
    let world = World::new().await;
    for _ in 0..2 {
        for _ in 0..9 {
            let answer = world.try_login(ADMIN, "wrong", false).await;
            assert_eq!(answer.status, 401);
        }
        world.login(ADMIN).await;
    }
}

#[tokio::test]
async fn guesses_side_by_side_get_no_more_answers_than_one_after_the_other() {
    let world = Arc::new(World::new().await);
    let mut guesses = JoinSet::new();
    for _ in 0..30 {
        let world = Arc::clone(&world);
        guesses.spawn(async move { world.try_login(ADMIN, "wrong", false).await.status });
    }
    let answers = guesses.join_all().await;
    let told = answers.iter().filter(|status| **status == 401).count();
    // Passwords are checked two at a time, so one more may slip through.
    assert!((10..=11).contains(&told), "{told} guesses were answered");
    assert!(
        answers
            .iter()
            .all(|status| [401, 429].contains(&status.as_u16()))
    );
}

#[tokio::test]
async fn addresses_that_nobody_can_have_are_refused_and_not_remembered() {
    let world = World::new().await;
    let long = format!("{}@acme.example", "a".repeat(400));
    for _ in 0..11 {
        let answer = world.try_login(&long, "wrong", false).await;
        assert_eq!(answer.shown(), (401, REFUSED));
    }
}
