;; A second-generation contract that does what the first byte of its message says:
;;   m e i   answers with the region of the message, of env, of info
;;   c       calls an import: byte 1 says which (a: db_read and so on, see $call), byte 2 is 1 when the result is a
;;           region to add to the answer, 2 when the second argument is; then the arguments, each two bytes of
;;           length (little-endian) and the bytes. The answer is the result in 8 bytes, then what was asked for.
;;   L       loops for ever                 G  grows memory page by page, answers the number of pages in 4 bytes
;;   U       unreachable                    Z  divides by zero            O  overflows a division
;;   B       loads out of bounds            T  calls past the table       N  calls an empty element
;;   X       calls a wrong signature        R  answers region 0           P  answers a region at offset 0
;;   Q       answers a region that ends beyond the memory
;; allocate(7777) traps and allocate(7778) calls an import.
(module
  (type $thunk (func))
  (type $one (func (param i32) (result i32)))
  (import "env" "db_read" (func $db_read (param i32) (result i32)))
  (import "env" "db_write" (func $db_write (param i32 i32)))
  (import "env" "db_remove" (func $db_remove (param i32)))
  (import "env" "query_chain" (func $query_chain (param i32) (result i32)))
  (import "env" "addr_canonicalize" (func $addr_canonicalize (param i32 i32) (result i32)))
  (import "env" "addr_humanize" (func $addr_humanize (param i32 i32) (result i32)))
  (import "env" "addr_validate" (func $addr_validate (param i32) (result i32)))
  (import "env" "debug" (func $debug (param i32)))
  (import "env" "secp256k1_verify" (func $secp256k1_verify (param i32 i32 i32) (result i32)))
  (import "env" "secp256k1_recover_pubkey" (func $recover (param i32 i32 i32) (result i64)))
  (import "env" "secp256k1_sign" (func $secp256k1_sign (param i32 i32) (result i64)))
  (import "env" "ed25519_verify" (func $ed25519_verify (param i32 i32 i32) (result i32)))
  (import "env" "ed25519_batch_verify" (func $ed25519_batch_verify (param i32 i32 i32) (result i32)))
  (import "env" "ed25519_sign" (func $ed25519_sign (param i32 i32) (result i64)))
  (import "env" "dcap_quote_verify" (func $dcap_quote_verify (param i32 i32) (result i64)))
  (import "env" "check_gas" (func $check_gas (result i64)))
  (import "env" "gas_evaporate" (func $gas_evaporate (param i32) (result i32)))
  (memory (export "memory") 2)
  (global $free (mut i32) (i32.const 4096))
  (table 4 funcref)
  (elem (i32.const 0) $interface $first)
  ;; 16, 32, 48: regions of the arguments; 64: of the answer; 80: region at offset 0; 96: beyond the memory
  (data (i32.const 64) "\00\08\00\00\00\08\00\00\00\00\00\00")
  (data (i32.const 80) "\00\00\00\00\04\00\00\00\04\00\00\00")
  (data (i32.const 96) "\fc\ff\01\00\08\00\00\00\08\00\00\00")

  (func $interface (export "interface_version_8"))
  (func (export "requires_random"))
  (func (export "deallocate") (param i32))
  (func $first (type $one) (i32.load8_u (i32.load (local.get 0))))

  (func (export "allocate") (param $bytes i32) (result i32)
    (local $region i32)
    (if (i32.eq (local.get $bytes) (i32.const 7777)) (then unreachable))
    (if (i32.eq (local.get $bytes) (i32.const 7778)) (then (drop (call $check_gas))))
    (local.set $region (global.get $free))
    (i32.store (local.get $region) (i32.add (local.get $region) (i32.const 12)))
    (i32.store offset=4 (local.get $region) (local.get $bytes))
    (global.set $free
      (i32.and (i32.add (global.get $free) (i32.add (local.get $bytes) (i32.const 31)))
               (i32.const -16)))
    (if (i32.gt_u (global.get $free) (i32.mul (memory.size) (i32.const 65536)))
      (then (drop (memory.grow (i32.add (i32.shr_u (local.get $bytes) (i32.const 16)) (i32.const 1))))))
    (local.get $region))

  ;; The arguments of an import stand in the message from $at on.
  (func $arguments (param $at i32) (param $end i32)
    (local $region i32)
    (local.set $region (i32.const 16))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (i32.store (local.get $region) (i32.add (local.get $at) (i32.const 2)))
        (i32.store offset=4 (local.get $region) (i32.load16_u (local.get $at)))
        (i32.store offset=8 (local.get $region) (i32.load16_u (local.get $at)))
        (local.set $at (i32.add (i32.add (local.get $at) (i32.const 2)) (i32.load16_u (local.get $at))))
        (local.set $region (i32.add (local.get $region) (i32.const 16)))
        (br $next))))

  (func $call (param $which i32) (result i64)
    (if (i32.eq (local.get $which) (i32.const 97)) (then (return (i64.extend_i32_u (call $db_read (i32.const 16))))))
    (if (i32.eq (local.get $which) (i32.const 98)) (then (call $db_write (i32.const 16) (i32.const 32)) (return (i64.const 0))))
    (if (i32.eq (local.get $which) (i32.const 99)) (then (call $db_remove (i32.const 16)) (return (i64.const 0))))
    (if (i32.eq (local.get $which) (i32.const 100)) (then (return (i64.extend_i32_u (call $query_chain (i32.const 16))))))
    (if (i32.eq (local.get $which) (i32.const 101)) (then (return (i64.extend_i32_u (call $addr_canonicalize (i32.const 16) (i32.const 32))))))
    (if (i32.eq (local.get $which) (i32.const 102)) (then (return (i64.extend_i32_u (call $addr_humanize (i32.const 16) (i32.const 32))))))
    (if (i32.eq (local.get $which) (i32.const 103)) (then (return (i64.extend_i32_u (call $addr_validate (i32.const 16))))))
    (if (i32.eq (local.get $which) (i32.const 104)) (then (call $debug (i32.const 16)) (return (i64.const 0))))
    (if (i32.eq (local.get $which) (i32.const 105)) (then (return (i64.extend_i32_u (call $secp256k1_verify (i32.const 16) (i32.const 32) (i32.const 48))))))
    (if (i32.eq (local.get $which) (i32.const 106)) (then (return (call $recover (i32.const 16) (i32.const 32) (i32.load (i32.load (i32.const 48)))))))
    (if (i32.eq (local.get $which) (i32.const 107)) (then (return (call $secp256k1_sign (i32.const 16) (i32.const 32)))))
    (if (i32.eq (local.get $which) (i32.const 108)) (then (return (i64.extend_i32_u (call $ed25519_verify (i32.const 16) (i32.const 32) (i32.const 48))))))
    (if (i32.eq (local.get $which) (i32.const 109)) (then (return (i64.extend_i32_u (call $ed25519_batch_verify (i32.const 16) (i32.const 32) (i32.const 48))))))
    (if (i32.eq (local.get $which) (i32.const 110)) (then (return (call $ed25519_sign (i32.const 16) (i32.const 32)))))
    (if (i32.eq (local.get $which) (i32.const 111)) (then (return (call $dcap_quote_verify (i32.const 16) (i32.const 32)))))
    (if (i32.eq (local.get $which) (i32.const 112)) (then (return (call $check_gas))))
    (if (i32.eq (local.get $which) (i32.const 113)) (then (return (i64.extend_i32_u (call $gas_evaporate (i32.load (i32.load (i32.const 16))))))))
    (unreachable))

  ;; Adds the bytes of a region to the answer.
  (func $add (param $region i32)
    (local $i i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (i32.load offset=8 (local.get $region))))
        (i32.store8
          (i32.add (i32.load (i32.const 64)) (i32.load (i32.const 72)))
          (i32.load8_u (i32.add (i32.load (local.get $region)) (local.get $i))))
        (i32.store (i32.const 72) (i32.add (i32.load (i32.const 72)) (i32.const 1)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))

  (func $import (param $data i32) (param $end i32) (result i32)
    (local $result i64)
    (call $arguments (i32.add (local.get $data) (i32.const 3)) (local.get $end))
    (local.set $result (call $call (i32.load8_u offset=1 (local.get $data))))
    (i64.store (i32.load (i32.const 64)) (local.get $result))
    (i32.store (i32.const 72) (i32.const 8))
    (if (i32.and (i32.eq (i32.load8_u offset=2 (local.get $data)) (i32.const 1))
                 (i32.and (i64.ne (local.get $result) (i64.const 0))
                          (i64.eqz (i64.shr_u (local.get $result) (i64.const 32)))))
      (then (call $add (i32.wrap_i64 (local.get $result)))))
    (if (i32.eq (i32.load8_u offset=2 (local.get $data)) (i32.const 2)) (then (call $add (i32.const 32))))
    (i32.const 64))

  (func $grow (result i32)
    (local $pages i32)
    (loop $next
      (local.set $pages (memory.size))
      (br_if $next (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (i32.store (i32.load (i32.const 64)) (local.get $pages))
    (i32.store (i32.const 72) (i32.const 4))
    (i32.const 64))

  (func $run (param $env i32) (param $info i32) (param $msg i32) (result i32)
    (local $data i32)
    (local $what i32)
    (local.set $data (i32.load (local.get $msg)))
    (local.set $what (i32.load8_u (local.get $data)))
    (if (i32.eq (local.get $what) (i32.const 109)) (then (return (local.get $msg))))
    (if (i32.eq (local.get $what) (i32.const 101)) (then (return (local.get $env))))
    (if (i32.eq (local.get $what) (i32.const 105)) (then (return (local.get $info))))
    (if (i32.eq (local.get $what) (i32.const 99))
      (then (return (call $import (local.get $data)
        (i32.add (local.get $data) (i32.load offset=8 (local.get $msg)))))))
    (if (i32.eq (local.get $what) (i32.const 71)) (then (return (call $grow))))
    (if (i32.eq (local.get $what) (i32.const 76)) (then (loop $ever (br $ever))))
    (if (i32.eq (local.get $what) (i32.const 90)) (then (return (i32.div_u (i32.const 1) (i32.const 0)))))
    (if (i32.eq (local.get $what) (i32.const 79)) (then (return (i32.div_s (i32.const 0x80000000) (i32.const -1)))))
    (if (i32.eq (local.get $what) (i32.const 66)) (then (return (i32.load (i32.const 131069)))))
    (if (i32.eq (local.get $what) (i32.const 84)) (then (call_indirect (type $thunk) (i32.const 4))))
    (if (i32.eq (local.get $what) (i32.const 78)) (then (call_indirect (type $thunk) (i32.const 2))))
    (if (i32.eq (local.get $what) (i32.const 88)) (then (call_indirect (type $thunk) (i32.const 1))))
    (if (i32.eq (local.get $what) (i32.const 82)) (then (return (i32.const 0))))
    (if (i32.eq (local.get $what) (i32.const 80)) (then (return (i32.const 80))))
    (if (i32.eq (local.get $what) (i32.const 81)) (then (return (i32.const 96))))
    (unreachable))

  (func (export "instantiate") (param i32 i32 i32) (result i32)
    (call $run (local.get 0) (local.get 1) (local.get 2)))
  (func (export "execute") (param i32 i32 i32) (result i32)
    (call $run (local.get 0) (local.get 1) (local.get 2)))
  (func (export "query") (param i32 i32) (result i32)
    (call $run (local.get 0) (i32.const 0) (local.get 1)))
  ;; Of the wrong signature, so that a migration finds no function.
  (func (export "migrate") (param i64 i32) (result i32) (i32.const 0)))
