//! What the contract does in transactions. None of them answers anything: a score is read by query,
//! from the next block on, so that it cannot be had by a transaction that fails afterwards and leaves
//! the number of cases as it was.

use cosmwasm_std::{entry_point, Addr, DepsMut, Env, MessageInfo, Response, StdError, StdResult};
use secret_toolkit::permit::RevokedPermits;

use crate::model;
use crate::msg::{ExecuteMsg, InstantiateMsg, FEATURES_MAX, MEMBERS_MAX, SAMPLES_MAX};
use crate::state::{
    add_score, score_count, Statistics, Terms, Training, CONTRIBUTED, REVOKED_PERMITS, STATISTICS,
    TERMS, TRAINING,
};

#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    if !(1..=FEATURES_MAX).contains(&msg.features) {
        return Err(StdError::generic_err(format!(
            "a case has from 1 to {FEATURES_MAX} features"
        )));
    }
    if msg.contributions_min < 2 || msg.batch < 2 {
        return Err(StdError::generic_err(
            "the mean of fewer than two is no secret",
        ));
    }
    if msg.members.len() > MEMBERS_MAX {
        return Err(StdError::generic_err(format!(
            "there are at most {MEMBERS_MAX} members"
        )));
    }
    for member in &msg.members {
        let member = deps.api.addr_validate(member)?;
        CONTRIBUTED.insert(deps.storage, &member, &false)?;
    }
    let terms = Terms {
        creator: info.sender,
        members: msg.members.len() as u32,
        features: msg.features,
        contributions_min: msg.contributions_min,
        cases_max: msg.cases_max,
        batch: msg.batch,
    };
    TERMS.save(deps.storage, &terms)?;
    let training = Training {
        sums: vec![0; usize::from(msg.features) + 1],
        samples: 0,
        contributions: 0,
        closed: false,
    };
    TRAINING.save(deps.storage, &training)?;
    STATISTICS.save(deps.storage, &Statistics::default())?;
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let sender = info.sender;
    match msg {
        ExecuteMsg::Contribute { weights, samples } => contribute(deps, sender, weights, samples)?,
        ExecuteMsg::Close {} => close(deps, sender)?,
        ExecuteMsg::Score { features } => score(deps, env, sender, features)?,
        ExecuteMsg::RevokePermit { permit_name } => {
            let account = sender.as_str();
            RevokedPermits::revoke_permit(deps.storage, REVOKED_PERMITS, account, &permit_name);
        }
    }
    Ok(Response::new())
}

fn contribute(deps: DepsMut, member: Addr, weights: Vec<i32>, samples: u32) -> StdResult<()> {
    let contributed = CONTRIBUTED
        .get(deps.storage, &member)
        .ok_or_else(|| StdError::generic_err("you are not a member"))?;
    if contributed {
        return Err(StdError::generic_err("you have contributed already"));
    }
    let mut training = TRAINING.load(deps.storage)?;
    if training.closed {
        return Err(StdError::generic_err("the contributions are closed"));
    }
    if weights.len() != training.sums.len() {
        return Err(StdError::generic_err(format!(
            "a model has {} weights here",
            training.sums.len()
        )));
    }
    if !(1..=SAMPLES_MAX).contains(&samples) {
        return Err(StdError::generic_err(format!(
            "a model has from 1 to {SAMPLES_MAX} samples"
        )));
    }
    model::add(&mut training.sums, &weights, samples);
    training.samples += u64::from(samples);
    training.contributions += 1;
    TRAINING.save(deps.storage, &training)?;
    CONTRIBUTED.insert(deps.storage, &member, &true)
}

fn close(deps: DepsMut, sender: Addr) -> StdResult<()> {
    let terms = TERMS.load(deps.storage)?;
    if sender != terms.creator {
        return Err(StdError::generic_err("only the creator can close"));
    }
    TRAINING.update(deps.storage, |mut training| {
        if training.contributions < terms.contributions_min {
            return Err(StdError::generic_err("too few have contributed"));
        }
        training.closed = true;
        Ok(training)
    })?;
    Ok(())
}

fn score(deps: DepsMut, env: Env, member: Addr, features: Vec<i32>) -> StdResult<()> {
    let terms = TERMS.load(deps.storage)?;
    if !CONTRIBUTED.contains(deps.storage, &member) {
        return Err(StdError::generic_err("you are not a member"));
    }
    let training = TRAINING.load(deps.storage)?;
    if !training.closed {
        return Err(StdError::generic_err("the contributions are still open"));
    }
    if features.len() != usize::from(terms.features) {
        return Err(StdError::generic_err(format!(
            "a case has {} features here",
            terms.features
        )));
    }
    if score_count(deps.storage, &member)? >= terms.cases_max {
        return Err(StdError::generic_err("you have no cases left"));
    }
    let weights = model::mean(&training.sums, training.samples);
    let score = model::score(&weights, &features);
    add_score(deps.storage, &member, score)?;
    STATISTICS.update(deps.storage, |statistics| {
        let statistics = count(statistics, score, terms.batch);
        Ok(Statistics {
            scored_at: env.block.height,
            ..statistics
        })
    })?;
    Ok(())
}

/// Adds a score to the batch begun, and a whole batch to what is told. Told case by case, the mean
/// would give each score away by how it moves.
fn count(mut statistics: Statistics, score: u32, batch: u32) -> Statistics {
    statistics.begun_cases += 1;
    statistics.begun_sum += u64::from(score);
    if statistics.begun_cases < batch {
        return statistics;
    }
    Statistics {
        cases: statistics.cases + statistics.begun_cases,
        sum: statistics.sum + statistics.begun_sum,
        ..Statistics::default()
    }
}
