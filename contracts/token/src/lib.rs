//! A private token in the form of SNIP-20: balances, transfers and history are encrypted, and their
//! owner shows them to others with a viewing key or a permit.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`query`] for who may see
//! what, and [`state`] for what it stores.

pub mod contract;
pub mod msg;
pub mod query;
pub mod state;
