#!/usr/bin/env python3
"""Checks what the instrumenter does to real contracts against a count of its own (enclave-protocol.md 5.8).

usage: sequences.py INSTRUMENT FILE.wasm ...

For every function: what each sequence costs, by the rule of the original, the dead code behind unconditional branches left out;
that the instrumented module charges exactly these amounts, in their order, at the beginnings of sequences; and that nothing is
left but the contract's own instructions when everything that was put in is taken out again. One TAP line a file.
"""
import subprocess
import sys

UNREACHABLE, NOP, BLOCK, LOOP, IF, ELSE, END, BR, BR_TABLE, RETURN = 0, 1, 2, 3, 4, 5, 0x0B, 0x0C, 0x0E, 0x0F
CALL, CALL_INDIRECT, LOCAL_GET, LOCAL_TEE, GLOBAL_GET, GLOBAL_SET = 0x10, 0x11, 0x20, 0x22, 0x23, 0x24
I32_CONST, I64_CONST, I64_LT_U, I64_SUB, I32_ADD, I32_GT_U = 0x41, 0x42, 0x54, 0x7D, 0x6A, 0x4B
MEMORY_GROW, BYTE_WISE = 0x40, (0xFC08, 0xFC0A, 0xFC0B)


class Reader:
    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def number(self, signed=False):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value - (1 << shift) if signed and byte & 0x40 else value

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]


def instruction(reader):
    """An opcode with its immediates, numbers by value."""
    opcode = reader.byte()
    if opcode == 0xFC:
        opcode = 0xFC00 | reader.number()
        return (opcode, *(reader.number() for _ in range({0xFC08: 2, 0xFC09: 1, 0xFC0A: 2, 0xFC0B: 1}[opcode])))
    if opcode in (BLOCK, LOOP, IF):
        return opcode, reader.number(signed=True)
    if opcode == BR_TABLE:
        return (opcode, *(reader.number() for _ in range(reader.number() + 1)))
    if opcode == CALL_INDIRECT or 0x28 <= opcode <= 0x3E:
        return opcode, reader.number(), reader.number()
    if opcode in (BR, 0x0D, CALL, 0x3F, MEMORY_GROW) or LOCAL_GET <= opcode <= GLOBAL_SET:
        return opcode, reader.number()
    if opcode in (I32_CONST, I64_CONST):
        return opcode, reader.number(signed=True)
    return (opcode,)


def functions(data):
    """Numbers of imported functions and own globals, and each function's locals and instructions."""
    imported = global_count = 0
    bodies = []
    reader = Reader(data, 8)
    while reader.at < len(data):
        section = reader.byte()
        payload = Reader(reader.take(reader.number()))
        if section == 2:
            for _ in range(payload.number()):
                payload.take(payload.number())
                payload.take(payload.number())
                assert payload.byte() == 0, "imports something that is no function"
                payload.number()
                imported += 1
        elif section == 6:
            global_count = payload.number()
        elif section == 10:
            for _ in range(payload.number()):
                body = Reader(payload.take(payload.number()))
                groups = [(body.number(), body.byte()) for _ in range(body.number())]
                code = []
                while body.at < len(body.data):
                    code.append(instruction(body))
                bodies.append((groups, code))
    return imported, global_count, bodies


def sequences(code):
    """Where each sequence that costs something begins, and what it costs."""
    found, at = [], 0

    def sequence():
        nonlocal at
        mine = [at, 0]
        found.append(mine)
        dead = False
        while True:
            opcode = code[at][0]
            at += 1
            if opcode in (END, ELSE):
                return opcode
            if dead:
                if opcode in (BLOCK, LOOP, IF):
                    skip()
                continue
            if opcode != NOP:
                mine[1] += 2
            if opcode in (BLOCK, LOOP):
                sequence()
            elif opcode == IF and sequence() == ELSE:
                sequence()
            dead = opcode in (BR, BR_TABLE, RETURN, UNREACHABLE)

    def skip():
        nonlocal at
        depth = 1
        while depth:
            depth += (code[at][0] in (BLOCK, LOOP, IF)) - (code[at][0] == END)
            at += 1

    sequence()
    return [(begin, cost) for begin, cost in found if cost]


