//go:build tools

// Package tools pins the programs that the acceptance tests run: go.mod has their versions, go.sum their hashes.
package tools

import _ "github.com/fullstorydev/grpcurl/cmd/grpcurl"
