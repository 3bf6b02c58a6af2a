//! A secret vote. Ballots are encrypted on their way in and in the state; the counts stay hidden
//! until the vote is closed, and single ballots for ever, except for the voter.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`state`] for what it stores
//! and why it is stored that way.

pub mod contract;
pub mod msg;
pub mod state;
