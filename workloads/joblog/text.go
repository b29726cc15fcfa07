package joblog

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
)

// headBytes is how much of a log is read to find out what it is.
const headBytes = 1 << 18

// openText returns a log as UTF-8 without a byte-order mark. The log may be compressed with
// gzip, bzip2 or zstd, or twice, and be UTF-16 with or without a mark.
func openText(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, headBytes)
	for range 3 {
		head, err := in.Peek(4)
		if err != nil && err != io.EOF {
			return nil, err
		}
		switch {
		case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
			unpacked, err := gzip.NewReader(in)
			if err != nil {
				return nil, fmt.Errorf("gzip: %w", err)
			}
			in = bufio.NewReaderSize(unpacked, headBytes)
		case bytes.Equal(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
			// One decoder and a window of at most 128 MB limit the memory that a log can
			// make it use.
			unpacked, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(1<<27))
			if err != nil {
				return nil, fmt.Errorf("zstd: %w", err)
			}
			in = bufio.NewReaderSize(unpacked.IOReadCloser(), headBytes)
		case bytes.HasPrefix(head, []byte("BZh")):
			in = bufio.NewReaderSize(bzip2.NewReader(in), headBytes)
		case bytes.HasPrefix(head, []byte("PK\x03\x04")):
			return nil, errors.New("is a zip archive: unpack it first, as with unzip -p")
		default:
			return plainLines(plainText(in, head)), nil
		}
	}
	return nil, fmt.Errorf("is compressed more than twice: decompress it first")
}

// plainText decodes UTF-16. Without a mark it recognizes ASCII in UTF-16 by every second
// byte being 0.
func plainText(in *bufio.Reader, head []byte) *bufio.Reader {
	endian := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		in.Discard(3)
		return in
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), len(head) == 4 && head[1] == 0 && head[3] == 0 && head[0] != 0:
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}), len(head) == 4 && head[0] == 0 && head[2] == 0 && head[1] != 0:
		endian = unicode.BigEndian
	default:
		return in
	}
	decoder := unicode.UTF16(endian, unicode.UseBOM).NewDecoder()
	return bufio.NewReaderSize(decoder.Reader(in), headBytes)
}
