;; Selects whose conditions compare with zero, which compilers join with the comparison.
(module
  (memory 1)
  (func (export "eqz") (param i32) (result i32)
    (select (memory.size) (i32.const -1) (i32.eqz (local.get 0))))
  (func (export "ne") (param i32) (result i32)
    (select (memory.size) (i32.const -1) (i32.ne (local.get 0) (i32.const 0))))
  (func (export "eq") (param i32) (result i32)
    (select (i32.const 7) (memory.size) (i32.eq (i32.const 0) (local.get 0))))
  (func (export "wide") (param i32) (result i32)
    (i32.wrap_i64 (select (i64.extend_i32_u (memory.size)) (i64.const -1) (i32.eqz (local.get 0)))))
  (func (export "behind") (param i32) (result i32)
    (select (memory.size) (i32.const -1) (block (result i32) (i32.eqz (local.get 0))))))
