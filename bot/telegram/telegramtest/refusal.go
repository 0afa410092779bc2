package telegramtest

import (
	"fmt"
	"net/http"
)

// refusal is a refused request. The codes are HTTP's.
type refusal struct {
	Code        int               `json:"error_code"`
	Description string            `json:"description"`
	Parameters  *refusalParameter `json:"parameters,omitempty"`
}

type refusalParameter struct {
	RetryAfter      int   `json:"retry_after,omitempty"`
	MigrateToChatID int64 `json:"migrate_to_chat_id,omitempty"`
}

func bad(format string, args ...any) *refusal {
	return &refusal{Code: http.StatusBadRequest, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func refuse(w http.ResponseWriter, r *refusal) {
	answer(w, r.Code, struct {
		OK bool `json:"ok"`
		*refusal
	}{false, r})
}
