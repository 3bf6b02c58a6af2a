// Calls of one contract on the peer's engine: what wasmd runs contracts with, without the chain around it.
//
//	wasmvm CONTRACT.wasm     microseconds a call, median of the rounds
//
// The contract is the vanilla counter of contracts/conformance/vanilla; its state is a table in memory, as in
// tests/bench/enclave. Nothing is encrypted.
package main

import (
	"fmt"
	"os"
	"sort"
	"time"

	wasmvm "github.com/CosmWasm/wasmvm/v3"
	"github.com/CosmWasm/wasmvm/v3/types"
)

const (
	gasLimit = 1_000_000_000_000
	cacheMiB = 100
	memory   = 32
	calls    = 100
	rounds   = 9
)

type table map[string][]byte

func (t table) Get(key []byte) []byte                      { return t[string(key)] }
func (t table) Set(key, value []byte)                      { t[string(key)] = append([]byte(nil), value...) }
func (t table) Delete(key []byte)                          { delete(t, string(key)) }
func (t table) Iterator(_, _ []byte) types.Iterator        { panic("the counter does not iterate") }
func (t table) ReverseIterator(_, _ []byte) types.Iterator { panic("the counter does not iterate") }

type noQueries struct{}

func (noQueries) Query(types.QueryRequest, uint64) ([]byte, error) {
	return nil, fmt.Errorf("the counter asks nothing")
}
func (noQueries) GasConsumed() uint64 { return 0 }

type noGas struct{}

func (noGas) GasConsumed() uint64 { return 0 }

func bytesOf(text string) ([]byte, uint64, error)   { return []byte(text), 0, nil }
func textOf(address []byte) (string, uint64, error) { return string(address), 0, nil }
func valid(string) (uint64, error)                  { return 0, nil }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "wasmvm:", err)
		os.Exit(1)
	}
}

func median(times []time.Duration) float64 {
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	return float64(times[len(times)/2].Nanoseconds()) / 1e3
}

func row(what string, us float64) { fmt.Printf("%-20s %-34s %9.1f us\n", "wasmvm 3.0.7", what, us) }

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: wasmvm CONTRACT.wasm")
		os.Exit(2)
	}
	wasm, err := os.ReadFile(os.Args[1])
	must(err)
	folder, err := os.MkdirTemp("", "wasmvm-")
	must(err)
	defer os.RemoveAll(folder)
	vm, err := wasmvm.NewVM(folder, []string{}, memory, false, cacheMiB)
	must(err)
	defer vm.Cleanup()

	begin := time.Now()
	code, _, err := vm.StoreCode(wasm, gasLimit)
	must(err)
	row("store and compile", float64(time.Since(begin).Microseconds()))

	store, api := table{}, types.GoAPI{HumanizeAddress: textOf, CanonicalizeAddress: bytesOf, ValidateAddress: valid}
	env := types.Env{
		Block:    types.BlockInfo{Height: 1, Time: 1_700_000_000_000_000_000, ChainID: "bench"},
		Contract: types.ContractInfo{Address: "contract"},
	}
	info := types.MessageInfo{Sender: "sender"}
	fee := types.UFraction{Numerator: 1, Denominator: 3}
	result, _, err := vm.Instantiate(code, env, info, []byte(`{"count":17}`), store, api, noQueries{}, noGas{}, gasLimit, fee)
	must(err)
	if result.Err != "" {
		must(fmt.Errorf("%s", result.Err))
	}

	measure := func(what string, call func() error) {
		var times []time.Duration
		for i := 0; i < rounds; i++ {
			begin := time.Now()
			for n := 0; n < calls; n++ {
				must(call())
			}
			times = append(times, time.Since(begin)/calls)
		}
		row(what, median(times))
	}
	execute := func() error {
		result, _, err := vm.Execute(code, env, info, []byte(`{"increment":{}}`), store, api, noQueries{}, noGas{}, gasLimit, fee)
		if err == nil && result.Err != "" {
			err = fmt.Errorf("%s", result.Err)
		}
		return err
	}
	query := func() error {
		result, _, err := vm.Query(code, env, []byte(`{"get_count":{}}`), store, api, noQueries{}, noGas{}, gasLimit, fee)
		if err == nil && result.Err != "" {
			err = fmt.Errorf("%s", result.Err)
		}
		return err
	}
	measure("execute", execute)
	measure("query", query)
	must(vm.Pin(code))
	measure("execute, pinned", execute)
	measure("query, pinned", query)
}
