//! A counter as it is written for any CosmWasm chain: it shows how far such a contract runs here (docs/differences.md).
//! The same source is built with the first and the second version of the library.
use cosmwasm_std::{
    to_json_binary, BankMsg, Binary, Coin, Deps, DepsMut, Env, MessageInfo, Reply, Response, StdError, StdResult,
    SubMsg, SubMsgResult, WasmMsg, entry_point,
};
use serde::{Deserialize, Serialize};

const COUNT: &[u8] = b"count";

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct InstantiateMsg {
    count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    Increment {},
    Fail {},
    Panic {},
    Pay { to: String, amount: Coin },
    /// Pays, and tells what became of it.
    PayAndHear { to: String, amount: Coin },
    /// Calls another contract as it is done where messages have no code hash.
    Call { contract: String },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    GetCount {},
    GetEnv {},
    /// Asks the bank.
    GetBalance { denom: String },
    /// Asks another contract for its count.
    GetCountOf { contract: String },
}

#[derive(Serialize, Deserialize)]
pub struct Count {
    count: u32,
}

fn read(deps: Deps) -> StdResult<u32> {
    let bytes = deps.storage.get(COUNT).ok_or_else(|| StdError::not_found("count"))?;
    Ok(u32::from_be_bytes(bytes.try_into().map_err(|_| StdError::generic_err("count is damaged"))?))
}

#[entry_point]
pub fn instantiate(deps: DepsMut, _env: Env, _info: MessageInfo, msg: InstantiateMsg) -> StdResult<Response> {
    deps.storage.set(COUNT, &msg.count.to_be_bytes());
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, _env: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    match msg {
        ExecuteMsg::Increment {} => {
            let count = read(deps.as_ref())? + 1;
            deps.storage.set(COUNT, &count.to_be_bytes());
            let sender = deps.api.addr_validate(info.sender.as_str())?;
            Ok(Response::new().add_attribute("count", count.to_string()).add_attribute("sender", sender))
        }
        ExecuteMsg::Fail {} => Err(StdError::generic_err("as asked")),
        ExecuteMsg::Panic {} => panic!("as asked"),
        ExecuteMsg::Pay { to, amount } => {
            Ok(Response::new().add_message(BankMsg::Send { to_address: to, amount: vec![amount] }))
        }
        ExecuteMsg::PayAndHear { to, amount } => {
            let pay = BankMsg::Send { to_address: to, amount: vec![amount] };
            Ok(Response::new().add_submessage(SubMsg::reply_always(pay, 7)))
        }
        ExecuteMsg::Call { contract } => {
            let msg = to_json_binary("anything")?;
            Ok(Response::new().add_message(WasmMsg::Execute { contract_addr: contract, msg, funds: vec![] }))
        }
    }
}

#[entry_point]
pub fn reply(_deps: DepsMut, _env: Env, msg: Reply) -> StdResult<Response> {
    let heard = match msg.result {
        SubMsgResult::Ok(_) => "ok".to_string(),
        SubMsgResult::Err(error) => error,
    };
    Ok(Response::new().add_attribute("id", msg.id.to_string()).add_attribute("heard", heard))
}

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::GetCount {} => to_json_binary(&Count { count: read(deps)? }),
        QueryMsg::GetEnv {} => to_json_binary(&env),
        QueryMsg::GetBalance { denom } => to_json_binary(&deps.querier.query_balance(env.contract.address, denom)?),
        QueryMsg::GetCountOf { contract } => {
            let count: Count = deps.querier.query_wasm_smart(contract, &QueryMsg::GetCount {})?;
            to_json_binary(&count)
        }
    }
}
