//! What the contract does in transactions.

use cosmwasm_std::{
    entry_point, to_binary, Binary, CosmosMsg, DepsMut, Env, MessageInfo, Response, StdError,
    StdResult, Uint128,
};
use secret_toolkit::permit::RevokedPermits;
use secret_toolkit::utils::pad_handle_result;
use secret_toolkit::viewing_key::{ViewingKey, ViewingKeyStore};

use crate::msg::{
    Action, ExecuteAnswer, ExecuteMsg, InstantiateMsg, ReceiveMsg, Status, BLOCK_SIZE,
};
use crate::state::{
    credit, debit, increase_supply, record, Token, RECEIVERS, REVOKED_PERMITS, TOKEN, TOTAL_SUPPLY,
};

#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    let admin = match msg.admin {
        Some(admin) => deps.api.addr_validate(&admin)?,
        None => info.sender,
    };
    let token = Token {
        name: msg.name,
        symbol: msg.symbol,
        decimals: msg.decimals,
        admin,
        public_total_supply: msg
            .config
            .and_then(|config| config.public_total_supply)
            .unwrap_or(false),
    };
    TOKEN.save(deps.storage, &token)?;
    TOTAL_SUPPLY.save(deps.storage, &0)?;
    if let Some(random) = &env.block.random {
        ViewingKey::set_seed(deps.storage, random);
    }
    for initial in msg.initial_balances.unwrap_or_default() {
        let recipient = deps.api.addr_validate(&initial.address)?;
        increase_supply(deps.storage, initial.amount)?;
        credit(deps.storage, &recipient, initial.amount)?;
        let action = Action::Mint {
            minter: token.admin.clone(),
            recipient: recipient.clone(),
        };
        record(
            deps.storage,
            &env,
            &[&recipient],
            action,
            initial.amount,
            None,
        )?;
    }
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let response = match msg {
        ExecuteMsg::Transfer {
            recipient,
            amount,
            memo,
        } => transfer(deps, env, info, recipient, amount, memo),
        ExecuteMsg::Send {
            recipient,
            recipient_code_hash,
            amount,
            msg,
            memo,
        } => send(
            deps,
            env,
            info,
            recipient,
            recipient_code_hash,
            amount,
            msg,
            memo,
        ),
        ExecuteMsg::RegisterReceive { code_hash } => register_receive(deps, info, code_hash),
        ExecuteMsg::CreateViewingKey { entropy } => create_viewing_key(deps, env, info, entropy),
        ExecuteMsg::SetViewingKey { key } => set_viewing_key(deps, info, key),
        ExecuteMsg::RevokePermit { permit_name } => revoke_permit(deps, info, permit_name),
        ExecuteMsg::Mint {
            recipient,
            amount,
            memo,
        } => mint(deps, env, info, recipient, amount, memo),
        ExecuteMsg::Burn { amount, memo } => burn(deps, env, info, amount, memo),
    };
    pad_handle_result(response, BLOCK_SIZE)
}

fn transfer(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    recipient: String,
    amount: Uint128,
    memo: Option<String>,
) -> StdResult<Response> {
    move_tokens(deps, &env, info, &recipient, amount, memo)?;
    answer(&ExecuteAnswer::Transfer {
        status: Status::Success,
    })
}

#[allow(clippy::too_many_arguments)]
fn send(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    recipient: String,
    recipient_code_hash: Option<String>,
    amount: Uint128,
    msg: Option<Binary>,
    memo: Option<String>,
) -> StdResult<Response> {
    let receive = ReceiveMsg {
        sender: info.sender.clone(),
        from: info.sender.clone(),
        amount,
        memo: memo.clone(),
        msg,
    };
    move_tokens(deps.branch(), &env, info, &recipient, amount, memo)?;

    let recipient = deps.api.addr_validate(&recipient)?;
    let code_hash = recipient_code_hash.or_else(|| RECEIVERS.get(deps.storage, &recipient));
    let call: Option<CosmosMsg> = code_hash
        .map(|code_hash| receive.into_message(&recipient, code_hash))
        .transpose()?;
    let response = answer(&ExecuteAnswer::Send {
        status: Status::Success,
    })?;
    Ok(response.add_messages(call))
}

/// Moves tokens of the sender and writes it into the history of both.
fn move_tokens(
    deps: DepsMut,
    env: &Env,
    info: MessageInfo,
    recipient: &str,
    amount: Uint128,
    memo: Option<String>,
) -> StdResult<()> {
    let recipient = deps.api.addr_validate(recipient)?;
    debit(deps.storage, &info.sender, amount)?;
    credit(deps.storage, &recipient, amount)?;
    let action = Action::Transfer {
        from: info.sender.clone(),
        sender: info.sender.clone(),
        recipient: recipient.clone(),
    };
    let accounts: &[_] = match info.sender == recipient {
        true => &[&recipient],
        false => &[&info.sender, &recipient],
    };
    record(deps.storage, env, accounts, action, amount, memo)
}

fn register_receive(deps: DepsMut, info: MessageInfo, code_hash: String) -> StdResult<Response> {
    RECEIVERS.insert(deps.storage, &info.sender, &code_hash)?;
    answer(&ExecuteAnswer::RegisterReceive {
        status: Status::Success,
    })
}

fn create_viewing_key(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    entropy: Option<String>,
) -> StdResult<Response> {
    let entropy = entropy.unwrap_or_default();
    let account = info.sender.as_str();
    let key = ViewingKey::create(deps.storage, &info, &env, account, entropy.as_bytes());
    answer(&ExecuteAnswer::CreateViewingKey { key })
}

fn set_viewing_key(deps: DepsMut, info: MessageInfo, key: String) -> StdResult<Response> {
    ViewingKey::set(deps.storage, info.sender.as_str(), &key);
    answer(&ExecuteAnswer::SetViewingKey {
        status: Status::Success,
    })
}

fn revoke_permit(deps: DepsMut, info: MessageInfo, permit_name: String) -> StdResult<Response> {
    let account = info.sender.as_str();
    RevokedPermits::revoke_permit(deps.storage, REVOKED_PERMITS, account, &permit_name);
    answer(&ExecuteAnswer::RevokePermit {
        status: Status::Success,
    })
}

fn mint(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    recipient: String,
    amount: Uint128,
    memo: Option<String>,
) -> StdResult<Response> {
    if info.sender != TOKEN.load(deps.storage)?.admin {
        return Err(StdError::generic_err("only the admin can mint"));
    }
    let recipient = deps.api.addr_validate(&recipient)?;
    increase_supply(deps.storage, amount)?;
    credit(deps.storage, &recipient, amount)?;
    let action = Action::Mint {
        minter: info.sender,
        recipient: recipient.clone(),
    };
    record(deps.storage, &env, &[&recipient], action, amount, memo)?;
    answer(&ExecuteAnswer::Mint {
        status: Status::Success,
    })
}

fn burn(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    amount: Uint128,
    memo: Option<String>,
) -> StdResult<Response> {
    debit(deps.storage, &info.sender, amount)?;
    TOTAL_SUPPLY.update(deps.storage, |supply| Ok(supply - amount.u128()))?;
    let action = Action::Burn {
        burner: info.sender.clone(),
        owner: info.sender.clone(),
    };
    record(deps.storage, &env, &[&info.sender], action, amount, memo)?;
    answer(&ExecuteAnswer::Burn {
        status: Status::Success,
    })
}

fn answer(answer: &ExecuteAnswer) -> StdResult<Response> {
    Ok(Response::new().set_data(to_binary(answer)?))
}
