//! The arithmetic: whole numbers only, since the chain refuses floating point.

use crate::msg::{Band, Facts, Scorecard};

const SCORE_MIN: i128 = 300;
const SCORE_MAX: i128 = 850;

/// The score of these facts. The sum fits whatever the numbers are: each product has 64 bits.
pub fn score(card: &Scorecard, facts: &Facts) -> u32 {
    let points = |weight: i32, value: u32| i128::from(weight) * i128::from(value);
    let sum = i128::from(card.base)
        + points(card.income, facts.income) / 1000
        + points(card.debt, facts.debt) / 1000
        + points(card.years_employed, facts.years_employed)
        + points(card.missed_payments, facts.missed_payments);
    sum.clamp(SCORE_MIN, SCORE_MAX) as u32
}

pub fn band(card: &Scorecard, score: u32) -> Band {
    let [a, b, c] = card.bands;
    match score {
        score if score >= a => Band::A,
        score if score >= b => Band::B,
        score if score >= c => Band::C,
        _ => Band::D,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: Scorecard = Scorecard {
        base: 500,
        income: 40,
        debt: -5,
        years_employed: 10,
        missed_payments: -50,
        bands: [740, 670, 580],
    };

    fn score_of(income: u32, debt: u32, years_employed: u32, missed_payments: u32) -> u32 {
        let facts = Facts {
            income,
            debt,
            years_employed,
            missed_payments,
        };
        score(&CARD, &facts)
    }

    #[test]
    fn every_fact_counts_with_its_weight() {
        assert_eq!(score_of(0, 0, 0, 0), 500);
        assert_eq!(score_of(3500, 0, 0, 0), 640);
        assert_eq!(score_of(3500, 12_000, 0, 0), 580);
        assert_eq!(score_of(3500, 12_000, 7, 0), 650);
        assert_eq!(score_of(3500, 12_000, 7, 2), 550);
    }

    #[test]
    fn a_score_is_from_300_to_850_whatever_the_numbers_are() {
        let most = u32::MAX;
        assert_eq!(score_of(most, 0, most, 0), 850);
        assert_eq!(score_of(0, most, 0, most), 300);
        let extreme = Scorecard {
            base: i32::MIN,
            income: i32::MAX,
            debt: i32::MAX,
            years_employed: i32::MAX,
            missed_payments: i32::MAX,
            ..CARD
        };
        let facts = Facts {
            income: most,
            debt: most,
            years_employed: most,
            missed_payments: most,
        };
        assert_eq!(score(&extreme, &facts), 850);
    }

    #[test]
    fn a_band_begins_at_its_lowest_score() {
        for (score, expected) in [
            (850, Band::A),
            (740, Band::A),
            (739, Band::B),
            (670, Band::B),
            (580, Band::C),
            (579, Band::D),
        ] {
            assert_eq!(band(&CARD, score), expected, "{score}");
        }
    }
}
