;; One function for each way a contract can trap.
(module
  (type $thunk (func))
  (memory 1)
  (table 3 funcref)
  (elem (i32.const 0) $one)
  (func $one (export "fine") (param i32) (result i32) (local.get 0))
  (func (export "unreachable") (param i32) (result i32) unreachable)
  (func (export "load") (param i32) (result i32) (i32.load offset=1 (local.get 0)))
  (func (export "store") (param i32) (result i32) (i64.store (local.get 0) (i64.const 1)) (i32.const 1))
  (func (export "divide") (param i32) (result i32) (i32.div_s (i32.const 0x80000000) (local.get 0)))
  (func (export "remainder") (param i32) (result i32) (i32.rem_u (i32.const 7) (local.get 0)))
  (func (export "call") (param i32) (result i32) (call_indirect (type $thunk) (local.get 0)) (i32.const 1)))
