//! Somebody who follows the events by positions, across every kill.

use std::{
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::Duration,
};

use serde_json::Value;

use super::super::{
    http::{Call, call},
    wait::pause,
    world::{World, text},
};

/// What a follower has heard.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) events: Vec<Value>,
    position: String,
}

impl Heard {
    /// Nothing yet; what comes behind a position will be.
    pub(super) fn behind(position: i64) -> Self {
        Self {
            events: Vec::new(),
            position: position.to_string(),
        }
    }

    /// Follows until it is stopped, and then until it has caught up.
    pub(super) fn follow(&mut self, world: &World, token: &str, stopped: &AtomicBool) {
        loop {
            let is_stopped = stopped.load(SeqCst);
            let caught_up = self.step(world, token, u8::from(!is_stopped));
            if is_stopped && caught_up {
                return;
            }
        }
    }

    /// Asks for what comes next; whether that was everything.
    fn step(&mut self, world: &World, token: &str, wait: u8) -> bool {
        let target = format!(
            "/landfall/v1/events?after={}&wait={wait}&page_size=50",
            self.position
        );
        let made = Call {
            method: "GET",
            target: &target,
            authorization: &format!("Bearer {token}"),
            lines: "",
            body: "",
        };
        let answer = match call(world.address, &made) {
            Ok(answer) if answer.status == 200 => answer.json(),
            Ok(answer) if answer.status >= 500 => return false,
            Ok(answer) => panic!("{target}: {answer:?}"),
            Err(_) => {
                pause(Duration::from_millis(20));
                return false;
            }
        };
        let items = answer["items"].as_array().unwrap();
        self.events.extend(items.iter().cloned());
        self.position = text(&answer, "position");
        answer["caught_up"] == true
    }
}
