;; A v1 contract for the tests of the enclave whose answers are what it is told: execute, migrate and query answer with their
;; message, byte for byte, so that a test can have any answer it wants. What else they do depends on the first byte:
;;   blank    execute: keeps the message under "say", which reply then answers with; answers with "done"
;;   "        execute: asks the chain with what follows the quote; keeps the answer under "note"; answers with "done";
;;            query: the same, and answers with what the chain did
;;   !        execute, migrate: writes, then traps; query: writes, which it may not
;; instantiate, reply and migrate keep their message under "note", and all but query their env under "env". It asks for random.
;; Build: wat2wasm --disable-bulk-memory parrot.wat
(module
  (import "env" "db_read" (func $db_read (param i32) (result i32)))
  (import "env" "db_write" (func $db_write (param i32 i32)))
  (import "env" "query_chain" (func $query_chain (param i32) (result i32)))
  (memory (export "memory") 2)
  (global $next (mut i32) (i32.const 4096))
  ;; Regions: offset, capacity, length.
  (data (i32.const 16) "\40\00\00\00\04\00\00\00\04\00\00\00")   ;; 16: "note" at 64
  (data (i32.const 32) "\48\00\00\00\03\00\00\00\03\00\00\00")   ;; 32: "say" at 72
  (data (i32.const 48) "\4c\00\00\00\03\00\00\00\03\00\00\00")   ;; 48: "env" at 76
  (data (i32.const 64) "note    say env")
  (data (i32.const 128) "\00\01\00\00\44\00\00\00\44\00\00\00")  ;; 128: "done" at 256, 68 bytes
  (data (i32.const 256) "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":\"ZG9uZQ==\"}}")
  (func (export "interface_version_8"))
  (func (export "requires_random"))
  (func (export "allocate") (param $size i32) (result i32)
    (local $region i32)
    (local.set $region (global.get $next))
    (i32.store (local.get $region) (i32.add (local.get $region) (i32.const 16)))
    (i32.store offset=4 (local.get $region) (local.get $size))
    (i32.store offset=8 (local.get $region) (i32.const 0))
    (global.set $next (i32.and (i32.add (i32.add (local.get $region) (local.get $size)) (i32.const 31)) (i32.const -16)))
    (local.get $region))
  (func (export "deallocate") (param i32))
  (func $first (param $msg i32) (result i32)
    (if (i32.eqz (i32.load offset=8 (local.get $msg))) (then (return (i32.const 0))))
    (i32.load8_u (i32.load (local.get $msg))))
  ;; Asks the chain with all but the first byte.
  (func $ask (param $msg i32) (result i32)
    (i32.store (local.get $msg) (i32.add (i32.load (local.get $msg)) (i32.const 1)))
    (i32.store offset=8 (local.get $msg) (i32.sub (i32.load offset=8 (local.get $msg)) (i32.const 1)))
    (call $query_chain (local.get $msg)))
  (func (export "instantiate") (param $env i32) (param $info i32) (param $msg i32) (result i32)
    (call $db_write (i32.const 48) (local.get $env))
    (call $db_write (i32.const 16) (local.get $msg))
    (i32.const 128))
  (func (export "execute") (param $env i32) (param $info i32) (param $msg i32) (result i32)
    (call $db_write (i32.const 48) (local.get $env))
    (if (i32.eq (call $first (local.get $msg)) (i32.const 0x20))
      (then (call $db_write (i32.const 32) (local.get $msg)) (return (i32.const 128))))
    (if (i32.eq (call $first (local.get $msg)) (i32.const 0x22))
      (then
        (call $db_write (i32.const 16) (call $ask (local.get $msg)))
        (return (i32.const 128))))
    (if (i32.eq (call $first (local.get $msg)) (i32.const 0x21))
      (then (call $db_write (i32.const 16) (local.get $msg)) (unreachable)))
    (local.get $msg))
  (func (export "migrate") (param $env i32) (param $msg i32) (result i32)
    (call $db_write (i32.const 48) (local.get $env))
    (call $db_write (i32.const 16) (local.get $msg))
    (if (i32.eq (call $first (local.get $msg)) (i32.const 0x21)) (then (unreachable)))
    (local.get $msg))
  (func (export "reply") (param $env i32) (param $msg i32) (result i32)
    (local $say i32)
    (call $db_write (i32.const 48) (local.get $env))
    (call $db_write (i32.const 16) (local.get $msg))
    (local.set $say (call $db_read (i32.const 32)))
    (if (i32.eqz (local.get $say)) (then (return (i32.const 128))))
    (local.get $say))
  (func (export "query") (param $env i32) (param $msg i32) (result i32)
    (if (i32.eq (call $first (local.get $msg)) (i32.const 0x22)) (then (return (call $ask (local.get $msg)))))
    (if (i32.eq (call $first (local.get $msg)) (i32.const 0x21)) (then (call $db_write (i32.const 16) (local.get $msg))))
    (local.get $msg)))