class Stripped:
    """The contract's own instructions out of an instrumented body, and the charges that stood among them."""

    def __init__(self, code, global_count, function_count):
        self.gas, self.exhausted, self.depth = range(global_count, global_count + 3)
        self.grow_meter, self.bytes, self.charge = range(function_count, function_count + 3)
        self.code, self.at = code, 0
        self.own, self.charges = [], []
        while self.at < len(code):
            if not (self.prologue() or self.meter() or self.helper()):
                self.own.append(code[self.at])
                self.at += 1

    def is_next(self, *wanted):
        seen = self.code[self.at:self.at + len(wanted)]
        return len(seen) == len(wanted) and all(w is None or s[:len(w)] == w for s, w in zip(seen, wanted))

    def expect(self, *wanted):
        assert self.is_next(*wanted), f"{self.code[self.at:self.at + len(wanted)]} is not {wanted}"
        self.at += len(wanted)

    def prologue(self):
        if self.at or not self.is_next((GLOBAL_GET, self.depth), (I32_CONST,), (I32_ADD,)):
            return False
        self.at += 3
        self.expect((LOCAL_TEE,), (I32_CONST, 31000), (I32_GT_U,), (IF, -64), (I32_CONST, -1), (GLOBAL_SET, self.depth),
                    (UNREACHABLE,), (END,))
        return True

    def meter(self):
        if not self.is_next((GLOBAL_GET, self.gas)):
            return False
        total = self.code[self.at + 1]
        self.expect((GLOBAL_GET, self.gas), (I64_CONST,), (I64_LT_U,), (IF, -64))
        costs = []
        while self.is_next((I64_CONST,), (CALL, self.charge)):
            costs.append(self.code[self.at][1])
            self.at += 2
        costs.append(self.code[self.at][1])
        self.expect((I64_CONST,), (GLOBAL_SET, self.exhausted), (UNREACHABLE,), (END,), (GLOBAL_GET, self.gas), total,
                    (I64_SUB,), (GLOBAL_SET, self.gas))
        assert sum(costs) == total[1]
        self.charges.append((len(self.own), costs))
        return True

    def helper(self):
        """What stands in front of single instructions."""
        before = self.at
        if self.is_next((LOCAL_GET,), (GLOBAL_SET, self.depth)):
            self.at += 2
            follows = self.is_next((CALL,)) or self.is_next((CALL_INDIRECT,))
        elif self.is_next((CALL, self.grow_meter)):
            self.at += 1
            follows = self.is_next((MEMORY_GROW,))
        elif self.is_next((CALL, self.bytes)):
            self.at += 1
            follows = self.code[self.at][0] in BYTE_WISE
        else:
            return False
        assert follows, f"an insertion without its instruction: {self.code[before:before + 4]}"
        return True


def check_function(original, instrumented, global_count, function_count):
    (groups, code), (new_groups, new_code) = original, instrumented
    stripped = Stripped(new_code, global_count, function_count)
    assert stripped.own == code, "its own instructions are not what they were"
    assert new_groups in (groups, groups + [(1, 0x7F)]), "its locals are not what they were"
    wanted = sequences(code)
    k = 0
    for position, costs in stripped.charges:
        assert wanted[k][0] == position, f"charged at {position}, not at {wanted[k][0]}"
        assert [cost for _, cost in wanted[k:k + len(costs)]] == costs, f"{costs} at {position}"
        k += len(costs)
    assert k == len(wanted), "sequences are not charged"
    return len(wanted)


def check_file(program, path):
    with open(path, "rb") as file:
        original = file.read()
    done = subprocess.run([program, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        return f"refused: {done.stderr.decode().strip()}"
    imported, global_count, bodies = functions(original)
    new_imported, new_global_count, new_bodies = functions(done.stdout)
    assert (new_imported, new_global_count, len(new_bodies)) == (imported, global_count + 3, len(bodies) + 3)
    found = 0
    for index, pair in enumerate(zip(bodies, new_bodies)):
        try:
            found += check_function(*pair, global_count, imported + len(bodies))
        except AssertionError as failure:
            raise AssertionError(f"function {imported + index}: {failure}") from failure
    return f"{len(bodies)} functions, {found} sequences"


def main():
    program, paths = sys.argv[1], sys.argv[2:]
    sys.setrecursionlimit(20000)
    failed = 0
    for number, path in enumerate(paths, 1):
        name = path.rsplit("/", 1)[-1]
        try:
            print(f"ok {number} - {name}: {check_file(program, path)}")
        except AssertionError as failure:
            failed += 1
            print(f"not ok {number} - {name}: {failure}")
    print(f"1..{len(paths)}")
    return failed != 0


sys.exit(main())
