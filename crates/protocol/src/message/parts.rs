//! Values of the model as they travel.

use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, LogId, PopId, Revision, ServerId, TenantId},
    model::{Environment, Platform},
};

use crate::wire::{Malformed, Reader, Writer};

const TENANT: usize = 64;
const SLOT: usize = 12;

impl Reader {
    pub(super) fn revision(&mut self, what: &'static str) -> Result<Revision, Malformed> {
        // One more must always be possible.
        match self.number(what)? {
            u64::MAX => Err(Malformed::Invalid(what)),
            number => Ok(Revision(number)),
        }
    }

    pub(super) fn cursor(&mut self) -> Result<Cursor, Malformed> {
        Ok(Cursor {
            epoch: Epoch(self.number_u32("epoch")?),
            revision: self.revision("revision")?,
        })
    }

    pub(super) fn log(&mut self) -> Result<LogId, Malformed> {
        Ok(LogId(self.uuid("log")?))
    }

    pub(super) fn slot(&mut self) -> Result<AccountNumber, Malformed> {
        self.parsed("slot", SLOT)
    }

    pub(super) fn tenant(&mut self) -> Result<TenantId, Malformed> {
        self.parsed("tenant", TENANT)
    }

    pub(super) fn pop(&mut self) -> Result<PopId, Malformed> {
        match self.number("POP")? {
            number @ 1..=PopId::MAX => Ok(PopId(number)),
            _ => Err(Malformed::Invalid("POP")),
        }
    }

    pub(super) fn server(&mut self) -> Result<ServerId, Malformed> {
        match self.number("server")? {
            number @ 1..=ServerId::MAX => Ok(ServerId(number)),
            _ => Err(Malformed::Invalid("server")),
        }
    }

    pub(super) fn platform(&mut self) -> Result<Platform, Malformed> {
        match self.byte("platform")? {
            1 => Ok(Platform::HttpLarge),
            2 => Ok(Platform::HttpSmall),
            3 => Ok(Platform::Adn),
            _ => Err(Malformed::Invalid("platform")),
        }
    }

    pub(super) fn environment(&mut self) -> Result<Environment, Malformed> {
        match self.byte("environment")? {
            1 => Ok(Environment::Production),
            2 => Ok(Environment::Staging),
            _ => Err(Malformed::Invalid("environment")),
        }
    }
}

impl Writer {
    pub(super) fn cursor(&mut self, cursor: Cursor) {
        self.number(cursor.epoch.0.into());
        self.number(cursor.revision.0);
    }

    pub(super) fn log(&mut self, log: LogId) {
        self.array(log.0.as_bytes());
    }

    pub(super) fn slot(&mut self, slot: &AccountNumber) {
        self.text(slot.as_str());
    }

    pub(super) fn tenant(&mut self, tenant: &TenantId) {
        self.text(tenant.as_str());
    }

    pub(super) fn platform(&mut self, platform: Platform) {
        self.byte(match platform {
            Platform::HttpLarge => 1,
            Platform::HttpSmall => 2,
            Platform::Adn => 3,
        });
    }

    pub(super) fn environment(&mut self, environment: Environment) {
        self.byte(match environment {
            Environment::Production => 1,
            Environment::Staging => 2,
        });
    }
}
