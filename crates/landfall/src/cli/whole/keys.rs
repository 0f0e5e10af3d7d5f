//! The sealing key that has to come along with a whole store.

use std::path::Path;

use landfall_control::secret::SealingKey;

use crate::{config::Config, data_folder::DataFolder, error::CommandError};

/// The sealing key for a store that is about to be made, and the file that it was put into for that, if it was.
pub(super) struct Key {
    pub(super) key: SealingKey,
    made: Option<std::path::PathBuf>,
}

impl Key {
    /// The key that the file `given` has, put into the folder `home` unless it is kept there or elsewhere already; without
    /// one given, the key that the folder's server would use.
    pub(super) fn bring(
        home: &DataFolder,
        given: Option<&Path>,
        config: &Config,
    ) -> Result<Self, CommandError> {
        let configured = config.sealing_key_file.as_deref();
        let place = home.key_place(configured);
        let Some(given) = given else {
            if !place.exists() {
                return Err(CommandError::Usage(format!(
                    "the keys of the store are sealed, and there is no sealing key at {}; name the file that has it with --key",
                    place.display()
                )));
            }
            let key = home.sealing_key(configured)?;
            return Ok(Self { key, made: None });
        };
        let key = home.sealing_key(Some(given))?;
        if !place.exists() {
            DataFolder::keep_sealing_key(&place, &key)?;
            return Ok(Self {
                key,
                made: Some(place),
            });
        }
        if home.sealing_key(configured)?.to_text() != key.to_text() {
            return Err(CommandError::Usage(format!(
                "{} is another key than {}; move it away first",
                place.display(),
                given.display()
            )));
        }
        Ok(Self { key, made: None })
    }

    /// Takes back what was put anywhere, because no store was made.
    pub(super) fn take_back(self) {
        if let Some(path) = self.made {
            let _ = std::fs::remove_file(path);
        }
    }
}
