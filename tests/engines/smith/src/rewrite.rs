//! Changes to a random module that let it reach further: a memory that the chain accepts, numbers that point at regions, an
//! `allocate` that allocates, calls of imports at the start of functions, and a function that mixes values into one number, so
//! that the answer shows what was computed.
use crate::contract::{IMPORTS, Random};
use crate::regions;
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, Function, Instruction, InstructionSink, MemArg, MemArgTarget,
    FunctionSection, MemoryType, TableType, TypeSection, ValType,
};
use wasmparser::{DataKind, ExternalKind, Imports, TypeRef};

type Outcome<T> = Result<T, Error<Infallible>>;

const PAGES_MAX: u64 = 8;
const TABLE_MIN: u64 = 20;
const TABLE_MAX: u64 = 100;
/// `allocate` hands out what lies between these, again and again.
const HEAP_BEGIN: i32 = 16384;
const HEAP_MASK: i32 = 0x7ff0;
/// Where it keeps how much it has handed out.
const HEAP_USED: i32 = 48;
/// Where `mix` keeps its number.
const MIXED: i32 = 52;

/// Some of the instructions that leave an i32.
const GIVES_I32: &[Instruction<'static>] = &[
    Instruction::I32Eqz,
    Instruction::I32Eq,
    Instruction::I32LtS,
    Instruction::I64Eqz,
    Instruction::I64GtU,
    Instruction::I32Add,
    Instruction::I32Sub,
    Instruction::I32Mul,
    Instruction::I32And,
    Instruction::I32Or,
    Instruction::I32Xor,
    Instruction::I32Shl,
    Instruction::I32Rotr,
    Instruction::I32Clz,
    Instruction::I32WrapI64,
    Instruction::I32Extend8S,
    Instruction::MemorySize(0),
    Instruction::MemoryGrow(0),
];

pub struct Rewrite {
    random: Random,
    memory: Vec<u8>,
    /// Function index of each import by its place in IMPORTS, in the order of the module.
    imports: Vec<usize>,
    allocate: Option<u32>,
    entries: Vec<u32>,
    bodies: u32,
    /// The type of `allocate`, and how many functions there are with the imported ones.
    unary: u32,
    functions: Vec<u32>,
}

impl Rewrite {
    pub fn new(random: Random, memory: Vec<u8>) -> Self {
        Self { random, memory, imports: Vec::new(), allocate: None, entries: Vec::new(), bodies: 0, unary: 0, functions: Vec::new() }
    }

    fn pointer(&mut self) -> i32 {
        regions::pointer(self.random.below(regions::count() as usize) as u32) as i32
    }

    /// A number in a function: as it was, a pointer to a region, or a small one.
    fn number(&mut self, value: i32) -> i32 {
        match self.random.below(10) {
            0..6 => self.pointer(),
            6..8 => value & 0xffff,
            _ => value,
        }
    }

    fn call_import(&mut self, sink: &mut InstructionSink<'_>) {
        if self.imports.is_empty() {
            return;
        }
        let function = self.random.below(self.imports.len());
        let (name, params, result) = IMPORTS[self.imports[function]];
        for _ in 0..params {
            let argument = match name {
                "gas_evaporate" => self.random.below(300) as i32 - 5,
                _ => self.pointer(),
            };
            sink.i32_const(argument);
        }
        sink.call(function as u32);
        if result.is_some() {
            sink.drop();
        }
    }

    /// The function behind all others: folds its argument into the number and gives it back.
    fn mix(&self) -> u32 {
        (self.imports.len() + self.functions.len()) as u32
    }

    fn mix_body() -> Function {
        let word = MemArg { offset: 0, align: 2, target: MemArgTarget::Memory(0), ordering: None };
        let mut body = Function::new([]);
        body.instructions()
            .i32_const(MIXED)
            .i32_const(MIXED)
            .i32_load(word)
            .i32_const(31)
            .i32_mul()
            .local_get(0)
            .i32_add()
            .i32_store(word)
            .local_get(0)
            .end();
        body
    }

    fn allocate_body() -> Function {
        let word = |offset| MemArg { offset, align: 2, target: MemArgTarget::Memory(0), ordering: None };
        let mut body = Function::new([(1, ValType::I32)]);
        body.instructions()
            .i32_const(HEAP_USED)
            .i32_load(word(0))
            .i32_const(HEAP_MASK)
            .i32_and()
            .i32_const(HEAP_BEGIN)
            .i32_add()
            .local_tee(1)
            .local_get(1)
            .i32_const(12)
            .i32_add()
            .i32_store(word(0))
            .local_get(1)
            .local_get(0)
            .i32_store(word(4))
            .local_get(1)
            .i32_const(0)
            .i32_store(word(8))
            .i32_const(HEAP_USED)
            .i32_const(HEAP_USED)
            .i32_load(word(0))
            .local_get(0)
            .i32_add()
            .i32_const(31)
            .i32_add()
            .i32_store(word(0))
            .local_get(1)
            .end();
        body
    }
}

impl Reencode for Rewrite {
    type Error = Infallible;

