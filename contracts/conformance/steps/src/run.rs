//! Runs the steps and collects what the response is made of.

use crate::host::{Coded, Explained};
use crate::{itself, trap, Attribute, Bytes, Event, Host, Output, Step};

/// What the steps left behind.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    pub outputs: Vec<Output>,
    pub attributes: Vec<Attribute>,
    pub events: Vec<Event>,
    /// Messages as JSON; `true` marks one that is a whole sub-message.
    pub messages: Vec<(String, bool)>,
    pub data: Data,
    pub end: End,
}

/// What becomes the `data` of the response.
#[derive(Debug, Default, PartialEq)]
pub enum Data {
    #[default]
    Outputs,
    Bytes(Bytes),
    Nothing,
}

/// How the call ends.
#[derive(Debug, Default, PartialEq)]
pub enum End {
    #[default]
    Ok,
    /// The JSON under `Err`.
    Fail(String),
    /// The whole result.
    Raw(Vec<u8>),
    Pointer(u32),
}

/// Runs `steps` until one of them ends the call. `env` and `info` are what the host handed over;
/// `info` is empty where the interface has none.
pub fn run(host: &mut dyn Host, env: &[u8], info: &[u8], steps: Vec<Step>) -> Outcome {
    let mut outcome = Outcome::default();
    for step in steps {
        let output = match step {
            Step::Env {} => text(env),
            Step::Info {} => text(info),
            Step::CallSelf { times } => {
                outcome.messages.push((itself::call(env, times), false));
                Output::Done
            }
            Step::QuerySelf { times } => {
                text(&host.query_chain(itself::query(env, times).as_bytes()))
            }
            Step::KeepEnv { key } => done(host.db_write(&key.0, env)),
            Step::KeepInfo { key } => done(host.db_write(&key.0, info)),
            Step::Fail { json } => {
                outcome.end = End::Fail(json);
                break;
            }
            Step::Respond { json } => {
                outcome.end = End::Raw(json.0);
                break;
            }
            Step::ReturnPointer { pointer } => {
                outcome.end = End::Pointer(pointer);
                break;
            }
            Step::ReturnRegion {
                offset,
                capacity,
                length,
            } => {
                outcome.end = End::Pointer(host.region(offset, capacity, length));
                break;
            }
            other => match shape_response(&mut outcome, other) {
                None => Output::Done,
                Some(other) => use_host(host, other),
            },
        };
        outcome.outputs.push(output);
    }
    outcome
}

/// Takes the steps that only add to the response and hands back any other.
fn shape_response(outcome: &mut Outcome, step: Step) -> Option<Step> {
    let mut attribute = |key, value, encrypted| {
        outcome.attributes.push(Attribute {
            key,
            value,
            encrypted,
        });
    };
    match step {
        Step::Attribute { key, value } => attribute(key, value, true),
        Step::PlaintextAttribute { key, value } => attribute(key, value, false),
        Step::Event { event } => outcome.events.push(event),
        Step::Message { json } => outcome.messages.push((json, false)),
        Step::Submessage { json } => outcome.messages.push((json, true)),
        Step::Data { data } => outcome.data = Data::Bytes(data),
        Step::LargeData { bytes } => outcome.data = Data::Bytes(Bytes(vec![b'x'; bytes as usize])),
        Step::NoData {} => outcome.data = Data::Nothing,
        other => return Some(other),
    }
    None
}

fn use_host(host: &mut dyn Host, step: Step) -> Output {
    match step {
        Step::Read { key } => match host.db_read(&key.0) {
            Some(value) => Output::Bytes(Bytes(value)),
            None => Output::Absent,
        },
        Step::Write { key, value } => done(host.db_write(&key.0, &value.0)),
        Step::Remove { key } => done(host.db_remove(&key.0)),
        Step::WriteLarge {
            key_bytes,
            value_bytes,
        } => {
            let key = vec![b'k'; key_bytes as usize];
            done(host.db_write(&key, &vec![b'x'; value_bytes as usize]))
        }
        Step::WriteMany { count, value_bytes } => {
            let value = vec![b'x'; value_bytes as usize];
            done((0..count).for_each(|key| host.db_write(key.to_string().as_bytes(), &value)))
        }
        Step::QueryChain { request } => text(&host.query_chain(request.as_bytes())),
        Step::Debug { text } => done(host.debug(text.as_bytes())),
        Step::CheckGas {} => Output::Number(host.check_gas()),
        Step::EvaporateGas { amount } => Output::Code(host.gas_evaporate(amount)),
        Step::GrowMemory { pages } => Output::Number(host.memory_grow(pages).into()),
        Step::ReadRegion {
            offset,
            capacity,
            length,
        } => Output::Code(host.read_region(offset, capacity, length)),
        Step::ReadPointer { pointer } => Output::Code(host.read_pointer(pointer)),
        Step::CanonicalizeInto {
            human,
            offset,
            capacity,
        } => Output::Code(host.canonicalize_into(human.as_bytes(), offset, capacity)),
        Step::BreakAllocate {} => done(host.break_allocate(0)),
        Step::AllocateRegion { offset, capacity } => {
            done(host.break_allocate(host.region(offset, capacity, 0)))
        }
        other => go_wrong(host, other),
    }
}

