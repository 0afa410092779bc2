// Package bot is the vocabulary of talking to people on a chat network: Chat,
// Incoming, Message, Button, and Platform, the one interface that a network
// implements. It does no I/O of its own.
//
// # Terms
//
// A chat is where Usher talks to somebody: a person in private, or a group. An
// answer is what somebody gets for what they typed or pressed. A notice is what
// Usher says unasked: a ring (a talk is about to start), a change or a
// broadcast. An answer may notify nobody and is never tried twice; a notice
// goes through the outbox and is delivered once.
package bot
