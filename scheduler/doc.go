// Package scheduler rings people before their talks: it works out who ought to
// be told what by now (plan), and sees to it that they are told once (deliver).
//
// Planning is a function of the schedule, of what people follow and of the time,
// and may be done any number of times: the outbox takes the same news once. So
// nothing about it has to be remembered. After a start, a new schedule or a clock
// that was set back, all that is not over is planned from the beginning.
//
// It also asks the schedule's source for a new version (refresh). What a version
// changes for people is stored with it in one transaction, as notices that know
// what their chat was told last; one that looks like a mistake is held back until
// an organiser decides.
//
// Two clocks: what is due and how it is worded goes by the conference clock
// (Config.Now); waiting, backoff and pauses go by the real one.
package scheduler
