// Command lightclient checks a node from outside with the stock CometBFT light client and HTTP client: every block, its
// hashes, commits and results, skipping and sequential verification, pages of validators, websocket events, and with
// -tx the way of one transaction. It prints TAP.
//
// usage: lightclient [-tx BASE64] URL
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/light/provider"
	lighthttp "github.com/cometbft/cometbft/light/provider/http"
	lightdb "github.com/cometbft/cometbft/light/store/db"
	rpc "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/types"

	dbm "github.com/cometbft/cometbft-db"
)

type node struct {
	url    string
	client *rpc.HTTP
	chain  string
	tx     []byte
}

type check struct {
	name string
	run  func(context.Context, *node) error
}

var checks = []check{
	{"status, health, net_info and abci_info", statusAndInfo},
	{"genesis, whole and in chunks", genesis},
	{"parameters, consensus state and the mempool", parameters},
	{"every block is valid and follows the one before", everyBlock},
	{"blockchain lists the newest blocks", blockchain},
	{"validators by page", validators},
	{"the light client verifies one block after the other", sequential},
	{"the light client verifies skipping", skipping},
	{"websocket events", events},
	{"a transaction, its proof and its searches", transaction},
	{"errors are errors", errors},
}

func main() {
	tx := flag.String("tx", "", "a signed transaction to send, in base64")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	raw, err := base64.StdEncoding.DecodeString(*tx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "-tx:", err)
		os.Exit(2)
	}
	client, err := rpc.New(flag.Arg(0), "/websocket")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	failed := 0
	fmt.Printf("1..%d\n", len(checks))
	target := &node{url: flag.Arg(0), client: client, tx: raw}
	for i, one := range checks {
		ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
		if err := one.run(ctx, target); err != nil {
			fmt.Printf("not ok %d - %s\n# %v\n", i+1, one.name, err)
			failed++
		} else {
			fmt.Printf("ok %d - %s\n", i+1, one.name)
		}
		cancel()
	}
	if failed > 0 {
		os.Exit(1)
	}
}

func statusAndInfo(ctx context.Context, n *node) error {
	status, err := n.client.Status(ctx)
	if err != nil {
		return err
	}
	n.chain = status.NodeInfo.Network
	if status.SyncInfo.CatchingUp || !status.TxIndexEnabled() {
		return fmt.Errorf("catching up %v, index %q", status.SyncInfo.CatchingUp, status.NodeInfo.Other.TxIndex)
	}
	if _, err := n.client.Health(ctx); err != nil {
		return err
	}
	if _, err := n.client.NetInfo(ctx); err != nil {
		return err
	}
	info, err := n.client.ABCIInfo(ctx)
	if err != nil {
		return err
	}
	if info.Response.LastBlockHeight < status.SyncInfo.LatestBlockHeight {
		return fmt.Errorf("abci_info is at %d, status at %d", info.Response.LastBlockHeight, status.SyncInfo.LatestBlockHeight)
	}
	return nil
}

func genesis(ctx context.Context, n *node) error {
	whole, err := n.client.Genesis(ctx)
	if err != nil {
		return err
	}
	if whole.Genesis.ChainID != n.chain {
		return fmt.Errorf("genesis of %q", whole.Genesis.ChainID)
	}
	if err := whole.Genesis.ValidateAndComplete(); err != nil {
		return err
	}
	var data []byte
	for at, total := uint(0), 1; int(at) < total; at++ {
		chunk, err := n.client.GenesisChunked(ctx, at)
		if err != nil {
			return err
		}
		piece, err := base64.StdEncoding.DecodeString(chunk.Data)
		if err != nil {
			return err
		}
		data, total = append(data, piece...), chunk.TotalChunks
	}
	document, err := types.GenesisDocFromJSON(data)
	if err != nil {
		return err
	}
	if document.ChainID != n.chain {
		return fmt.Errorf("chunked genesis of %q", document.ChainID)
	}
	return nil
}

