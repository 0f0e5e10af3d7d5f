//! The configuration that is in force, as the TOML that would give it.

use super::Config;
use crate::error::CommandError;

/// The configuration as TOML.
pub(crate) fn show(config: &Config) -> Result<String, CommandError> {
    toml::to_string(config).map_err(|error| CommandError::Configuration(error.to_string()))
}
