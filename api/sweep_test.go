package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/fourthirty/fourthirty/pkg/authz"
)

func TestAnswersKeptForADayAreForgottenInTheBackground(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	token := h.actor(authz.Administrator, xihu)
	post := call{Method: "POST", Path: "/organisations", Token: token, Body: organisationBody(xihu), Header: map[string]string{"Idempotency-Key": "old"}}
	h.expect(post, 201)
	must(t, h.DB.Read(t.Context()).Exec("UPDATE idempotency_keys SET created_at = created_at - interval '25 hours'").Error)
	post.Header = map[string]string{"Idempotency-Key": "new"}
	h.expect(post, 201)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go h.API.Run(ctx, time.Hour)
	var kept []string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		must(t, h.DB.Read(t.Context()).Raw("SELECT key FROM idempotency_keys").Scan(&kept).Error)
		if len(kept) == 1 {
			break
		}
	}
	if len(kept) != 1 || kept[0] != "new" {
		t.Fatalf("kept %v", kept)
	}
}
