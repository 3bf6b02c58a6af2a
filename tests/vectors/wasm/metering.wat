;; One function for each rule of metering; instrument_test.c says what each costs.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  ;; Straight code: every instruction counts, end and nop do not.
  (func (export "straight") (param i32) (result i32)
    nop
    (i32.add (local.get 0) (i32.mul (i32.const 3) (i32.const 5)))
    nop)
  ;; Blocks are sequences of their own; the block itself counts outside.
  (func (export "blocks") (param i32) (result i32)
    (block
      (block (drop (local.get 0)) (drop (local.get 0)))
      (global.set $g (i32.const 7)))
    (local.get 0))
  ;; The then and the else arm are charged when they are entered.
  (func (export "arms") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.const 1))
      (else (i32.add (i32.const 2) (i32.const 3)))))
  ;; A loop is charged each time round.
  (func (export "loop") (param i32) (result i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0)))
    (local.get 0))
  ;; Nothing behind an unconditional branch counts, blocks included.
  (func (export "dead") (param i32) (result i32)
    (block $out
      (br $out)
      (drop (i32.const 1))
      (block (drop (i32.const 2)) (if (i32.const 3) (then nop) (else (drop (i32.const 4)))))
      (drop (i32.const 5)))
    (return (local.get 0))
    (drop (i32.const 6)))
  ;; After a block that ends dead the outer sequence is alive again.
  (func (export "alive") (param i32) (result i32)
    (block $out (br_table $out $out (local.get 0)))
    (drop (i32.const 1))
    (local.get 0))
  ;; Growing memory costs by the page, beside its own instructions.
  (func (export "grow") (param i32) (result i32)
    (memory.grow (local.get 0)))
  ;; A call costs its instruction and the body of the other function.
  (func $leaf (param i32) (result i32) (local.get 0))
  (func (export "call") (param i32) (result i32)
    (call $leaf (call $leaf (local.get 0))))
  ;; A load that traps comes before the block behind it is charged for.
  (func (export "order") (param i32) (result i32)
    (drop (i32.load (local.get 0)))
    (block (drop (i32.const 1)))
    (local.get 0))
  ;; Blocks in blocks, as a switch makes them.
  (func (export "chain") (param i32) (result i32)
    (local $x i32)
    (local.set $x (i32.const 2))
    (block $a
      (block $b
        nop
        (block $c
          (global.set $g (i32.add (local.get 0) (local.get $x)))
          (block $d (br_table $a $b $c $d (local.get 0)))
          (return (i32.const 10)))
        (return (i32.const 11)))
      (return (i32.const 12)))
    (i32.const 13)))
