use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{from_binary, Binary, Response, StdError, StdResult};
use credit::contract::{execute, instantiate};
use credit::msg::{
    Band, BandResponse, ExecuteMsg, Facts, InstantiateMsg, Permission, QueryMsg, QueryWithPermit,
    ScoreResponse, Scorecard, BLOCK_SIZE,
};
use credit::query::query;
use secret_toolkit::permit::Permit;
use testing::{Account, Mock};

fn scorecard(bands: [u32; 3]) -> Scorecard {
    Scorecard {
        base: 500,
        income: 40,
        debt: -5,
        years_employed: 10,
        missed_payments: -50,
        bands,
    }
}

const FACTS: Facts = Facts {
    income: 3500,
    debt: 12_000,
    years_employed: 9,
    missed_payments: 0,
};

fn create(bands: [u32; 3]) -> StdResult<Mock> {
    let mut deps = mock_dependencies();
    let msg = InstantiateMsg {
        sources: vec!["bank".to_string()],
        scorecard: scorecard(bands),
    };
    instantiate(deps.as_mut(), mock_env(), mock_info("agency", &[]), msg)?;
    Ok(deps)
}

fn credit() -> Mock {
    create([740, 670, 580]).unwrap()
}

fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
    execute(deps.as_mut(), mock_env(), mock_info(sender, &[]), msg)
}

fn report(deps: &mut Mock, sender: &str, subject: &Account, facts: Facts) -> StdResult<Response> {
    let subject = subject.address.clone();
    run(deps, sender, ExecuteMsg::Report { subject, facts })
}

fn ask(deps: &Mock, permit: Permit<Permission>, query_msg: QueryWithPermit) -> StdResult<Binary> {
    let msg = QueryMsg::WithPermit {
        permit,
        query: query_msg,
    };
    let answer = query(deps.as_ref(), mock_env(), msg)?;
    assert_eq!(answer.len(), BLOCK_SIZE);
    Ok(answer)
}

fn error<T>(text: &str) -> StdResult<T> {
    Err(StdError::generic_err(text))
}

#[test]
fn a_person_sees_their_score_and_shows_a_lender_the_band() {
    let mut deps = credit();
    let person = Account::new(1);
    report(&mut deps, "bank", &person, FACTS).unwrap();

    let own = person.permit(&[Permission::Owner]);
    let answer = ask(&deps, own.clone(), QueryWithPermit::Score {}).unwrap();
    let expected = ScoreResponse {
        facts: FACTS,
        score: 670,
        band: Band::B,
    };
    assert_eq!(from_binary::<ScoreResponse>(&answer).unwrap(), expected);

    let for_lender = person.permit(&[Permission::Band]);
    let expected = BandResponse {
        subject: person.address.clone(),
        band: Band::B,
    };
    for permit in [for_lender.clone(), own] {
        let answer = ask(&deps, permit, QueryWithPermit::Band {}).unwrap();
        assert_eq!(from_binary::<BandResponse>(&answer).unwrap(), expected);
    }
    assert_eq!(
        ask(&deps, for_lender, QueryWithPermit::Score {}),
        error("the permit does not allow this")
    );
}

#[test]
fn a_lender_sees_no_more_once_the_permit_is_revoked() {
    let mut deps = credit();
    let person = Account::new(1);
    report(&mut deps, "bank", &person, FACTS).unwrap();
    let permit = person.permit(&[Permission::Band]);
    ask(&deps, permit.clone(), QueryWithPermit::Band {}).unwrap();

    let permit_name = permit.params.permit_name.clone();
    run(
        &mut deps,
        &person.address,
        ExecuteMsg::RevokePermit { permit_name },
    )
    .unwrap();
    let refused = ask(&deps, permit, QueryWithPermit::Band {}).unwrap_err();
    assert!(refused.to_string().contains("was revoked"), "{refused}");
}

#[test]
fn a_permit_that_was_widened_is_refused() {
    let mut deps = credit();
    let person = Account::new(1);
    report(&mut deps, "bank", &person, FACTS).unwrap();
    let mut permit = person.permit(&[Permission::Band]);
    permit.params.permissions.push(Permission::Owner);
    let refused = ask(&deps, permit, QueryWithPermit::Score {}).unwrap_err();
    assert!(refused.to_string().contains("verify"), "{refused}");
}

#[test]
fn sources_alone_report_and_the_last_report_counts() {
    let mut deps = credit();
    let person = Account::new(1);
    let refused = report(&mut deps, &person.address, &person, FACTS);
    assert_eq!(refused, error("you are not a source"));
    let permit = person.permit(&[Permission::Owner]);
    assert_eq!(
        ask(&deps, permit.clone(), QueryWithPermit::Score {}),
        error("nothing is known about this account")
    );

    report(&mut deps, "bank", &person, FACTS).unwrap();
    let worse = Facts {
        missed_payments: 3,
        ..FACTS
    };
    report(&mut deps, "bank", &person, worse).unwrap();
    let answer = ask(&deps, permit, QueryWithPermit::Score {}).unwrap();
    assert_eq!(from_binary::<ScoreResponse>(&answer).unwrap().score, 520);
}

#[test]
fn bands_go_from_high_to_low() {
    for bands in [[740, 740, 580], [740, 580, 670]] {
        let refused = create(bands).map(|_| ());
        assert_eq!(refused, error("bands go from high to low"));
    }
}
