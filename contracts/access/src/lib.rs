//! Access control with shared keys. A file that many may fetch is encrypted with a key, and this
//! contract decides who gets the key: its owner shares it with accounts and takes it back.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`query`] for who may see
//! what, and [`state`] for what it stores.

pub mod contract;
pub mod msg;
pub mod query;
pub mod state;
