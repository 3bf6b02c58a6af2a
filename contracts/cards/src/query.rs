//! What the contract answers, to whom, and when.
//!
//! Nothing is shown in the block in which it was decided. Otherwise a player could play through a
//! contract of their own that looks at the hand just dealt, or at the trick just decided, and fails
//! when it does not like it: a failed transaction takes everything back, and the player tries again.

use cosmwasm_std::{entry_point, to_binary, Binary, Deps, Env, StdError, StdResult};
use secret_toolkit::utils::pad_query_result;
use secret_toolkit::viewing_key::ViewingKeyStore;

use crate::card::Card;
use crate::msg::{HandResponse, QueryMsg, TableResponse, BLOCK_SIZE};
use crate::state::{Game, PlayersKeys, GAME};

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let game = GAME.load(deps.storage)?;
    if env.block.height <= game.changed_at {
        return Err(StdError::generic_err(
            "the cards are being turned: ask again in the next block",
        ));
    }
    let answer = match msg {
        QueryMsg::Table {} => to_binary(&table(&game)),
        QueryMsg::Hand { player, key } => {
            PlayersKeys::check(deps.storage, &player, &key)
                .map_err(|_| StdError::generic_err("wrong viewing key"))?;
            to_binary(&hand(&game, &player)?)
        }
    };
    pad_query_result(answer, BLOCK_SIZE)
}

fn table(game: &Game) -> TableResponse {
    let players = game.players.iter();
    TableResponse {
        seats: game.seats,
        players: players
            .clone()
            .map(|player| player.address.clone())
            .collect(),
        laid: players.map(|player| player.laid().len() as u8).collect(),
        rounds: game.rounds().iter().map(|cards| names(cards)).collect(),
        tricks: game.tricks(),
        winners: game.winners(),
    }
}

fn hand(game: &Game, player: &str) -> StdResult<HandResponse> {
    let player = game.player(player)?;
    Ok(HandResponse {
        cards: names(&player.hand),
        laid: player.laid(),
    })
}

fn names(cards: &[Card]) -> Vec<String> {
    cards.iter().map(Card::to_string).collect()
}
