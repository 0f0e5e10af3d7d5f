//! A partner's credentials, and calls with them.

use std::sync::Mutex;

use serde_json::json;

use super::{
    super::{
        http::{Answer, Call, call},
        world::{TENANT, World, lock},
    },
    draft::{Draft, zones},
    ground::Ground,
    kind::Face,
};

/// What a partner calls with.
pub(super) struct Desk {
    pub(super) ground: Ground,
    /// The lines of the session with akana, while there is one.
    session: Mutex<Option<String>>,
}

impl Desk {
    pub(super) fn new(ground: Ground) -> Self {
        Self {
            ground,
            session: Mutex::default(),
        }
    }

    /// Makes the call of a write.
    pub(super) fn send(&self, world: &World, draft: &Draft) -> Result<Answer, String> {
        let (face, name) = (draft.kind.face(), &draft.name);
        let [vipmp, metallic, native] = &self.ground.tokens;
        let (token, lines) = match face {
            Face::Vipmp => {
                let client = &self.ground.client;
                let lines = format!("X-Api-Key: {client}\r\nX-Correlation-Id: {name}\r\n");
                (vipmp, lines)
            }
            Face::Metallic => (metallic, format!("Idempotency-Key: {name}\r\n")),
            Face::Native => (native, format!("Idempotency-Key: {name}\r\n")),
            Face::Akana => return self.as_person(world, draft),
        };
        let made = Call {
            method: draft.method,
            target: &draft.target,
            authorization: &format!("Bearer {token}"),
            lines: &(lines + "Content-Type: application/json\r\n"),
            body: &draft.body,
        };
        call(world.address, &made)
    }

    fn as_person(&self, world: &World, draft: &Draft) -> Result<Answer, String> {
        let session = self.session(world)?;
        let made = Call {
            method: draft.method,
            target: &draft.target,
            authorization: "",
            lines: &(session + "Content-Type: application/json\r\n"),
            body: &draft.body,
        };
        let answer = call(world.address, &made)?;
        if answer.status == 401 {
            // It lasts half an hour.
            lock(&self.session).take();
            return Err(format!("the session has ended: {answer:?}"));
        }
        Ok(answer)
    }

    fn session(&self, world: &World) -> Result<String, String> {
        let mut place = lock(&self.session);
        if let Some(lines) = &*place {
            return Ok(lines.clone());
        }
        let body = json!({ "email": self.ground.email, "password": self.ground.password });
        let made = Call {
            method: "POST",
            target: "/api/login",
            authorization: "",
            lines: "Content-Type: application/json\r\n",
            body: &body.to_string(),
        };
        let answer = call(world.address, &made)?;
        if answer.status != 200 {
            return Err(format!("{answer:?}"));
        }
        let value = |name: &str| {
            let mut pairs = answer.cookies.iter();
            let found = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            found.unwrap_or_else(|| panic!("{name} of {answer:?}"))
        };
        for pair in &answer.cookies {
            let (name, value) = pair.split_once('=').unwrap();
            world.secrets.keep(name, value);
        }
        let (session, csrf) = (
            format!("AtmoAuthToken_{TENANT}"),
            format!("Csrf-Token_{TENANT}"),
        );
        let lines = format!(
            "Cookie: {session}={}\r\nX-{csrf}: {}\r\n",
            value(&session),
            value(&csrf)
        );
        *place = Some(lines.clone());
        Ok(lines)
    }

    /// The zone of that name, as a list shows it.
    pub(super) fn zone_called(&self, world: &World, name: &str) -> Result<Option<Answer>, String> {
        let session = self.session(world)?;
        let made = Call {
            method: "GET",
            target: &zones(&self.ground.customer[0]),
            authorization: "",
            lines: &format!("{session}Accept: application/json\r\n"),
            body: "",
        };
        let answer = call(world.address, &made)?;
        if answer.status != 200 {
            return Err(format!("{answer:?}"));
        }
        let listed = answer.json();
        let mut zones = listed["DeploymentZoneInfo"].as_array().unwrap().iter();
        let found = zones.find(|zone| zone["Name"] == name);
        Ok(found.map(|zone| Answer {
            status: 200,
            body: zone.to_string(),
            cookies: Vec::new(),
        }))
    }
}
