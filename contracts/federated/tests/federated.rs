use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{from_binary, Env, Response, StdError, StdResult};
use federated::contract::{execute, instantiate};
use federated::msg::{
    ExecuteMsg, InstantiateMsg, QueryMsg, QueryWithPermit, ScoresResponse, StatusResponse,
    BLOCK_SIZE, FEATURES_MAX, MEMBERS_MAX, SAMPLES_MAX,
};
use federated::query::query;
use secret_toolkit::permit::TokenPermissions;
use testing::{Account, Mock};

fn terms() -> InstantiateMsg {
    InstantiateMsg {
        members: [1, 2, 3]
            .map(|number| Account::new(number).address)
            .to_vec(),
        features: 2,
        contributions_min: 2,
        cases_max: 4,
        batch: 3,
    }
}

fn create(msg: InstantiateMsg) -> StdResult<Mock> {
    let mut deps = mock_dependencies();
    instantiate(deps.as_mut(), mock_env(), mock_info("creator", &[]), msg)?;
    Ok(deps)
}

/// The members, and a model that two of them have trained: it scores 731 where the features are 1
/// and 0, and 500 where both are 0.
fn trained() -> (Mock, [Account; 3]) {
    let members = [1, 2, 3].map(Account::new);
    let mut deps = create(terms()).unwrap();
    contribute(&mut deps, &members[0], &[-300, 400, 900], 100).unwrap();
    contribute(&mut deps, &members[1], &[100, 1200, -300], 300).unwrap();
    run(&mut deps, "creator", ExecuteMsg::Close {}).unwrap();
    (deps, members)
}

/// The environment of the block after that of `run`.
fn later() -> Env {
    let mut env = mock_env();
    env.block.height += 1;
    env
}

fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
    execute(deps.as_mut(), mock_env(), mock_info(sender, &[]), msg)
}

fn contribute(
    deps: &mut Mock,
    member: &Account,
    weights: &[i32],
    samples: u32,
) -> StdResult<Response> {
    let weights = weights.to_vec();
    let msg = ExecuteMsg::Contribute { weights, samples };
    run(deps, &member.address, msg)
}

fn score(deps: &mut Mock, member: &Account, features: &[i32]) -> StdResult<Response> {
    let features = features.to_vec();
    run(deps, &member.address, ExecuteMsg::Score { features })
}

fn status(deps: &Mock) -> StatusResponse {
    from_binary(&query(deps.as_ref(), later(), QueryMsg::Status {}).unwrap()).unwrap()
}

fn scores(deps: &Mock, member: &Account, start: Option<u32>) -> StdResult<ScoresResponse> {
    let msg = QueryMsg::WithPermit {
        permit: member.permit(&[TokenPermissions::Owner]),
        query: QueryWithPermit::Scores { start },
    };
    let answer = query(deps.as_ref(), later(), msg)?;
    assert_eq!(answer.len() % BLOCK_SIZE, 0);
    from_binary(&answer)
}

fn error<T>(text: &str) -> StdResult<T> {
    Err(StdError::generic_err(text))
}

#[test]
fn cases_are_scored_with_the_mean_of_all_models() {
    let (mut deps, [one, other, _]) = trained();
    score(&mut deps, &one, &[1000, 0]).unwrap();
    score(&mut deps, &other, &[0, 0]).unwrap();
    score(&mut deps, &one, &[-1000, 0]).unwrap();
    let own = scores(&deps, &one, None).unwrap();
    assert_eq!((own.scores, own.total), (vec![731, 269], 2));
    assert_eq!(scores(&deps, &other, None).unwrap().scores, [500]);
    let rest = scores(&deps, &one, Some(1)).unwrap();
    assert_eq!((rest.scores, rest.total), (vec![269], 2));
    assert_eq!(scores(&deps, &one, Some(9)).unwrap().scores.len(), 0);
}

#[test]
fn the_mean_score_is_told_of_whole_batches() {
    let (mut deps, [one, other, _]) = trained();
    for (member, features, expected) in [
        (&one, [1000, 0], (0, None)),
        (&one, [1000, 0], (0, None)),
        (&other, [0, 0], (3, Some(654))),
        (&other, [0, 0], (3, Some(654))),
    ] {
        score(&mut deps, member, &features).unwrap();
        let status = status(&deps);
        assert_eq!((status.cases, status.mean), expected);
    }
}

#[test]
fn nothing_is_told_in_the_block_that_scores_a_case() {
    let (mut deps, [one, ..]) = trained();
    score(&mut deps, &one, &[0, 0]).unwrap();
    let scores = QueryMsg::WithPermit {
        permit: one.permit(&[TokenPermissions::Owner]),
        query: QueryWithPermit::Scores { start: None },
    };
    for msg in [scores, QueryMsg::Status {}] {
        assert_eq!(
            query(deps.as_ref(), mock_env(), msg),
            error("a case is being scored: ask again in the next block")
        );
    }
}

