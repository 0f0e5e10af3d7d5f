//! How orders are carried out.

use landfall_control::OrderSettings;
use serde::{Deserialize, Serialize};

/// How orders are carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FulfillmentSettings {
    /// Seconds for which an order stays pending at least, so that it can be cancelled, 0 to 86400.
    pub(crate) hold: u32,
}

impl FulfillmentSettings {
    /// What is out of range; none if nothing is.
    pub(crate) fn fault(self) -> Option<String> {
        (self.hold > 86_400).then(|| "fulfillment.hold must be from 0 to 86400".to_owned())
    }

    /// As the use cases want it.
    pub(crate) fn orders(self) -> OrderSettings {
        OrderSettings {
            hold_seconds: self.hold,
            ..OrderSettings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_named() {
        let fault = |hold| FulfillmentSettings { hold }.fault();
        assert_eq!((fault(0), fault(86_400)), (None, None));
        assert!(fault(86_401).unwrap().starts_with("fulfillment.hold"));
    }
}
