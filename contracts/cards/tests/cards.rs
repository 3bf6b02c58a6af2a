use std::collections::BTreeSet;

use cards::contract::{execute, instantiate};
use cards::msg::{
    ExecuteMsg, HandResponse, InstantiateMsg, QueryMsg, TableResponse, BLOCK_SIZE, SEATS_MAX,
};
use cards::query::query;
use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{from_binary, Binary, Env, Response, StdError, StdResult};
use testing::Mock;

/// The environment of block `number`, with random numbers of its own.
fn block(number: u64) -> Env {
    let mut env = mock_env();
    env.block.height = number;
    env.block.random = Some(Binary(vec![number as u8; 32]));
    env
}

fn game(seats: u8) -> Mock {
    let mut deps = mock_dependencies();
    let info = mock_info("creator", &[]);
    instantiate(deps.as_mut(), block(1), info, InstantiateMsg { seats }).unwrap();
    deps
}

/// A game that `players` have joined, dealt in block 2.
fn dealt(players: &[&str]) -> Mock {
    let mut deps = game(players.len() as u8);
    for player in players {
        join(&mut deps, player).unwrap();
    }
    deps
}

fn join(deps: &mut Mock, player: &str) -> StdResult<Response> {
    let viewing_key = format!("key of {player}");
    run(deps, player, ExecuteMsg::Join { viewing_key })
}

fn lay(deps: &mut Mock, player: &str, position: u8) -> StdResult<Response> {
    run(deps, player, ExecuteMsg::Lay { position })
}

fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
    execute(deps.as_mut(), block(2), mock_info(sender, &[]), msg)
}

fn hand_in(deps: &Mock, env: Env, player: &str, key: &str) -> StdResult<HandResponse> {
    let msg = QueryMsg::Hand {
        player: player.to_string(),
        key: key.to_string(),
    };
    let answer = query(deps.as_ref(), env, msg)?;
    assert_eq!(answer.len(), BLOCK_SIZE);
    from_binary(&answer)
}

fn hand(deps: &Mock, player: &str) -> Vec<String> {
    let key = format!("key of {player}");
    hand_in(deps, block(3), player, &key).unwrap().cards
}

fn table(deps: &Mock) -> TableResponse {
    from_binary(&query(deps.as_ref(), block(3), QueryMsg::Table {}).unwrap()).unwrap()
}

/// The place of a card's rank and suit among all.
fn value(card: &str) -> usize {
    let (rank, suit) = card.split_at(card.len() - 1);
    let ranks = "2 3 4 5 6 7 8 9 10 J Q K A";
    let rank = ranks.split(' ').position(|name| name == rank).unwrap();
    4 * rank + "CDHS".find(suit).unwrap()
}

fn error<T>(text: &str) -> StdResult<T> {
    Err(StdError::generic_err(text))
}

#[test]
fn everybody_is_dealt_five_cards_of_one_deck() {
    let players = ["alice", "bob", "carol", "dave"];
    let deps = dealt(&players);
    let hands: Vec<_> = players.map(|player| hand(&deps, player)).concat();
    assert_eq!(hands.len(), 20);
    let different: BTreeSet<_> = hands.iter().map(|card| value(card)).collect();
    assert_eq!(different.len(), 20);
}

#[test]
fn the_block_decides_the_cards() {
    let hands = [5, 6, 6].map(|number| {
        let mut deps = game(2);
        join(&mut deps, "alice").unwrap();
        let viewing_key = "key".to_string();
        let msg = ExecuteMsg::Join { viewing_key };
        execute(deps.as_mut(), block(number), mock_info("bob", &[]), msg).unwrap();
        hand_in(&deps, block(7), "bob", "key").unwrap().cards
    });
    assert_ne!(hands[0], hands[1]);
    assert_eq!(hands[1], hands[2]);
}

#[test]
fn a_hand_is_seen_with_its_viewing_key_alone() {
    let deps = dealt(&["alice", "bob"]);
    for (player, key) in [
        ("alice", "key of bob"),
        ("alice", ""),
        ("carol", "key of carol"),
    ] {
        let refused = hand_in(&deps, block(3), player, key);
        assert_eq!(refused, error("wrong viewing key"), "{player} {key}");
    }
}

