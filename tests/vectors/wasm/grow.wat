;; Asks for more memory 200,000 times; the last answer.
(module
  (memory 1)
  (func (export "often") (param $pages i32) (result i32)
    (local $left i32)
    (local $answer i32)
    (local.set $left (i32.const 200000))
    (loop $again
      (local.set $answer (memory.grow (local.get $pages)))
      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (local.get $answer)))
