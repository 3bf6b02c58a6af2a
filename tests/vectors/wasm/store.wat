;; Stores whose address and value are one local and whose offset takes more than 16 bits.
(module
  (memory 2)
  (func (export "get") (param i32) (result i32)
    (i32.store offset=65536 (local.get 0) (local.get 0))
    (i32.store8 offset=65540 (local.get 0) (local.get 0))
    (i32.store16 offset=65542 (local.get 0) (local.get 0))
    (i32.load offset=65536 (local.get 0)))
  (func (export "tee") (param i32) (result i32)
    (i32.store offset=65536 (local.tee 0 (i32.mul (local.get 0) (i32.const 3))) (local.get 0))
    (i32.store8 offset=65540 (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (local.get 0))
    (i32.store16 offset=65542 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (local.get 0))
    (i32.load offset=65536 (local.get 0)))
  ;; Values that are not computed last.
  (func (export "behind") (param i32) (result i32)
    (i32.store offset=65536 (local.get 0) (block (result i32) (local.get 0)))
    local.get 0
    local.get 0
    i32.const 1
    drop
    nop
    i32.store16 offset=65536
    (i32.load offset=65536 (local.get 0))))
