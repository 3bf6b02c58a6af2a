//! What the contract does in transactions. An error anywhere takes the transfer that led here back
//! as well.

use cosmwasm_std::{
    entry_point, from_binary, Addr, CosmosMsg, DepsMut, Env, MessageInfo, Response, StdError,
    StdResult, Uint128,
};
use secret_toolkit::permit::RevokedPermits;
use secret_toolkit::snip20::{register_receive_msg, transfer_msg};

use crate::msg::{Contract, ExecuteMsg, InstantiateMsg, Order, ReceiveMsg, BLOCK_SIZE};
use crate::state::{add_offer, offer, save_offer, Offer, REVOKED_PERMITS, TOKENS};

#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    let [first, second] = &msg.tokens;
    if first.address == second.address {
        return Err(StdError::generic_err("a swap needs two tokens"));
    }
    let mut response = Response::new();
    for token in &msg.tokens {
        deps.api.addr_validate(token.address.as_str())?;
        response = response.add_message(register_receive_msg(
            env.contract.code_hash.clone(),
            None,
            BLOCK_SIZE,
            token.code_hash.clone(),
            token.address.to_string(),
        )?);
    }
    TOKENS.save(deps.storage, &msg.tokens)?;
    Ok(response)
}

#[entry_point]
pub fn execute(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> StdResult<Response> {
    match msg {
        ExecuteMsg::Receive(received) => receive(deps, info, received),
        ExecuteMsg::Cancel { id } => cancel(deps, info, id),
        ExecuteMsg::RevokePermit { permit_name } => {
            let account = info.sender.as_str();
            RevokedPermits::revoke_permit(deps.storage, REVOKED_PERMITS, account, &permit_name);
            Ok(Response::new())
        }
    }
}

/// The caller is believed because it is one of the two tokens, and nothing else is.
fn receive(deps: DepsMut, info: MessageInfo, received: ReceiveMsg) -> StdResult<Response> {
    let tokens = TOKENS.load(deps.storage)?;
    let token = (0u8..)
        .zip(&tokens)
        .find(|(_, token)| token.address == info.sender)
        .map(|(position, _)| position)
        .ok_or_else(|| StdError::generic_err("this token is not swapped here"))?;
    let order = received
        .msg
        .ok_or_else(|| StdError::generic_err("tokens come with an order"))?;
    match from_binary(&order)? {
        Order::Offer { taker, wants } => {
            let offer = Offer {
                maker: received.from,
                taker: deps.api.addr_validate(&taker)?,
                token,
                amount: received.amount.u128(),
                wants: wants.u128(),
                open: true,
            };
            make(deps, offer)
        }
        Order::Take { id } => take(deps, tokens, token, received.from, received.amount, id),
    }
}

fn make(deps: DepsMut, offer: Offer) -> StdResult<Response> {
    if offer.amount == 0 || offer.wants == 0 {
        return Err(StdError::generic_err(
            "an offer gives something for something",
        ));
    }
    if offer.maker == offer.taker {
        return Err(StdError::generic_err("an offer is for somebody else"));
    }
    add_offer(deps.storage, &offer)?;
    // No attribute and no data: what a response contains, and how long it is, is seen.
    Ok(Response::new())
}

fn take(
    deps: DepsMut,
    tokens: [Contract; 2],
    token: u8,
    taker: Addr,
    amount: Uint128,
    id: u64,
) -> StdResult<Response> {
    let mut offer = offer(deps.storage, id)
        .filter(|offer| offer.open && offer.taker == taker)
        .ok_or_else(|| StdError::generic_err("there is no such offer for you"))?;
    if offer.token == token || offer.wants != amount.u128() {
        return Err(StdError::generic_err("the offer wants something else"));
    }
    offer.open = false;
    save_offer(deps.storage, id, &offer)?;
    let [given, wanted] = sides(&tokens, offer.token);
    Ok(Response::new()
        .add_message(pay(wanted, offer.maker, offer.wants)?)
        .add_message(pay(given, offer.taker, offer.amount)?))
}

fn cancel(deps: DepsMut, info: MessageInfo, id: u64) -> StdResult<Response> {
    let mut offer = offer(deps.storage, id)
        .filter(|offer| offer.open && offer.maker == info.sender)
        .ok_or_else(|| StdError::generic_err("you have no such offer"))?;
    offer.open = false;
    save_offer(deps.storage, id, &offer)?;
    let tokens = TOKENS.load(deps.storage)?;
    let [given, _] = sides(&tokens, offer.token);
    Ok(Response::new().add_message(pay(given, offer.maker, offer.amount)?))
}

/// The token that an offer gives and the one that it wants.
pub fn sides(tokens: &[Contract; 2], given: u8) -> [&Contract; 2] {
    let [first, second] = tokens;
    match given {
        0 => [first, second],
        _ => [second, first],
    }
}

fn pay(token: &Contract, recipient: Addr, amount: u128) -> StdResult<CosmosMsg> {
    transfer_msg(
        recipient.into_string(),
        Uint128::new(amount),
        None,
        None,
        BLOCK_SIZE,
        token.code_hash.clone(),
        token.address.to_string(),
    )
}