func parameters(ctx context.Context, n *node) error {
	params, err := n.client.ConsensusParams(ctx, nil)
	if err != nil {
		return err
	}
	if err := params.ConsensusParams.ValidateBasic(); err != nil {
		return err
	}
	first := int64(1)
	if params, err = n.client.ConsensusParams(ctx, &first); err != nil {
		return err
	}
	block, err := n.client.Block(ctx, &first)
	if err != nil {
		return err
	}
	if !bytes.Equal(params.ConsensusParams.Hash(), block.Block.ConsensusHash) {
		return fmt.Errorf("the parameters of height 1 do not have the header's hash")
	}
	if _, err := n.client.ConsensusState(ctx); err != nil {
		return err
	}
	if _, err := n.client.DumpConsensusState(ctx); err != nil {
		return err
	}
	if _, err := n.client.NumUnconfirmedTxs(ctx); err != nil {
		return err
	}
	limit := 10
	_, err = n.client.UnconfirmedTxs(ctx, &limit)
	return err
}

// The newest height once there are a few blocks.
func newest(ctx context.Context, n *node) (int64, error) {
	for {
		status, err := n.client.Status(ctx)
		if err != nil {
			return 0, err
		}
		if status.SyncInfo.LatestBlockHeight >= 4 {
			return status.SyncInfo.LatestBlockHeight, nil
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("the chain does not grow")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func allValidators(ctx context.Context, n *node, height int64) (*types.ValidatorSet, error) {
	var all []*types.Validator
	perPage := 100
	for page, total := 1, 1; len(all) < total; page++ {
		one, err := n.client.Validators(ctx, &height, &page, &perPage)
		if err != nil {
			return nil, err
		}
		all, total = append(all, one.Validators...), one.Total
	}
	return types.ValidatorSetFromExistingValidators(all)
}

func checkBlock(ctx context.Context, n *node, height int64, before *types.Block) (*types.Block, error) {
	result, err := n.client.Block(ctx, &height)
	if err != nil {
		return nil, err
	}
	block := result.Block
	// The first block's commit is empty, which only its header can tell.
	if height > 1 {
		if err := block.ValidateBasic(); err != nil {
			return nil, err
		}
	}
	if !bytes.Equal(block.Hash(), result.BlockID.Hash) {
		return nil, fmt.Errorf("block %d has another hash", height)
	}
	parts, err := block.MakePartSet(types.BlockPartSizeBytes)
	if err != nil {
		return nil, err
	}
	if !parts.Header().Equals(result.BlockID.PartSetHeader) {
		return nil, fmt.Errorf("block %d has other parts", height)
	}
	set, err := allValidators(ctx, n, height)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(set.Hash(), block.ValidatorsHash) {
		return nil, fmt.Errorf("block %d has other validators", height)
	}
	commit, err := n.client.Commit(ctx, &height)
	if err != nil {
		return nil, err
	}
	if err := set.VerifyCommit(n.chain, result.BlockID, height, commit.Commit); err != nil {
		return nil, fmt.Errorf("commit of %d: %w", height, err)
	}
	if before != nil {
		if !before.Time.Before(block.Time) {
			return nil, fmt.Errorf("block %d: time does not advance", height)
		}
		last, err := allValidators(ctx, n, height-1)
		if err != nil {
			return nil, err
		}
		if err := last.VerifyCommit(n.chain, block.LastBlockID, height-1, block.LastCommit); err != nil {
			return nil, fmt.Errorf("last commit of %d: %w", height, err)
		}
		if median := state.MedianTime(block.LastCommit, last); !median.Equal(block.Time) {
			return nil, fmt.Errorf("block %d: time %v is not the median %v", height, block.Time, median)
		}
	}
	return block, checkHeaderCalls(ctx, n, result.BlockID, block)
}

func checkHeaderCalls(ctx context.Context, n *node, id types.BlockID, block *types.Block) error {
	header, err := n.client.Header(ctx, &block.Height)
	if err != nil {
		return err
	}
	byHash, err := n.client.HeaderByHash(ctx, id.Hash)
	if err != nil {
		return err
	}
	whole, err := n.client.BlockByHash(ctx, id.Hash)
	if err != nil {
		return err
	}
	if !bytes.Equal(header.Header.Hash(), id.Hash) || byHash.Header == nil ||
		!bytes.Equal(byHash.Header.Hash(), id.Hash) || whole.Block == nil ||
		!bytes.Equal(whole.Block.Hash(), id.Hash) {
		return fmt.Errorf("block %d: header, header_by_hash or block_by_hash differ", block.Height)
	}
	return nil
}

func everyBlock(ctx context.Context, n *node) error {
	height, err := newest(ctx, n)
	if err != nil {
		return err
	}
	first := max(1, height-200)
	var before *types.Block
	for at := first; at <= height; at++ {
		block, err := checkBlock(ctx, n, at, before)
		if err != nil {
			return err
		}
		if before != nil {
			results, err := n.client.BlockResults(ctx, &before.Height)
			if err != nil {
				return err
			}
			if !bytes.Equal(types.NewResults(results.TxsResults).Hash(), block.LastResultsHash) {
				return fmt.Errorf("results of %d do not have the hash in the next header", before.Height)
			}
			if !bytes.Equal(results.AppHash, block.AppHash) {
				return fmt.Errorf("app hash of %d is not in the next header", before.Height)
			}
			if !bytes.Equal(before.NextValidatorsHash, block.ValidatorsHash) {
				return fmt.Errorf("validators of %d were not announced", at)
			}
		}
		before = block
	}
	return nil
}

func blockchain(ctx context.Context, n *node) error {
	height, err := newest(ctx, n)
	if err != nil {
		return err
	}
	info, err := n.client.BlockchainInfo(ctx, 1, height)
	if err != nil {
		return err
	}
	for i, meta := range info.BlockMetas {
		if meta.Header.Height != height-int64(i) {
			return fmt.Errorf("block %d in place %d", meta.Header.Height, i)
		}
		if err := meta.ValidateBasic(); err != nil && meta.Header.Height > 1 {
			return err
		}
	}
	return nil
}

func validators(ctx context.Context, n *node) error {
	next, err := n.client.Validators(ctx, nil, nil, nil)
	if err != nil {
		return err
	}
	if next.Count == 0 || next.Total < next.Count {
		return fmt.Errorf("count %d of %d", next.Count, next.Total)
	}
	page := 1000
	if _, err := n.client.Validators(ctx, nil, &page, nil); err == nil {
		return fmt.Errorf("page 1000 exists")
	}
	return nil
}

func lightClient(ctx context.Context, n *node, mode light.Option) (*light.Client, error) {
	primary, err := lighthttp.New(n.chain, n.url)
	if err != nil {
		return nil, err
	}
	witness, err := lighthttp.New(n.chain, n.url)
	if err != nil {
		return nil, err
	}
	first := int64(1)
	block, err := n.client.Block(ctx, &first)
	if err != nil {
		return nil, err
	}
	// A development genesis may be old; what is tested is the verification.
	trust := light.TrustOptions{Period: 20 * 365 * 24 * time.Hour, Height: 1, Hash: block.BlockID.Hash}
	return light.NewClient(ctx, n.chain, trust, primary, []provider.Provider{witness},
		lightdb.New(dbm.NewMemDB(), n.chain), mode, light.MaxClockDrift(30*time.Second))
}

func verify(ctx context.Context, n *node, mode light.Option) error {
	height, err := newest(ctx, n)
	if err != nil {
		return err
	}
	client, err := lightClient(ctx, n, mode)
	if err != nil {
		return err
	}
	if _, err := client.VerifyLightBlockAtHeight(ctx, height, time.Now()); err != nil {
		return err
	}
	_, err = client.Update(ctx, time.Now())
	return err
}

func sequential(ctx context.Context, n *node) error {
	return verify(ctx, n, light.SequentialVerification())
}

func skipping(ctx context.Context, n *node) error {
	return verify(ctx, n, light.SkippingVerification(light.DefaultTrustLevel))
}

func events(ctx context.Context, n *node) error {
	client, err := rpc.New(n.url, "/websocket")
	if err != nil {
		return err
	}
	if err := client.Start(); err != nil {
		return err
	}
	defer func() { _ = client.Stop() }()
	blocks, err := client.Subscribe(ctx, "", types.EventQueryNewBlock.String())
	if err != nil {
		return err
	}
	headers, err := client.Subscribe(ctx, "", types.EventQueryNewBlockHeader.String())
	if err != nil {
		return err
	}
	var height int64
	for got := 0; got < 2; {
		select {
		case event := <-blocks:
			block := event.Data.(types.EventDataNewBlock).Block
			if height != 0 && block.Height != height+1 {
				return fmt.Errorf("block %d after %d", block.Height, height)
			}
			height = block.Height
			got++
		case <-headers:
		case <-ctx.Done():
			return fmt.Errorf("no events")
		}
	}
	return client.UnsubscribeAll(ctx, "")
}

func transaction(ctx context.Context, n *node) error {
	if len(n.tx) == 0 {
		return nil
	}
	sent, err := n.client.BroadcastTxCommit(ctx, n.tx)
	if err != nil {
		return err
	}
	if sent.CheckTx.Code != 0 || sent.TxResult.Code != 0 {
		return fmt.Errorf("refused: %s%s", sent.CheckTx.Log, sent.TxResult.Log)
	}
	found, err := n.client.Tx(ctx, sent.Hash, true)
	if err != nil {
		return err
	}
	block, err := n.client.Block(ctx, &found.Height)
	if err != nil {
		return err
	}
	if err := found.Proof.Validate(block.Block.DataHash); err != nil {
		return err
	}
	for _, query := range []string{
		fmt.Sprintf("tx.hash='%X'", []byte(sent.Hash)),
		fmt.Sprintf("tx.height=%d", sent.Height),
		fmt.Sprintf("tx.height>%d AND tx.height<=%d", sent.Height-1, sent.Height),
	} {
		search, err := n.client.TxSearch(ctx, query, true, nil, nil, "")
		if err != nil {
			return err
		}
		if search.TotalCount != 1 || !bytes.Equal(search.Txs[0].Tx, n.tx) {
			return fmt.Errorf("%s: %d transactions", query, search.TotalCount)
		}
	}
	blocks, err := n.client.BlockSearch(ctx, fmt.Sprintf("block.height=%d", sent.Height), nil, nil, "")
	if err != nil {
		return err
	}
	if blocks.TotalCount != 1 || blocks.Blocks[0].Block.Height != sent.Height {
		return fmt.Errorf("block_search: %d blocks", blocks.TotalCount)
	}
	if _, err := n.client.BroadcastTxSync(ctx, n.tx); err == nil {
		return fmt.Errorf("the same transaction was taken twice")
	}
	return nil
}

func errors(ctx context.Context, n *node) error {
	far, negative := int64(1<<40), int64(-1)
	if _, err := n.client.Block(ctx, &far); err == nil {
		return fmt.Errorf("a block from the future")
	}
	if _, err := n.client.Commit(ctx, &negative); err == nil {
		return fmt.Errorf("a commit of height -1")
	}
	if _, err := n.client.Tx(ctx, make([]byte, 32), false); err == nil {
		return fmt.Errorf("a transaction that does not exist")
	}
	if _, err := n.client.TxSearch(ctx, "nonsense", false, nil, nil, ""); err == nil {
		return fmt.Errorf("a search for nonsense")
	}
	return nil
}
