//! The rulesv4 dialect: policies, deploy requests and their propagation.
