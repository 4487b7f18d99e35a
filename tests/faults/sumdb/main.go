// Checks what we sign and prove with the packages that Go's checksum database is checked with, which know nothing of us.
//
//	sumdb VERIFIER_LINE CHECKPOINT ENTRY INDEX INCLUSION [OLDER_CHECKPOINT CONSISTENCY]
//
// The arguments after the line name files: notes as they were signed, an entry, and proofs as hashes end to end; INDEX is a number.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(name)
	must(err)
	return data
}

func hashes(name string) []tlog.Hash {
	var found []tlog.Hash
	for data := read(name); len(data) > 0; data = data[tlog.HashSize:] {
		var one tlog.Hash
		copy(one[:], data)
		found = append(found, one)
	}
	return found
}

// head opens a note and reads size and root from its text: the first three lines of a C2SP checkpoint.
func head(verifier note.Verifier, name string) (int64, tlog.Hash) {
	opened, err := note.Open(read(name), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("signed by %s, of %s", verifier.Name(), lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return size, root
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	must(err)
	size, root := head(verifier, os.Args[2])
	index, err := strconv.ParseInt(os.Args[4], 10, 64)
	must(err)
	must(tlog.CheckRecord(hashes(os.Args[5]), size, root, index, tlog.RecordHash(read(os.Args[3]))))
	if len(os.Args) > 6 {
		old, oldRoot := head(verifier, os.Args[6])
		must(tlog.CheckTree(hashes(os.Args[7]), size, root, old, oldRoot))
	}
	fmt.Println("holds")
}
