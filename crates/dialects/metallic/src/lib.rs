//! The metallic dialect: fulfillments.
