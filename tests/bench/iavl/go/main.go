// The same work as iavl_bench.c on Go iavl over an in-memory database.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"sort"
	"strconv"
	"time"

	"cosmossdk.io/log"
	"github.com/cosmos/iavl"
	db "github.com/cosmos/iavl/db"
)

const (
	keyBytes   = 32
	valueBytes = 100
	cacheNodes = 781250 // the SDK's default iavl-cache-size
)

type change struct{ key, value []byte }

type workload struct {
	seed uint64
	keys [][]byte
}

func (w *workload) next() uint64 {
	w.seed += 0x9e3779b97f4a7c15
	z := w.seed
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (w *workload) fill(size int) []byte {
	out := make([]byte, size)
	for i := 0; i < size; i += 4 {
		binary.BigEndian.PutUint32(out[i:], uint32(w.next()))
	}
	return out
}

func (w *workload) block(count int) []change {
	oldCount, drawn := len(w.keys), 0
	var removed []int
	items := make([]change, count)
	for i := range items {
		kind := w.next() % 10
		if kind < 2 {
			items[i].key = w.fill(keyBytes)
			w.keys = append(w.keys, items[i].key)
		} else {
			place := drawn + int(w.next()%uint64(oldCount-drawn))
			w.keys[place], w.keys[drawn] = w.keys[drawn], w.keys[place]
			items[i].key = w.keys[drawn]
			if kind == 2 {
				removed = append(removed, drawn)
			}
			drawn++
		}
		if kind != 2 {
			items[i].value = w.fill(valueBytes)
		}
	}
	for i := len(removed) - 1; i >= 0; i-- {
		last := len(w.keys) - 1
		w.keys[removed[i]] = w.keys[last]
		w.keys = w.keys[:last]
	}
	order(items)
	return items
}

func order(items []change) {
	sort.Slice(items, func(i, j int) bool { return bytes.Compare(items[i].key, items[j].key) < 0 })
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func commit(tree *iavl.MutableTree, items []change) []byte {
	for _, item := range items {
		if item.value == nil {
			_, _, err := tree.Remove(item.key)
			must(err)
		} else {
			_, err := tree.Set(item.key, item.value)
			must(err)
		}
	}
	root, version, err := tree.SaveVersion()
	must(err)
	if version > 2 {
		must(tree.DeleteVersionsTo(version - 2))
	}
	return root
}

func argument(place int) int {
	value, err := strconv.Atoi(os.Args[place])
	must(err)
	return value
}

func main() {
	keys, blocks, perBlock := argument(1), argument(2), argument(3)
	w := &workload{seed: 1}
	items := make([]change, keys)
	for i := range items {
		items[i].key = w.fill(keyBytes)
		items[i].value = w.fill(valueBytes)
		w.keys = append(w.keys, items[i].key)
	}
	order(items)
	tree := iavl.NewMutableTree(db.NewMemDB(), cacheNodes, os.Getenv("FAST_NODES") == "", log.NewNopLogger())
	start := time.Now()
	root := commit(tree, items)
	load := time.Since(start)
	var spent time.Duration
	for i := 0; i < blocks; i++ {
		items = w.block(perBlock)
		start = time.Now()
		root = commit(tree, items)
		spent += time.Since(start)
	}
	fmt.Printf("go root %x updates/s %.0f load-s %.2f\n", root, float64(blocks*perBlock)/spent.Seconds(), load.Seconds())
}
