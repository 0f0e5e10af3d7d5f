//! Use cases: the one way from a face of the product to the store and the fleet.
