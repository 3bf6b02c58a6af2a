//! What the contract does in transactions. None of them answers anything: what is to be seen is
//! seen by query, from the next block on.

use cosmwasm_std::{entry_point, DepsMut, Env, MessageInfo, Response, StdError, StdResult};
use rand::seq::SliceRandom;
use secret_toolkit::crypto::ContractPrng;
use secret_toolkit::viewing_key::ViewingKeyStore;

use crate::card::deck;
use crate::msg::{ExecuteMsg, InstantiateMsg, SEATS_MAX};
use crate::state::{Game, Player, PlayersKeys, GAME, HAND};

#[entry_point]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    if !(2..=SEATS_MAX).contains(&msg.seats) {
        return Err(StdError::generic_err(format!(
            "a game has from 2 to {SEATS_MAX} seats"
        )));
    }
    GAME.save(deps.storage, &Game::new(msg.seats, env.block.height))?;
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let mut game = GAME.load(deps.storage)?;
    match msg {
        ExecuteMsg::Join { viewing_key } => {
            PlayersKeys::set(deps.storage, info.sender.as_str(), &viewing_key);
            join(&mut game, &env, info)?;
        }
        ExecuteMsg::Lay { position } => game.lay(&info.sender, position)?,
    }
    game.changed_at = env.block.height;
    GAME.save(deps.storage, &game)?;
    Ok(Response::new())
}

fn join(game: &mut Game, env: &Env, info: MessageInfo) -> StdResult<()> {
    if game.is_full() {
        return Err(StdError::generic_err("all seats are taken"));
    }
    if game.player(info.sender.as_str()).is_ok() {
        return Err(StdError::generic_err("you have a seat already"));
    }
    game.players.push(Player::new(info.sender));
    if game.is_full() {
        deal(game, env);
    }
    Ok(())
}

/// Shuffles with random numbers of the enclave, which nobody knows before the block is made, and
/// afterwards nobody but the enclave.
fn deal(game: &mut Game, env: &Env) {
    let mut deck = deck();
    deck.shuffle(&mut ContractPrng::from_env(env));
    for (player, hand) in game.players.iter_mut().zip(deck.chunks_exact(HAND)) {
        player.hand = hand.to_vec();
    }
}
