package register

import (
	"encoding/binary"

	"github.com/fourthirty/fourthirty/pkg/division"
	"github.com/fourthirty/fourthirty/pkg/division/pinyin"
)

// PostgreSQL's binary COPY format. Written by hand it costs half as much as text, arrays above all.
const (
	binaryHeader  = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	binaryTrailer = "\xff\xff"
	copyColumns   = 12
	int4OID       = 23
)

// beginningDay is division.Beginning in days from 2000-01-01, as PostgreSQL counts.
const beginningDay = -730119

// encoder makes rows for copyStatement in buffers that it uses again.
type encoder struct {
	out, full, initials []byte
	grams               []int32
}

func (e *encoder) row(code division.Code, name string) []byte {
	level := code.Level()
	e.full, e.initials = pinyin.Append(e.full[:0], e.initials[:0], name)
	e.grams = appendGrams(e.grams[:0], level, name)
	e.out = binary.BigEndian.AppendUint16(e.out[:0], copyColumns)
	text(e, code)
	text(e, code.Parent())
	e.out = binary.BigEndian.AppendUint32(e.out, 2)
	e.out = binary.BigEndian.AppendUint16(e.out, uint16(level)) // #nosec G115 -- 0 to 5
	text(e, name)
	text(e, CommitteeOf(code, name))
	text(e, e.full)
	text(e, e.initials)
	e.int8(hanKey(level, name))
	e.int8(latinKey(level, e.full))
	e.int8(latinKey(level, e.initials))
	e.array()
	e.int4(4)
	e.int4(beginningDay)
	return e.out
}

func text[T ~string | ~[]byte](e *encoder, s T) {
	e.int4(int32(len(s))) // #nosec G115 -- names are short
	e.out = append(e.out, s...)
}

func (e *encoder) int4(v int32) {
	e.out = binary.BigEndian.AppendUint32(e.out, uint32(v)) // #nosec G115 -- two's complement is the format
}

func (e *encoder) int8(v int64) {
	e.int4(8)
	e.out = binary.BigEndian.AppendUint64(e.out, uint64(v)) // #nosec G115 -- two's complement is the format
}

func (e *encoder) array() {
	n := int32(len(e.grams)) // #nosec G115 -- names are short
	e.int4(20 + 8*n)
	for _, head := range []int32{1, 0, int4OID, n, 1} { // dimensions, has nulls, type, length, first index
		e.int4(head)
	}
	for _, g := range e.grams {
		e.int4(4)
		e.int4(g)
	}
}
