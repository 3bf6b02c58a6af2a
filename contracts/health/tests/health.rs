use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{from_binary, Binary, Env, Response, StdError, StdResult};
use health::contract::{execute, instantiate};
use health::msg::{
    Action, AuditResponse, ExecuteMsg, InstantiateMsg, QueryMsg, QueryWithPermit, RecordsResponse,
    Viewer, BLOCK_SIZE, ENTRIES_MAX, TEXT_BYTES_MAX,
};
use health::query::query;
use secret_toolkit::permit::TokenPermissions;
use testing::{Account, Mock};

/// The environment of a later block than that of `run`.
fn later() -> Env {
    let mut env = mock_env();
    env.block.height += 1;
    env
}

fn health() -> Mock {
    let mut deps = mock_dependencies();
    let info = mock_info("creator", &[]);
    instantiate(deps.as_mut(), mock_env(), info, InstantiateMsg {}).unwrap();
    deps
}

fn run(deps: &mut Mock, sender: &Account, msg: ExecuteMsg) -> StdResult<Response> {
    let info = mock_info(&sender.address, &[]);
    execute(deps.as_mut(), mock_env(), info, msg)
}

fn consent(deps: &mut Mock, patient: &Account, doctor: &Account) {
    let doctor = doctor.address.clone();
    run(deps, patient, ExecuteMsg::Consent { doctor }).unwrap();
}

fn withdraw(deps: &mut Mock, patient: &Account, doctor: &Account) {
    let doctor = doctor.address.clone();
    run(deps, patient, ExecuteMsg::Withdraw { doctor }).unwrap();
}

fn add(deps: &mut Mock, author: &Account, patient: &Account, text: &str) -> StdResult<Response> {
    let (patient, text) = (patient.address.clone(), text.to_string());
    run(deps, author, ExecuteMsg::Add { patient, text })
}

fn open(deps: &mut Mock, doctor: &Account, patient: &Account) -> StdResult<Response> {
    let patient = patient.address.clone();
    run(deps, doctor, ExecuteMsg::Open { patient })
}

fn ask(deps: &Mock, env: Env, asker: &Account, query_msg: QueryWithPermit) -> StdResult<Binary> {
    let msg = QueryMsg::WithPermit {
        permit: asker.permit(&[TokenPermissions::Owner]),
        query: query_msg,
    };
    let answer = query(deps.as_ref(), env, msg)?;
    assert_eq!(answer.len() % BLOCK_SIZE, 0);
    Ok(answer)
}

fn records_in(deps: &Mock, env: Env, asker: &Account, patient: &Account) -> StdResult<Vec<String>> {
    let query = QueryWithPermit::Records {
        patient: patient.address.clone(),
        start: None,
    };
    let answer: RecordsResponse = from_binary(&ask(deps, env, asker, query)?)?;
    assert_eq!(answer.total as usize, answer.records.len());
    Ok(answer
        .records
        .into_iter()
        .map(|record| record.text)
        .collect())
}

fn records(deps: &Mock, asker: &Account, patient: &Account) -> StdResult<Vec<String>> {
    records_in(deps, later(), asker, patient)
}

fn trail(deps: &Mock, patient: &Account) -> Vec<(String, Action, u32)> {
    let query = QueryWithPermit::Audit { start: None };
    let answer = ask(deps, later(), patient, query).unwrap();
    let answer: AuditResponse = from_binary(&answer).unwrap();
    let entries = answer.entries.into_iter();
    entries
        .map(|entry| (entry.account.into_string(), entry.action, entry.records))
        .collect()
}

fn texts(texts: &[&str]) -> StdResult<Vec<String>> {
    Ok(texts.iter().map(|text| text.to_string()).collect())
}

fn error<T>(text: &str) -> StdResult<T> {
    Err(StdError::generic_err(text))
}

/// A patient, their doctor, and somebody else.
fn accounts() -> (Account, Account, Account) {
    (Account::new(1), Account::new(2), Account::new(3))
}

#[test]
fn a_doctor_reads_with_consent_what_they_have_opened() {
    let (patient, doctor, _) = accounts();
    let mut deps = health();
    consent(&mut deps, &patient, &doctor);
    add(&mut deps, &patient, &patient, "allergic to hazel").unwrap();
    assert_eq!(records(&deps, &doctor, &patient), texts(&[]));

    open(&mut deps, &doctor, &patient).unwrap();
    assert_eq!(
        records(&deps, &doctor, &patient),
        texts(&["allergic to hazel"])
    );

    // A later record needs to be opened anew, even one's own.
    add(&mut deps, &doctor, &patient, "no hazel").unwrap();
    assert_eq!(
        records(&deps, &doctor, &patient),
        texts(&["allergic to hazel"])
    );
    assert_eq!(
        records(&deps, &patient, &patient),
        texts(&["allergic to hazel", "no hazel"])
    );
}

#[test]
fn without_consent_a_doctor_does_nothing() {
    let (patient, doctor, stranger) = accounts();
    let mut deps = health();
    add(&mut deps, &patient, &patient, "allergic to hazel").unwrap();
    consent(&mut deps, &patient, &doctor);
    let refused = "the patient has not consented";
    assert_eq!(open(&mut deps, &stranger, &patient), error(refused));
    assert_eq!(add(&mut deps, &stranger, &patient, "text"), error(refused));
    assert_eq!(records(&deps, &stranger, &patient), error(refused));
    // Consent is of one side: the doctor's records are not the patient's.
    assert_eq!(records(&deps, &patient, &doctor), error(refused));
}

