;; parrot.wat for the first generation: init answers "done", handle and migrate with their message, query with its own.
;; Build: wat2wasm --disable-bulk-memory parrot_v010.wat
(module
  (memory (export "memory") 2)
  (global $next (mut i32) (i32.const 4096))
  (data (i32.const 128) "\00\01\00\00\31\00\00\00\31\00\00\00")  ;; 128: "done" at 256, 49 bytes
  (data (i32.const 256) "{\"Ok\":{\"messages\":[],\"log\":[],\"data\":\"ZG9uZQ==\"}}")
  (func (export "cosmwasm_vm_version_3"))
  (func (export "allocate") (param $size i32) (result i32)
    (local $region i32)
    (local.set $region (global.get $next))
    (i32.store (local.get $region) (i32.add (local.get $region) (i32.const 16)))
    (i32.store offset=4 (local.get $region) (local.get $size))
    (i32.store offset=8 (local.get $region) (i32.const 0))
    (global.set $next (i32.and (i32.add (i32.add (local.get $region) (local.get $size)) (i32.const 31)) (i32.const -16)))
    (local.get $region))
  (func (export "deallocate") (param i32))
  (func (export "init") (param $env i32) (param $msg i32) (result i32) (i32.const 128))
  (func (export "handle") (param $env i32) (param $msg i32) (result i32) (local.get $msg))
  (func (export "migrate") (param $env i32) (param $msg i32) (result i32) (local.get $msg))
  (func (export "query") (param $msg i32) (result i32) (local.get $msg)))
