//! What the contract does in transactions.

use cosmwasm_std::{entry_point, DepsMut, Env, MessageInfo, Response, StdError, StdResult};
use secret_toolkit::permit::RevokedPermits;

use crate::msg::{ExecuteMsg, Facts, InstantiateMsg};
use crate::state::{FACTS, REVOKED_PERMITS, SCORECARD, SOURCES};

#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    let [a, b, c] = msg.scorecard.bands;
    if a <= b || b <= c {
        return Err(StdError::generic_err("bands go from high to low"));
    }
    let sources = msg.sources.iter();
    let sources: StdResult<Vec<_>> = sources
        .map(|source| deps.api.addr_validate(source))
        .collect();
    SOURCES.save(deps.storage, &sources?)?;
    SCORECARD.save(deps.storage, &msg.scorecard)?;
    Ok(Response::new())
}

#[entry_point]
pub fn execute(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> StdResult<Response> {
    match msg {
        ExecuteMsg::Report { subject, facts } => report(deps, info, &subject, &facts)?,
        ExecuteMsg::RevokePermit { permit_name } => {
            let account = info.sender.as_str();
            RevokedPermits::revoke_permit(deps.storage, REVOKED_PERMITS, account, &permit_name);
        }
    }
    // No attribute and no data: what a response contains, and how long it is, is seen.
    Ok(Response::new())
}

fn report(deps: DepsMut, info: MessageInfo, subject: &str, facts: &Facts) -> StdResult<()> {
    if !SOURCES.load(deps.storage)?.contains(&info.sender) {
        return Err(StdError::generic_err("you are not a source"));
    }
    let subject = deps.api.addr_validate(subject)?;
    FACTS.insert(deps.storage, &subject, facts)
}