    fn parse_imports(&mut self, imports: &mut wasm_encoder::ImportSection, group: wasmparser::Imports<'_>) -> Outcome<()> {
        if let Imports::Single(_, import) = &group
            && let TypeRef::Func(_) = import.ty
        {
            self.imports.extend(IMPORTS.iter().position(|known| known.0 == import.name));
        }
        utils::parse_imports(self, imports, group)
    }

    fn parse_export(&mut self, exports: &mut wasm_encoder::ExportSection, export: wasmparser::Export<'_>) -> Outcome<()> {
        if export.kind == ExternalKind::Func {
            match export.name {
                "allocate" => self.allocate = Some(export.index),
                "instantiate" | "execute" | "query" | "migrate" | "reply" | "sudo" => self.entries.push(export.index),
                _ => {}
            }
        }
        utils::parse_export(self, exports, export)
    }

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Outcome<MemoryType> {
        let minimum = memory.initial.clamp(1, PAGES_MAX);
        let maximum = if self.random.percent(1) { memory.maximum } else { None };
        Ok(MemoryType { minimum, maximum, memory64: false, shared: false, page_size_log2: None })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Outcome<()> {
        self.functions = section.clone().into_iter().collect::<Result<_, _>>()?;
        utils::parse_function_section(self, functions, section)?;
        functions.function(self.unary);
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: wasmparser::CodeSectionReader<'_>) -> Outcome<()> {
        utils::parse_code_section(self, code, section)?;
        code.function(&Self::mix_body());
        Ok(())
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: wasmparser::TypeSectionReader<'_>) -> Outcome<()> {
        utils::parse_type_section(self, types, section)?;
        self.unary = types.len();
        types.ty().function([ValType::I32], [ValType::I32]);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: wasmparser::FunctionBody<'_>) -> Outcome<()> {
        let function = self.imports.len() as u32 + self.bodies;
        self.bodies += 1;
        if self.allocate == Some(function) && !self.random.percent(3) {
            code.function(&Self::allocate_body());
            return Ok(());
        }
        let mut out = self.new_function_with_parsed_locals(&body)?;
        let is_entry = self.entries.contains(&function);
        if is_entry || self.random.percent(20) {
            for _ in 0..self.random.below(6) {
                self.call_import(&mut out.instructions());
            }
        }
        if is_entry && self.random.percent(20) {
            let answer = self.pointer();
            out.instructions().i32_const(answer).return_();
        }
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let instruction = self.parse_instruction(&mut reader)?;
            if reader.eof() && is_entry && self.random.percent(80) {
                out.instructions().drop().i32_const(regions::traces() as i32);
            }
            let gives_i32 = GIVES_I32.iter().any(|known| std::mem::discriminant(known) == std::mem::discriminant(&instruction));
            match instruction {
                Instruction::I32Const(value) => {
                    out.instruction(&Instruction::I32Const(self.number(value)));
                }
                // The chain refuses what belongs to tables.
                Instruction::TableInit { .. } | Instruction::TableCopy { .. } => {
                    out.instructions().drop().drop().drop();
                }
                Instruction::ElemDrop(_) => {
                    out.instructions().nop();
                }
                Instruction::TableSize(_) => {
                    out.instructions().i32_const(1);
                }
                other => {
                    out.instruction(&other);
                }
            }
            if gives_i32 && self.random.percent(30) {
                out.instructions().call(self.mix());
            }
        }
        code.function(&out);
        Ok(())
    }

    fn table_type(&mut self, table: wasmparser::TableType) -> Outcome<TableType> {
        let mut table = utils::table_type(self, table)?;
        table.minimum = table.minimum.clamp(TABLE_MIN, TABLE_MAX);
        table.maximum = table.maximum.map(|maximum| maximum.max(table.minimum));
        Ok(table)
    }

    /// Every segment of functions becomes one that is written to the table at the beginning.
    fn parse_element(&mut self, elements: &mut ElementSection, element: wasmparser::Element<'_>) -> Outcome<()> {
        let offset = self.random.below(TABLE_MIN as usize + 1) as i32;
        let functions = match element.items {
            wasmparser::ElementItems::Functions(functions) => functions.into_iter().collect::<Result<Vec<_>, _>>()?,
            wasmparser::ElementItems::Expressions(..) => Vec::new(),
        };
        elements.active(None, &ConstExpr::i32_const(offset), Elements::Functions(functions.into()));
        Ok(())
    }

    fn data_count(&mut self, count: u32) -> Outcome<u32> {
        Ok(count + 1)
    }

    fn parse_data(&mut self, data: &mut DataSection, datum: wasmparser::Data<'_>) -> Outcome<()> {
        match datum.kind {
            DataKind::Active { .. } if !self.random.percent(2) => {
                let offset = self.random.below(60000) as i32;
                data.active(0, &ConstExpr::i32_const(offset), datum.data.iter().copied());
                Ok(())
            }
            _ => utils::parse_data(self, data, datum),
        }
    }

    fn parse_data_section(&mut self, data: &mut DataSection, section: wasmparser::DataSectionReader<'_>) -> Outcome<()> {
        utils::parse_data_section(self, data, section)?;
        data.active(0, &ConstExpr::i32_const(0), self.memory.iter().copied());
        Ok(())
    }
}
