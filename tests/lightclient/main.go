package main
import _ "github.com/cometbft/cometbft/light"
import _ "github.com/cometbft/cometbft/rpc/client/http"
func main(){}
