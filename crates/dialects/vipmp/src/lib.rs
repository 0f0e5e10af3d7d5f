//! The vipmp dialect: customers and deployments.
