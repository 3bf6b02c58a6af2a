;; A v1 contract for the tests of the enclave, kept small enough to read: it stores the message it is instantiated with
;; under "note"; execute copies the note to "copy" and removes it when the message begins with {"r; a message that begins
;; with {"w or {"b is a request to the chain, whose answer goes to "copy"; query needs no state.
;; Build: wat2wasm --disable-bulk-memory keeper.wat
(module
  (import "env" "db_read" (func $db_read (param i32) (result i32)))
  (import "env" "db_write" (func $db_write (param i32 i32)))
  (import "env" "db_remove" (func $db_remove (param i32)))
  (import "env" "query_chain" (func $query_chain (param i32) (result i32)))
  (memory (export "memory") 2)
  (global $next (mut i32) (i32.const 4096))
  ;; Regions: offset, capacity, length.
  (data (i32.const 16) "\40\00\00\00\04\00\00\00\04\00\00\00")   ;; 16: "note" at 64
  (data (i32.const 32) "\48\00\00\00\04\00\00\00\04\00\00\00")   ;; 32: "copy" at 72
  (data (i32.const 64) "note    copy")
  (data (i32.const 128) "\00\01\00\00\73\00\00\00\73\00\00\00")  ;; 128: answer of instantiate at 256, 115 bytes
  (data (i32.const 256) "{\"Ok\":{\"messages\":[],\"attributes\":[{\"key\":\"made\",\"value\":\"sealed-word\",\"encrypted\":true}],\"events\":[],\"data\":null}}")
  (data (i32.const 144) "\00\02\00\00\79\00\00\00\79\00\00\00")  ;; 144: answer of execute at 512
  (data (i32.const 512) "{\"Ok\":{\"messages\":[],\"attributes\":[{\"key\":\"open\",\"value\":\"plain-word\",\"encrypted\":false}],\"events\":[],\"data\":\"c2VjcmV0\"}}")
  (data (i32.const 160) "\00\03\00\00\15\00\00\00\15\00\00\00")  ;; 160: answer of query at 768
  (data (i32.const 768) "{\"Ok\":\"eyJhIjoxfQ==\"}")
  (data (i32.const 176) "\00\04\00\00\1b\00\00\00\1b\00\00\00")  ;; 176: an error at 1024
  (data (i32.const 1024) "{\"Err\":\"not found: secret\"}")
  (func (export "interface_version_8"))
  (func (export "allocate") (param $size i32) (result i32)
    (local $region i32)
    (local.set $region (global.get $next))
    (i32.store (local.get $region) (i32.add (local.get $region) (i32.const 16)))
    (i32.store offset=4 (local.get $region) (local.get $size))
    (i32.store offset=8 (local.get $region) (i32.const 0))
    (global.set $next (i32.and (i32.add (i32.add (local.get $region) (local.get $size)) (i32.const 31)) (i32.const -16)))
    (local.get $region))
  (func (export "deallocate") (param i32))
  (func (export "instantiate") (param $env i32) (param $info i32) (param $msg i32) (result i32)
    (call $db_write (i32.const 16) (local.get $msg))
    (i32.const 128))
  (func (export "execute") (param $env i32) (param $info i32) (param $msg i32) (result i32)
    (local $note i32)
    (local $kind i32)
    (local.set $kind (i32.load8_u offset=2 (i32.load (local.get $msg))))
    (if (i32.or (i32.eq (local.get $kind) (i32.const 0x77)) (i32.eq (local.get $kind) (i32.const 0x62)))
      (then
        (call $db_write (i32.const 32) (call $query_chain (local.get $msg)))
        (return (i32.const 144))))
    (local.set $note (call $db_read (i32.const 16)))
    (if (i32.eqz (local.get $note)) (then (return (i32.const 176))))
    (call $db_write (i32.const 32) (local.get $note))
    (if (i32.eq (local.get $kind) (i32.const 0x72))
      (then (call $db_remove (i32.const 16))))
    (i32.const 144))
  (func (export "query") (param $env i32) (param $msg i32) (result i32)
    (i32.const 160)))
