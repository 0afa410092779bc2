package matrixtest

import "net/http"

// problem is an error of the client-server API; without a code it comes with an
// answer that says what is to be done.
type problem struct {
	status int
	code   string
}

var (
	forbidden = &problem{http.StatusForbidden, "M_FORBIDDEN"}
	notFound  = &problem{http.StatusNotFound, "M_NOT_FOUND"}
	noToken   = &problem{http.StatusUnauthorized, "M_UNKNOWN_TOKEN"}
)
