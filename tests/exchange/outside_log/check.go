// Checks a log that Simpul wrote into a folder, with golang.org/x/mod/sumdb alone.
//
// usage: check FOLDER VKEY. The folder holds checkpoint, tile/…, and claims.json: proofs that Simpul made.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type claims struct {
	Inclusion []struct {
		Index int64
		Entry []byte
		Proof tlog.RecordProof
	}
	Consistency []struct {
		Size  int64
		Root  tlog.Hash
		Proof tlog.TreeProof
	}
	Paths []struct {
		Level  int
		Number int64
		Width  int
		Path   string
	}
}

// folder reads tiles: Go's `tile/8/0/x001/067.p/5` is `tile/0/x001/067.p/5` here.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func tree(where, vkey string) tlog.Tree {
	text, err := os.ReadFile(filepath.Join(where, "checkpoint"))
	must(err)
	verifier, err := note.NewVerifier(vkey)
	must(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("the origin is %q", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// entry reads one entry out of its bundle, each behind its length in two bytes.
func entry(where string, size, index int64) []byte {
	tile := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
	if size/256 == tile.N {
		tile.W = int(size % 256)
	}
	content, err := os.ReadFile(filepath.Join(where, strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)))
	must(err)
	for skip := index % 256; skip > 0; skip-- {
		content = content[2+int(content[0])<<8+int(content[1]):]
	}
	return content[2 : 2+int(content[0])<<8+int(content[1])]
}

func main() {
	where, vkey := os.Args[1], os.Args[2]
	head := tree(where, vkey)
	reader := tlog.TileHashReader(head, folder(where))
	raw, err := os.ReadFile(filepath.Join(where, "claims.json"))
	must(err)
	var claimed claims
	must(json.Unmarshal(raw, &claimed))

	for _, c := range claimed.Inclusion {
		leaf := tlog.RecordHash(c.Entry)
		must(tlog.CheckRecord(c.Proof, head.N, head.Hash, c.Index, leaf))
		own, err := tlog.ProveRecord(head.N, c.Index, reader)
		must(err)
		must(tlog.CheckRecord(own, head.N, head.Hash, c.Index, leaf))
		if fmt.Sprint(own) != fmt.Sprint(c.Proof) || !bytes.Equal(entry(where, head.N, c.Index), c.Entry) {
			must(fmt.Errorf("the proof or entry of %d differs", c.Index))
		}
	}
	for _, c := range claimed.Consistency {
		must(tlog.CheckTree(c.Proof, head.N, head.Hash, c.Size, c.Root))
		own, err := tlog.ProveTree(head.N, c.Size, reader)
		must(err)
		must(tlog.CheckTree(own, head.N, head.Hash, c.Size, c.Root))
	}
	for _, c := range claimed.Paths {
		tile := tlog.Tile{H: 8, L: c.Level, N: c.Number, W: c.Width}
		path := strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "tile/data/", "tile/entries/", 1)
		if path != c.Path {
			must(fmt.Errorf("the path is %s, not %s", path, c.Path))
		}
	}
	fmt.Println("accepted", head.N, len(claimed.Inclusion), len(claimed.Consistency), base64.StdEncoding.EncodeToString(head.Hash[:]))
}
