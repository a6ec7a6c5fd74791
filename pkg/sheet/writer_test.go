package sheet_test

import (
	"bytes"
	"testing"

	"github.com/fourthirty/fourthirty/pkg/sheet"
)

func TestTextsThatWouldRunAsFormulasAreMadeHarmlessAndNumbersAreNot(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w, err := sheet.NewWriter(&out, sheet.CSV, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]any{"=1+1", "+86", "-a", "@x", "\tx", "\rx", "a=b", nil, -12.5}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := "\ufeff'=1+1,'+86,'-a,'@x,'\tx,\"'x\",a=b,,-12.5\r\n"
	if got := out.String(); got != want {
		t.Fatalf("got %q want %q", got, want)
	}
}
