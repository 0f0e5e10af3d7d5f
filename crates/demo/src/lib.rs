//! The demonstration record and its simulated data plane.
