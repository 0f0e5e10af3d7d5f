//! The native faces: health, metrics and administration.
