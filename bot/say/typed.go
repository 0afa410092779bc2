package say

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"usher/schedule"
)

// TimeSigns writes a time as people type it in signs that are the same in every
// language: "Friday, 3 pm" and "Fr 3 nachmittags" are "w5 3 p". The words of all
// languages are understood whatever language is spoken, since people mix them.
//
//	w5    a weekday, from Sunday as 0     h      the mark of an hour
//	m9    a month                         a, p   before and after noon
//	r1    a day from today: tomorrow      o      the mark of a day's number
//	#4    a number written as a word      half   half an hour before
//	past  after an hour                   hp     half an hour, perhaps past
//	to    before an hour                  q      a quarter of one
//	now   this moment                     this   today, where no day is named
//	?     none of these
//
// Digits stay, with the dots, colons and dashes after them; noon and midnight are
// "12:00" and "24:00", and words such as "at" are left out.
func TimeSigns(typed string) string {
	var signs []string
	for _, token := range tokens.FindAllString(isoT.ReplaceAllString(schedule.Fold(typed), "$1 $2"), -1) {
		if token[0] < '0' || token[0] > '9' {
			token = timeSign(token)
		}
		if token != "" {
			signs = append(signs, token)
		}
	}
	return strings.Join(signs, " ")
}

var (
	// isoT is the T of ISO 8601: "2023-09-14T15:00".
	isoT = regexp.MustCompile(`(\d)t(\d)`)
	// tokens are numbers with what joins them, words with their dots and
	// apostrophes ("p.m.", "o'clock"), and whatever else.
	tokens = regexp.MustCompile(`\d+(?:[.:-]\d+)*\.?|\p{L}[\p{L}'’.]*|\S`)
	inside = strings.NewReplacer(".", "", "'", "", "’", "")
)

// timeSign is the sign of a word, "" for one that adds nothing.
func timeSign(word string) string {
	word = inside.Replace(word)
	all := timeWords()
	if sign, ok := all.exact[word]; ok {
		return sign
	}
	for _, name := range all.names {
		if len(word) >= name.least && strings.HasPrefix(name.word, word) {
			return name.sign
		}
	}
	return "?"
}

// words are what stands for something in a time.
type words struct {
	exact map[string]string
	// names of days and months may be typed as their beginnings.
	names []name
}

type name struct {
	word, sign string
	least      int
}

// listed are the lists in the catalogues, with the signs of their words. "am" is
// an hour's mark in English and adds nothing in German; it comes last, as what it
// marks tells which it is.
var listed = []struct{ id, sign string }{
	{"filler", ""}, {"now", "now"}, {"yesterday", "r-1"}, {"today", "r0"}, {"tomorrow", "r1"}, {"overmorrow", "r2"},
	{"hour", "h"}, {"noon", "12:00"}, {"midnight", "24:00"}, {"half", "half"}, {"halfpast", "hp"}, {"quarter", "q"}, {"past", "past"}, {"to", "to"}, {"this", "this"}, {"ordinal", "o"}, {"pm", "p"}, {"am", "a"},
}

var timeWords = sync.OnceValue(func() words {
	all := words{exact: map[string]string{",": "", "@": ""}}
	for _, language := range Languages() {
		v := In(language)
		for i, d := range weekdays {
			sign := "w" + strconv.Itoa(i)
			all.exact[schedule.Fold(v.label("weekday.short."+d, nil))] = sign
			all.names = append(all.names, name{schedule.Fold(v.label("weekday.long."+d, nil)), sign, 2})
		}
		for i, m := range months[1:] {
			all.names = append(all.names, name{schedule.Fold(v.label("month."+m, nil)), fmt.Sprintf("m%d", i+1), 3})
		}
		for _, list := range listed {
			for _, word := range v.typed(list.id) {
				all.exact[word] = list.sign
			}
		}
		for i, word := range v.typed("numbers") {
			all.exact[word] = fmt.Sprintf("#%d", i+1)
		}
	}
	return all
})

// typed are the words of a list of the catalogue, as they are compared; a dash is
// an empty list.
func (v Voice) typed(id string) []string {
	var list []string
	for word := range strings.SplitSeq(v.label("typed."+id, nil), ",") {
		if word = strings.TrimSpace(word); word != "-" {
			list = append(list, inside.Replace(schedule.Fold(word)))
		}
	}
	return list
}
