use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{from_binary, Addr, Env, Response, StdError, StdResult, Timestamp};
use secret_toolkit::permit::TokenPermissions;
use testing::{Account, Mock};
use vote::contract::{execute, instantiate, query};
use vote::msg::{
    BallotResponse, ExecuteMsg, InstantiateMsg, QueryMsg, StatusResponse, TallyResponse,
};

/// A voter who can sign permits; the others are `alice` and `bob`.
fn voter() -> Account {
    Account::new(1)
}

fn vote_until(ends_at: Option<Timestamp>) -> Mock {
    let mut deps = mock_dependencies();
    let msg = InstantiateMsg {
        question: "Tea or coffee?".to_string(),
        options: vec!["tea".to_string(), "coffee".to_string()],
        voters: vec!["alice".to_string(), "bob".to_string(), voter().address],
        ends_at,
    };
    instantiate(deps.as_mut(), mock_env(), mock_info("creator", &[]), msg).unwrap();
    deps
}

fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
    execute(deps.as_mut(), mock_env(), mock_info(sender, &[]), msg)
}

/// The result as seen in the block after that of `run`.
fn votes(deps: &Mock) -> StdResult<Vec<u32>> {
    let mut env = mock_env();
    env.block.height += 1;
    votes_in(deps, env)
}

fn votes_in(deps: &Mock, env: Env) -> StdResult<Vec<u32>> {
    let answer = query(deps.as_ref(), env, QueryMsg::Tally {})?;
    Ok(from_binary::<TallyResponse>(&answer)?.votes)
}

fn error(text: &str) -> StdError {
    StdError::generic_err(text)
}

#[test]
fn the_result_opens_when_the_creator_closes_the_vote() {
    let mut deps = vote_until(None);
    run(&mut deps, "alice", ExecuteMsg::Vote { choice: 1 }).unwrap();
    run(&mut deps, "bob", ExecuteMsg::Vote { choice: 1 }).unwrap();
    run(&mut deps, &voter().address, ExecuteMsg::Vote { choice: 0 }).unwrap();
    assert_eq!(votes(&deps), Err(error("the vote is not closed yet")));

    let refused = run(&mut deps, "alice", ExecuteMsg::Close {}).unwrap_err();
    assert_eq!(
        refused,
        error("only the creator can close the vote before its end")
    );
    run(&mut deps, "creator", ExecuteMsg::Close {}).unwrap();
    // Not in this block: the transaction could still fail.
    assert_eq!(
        votes_in(&deps, mock_env()),
        Err(error("the vote is not closed yet"))
    );
    assert_eq!(votes(&deps).unwrap(), [1, 2]);
}

#[test]
fn a_voter_may_change_their_mind_until_the_end() {
    let mut deps = vote_until(None);
    run(&mut deps, "alice", ExecuteMsg::Vote { choice: 1 }).unwrap();
    run(&mut deps, "alice", ExecuteMsg::Vote { choice: 0 }).unwrap();
    run(&mut deps, "alice", ExecuteMsg::Vote { choice: 0 }).unwrap();
    run(&mut deps, "creator", ExecuteMsg::Close {}).unwrap();
    assert_eq!(votes(&deps).unwrap(), [1, 0]);

    let refused = run(&mut deps, "alice", ExecuteMsg::Vote { choice: 1 }).unwrap_err();
    assert_eq!(refused, error("the vote is over"));
}

#[test]
fn only_voters_vote_and_only_for_what_there_is() {
    let mut deps = vote_until(None);
    let refused = run(&mut deps, "mallory", ExecuteMsg::Vote { choice: 0 }).unwrap_err();
    assert_eq!(refused, error("you are not among the voters"));
    let refused = run(&mut deps, "alice", ExecuteMsg::Vote { choice: 2 }).unwrap_err();
    assert_eq!(refused, error("there is no such option"));
    run(&mut deps, "creator", ExecuteMsg::Close {}).unwrap();
    assert_eq!(votes(&deps).unwrap(), [0, 0]);
}

#[test]
fn after_its_end_anybody_can_close_the_vote() {
    let end = mock_env().block.time.plus_seconds(60);
    let mut deps = vote_until(Some(end));
    run(&mut deps, "alice", ExecuteMsg::Vote { choice: 0 }).unwrap();
    assert!(run(&mut deps, "mallory", ExecuteMsg::Close {}).is_err());

    let mut late = mock_env();
    late.block.time = end;
    let info = mock_info("bob", &[]);
    let vote = ExecuteMsg::Vote { choice: 1 };
    let refused = execute(deps.as_mut(), late.clone(), info, vote).unwrap_err();
    assert_eq!(refused, error("the vote is over"));
    // Time alone opens nothing: a node could claim any time to a query.
    assert!(query(deps.as_ref(), late.clone(), QueryMsg::Tally {}).is_err());

    let info = mock_info("mallory", &[]);
    execute(deps.as_mut(), late, info, ExecuteMsg::Close {}).unwrap();
    assert_eq!(votes(&deps).unwrap(), [1, 0]);
}

#[test]
fn the_question_is_open_to_everybody() {
    let deps = vote_until(None);
    let answer = query(deps.as_ref(), mock_env(), QueryMsg::Status {}).unwrap();
    let expected = StatusResponse {
        question: "Tea or coffee?".to_string(),
        options: vec!["tea".to_string(), "coffee".to_string()],
        ends_at: None,
        closed: false,
    };
    assert_eq!(from_binary::<StatusResponse>(&answer).unwrap(), expected);
}

#[test]
fn a_vote_has_from_two_to_ten_options() {
    for (count, accepted) in [(0, false), (1, false), (2, true), (10, true), (11, false)] {
        let mut deps = mock_dependencies();
        let msg = InstantiateMsg {
            question: String::new(),
            options: vec!["one".to_string(); count],
            voters: vec![],
            ends_at: None,
        };
        let result = instantiate(deps.as_mut(), mock_env(), mock_info("creator", &[]), msg);
        assert_eq!(result.is_ok(), accepted, "{count} options");
    }
}

#[test]
fn a_voter_sees_their_own_ballot_with_a_permit() {
    let mut deps = vote_until(None);
    let ask = |deps: &Mock, permission| {
        let permit = voter().permit(&[permission]);
        query(deps.as_ref(), mock_env(), QueryMsg::Ballot { permit })
    };
    let ballot = |choice| BallotResponse {
        voter: Addr::unchecked(voter().address),
        choice,
    };
    let answer = ask(&deps, TokenPermissions::Owner).unwrap();
    assert_eq!(
        from_binary::<BallotResponse>(&answer).unwrap(),
        ballot(None)
    );

    run(&mut deps, &voter().address, ExecuteMsg::Vote { choice: 1 }).unwrap();
    let answer = ask(&deps, TokenPermissions::Owner).unwrap();
    assert_eq!(
        from_binary::<BallotResponse>(&answer).unwrap(),
        ballot(Some(1))
    );

    let refused = ask(&deps, TokenPermissions::Balance).unwrap_err();
    assert_eq!(refused, error("the permit needs the permission owner"));
}