#[test]
fn consent_taken_back_closes_what_was_open() {
    let (patient, doctor, _) = accounts();
    let mut deps = health();
    consent(&mut deps, &patient, &doctor);
    add(&mut deps, &patient, &patient, "allergic to hazel").unwrap();
    open(&mut deps, &doctor, &patient).unwrap();
    withdraw(&mut deps, &patient, &doctor);
    let refused = error("the patient has not consented");
    assert_eq!(records(&deps, &doctor, &patient), refused);

    consent(&mut deps, &patient, &doctor);
    assert_eq!(records(&deps, &doctor, &patient), texts(&[]));
}

#[test]
fn everything_done_is_in_the_audit_trail() {
    let (patient, doctor, stranger) = accounts();
    let mut deps = health();
    consent(&mut deps, &patient, &doctor);
    add(&mut deps, &doctor, &patient, "allergic to hazel").unwrap();
    open(&mut deps, &doctor, &patient).unwrap();
    withdraw(&mut deps, &patient, &doctor);
    let entry = |action, records| (doctor.address.clone(), action, records);
    let expected = [
        entry(Action::Consent, 0),
        entry(Action::Add, 1),
        entry(Action::Open, 1),
        entry(Action::Withdraw, 1),
    ];
    assert_eq!(trail(&deps, &patient), expected);
    assert_eq!(trail(&deps, &stranger), []);
}

#[test]
fn nothing_is_read_in_the_block_that_opens_it() {
    let (patient, doctor, _) = accounts();
    let mut deps = health();
    consent(&mut deps, &patient, &doctor);
    add(&mut deps, &patient, &patient, "allergic to hazel").unwrap();
    open(&mut deps, &doctor, &patient).unwrap();
    assert_eq!(
        records_in(&deps, mock_env(), &doctor, &patient),
        error("the records are being opened: ask again in the next block")
    );
}

#[test]
fn a_viewing_key_opens_the_same_as_a_permit() {
    let (patient, doctor, _) = accounts();
    let mut deps = health();
    add(&mut deps, &patient, &patient, "allergic to hazel").unwrap();
    let key = "key of the patient".to_string();
    run(&mut deps, &patient, ExecuteMsg::SetViewingKey { key }).unwrap();

    let ask = |address: &str, viewing_key: &str| {
        let viewer = Viewer {
            address: address.to_string(),
            viewing_key: viewing_key.to_string(),
        };
        let audit = QueryMsg::Audit {
            viewer: viewer.clone(),
            start: None,
        };
        let records = QueryMsg::Records {
            patient: patient.address.clone(),
            viewer,
            start: None,
        };
        let audit = query(deps.as_ref(), later(), audit)?;
        let records = query(deps.as_ref(), later(), records)?;
        let audit: AuditResponse = from_binary(&audit)?;
        let records: RecordsResponse = from_binary(&records)?;
        Ok((audit.total, records.total))
    };
    assert_eq!(ask(&patient.address, "key of the patient"), Ok((1, 1)));
    assert_eq!(ask(&patient.address, "another"), error("wrong viewing key"));
    assert_eq!(ask(&doctor.address, ""), error("wrong viewing key"));
}

#[test]
fn a_permit_needs_its_permission_and_can_be_revoked() {
    let (patient, ..) = accounts();
    let mut deps = health();
    let ask = |deps: &Mock, permission| {
        let msg = QueryMsg::WithPermit {
            permit: patient.permit(&[permission]),
            query: QueryWithPermit::Audit { start: None },
        };
        query(deps.as_ref(), later(), msg)
    };
    assert_eq!(
        ask(&deps, TokenPermissions::History),
        error("the permit needs the permission owner")
    );
    ask(&deps, TokenPermissions::Owner).unwrap();
    let permit_name = "permit".to_string();
    run(
        &mut deps,
        &patient,
        ExecuteMsg::RevokePermit { permit_name },
    )
    .unwrap();
    let refused = ask(&deps, TokenPermissions::Owner).unwrap_err();
    assert!(refused.to_string().contains("was revoked"), "{refused}");
}

#[test]
fn records_come_in_pages_and_have_a_longest() {
    let (patient, ..) = accounts();
    let mut deps = health();
    for number in 0..12 {
        add(&mut deps, &patient, &patient, &number.to_string()).unwrap();
    }
    for (start, count) in [
        (None, ENTRIES_MAX),
        (Some(10), 2),
        (Some(12), 0),
        (Some(99), 0),
    ] {
        let query = QueryWithPermit::Records {
            patient: patient.address.clone(),
            start,
        };
        let answer = ask(&deps, later(), &patient, query).unwrap();
        let page: RecordsResponse = from_binary(&answer).unwrap();
        assert_eq!((page.records.len() as u32, page.total), (count, 12));
        let first = page.records.first().map(|record| record.text.clone());
        let expected = (count > 0).then(|| start.unwrap_or_default().to_string());
        assert_eq!(first, expected);
    }
    add(&mut deps, &patient, &patient, &"x".repeat(TEXT_BYTES_MAX)).unwrap();
    assert_eq!(
        add(
            &mut deps,
            &patient,
            &patient,
            &"x".repeat(TEXT_BYTES_MAX + 1)
        ),
        error("a record has at most 1024 bytes")
    );
}
