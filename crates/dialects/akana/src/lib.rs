//! The akana dialect: sessions and deployment zones.