#[test]
fn nothing_is_seen_in_the_block_that_decides_it() {
    let deps = dealt(&["alice", "bob"]);
    let refused = error("the cards are being turned: ask again in the next block");
    assert_eq!(hand_in(&deps, block(2), "bob", "key of bob"), refused);
    let table = query(deps.as_ref(), block(2), QueryMsg::Table {});
    assert_eq!(
        table,
        error("the cards are being turned: ask again in the next block")
    );
}

#[test]
fn a_round_is_open_when_all_have_laid() {
    let mut deps = dealt(&["alice", "bob"]);
    lay(&mut deps, "alice", 3).unwrap();
    let waiting = table(&deps);
    assert_eq!((waiting.laid, waiting.rounds.len()), (vec![1, 0], 0));
    assert_eq!(waiting.tricks, [0, 0]);

    lay(&mut deps, "bob", 0).unwrap();
    let cards = [
        hand(&deps, "alice")[3].clone(),
        hand(&deps, "bob")[0].clone(),
    ];
    let open = table(&deps);
    assert_eq!(open.rounds, [cards.to_vec()]);
    let alice_wins = value(&cards[0]) > value(&cards[1]);
    assert_eq!(open.tricks, [u8::from(alice_wins), u8::from(!alice_wins)]);
}

#[test]
fn who_takes_most_tricks_wins() {
    for players in [&["alice", "bob"][..], &["alice", "bob", "carol", "dave"]] {
        let mut deps = dealt(players);
        let mut expected = vec![0; players.len()];
        for round in 0..5 {
            assert_eq!(table(&deps).winners.len(), 0);
            let mut cards = vec![];
            for player in players {
                cards.push(value(&hand(&deps, player)[usize::from(round)]));
                lay(&mut deps, player, round).unwrap();
            }
            let highest = cards.iter().max().unwrap();
            expected[cards.iter().position(|card| card == highest).unwrap()] += 1;
        }
        let end = table(&deps);
        assert_eq!(end.tricks, expected);
        let most = expected.iter().max().unwrap();
        let best = players
            .iter()
            .zip(&expected)
            .filter(|(_, count)| *count == most);
        let winners: Vec<_> = best.map(|(player, _)| player.to_string()).collect();
        assert_eq!(end.winners, winners);
        assert!(lay(&mut deps, "alice", 0).is_err());
    }
}

#[test]
fn a_card_is_laid_once_and_in_turn() {
    let mut deps = dealt(&["alice", "bob"]);
    let refused = lay(&mut deps, "alice", 5);
    assert_eq!(refused, error("there is no such card in your hand"));
    lay(&mut deps, "alice", 4).unwrap();
    let refused = lay(&mut deps, "alice", 3);
    assert_eq!(refused, error("the others have not laid yet"));
    lay(&mut deps, "bob", 4).unwrap();
    let refused = lay(&mut deps, "alice", 4);
    assert_eq!(refused, error("you have laid this card already"));
    assert_eq!(lay(&mut deps, "mallory", 0), error("you do not play"));
}

#[test]
fn a_seat_is_taken_once_and_the_cards_wait_for_the_last() {
    let mut deps = game(2);
    join(&mut deps, "alice").unwrap();
    assert_eq!(hand(&deps, "alice").len(), 0);
    assert_eq!(
        lay(&mut deps, "alice", 0),
        error("there is no such card in your hand")
    );
    assert_eq!(join(&mut deps, "alice"), error("you have a seat already"));
    join(&mut deps, "bob").unwrap();
    assert_eq!(join(&mut deps, "carol"), error("all seats are taken"));
    assert_eq!(table(&deps).players, ["alice", "bob"]);
}

#[test]
fn a_game_has_from_two_to_four_seats() {
    for (seats, accepted) in [
        (1, false),
        (2, true),
        (SEATS_MAX, true),
        (SEATS_MAX + 1, false),
    ] {
        let mut deps = mock_dependencies();
        let info = mock_info("creator", &[]);
        let made = instantiate(deps.as_mut(), block(1), info, InstantiateMsg { seats });
        assert_eq!(made.is_ok(), accepted, "{seats} seats");
    }
}
