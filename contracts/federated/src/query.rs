//! What the contract answers, and to whom. Nobody can read the model or another member's cases, the
//! creator neither. And nobody learns anything in the block in which a case is scored: the transaction
//! can still fail, and whoever looked within it would have had a score for nothing.

use cosmwasm_std::{entry_point, to_binary, Addr, Binary, Deps, Env, StdError, StdResult};
use secret_toolkit::permit::{validate, Permit, TokenPermissions};
use secret_toolkit::utils::pad_query_result;

use crate::msg::{
    QueryMsg, QueryWithPermit, ScoresResponse, StatusResponse, BLOCK_SIZE, SCORES_MAX,
};
use crate::state::{score_count, scores, Statistics, REVOKED_PERMITS, STATISTICS, TERMS, TRAINING};

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let statistics = STATISTICS.load(deps.storage)?;
    if env.block.height <= statistics.scored_at {
        return Err(StdError::generic_err(
            "a case is being scored: ask again in the next block",
        ));
    }
    let answer = match msg {
        QueryMsg::Status {} => to_binary(&status(deps, &statistics)?),
        QueryMsg::WithPermit { permit, query } => {
            let member = signer(deps, env, &permit)?;
            let QueryWithPermit::Scores { start } = query;
            to_binary(&own_scores(deps, &member, start.unwrap_or_default())?)
        }
    };
    pad_query_result(answer, BLOCK_SIZE)
}

fn status(deps: Deps, statistics: &Statistics) -> StdResult<StatusResponse> {
    let training = TRAINING.load(deps.storage)?;
    let mean = statistics.sum.checked_div(u64::from(statistics.cases));
    Ok(StatusResponse {
        members: TERMS.load(deps.storage)?.members,
        contributions: training.contributions,
        closed: training.closed,
        cases: statistics.cases,
        mean: mean.map(|mean| mean as u32),
    })
}

fn signer(deps: Deps, env: Env, permit: &Permit) -> StdResult<Addr> {
    if !permit.check_permission(&TokenPermissions::Owner) {
        return Err(StdError::generic_err(
            "the permit needs the permission owner",
        ));
    }
    let contract = env.contract.address.into_string();
    let account = validate(deps, REVOKED_PERMITS, permit, contract, None)?;
    Ok(Addr::unchecked(account))
}

fn own_scores(deps: Deps, member: &Addr, start: u32) -> StdResult<ScoresResponse> {
    let total = score_count(deps.storage, member)?;
    let end = total.min(start.saturating_add(SCORES_MAX));
    Ok(ScoresResponse {
        scores: scores(deps.storage, member, start..end)?,
        total,
    })
}
