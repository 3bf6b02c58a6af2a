//! What the contract does.

use cosmwasm_std::{
    entry_point, to_binary, Binary, Deps, DepsMut, Env, MessageInfo, Response, StdError, StdResult,
};

use crate::msg::{CountResponse, ExecuteMsg, InstantiateMsg, QueryMsg};
use crate::state::{State, STATE};

/// Whoever creates the contract owns it.
#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    let state = State {
        count: msg.count,
        owner: info.sender,
    };
    STATE.save(deps.storage, &state)?;
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
        ExecuteMsg::Increment {} => increment(deps),
        ExecuteMsg::Reset { count } => reset(deps, info, count),
    }
}

#[entry_point]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::GetCount {} => to_binary(&CountResponse {
            count: STATE.load(deps.storage)?.count,
        }),
    }
}

fn increment(deps: DepsMut) -> StdResult<Response> {
    let state = STATE.update(deps.storage, |mut state| {
        state.count = state
            .count
            .checked_add(1)
            .ok_or_else(|| StdError::generic_err("the counter is full"))?;
        Ok(state)
    })?;
    // Attributes are encrypted for the sender; add_attribute_plaintext would show one to everybody.
    Ok(Response::new().add_attribute("count", state.count.to_string()))
}

fn reset(deps: DepsMut, info: MessageInfo, count: i32) -> StdResult<Response> {
    STATE.update(deps.storage, |mut state| {
        if info.sender != state.owner {
            return Err(StdError::generic_err("only the owner can reset the count"));
        }
        state.count = count;
        Ok(state)
    })?;
    Ok(Response::new().add_attribute("count", count.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::from_binary;
    use cosmwasm_std::testing::{
        mock_dependencies, mock_env, mock_info, MockApi, MockQuerier, MockStorage,
    };
    use cosmwasm_std::OwnedDeps;

    type Mock = OwnedDeps<MockStorage, MockApi, MockQuerier>;

    fn counter_at(count: i32) -> Mock {
        let mut deps = mock_dependencies();
        let msg = InstantiateMsg { count };
        instantiate(deps.as_mut(), mock_env(), mock_info("owner", &[]), msg).unwrap();
        deps
    }

    fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
        execute(deps.as_mut(), mock_env(), mock_info(sender, &[]), msg)
    }

    fn count(deps: &Mock) -> i32 {
        let answer = query(deps.as_ref(), mock_env(), QueryMsg::GetCount {}).unwrap();
        from_binary::<CountResponse>(&answer).unwrap().count
    }

    #[test]
    fn anyone_can_increment() {
        let mut deps = counter_at(17);
        run(&mut deps, "anyone", ExecuteMsg::Increment {}).unwrap();
        assert_eq!(count(&deps), 18);
    }

    #[test]
    fn only_the_owner_can_reset() {
        let mut deps = counter_at(17);
        let error = run(&mut deps, "anyone", ExecuteMsg::Reset { count: 5 }).unwrap_err();
        assert_eq!(
            error,
            StdError::generic_err("only the owner can reset the count")
        );
        assert_eq!(count(&deps), 17);

        run(&mut deps, "owner", ExecuteMsg::Reset { count: 5 }).unwrap();
        assert_eq!(count(&deps), 5);
    }

    #[test]
    fn a_full_counter_refuses_to_wrap() {
        let mut deps = counter_at(i32::MAX);
        let error = run(&mut deps, "anyone", ExecuteMsg::Increment {}).unwrap_err();
        assert_eq!(error, StdError::generic_err("the counter is full"));
        assert_eq!(count(&deps), i32::MAX);
    }
}
