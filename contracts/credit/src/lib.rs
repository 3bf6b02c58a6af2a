//! Credit scoring on private inputs. Sources (banks, employers) report facts about people; a
//! scorecard that only its maker knows turns them into a score. A person sees their own score, and
//! shows a lender as much as they want: with a permit for the band, a letter, and nothing else.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`query`] for who may see
//! what, [`score`] for the arithmetic, and [`state`] for what it stores.

pub mod contract;
pub mod msg;
pub mod query;
pub mod score;
pub mod state;
