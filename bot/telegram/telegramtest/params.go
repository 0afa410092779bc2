package telegramtest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// params are the parameters of a request.
type params map[string]string

func parameters(r *http.Request, body []byte) (params, error) {
	if r.Method != http.MethodPost {
		return nil, fmt.Errorf("it came by %s", r.Method)
	}
	if p, is, err := parted(r, body); is {
		return p, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	p := params{}
	for name, values := range form {
		if len(values) != 1 {
			return nil, fmt.Errorf("%s is given %d times", name, len(values))
		}
		if !utf8.ValidString(values[0]) {
			return nil, fmt.Errorf("%s is not UTF-8", name)
		}
		p[name] = values[0]
	}
	return p, nil
}

// number is a parameter that is a number, 0 if it is none.
func (p params) number(name string) int64 {
	n, err := strconv.ParseInt(p[name], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// units is how long a text is in UTF-16 code units.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func characters(s string) int { return utf8.RuneCountInString(s) }