#[test]
fn a_member_contributes_once_and_before_the_end() {
    let members = [1, 2, 3].map(Account::new);
    let mut deps = create(terms()).unwrap();
    let [one, other, third] = &members;
    contribute(&mut deps, one, &[1, 2, 3], 10).unwrap();
    assert_eq!(
        contribute(&mut deps, one, &[1, 2, 3], 10),
        error("you have contributed already")
    );
    let stranger = Account::new(9);
    assert_eq!(
        contribute(&mut deps, &stranger, &[1, 2, 3], 10),
        error("you are not a member")
    );
    let refused = error("a model has 3 weights here");
    assert_eq!(contribute(&mut deps, other, &[1, 2], 10), refused);
    for samples in [0, SAMPLES_MAX + 1] {
        assert_eq!(
            contribute(&mut deps, other, &[1, 2, 3], samples),
            error("a model has from 1 to 1000000 samples")
        );
    }
    contribute(&mut deps, other, &[i32::MAX, i32::MIN, 3], SAMPLES_MAX).unwrap();
    run(&mut deps, "creator", ExecuteMsg::Close {}).unwrap();
    assert_eq!(
        contribute(&mut deps, third, &[1, 2, 3], 10),
        error("the contributions are closed")
    );
}

#[test]
fn the_creator_closes_when_enough_have_contributed() {
    let [one, other, _] = [1, 2, 3].map(Account::new);
    let mut deps = create(terms()).unwrap();
    contribute(&mut deps, &one, &[1, 2, 3], 10).unwrap();
    assert_eq!(
        run(&mut deps, "creator", ExecuteMsg::Close {}),
        error("too few have contributed")
    );
    contribute(&mut deps, &other, &[1, 2, 3], 10).unwrap();
    assert_eq!(
        run(&mut deps, &one.address, ExecuteMsg::Close {}),
        error("only the creator can close")
    );
    assert_eq!(
        score(&mut deps, &one, &[0, 0]),
        error("the contributions are still open")
    );
    run(&mut deps, "creator", ExecuteMsg::Close {}).unwrap();
    let expected = StatusResponse {
        members: 3,
        contributions: 2,
        closed: true,
        cases: 0,
        mean: None,
    };
    assert_eq!(status(&deps), expected);
}

#[test]
fn members_alone_have_cases_scored_and_not_too_many() {
    let (mut deps, [one, other, _]) = trained();
    assert_eq!(
        score(&mut deps, &Account::new(9), &[0, 0]),
        error("you are not a member")
    );
    assert_eq!(
        score(&mut deps, &one, &[0]),
        error("a case has 2 features here")
    );
    for _ in 0..4 {
        score(&mut deps, &one, &[0, 0]).unwrap();
    }
    assert_eq!(
        score(&mut deps, &one, &[0, 0]),
        error("you have no cases left")
    );
    score(&mut deps, &other, &[0, 0]).unwrap();
}

#[test]
fn scores_are_read_with_ones_own_permit() {
    let (mut deps, [one, ..]) = trained();
    let msg = QueryMsg::WithPermit {
        permit: one.permit(&[TokenPermissions::History]),
        query: QueryWithPermit::Scores { start: None },
    };
    assert_eq!(
        query(deps.as_ref(), mock_env(), msg),
        error("the permit needs the permission owner")
    );
    let permit_name = "permit".to_string();
    run(
        &mut deps,
        &one.address,
        ExecuteMsg::RevokePermit { permit_name },
    )
    .unwrap();
    let refused = scores(&deps, &one, None).unwrap_err();
    assert!(refused.to_string().contains("was revoked"), "{refused}");
}

#[test]
fn terms_that_keep_no_secret_are_refused() {
    let secrets = "the mean of fewer than two is no secret";
    for (msg, expected) in [
        (
            InstantiateMsg {
                batch: 1,
                ..terms()
            },
            secrets,
        ),
        (
            InstantiateMsg {
                contributions_min: 1,
                ..terms()
            },
            secrets,
        ),
        (
            InstantiateMsg {
                features: 0,
                ..terms()
            },
            "a case has from 1 to 16 features",
        ),
        (
            InstantiateMsg {
                members: vec!["somebody".to_string(); MEMBERS_MAX + 1],
                ..terms()
            },
            "there are at most 100 members",
        ),
        (
            InstantiateMsg {
                features: FEATURES_MAX + 1,
                ..terms()
            },
            "a case has from 1 to 16 features",
        ),
    ] {
        assert_eq!(create(msg).map(|_| ()), error(expected));
    }
}
