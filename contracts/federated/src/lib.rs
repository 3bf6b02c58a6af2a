//! Federated scoring with a small model on private data. Each member (a hospital, a bank) trains a
//! logistic model on data of its own and contributes the weights; the contract averages them into a
//! model that nobody can read. Members then have private cases scored with it. What all learn is the
//! mean score of whole batches of cases.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`query`] for who may see
//! what, [`model`] for the arithmetic, and [`state`] for what it stores.

pub mod contract;
pub mod model;
pub mod msg;
pub mod query;
pub mod state;
