//! What the contract does.

use cosmwasm_std::{
    entry_point, to_binary, Addr, Binary, CosmosMsg, Deps, DepsMut, Env, MessageInfo, Response,
    StdError, StdResult, Uint128,
};
use secret_toolkit::permit::{validate, Permit, TokenPermissions};
use secret_toolkit::snip20::{register_receive_msg, transfer_msg};

use crate::msg::{
    Bid, BidResponse, Contract, ExecuteMsg, InstantiateMsg, QueryMsg, ReceiveMsg, StatusResponse,
};
use crate::state::{
    Auction, Leader, AUCTION, BIDS, CLOSED_AT, LEADER, NOT_CLOSED, REVOKED_PERMITS,
};

/// Messages to the token are padded to a multiple of this, so that their length tells no amount.
const BLOCK_SIZE: usize = 256;

#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    let auction = Auction {
        seller: info.sender.clone(),
        token: Contract {
            address: deps.api.addr_validate(msg.token.address.as_str())?,
            code_hash: msg.token.code_hash,
        },
        item: msg.item,
        minimum: msg.minimum.u128(),
        ends_at: msg.ends_at,
    };
    AUCTION.save(deps.storage, &auction)?;
    CLOSED_AT.save(deps.storage, &NOT_CLOSED)?;
    let nobody = Leader {
        bidder: info.sender,
        amount: 0,
    };
    LEADER.save(deps.storage, &nobody)?;

    let register = register_receive_msg(
        env.contract.code_hash,
        None,
        BLOCK_SIZE,
        auction.token.code_hash,
        auction.token.address.into_string(),
    )?;
    Ok(Response::new().add_message(register))
}

#[entry_point]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    match msg {
        ExecuteMsg::Receive(received) => bid(deps, env, info, received),
        ExecuteMsg::Close {} => close(deps, env, info),
        ExecuteMsg::Withdraw {} => withdraw(deps, env, info),
    }
}

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Status {} => to_binary(&status(deps, env)?),
        QueryMsg::Bid { permit } => to_binary(&own_bid(deps, env, permit)?),
    }
}

/// An error here takes the transfer back as well.
fn bid(deps: DepsMut, env: Env, info: MessageInfo, received: ReceiveMsg) -> StdResult<Response> {
    let auction = AUCTION.load(deps.storage)?;
    if info.sender != auction.token.address {
        return Err(StdError::generic_err(
            "this is not the token of the auction",
        ));
    }
    if is_closed(deps.as_ref())? || env.block.time >= auction.ends_at {
        return Err(StdError::generic_err("the auction is over"));
    }
    let before = BIDS.get(deps.storage, &received.from).unwrap_or_default();
    let amount = before
        .checked_add(received.amount.u128())
        .ok_or_else(|| StdError::generic_err("the bid is too large"))?;
    BIDS.insert(deps.storage, &received.from, &amount)?;

    let leader = LEADER.load(deps.storage)?;
    let leads = amount >= auction.minimum && amount > leader.amount;
    let leader = match leads {
        true => Leader {
            bidder: received.from,
            amount,
        },
        false => leader,
    };
    LEADER.save(deps.storage, &leader)?;
    Ok(Response::new())
}

fn close(deps: DepsMut, env: Env, info: MessageInfo) -> StdResult<Response> {
    let auction = AUCTION.load(deps.storage)?;
    if is_closed(deps.as_ref())? {
        return Err(StdError::generic_err("the auction is closed already"));
    }
    if info.sender != auction.seller && env.block.time < auction.ends_at {
        return Err(StdError::generic_err(
            "only the seller can close the auction before its end",
        ));
    }
    CLOSED_AT.save(deps.storage, &env.block.height)?;
    let leader = LEADER.load(deps.storage)?;
    if leader.amount > 0 {
        BIDS.insert(deps.storage, &leader.bidder, &0)?;
        let own = BIDS.get(deps.storage, &auction.seller).unwrap_or_default();
        let earned = own + leader.amount;
        BIDS.insert(deps.storage, &auction.seller, &earned)?;
    }
    Ok(Response::new())
}

fn is_closed(deps: Deps) -> StdResult<bool> {
    Ok(CLOSED_AT.load(deps.storage)? != NOT_CLOSED)
}

/// Whether the block that closed the auction is over.
fn is_settled(deps: Deps, env: &Env) -> StdResult<bool> {
    Ok(env.block.height > CLOSED_AT.load(deps.storage)?)
}

fn withdraw(deps: DepsMut, env: Env, info: MessageInfo) -> StdResult<Response> {
    if !is_settled(deps.as_ref(), &env)? {
        return Err(StdError::generic_err(
            "bids bind until the auction is closed",
        ));
    }
    let amount = BIDS.get(deps.storage, &info.sender).unwrap_or_default();
    if amount == 0 {
        return Err(StdError::generic_err("there is nothing to withdraw"));
    }
    BIDS.insert(deps.storage, &info.sender, &0)?;
    let token = AUCTION.load(deps.storage)?.token;
    Ok(Response::new().add_message(pay(token, info.sender, amount)?))
}

fn pay(token: Contract, recipient: Addr, amount: u128) -> StdResult<CosmosMsg> {
    transfer_msg(
        recipient.into_string(),
        Uint128::new(amount),
        None,
        None,
        BLOCK_SIZE,
        token.code_hash,
        token.address.into_string(),
    )
}

fn status(deps: Deps, env: Env) -> StdResult<StatusResponse> {
    let auction = AUCTION.load(deps.storage)?;
    let leader = LEADER.load(deps.storage)?;
    let winner = (is_settled(deps, &env)? && leader.amount > 0).then(|| Bid {
        bidder: leader.bidder,
        amount: leader.amount.into(),
    });
    Ok(StatusResponse {
        seller: auction.seller,
        token: auction.token,
        item: auction.item,
        minimum: auction.minimum.into(),
        ends_at: auction.ends_at,
        closed: is_closed(deps)?,
        winner,
    })
}

fn own_bid(deps: Deps, env: Env, permit: Permit) -> StdResult<BidResponse> {
    if !permit.check_permission(&TokenPermissions::Owner) {
        return Err(StdError::generic_err(
            "the permit needs the permission owner",
        ));
    }
    let contract = env.contract.address.into_string();
    let bidder = Addr::unchecked(validate(deps, REVOKED_PERMITS, &permit, contract, None)?);
    let amount = BIDS.get(deps.storage, &bidder).unwrap_or_default();
    Ok(BidResponse {
        amount: amount.into(),
    })
}
