//! A counter: the smallest contract that keeps state, checks who calls it and answers queries.
//!
//! Read [`msg`] for what it understands, then [`contract`] for what it does.

pub mod contract;
pub mod msg;
pub mod state;
