//! One contract: a random module of wasm-smith with the imports and exports of a contract, made to do more than fail.
use crate::regions;
use crate::rewrite::Rewrite;
use arbitrary::Unstructured;
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Module, TypeSection, ValType, reencode::Reencode,
};
use wasm_smith::Config;

/// SplitMix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
}

/// Name, number of i32 parameters, and result of what a contract of the second generation can import.
pub const IMPORTS: &[(&str, usize, Option<ValType>)] = &[
    ("db_read", 1, Some(ValType::I32)),
    ("db_write", 2, None),
    ("db_remove", 1, None),
    ("query_chain", 1, Some(ValType::I32)),
    ("addr_canonicalize", 2, Some(ValType::I32)),
    ("addr_humanize", 2, Some(ValType::I32)),
    ("addr_validate", 1, Some(ValType::I32)),
    ("debug", 1, None),
    ("secp256k1_verify", 3, Some(ValType::I32)),
    ("secp256k1_recover_pubkey", 3, Some(ValType::I64)),
    ("secp256k1_sign", 2, Some(ValType::I64)),
    ("ed25519_verify", 3, Some(ValType::I32)),
    ("ed25519_batch_verify", 3, Some(ValType::I32)),
    ("ed25519_sign", 2, Some(ValType::I64)),
    ("dcap_quote_verify", 2, Some(ValType::I64)),
    ("check_gas", 0, Some(ValType::I64)),
    ("gas_evaporate", 1, Some(ValType::I32)),
];

/// Name, number of i32 parameters, and whether there is an i32 result, of what it exports.
const EXPORTS: &[(&str, usize, bool)] = &[
    ("interface_version_8", 0, false),
    ("allocate", 1, true),
    ("deallocate", 1, false),
    ("instantiate", 3, true),
    ("execute", 3, true),
    ("query", 2, true),
    ("migrate", 2, true),
    ("reply", 2, true),
    ("sudo", 2, true),
];

fn i32s(count: usize) -> Vec<ValType> {
    vec![ValType::I32; count]
}

fn imports_module() -> Vec<u8> {
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    for (index, (name, params, result)) in IMPORTS.iter().enumerate() {
        types.ty().function(i32s(*params), *result);
        imports.import("env", name, EntityType::Function(index as u32));
    }
    Module::new().section(&types).section(&imports).clone().finish()
}

fn exports_module() -> Vec<u8> {
    let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
    let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
    for (index, (name, params, has_result)) in EXPORTS.iter().enumerate() {
        types.ty().function(i32s(*params), i32s(usize::from(*has_result)));
        functions.function(index as u32);
        exports.export(name, ExportKind::Func, index as u32);
        let mut body = Function::new([]);
        body.instructions().unreachable().end();
        code.function(&body);
    }
    Module::new().section(&types).section(&functions).section(&exports).section(&code).clone().finish()
}

fn config(random: &mut Random) -> Config {
    Config {
        available_imports: Some(imports_module()),
        exports: Some(exports_module()),
        min_imports: IMPORTS.len(),
        max_imports: IMPORTS.len() + random.below(4),
        min_memories: 1,
        min_tables: 1,
        max_tables: 1,
        max_memories: 1,
        min_data_segments: 1,
        max_data_segments: 6,
        max_element_segments: 3,
        max_elements: 20,
        max_table_elements: 100,
        max_funcs: 9 + random.below(12),
        max_globals: 8,
        max_instructions: 10 + random.below(150),
        max_nesting_depth: 3 + random.below(12),
        max_values: 6,
        allow_start_export: random.percent(1),
        allow_floats: random.percent(2),
        canonicalize_nans: false,
        bulk_memory_enabled: true,
        multi_value_enabled: true,
        sign_extension_ops_enabled: true,
        compact_imports_enabled: false,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        reference_types_enabled: random.percent(1),
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: random.percent(1),
        simd_enabled: random.percent(1),
        tail_call_enabled: random.percent(1),
        threads_enabled: false,
        wide_arithmetic_enabled: random.percent(1),
        ..Config::default()
    }
}

/// The contract of a seed; none when the module ran out of randomness before it was whole.
pub fn make(seed: u64) -> Option<Vec<u8>> {
    let mut random = Random::new(seed);
    let config = config(&mut random);
    let bytes: Vec<u8> = (0..512 << random.below(6)).flat_map(|_| random.next().to_le_bytes()).collect();
    let module = wasm_smith::Module::new(config, &mut Unstructured::new(&bytes)).ok()?;
    let mut rewrite = Rewrite::new(random, regions::memory());
    let mut out = Module::new();
    rewrite.parse_core_module(&mut out, wasmparser::Parser::new(0), &module.to_bytes()).ok()?;
    Some(out.finish())
}
