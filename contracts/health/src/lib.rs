//! Health records. Patients say by their consent which doctors write and read their records, and
//! see in an audit trail who did. The trail cannot be avoided: a doctor opens the records in a
//! transaction, which leaves an entry, and reads by query only what was opened.
//!
//! Whoever asks identifies themselves in the two ways of SNIP-721: by a viewing key, or by a permit.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`query`] for who may see
//! what, and [`state`] for what it stores.

pub mod contract;
pub mod msg;
pub mod query;
pub mod state;
