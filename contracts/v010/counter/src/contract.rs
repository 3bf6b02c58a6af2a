//! What the contract does.

use cosmwasm_std::{
    log, to_binary, Api, Env, Extern, HandleResponse, HandleResult, HumanAddr, InitResponse,
    InitResult, Querier, QueryResult, StdError, Storage,
};

use crate::msg::{CountResponse, HandleMsg, InitMsg, QueryMsg};
use crate::state::{load, save, State};

/// Whoever creates the contract owns it.
pub fn init<S: Storage, A: Api, Q: Querier>(
    deps: &mut Extern<S, A, Q>,
    env: Env,
    msg: InitMsg,
) -> InitResult {
    let state = State {
        count: msg.count,
        owner: env.message.sender,
    };
    save(&mut deps.storage, &state)?;
    Ok(InitResponse::default())
}

pub fn handle<S: Storage, A: Api, Q: Querier>(
    deps: &mut Extern<S, A, Q>,
    env: Env,
    msg: HandleMsg,
) -> HandleResult {
    match msg {
        HandleMsg::Increment {} => increment(deps),
        HandleMsg::Reset { count } => reset(deps, env.message.sender, count),
    }
}

pub fn query<S: Storage, A: Api, Q: Querier>(deps: &Extern<S, A, Q>, msg: QueryMsg) -> QueryResult {
    match msg {
        QueryMsg::GetCount {} => to_binary(&CountResponse {
            count: load(&deps.storage)?.count,
        }),
    }
}

fn increment<S: Storage, A: Api, Q: Querier>(deps: &mut Extern<S, A, Q>) -> HandleResult {
    let mut state = load(&deps.storage)?;
    state.count = state
        .count
        .checked_add(1)
        .ok_or_else(|| StdError::generic_err("the counter is full"))?;
    save(&mut deps.storage, &state)?;
    Ok(counted(state.count))
}

fn reset<S: Storage, A: Api, Q: Querier>(
    deps: &mut Extern<S, A, Q>,
    sender: HumanAddr,
    count: i32,
) -> HandleResult {
    let mut state = load(&deps.storage)?;
    if sender != state.owner {
        return Err(StdError::generic_err("only the owner can reset the count"));
    }
    state.count = count;
    save(&mut deps.storage, &state)?;
    Ok(counted(count))
}

/// Log entries are encrypted for the sender; `plaintext_log` would show one to everybody.
fn counted(count: i32) -> HandleResponse {
    HandleResponse {
        messages: vec![],
        log: vec![log("count", count)],
        data: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::from_binary;
    use cosmwasm_std::testing::{mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage};

    type Mock = Extern<MockStorage, MockApi, MockQuerier>;

    fn counter_at(count: i32) -> Mock {
        let mut deps = mock_dependencies(20, &[]);
        init(&mut deps, mock_env("owner", &[]), InitMsg { count }).unwrap();
        deps
    }

    fn run(deps: &mut Mock, sender: &str, msg: HandleMsg) -> HandleResult {
        handle(deps, mock_env(sender, &[]), msg)
    }

    fn count(deps: &Mock) -> i32 {
        let answer = query(deps, QueryMsg::GetCount {}).unwrap();
        from_binary::<CountResponse>(&answer).unwrap().count
    }

    #[test]
    fn anyone_can_increment() {
        let mut deps = counter_at(17);
        run(&mut deps, "anyone", HandleMsg::Increment {}).unwrap();
        assert_eq!(count(&deps), 18);
    }

    #[test]
    fn only_the_owner_can_reset() {
        let mut deps = counter_at(17);
        let error = run(&mut deps, "anyone", HandleMsg::Reset { count: 5 }).unwrap_err();
        assert_eq!(
            error,
            StdError::generic_err("only the owner can reset the count")
        );
        assert_eq!(count(&deps), 17);

        run(&mut deps, "owner", HandleMsg::Reset { count: 5 }).unwrap();
        assert_eq!(count(&deps), 5);
    }

    #[test]
    fn a_full_counter_refuses_to_wrap() {
        let mut deps = counter_at(i32::MAX);
        let error = run(&mut deps, "anyone", HandleMsg::Increment {}).unwrap_err();
        assert_eq!(error, StdError::generic_err("the counter is full"));
        assert_eq!(count(&deps), i32::MAX);
    }
}
