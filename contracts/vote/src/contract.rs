//! What the contract does.

use cosmwasm_std::{
    entry_point, to_binary, Addr, Binary, Deps, DepsMut, Env, MessageInfo, Response, StdError,
    StdResult,
};
use secret_toolkit::permit::{validate, Permit, TokenPermissions};

use crate::msg::{
    BallotResponse, ExecuteMsg, InstantiateMsg, QueryMsg, StatusResponse, TallyResponse,
    OPTIONS_MAX,
};
use crate::state::{Vote, BALLOTS, CLOSED_AT, NOT_CLOSED, NO_CHOICE, REVOKED_PERMITS, VOTE, VOTES};

#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    if !(2..=OPTIONS_MAX).contains(&msg.options.len()) {
        return Err(StdError::generic_err(format!(
            "a vote needs from 2 to {OPTIONS_MAX} options"
        )));
    }
    for voter in &msg.voters {
        let voter = deps.api.addr_validate(voter)?;
        BALLOTS.insert(deps.storage, &voter, &NO_CHOICE)?;
    }
    VOTES.save(deps.storage, &vec![0; msg.options.len()])?;
    CLOSED_AT.save(deps.storage, &NOT_CLOSED)?;
    let vote = Vote {
        creator: info.sender,
        question: msg.question,
        options: msg.options,
        ends_at: msg.ends_at,
    };
    VOTE.save(deps.storage, &vote)?;
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    match msg {
        ExecuteMsg::Vote { choice } => vote(deps, env, info, choice),
        ExecuteMsg::Close {} => close(deps, env, info),
    }
}

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Status {} => to_binary(&status(deps)?),
        QueryMsg::Tally {} => to_binary(&tally(deps, env)?),
        QueryMsg::Ballot { permit } => to_binary(&ballot(deps, env, permit)?),
    }
}

fn vote(deps: DepsMut, env: Env, info: MessageInfo, choice: u8) -> StdResult<Response> {
    let vote = VOTE.load(deps.storage)?;
    if is_closed(deps.as_ref())? || has_ended(&vote, &env) {
        return Err(StdError::generic_err("the vote is over"));
    }
    let previous = BALLOTS
        .get(deps.storage, &info.sender)
        .ok_or_else(|| StdError::generic_err("you are not among the voters"))?;
    let mut votes = VOTES.load(deps.storage)?;
    let chosen = votes
        .get_mut(usize::from(choice))
        .ok_or_else(|| StdError::generic_err("there is no such option"))?;
    *chosen += 1;
    if previous != NO_CHOICE {
        votes[usize::from(previous)] -= 1;
    }
    VOTES.save(deps.storage, &votes)?;
    BALLOTS.insert(deps.storage, &info.sender, &choice)?;
    // No attribute and no data: what a response contains, and how long it is, is seen.
    Ok(Response::new())
}

fn close(deps: DepsMut, env: Env, info: MessageInfo) -> StdResult<Response> {
    let vote = VOTE.load(deps.storage)?;
    if info.sender != vote.creator && !has_ended(&vote, &env) {
        return Err(StdError::generic_err(
            "only the creator can close the vote before its end",
        ));
    }
    if !is_closed(deps.as_ref())? {
        CLOSED_AT.save(deps.storage, &env.block.height)?;
    }
    Ok(Response::new())
}

fn is_closed(deps: Deps) -> StdResult<bool> {
    Ok(CLOSED_AT.load(deps.storage)? != NOT_CLOSED)
}

fn has_ended(vote: &Vote, env: &Env) -> bool {
    vote.ends_at.map_or(false, |end| env.block.time >= end)
}

fn status(deps: Deps) -> StdResult<StatusResponse> {
    let vote = VOTE.load(deps.storage)?;
    Ok(StatusResponse {
        question: vote.question,
        options: vote.options,
        ends_at: vote.ends_at,
        closed: is_closed(deps)?,
    })
}

/// The result, only after the vote was closed by a transaction: the time that a query sees is a
/// claim of the node that answers it, so it must not open anything.
fn tally(deps: Deps, env: Env) -> StdResult<TallyResponse> {
    if env.block.height <= CLOSED_AT.load(deps.storage)? {
        return Err(StdError::generic_err("the vote is not closed yet"));
    }
    Ok(TallyResponse {
        votes: VOTES.load(deps.storage)?,
    })
}

fn ballot(deps: Deps, env: Env, permit: Permit) -> StdResult<BallotResponse> {
    if !permit.check_permission(&TokenPermissions::Owner) {
        return Err(StdError::generic_err(
            "the permit needs the permission owner",
        ));
    }
    let contract = env.contract.address.into_string();
    let voter = Addr::unchecked(validate(deps, REVOKED_PERMITS, &permit, contract, None)?);
    let choice = BALLOTS
        .get(deps.storage, &voter)
        .filter(|choice| *choice != NO_CHOICE);
    Ok(BallotResponse { voter, choice })
}
