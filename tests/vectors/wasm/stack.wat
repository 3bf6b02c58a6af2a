;; Recursion of several shapes; each counts down from its argument and answers 0.
(module
  (type $one (func (param i32) (result i32)))
  (memory 1)
  (table 1 funcref)
  (elem (i32.const 0) $indirect)
  ;; The smallest frame.
  (func $small (export "small") (type $one)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (call $small (i32.sub (local.get 0) (i32.const 1))))
  ;; Through the table.
  (func $indirect (export "indirect") (type $one)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (call_indirect (type $one) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))
  ;; Many operands that live across the call.
  (func $wide (export "wide") (type $one)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (local.set 1 (i64.extend_i32_u (local.get 0)))
    (local.set 2 (i64.mul (local.get 1) (local.get 1)))
    (local.set 3 (i64.mul (local.get 2) (local.get 1)))
    (local.set 4 (i64.mul (local.get 3) (local.get 1)))
    (local.set 5 (i64.mul (local.get 4) (local.get 1)))
    (local.set 6 (i64.mul (local.get 5) (local.get 1)))
    (local.set 7 (i64.mul (local.get 6) (local.get 1)))
    (local.set 8 (i64.mul (local.get 7) (local.get 1)))
    (local.set 9 (i64.mul (local.get 8) (local.get 1)))
    (local.set 10 (i64.mul (local.get 9) (local.get 1)))
    (local.set 11 (i64.mul (local.get 10) (local.get 1)))
    (local.set 12 (i64.mul (local.get 11) (local.get 1)))
    (i32.and
      (call $wide (i32.sub (local.get 0) (i32.const 1)))
      (i32.wrap_i64
        (i64.add (local.get 1) (i64.add (local.get 2) (i64.add (local.get 3) (i64.add (local.get 4)
        (i64.add (local.get 5) (i64.add (local.get 6) (i64.add (local.get 7) (i64.add (local.get 8)
        (i64.add (local.get 9) (i64.add (local.get 10) (i64.add (local.get 11)
          (local.get 12)))))))))))))))
  ;; Calls only what calls nothing: never too deep, whatever the depth of its caller.
  (func $leaf (type $one) (i32.sub (local.get 0) (i32.const 1)))
  (func (export "flat") (type $one)
    (loop $again (br_if $again (local.tee 0 (call $leaf (local.get 0)))))
    (local.get 0)))