fn go_wrong(host: &mut dyn Host, step: Step) -> Output {
    match step {
        Step::Panic { text } => panic!("{text}"),
        Step::Unreachable {} => std::process::abort(),
        Step::ReadOutOfBounds {} => Output::Number(trap::read_out_of_bounds().into()),
        Step::CallMissingFunction {} => done(trap::call_missing_function()),
        Step::CallWithWrongSignature {} => done(trap::call_with_wrong_signature()),
        Step::Loop {} => trap::endless_loop(),
        Step::Spin { rounds } => Output::Number(trap::spin(rounds)),
        Step::Recurse { depth } => Output::Number(trap::recurse(depth)),
        Step::Allocate { bytes } => Output::Number(trap::allocate(bytes)),
        other => use_cryptography(host, other),
    }
}

fn use_cryptography(host: &dyn Host, step: Step) -> Output {
    match step {
        Step::Canonicalize { human } => canonical(host, human.as_bytes()),
        Step::CanonicalizeBytes { human } => canonical(host, &human.0),
        Step::Humanize { canonical } => explained(host.addr_humanize(&canonical.0)),
        Step::Validate { human } => explained(host.addr_validate(human.as_bytes())),
        Step::ValidateBytes { human } => explained(host.addr_validate(&human.0)),
        Step::Secp256k1Verify {
            hash,
            signature,
            public_key,
        } => Output::Code(host.secp256k1_verify(&hash.0, &signature.0, &public_key.0)),
        Step::Secp256k1Recover {
            hash,
            signature,
            recovery,
        } => coded(host.secp256k1_recover_pubkey(&hash.0, &signature.0, recovery)),
        Step::Secp256k1Sign {
            message,
            private_key,
        } => coded(host.secp256k1_sign(&message.0, &private_key.0)),
        Step::Ed25519Verify {
            message,
            signature,
            public_key,
        } => Output::Code(host.ed25519_verify(&message.0, &signature.0, &public_key.0)),
        Step::Ed25519BatchVerify {
            messages,
            signatures,
            public_keys,
        } => Output::Code(host.ed25519_batch_verify(
            &sections(&messages),
            &sections(&signatures),
            &sections(&public_keys),
        )),
        Step::Ed25519Sign {
            message,
            private_key,
        } => coded(host.ed25519_sign(&message.0, &private_key.0)),
        Step::DcapQuoteVerify { quote, collateral } => {
            Output::Number(host.dcap_quote_verify(&quote.0, &collateral.0))
        }
        other => unreachable!("{other:?} belongs to an earlier stage"),
    }
}

fn canonical(host: &dyn Host, human: &[u8]) -> Output {
    match host.addr_canonicalize(human) {
        Ok(canonical) => Output::Bytes(Bytes(canonical)),
        Err(error) => Output::Error(error),
    }
}

/// Each element followed by its length, four bytes big-endian.
fn sections(elements: &[Bytes]) -> Vec<u8> {
    let mut encoded = Vec::new();
    for Bytes(element) in elements {
        encoded.extend_from_slice(element);
        encoded.extend_from_slice(&(element.len() as u32).to_be_bytes());
    }
    encoded
}

fn done(_: ()) -> Output {
    Output::Done
}

fn text(bytes: &[u8]) -> Output {
    Output::Text(String::from_utf8_lossy(bytes).into_owned())
}

fn coded(result: Coded) -> Output {
    match result {
        Ok(bytes) => Output::Bytes(Bytes(bytes)),
        Err(code) => Output::Code(code),
    }
}

fn explained(result: Explained) -> Output {
    match result {
        Ok(bytes) => text(&bytes),
        Err(error) => Output::Error(error),
    }
}
