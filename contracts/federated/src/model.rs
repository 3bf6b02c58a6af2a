//! The arithmetic of the model: logistic regression in whole numbers, since the chain refuses
//! floating point. Everything is in thousandths.

/// The logistic function at -6, -5, ... 6.
const LOGISTIC: [i64; 13] = [2, 7, 18, 47, 119, 269, 500, 731, 881, 953, 982, 993, 998];
const ONE: i64 = 1000;

/// The probability, in thousandths, that `weights` give to a case: the first weight is the constant
/// term, each other one belongs to a feature.
pub fn score(weights: &[i32], features: &[i32]) -> u32 {
    let constant = weights.first().copied().unwrap_or_default();
    let terms = weights.iter().skip(1).zip(features);
    let sum: i64 = terms
        .map(|(weight, feature)| i64::from(*weight) * i64::from(*feature) / ONE)
        .sum();
    logistic(i64::from(constant) + sum)
}

/// The logistic function, straight between the points of the table and level outside of it.
fn logistic(x: i64) -> u32 {
    let last = LOGISTIC.len() as i64 - 1;
    let position = (x + 6 * ONE).clamp(0, last * ONE);
    let point = (position / ONE).min(last - 1);
    let (low, high) = (LOGISTIC[point as usize], LOGISTIC[point as usize + 1]);
    let share = position - point * ONE;
    (low + (high - low) * share / ONE) as u32
}

/// Adds a model to a sum of models, by its number of samples.
pub fn add(sums: &mut [i64], weights: &[i32], samples: u32) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        // At most 2^31 * SAMPLES_MAX * MEMBERS_MAX: below 2^58.
        *sum += i64::from(*weight) * i64::from(samples);
    }
}

/// The mean of the models in a sum.
pub fn mean(sums: &[i64], samples: u64) -> Vec<i32> {
    let samples = samples.max(1) as i64;
    sums.iter().map(|sum| (sum / samples) as i32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_function_is_near_the_true_one() {
        for x in -9000..=9000 {
            let exact = 1000.0 / (1.0 + (-f64::from(x) / 1000.0).exp());
            let error = (f64::from(logistic(x.into())) - exact).abs();
            assert!(error < 15.0, "{x}: {} for {exact}", logistic(x.into()));
        }
        assert_eq!(logistic(i64::MIN / 2), 2);
        assert_eq!(logistic(i64::MAX / 2), 998);
    }

    #[test]
    fn a_score_adds_the_constant_and_the_weighted_features() {
        assert_eq!(score(&[0, 1000], &[0]), 500);
        assert_eq!(score(&[1000, 1000, -500], &[1000, 2000]), 731);
        assert_eq!(score(&[-1000, 2000], &[1500]), 881);
        let (most, least) = (i32::MAX, i32::MIN);
        assert_eq!(score(&[most; 17], &[most; 16]), 998);
        assert_eq!(score(&[least; 17], &[most; 16]), 2);
    }

    #[test]
    fn the_mean_counts_each_model_by_its_samples() {
        let mut sums = [0; 3];
        add(&mut sums, &[1000, -200, 0], 100);
        add(&mut sums, &[0, 400, 9], 300);
        assert_eq!(mean(&sums, 400), [250, 250, 6]);
    }
}
