//! The 52 cards.

use std::fmt;

use serde::{Deserialize, Serialize};

const RANKS: [&str; 13] = [
    "2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K", "A",
];
/// Clubs, diamonds, hearts, spades.
const SUITS: [&str; 4] = ["C", "D", "H", "S"];

/// A card; the higher one takes the trick. The suit decides between equal ranks, so that no two
/// cards are equal.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Card(u8);

/// The whole deck in order, from the two of clubs to the ace of spades.
pub fn deck() -> Vec<Card> {
    (0..52).map(Card).collect()
}

/// As rank and suit: `10H` is the ten of hearts.
impl fmt::Display for Card {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let number = usize::from(self.0);
        out.write_str(RANKS[number / SUITS.len()])?;
        out.write_str(SUITS[number % SUITS.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_are_named_by_rank_and_suit_and_rank_counts_first() {
        let deck = deck();
        let names: Vec<_> = [0, 3, 4, 34, 51]
            .map(|at: usize| deck[at].to_string())
            .into();
        assert_eq!(names, ["2C", "2S", "3C", "10H", "AS"]);
        assert!(deck.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
