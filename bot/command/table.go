package command

import "slices"

// Commands are the commands that every platform has, in the order in which help
// shows them.
func Commands() []Command {
	return slices.Concat(asking(), organising(), []Command{
		{Name: "start", Run: start},
		{Name: "help", Args: "[command]", Run: help},
		{Name: "whoami", Run: whoami},
	})
}

// asking are the commands with which people ask, and say what they want.
func asking() []Command {
	return []Command{
		{Group: Questions, Name: "now", Alike: true, Args: "[room]", Run: now},
		{Group: Questions, Name: "next", Alike: true, Args: "[room|number]", Run: next},
		{Group: Questions, Name: "day", Alike: true, Args: "[today|tomorrow|wed|date]", Run: day},
		{Group: Questions, Name: "at", Alike: true, Args: "time", Run: at},
		{Group: Questions, Name: "room", Args: "name", Run: room},
		{Group: Questions, Name: "rooms", Run: rooms},
		{Group: Questions, Name: "tracks", Args: "[name]", Run: tracks},
		{Group: Questions, Name: "search", Args: "words", Run: search},
		{Group: Questions, Name: "talk", Args: "words", Run: talk},
		{Group: Questions, Name: "speaker", Args: "name", Run: speaker},
		{Group: Yours, Name: "star", Args: "words", Changes: true, Run: star},
		{Group: Yours, Name: "unstar", Args: "words", Changes: true, Run: unstar},
		{Group: Yours, Name: "keep", Args: "words [time]", Changes: true, Run: keep},
		{Group: Yours, Name: "agenda", Args: "[day]", Run: agenda},
		{Group: Settings, Name: "settings", Run: settings},
		{Group: Settings, Name: "remind", Args: "[minutes…]", Changes: true, Run: remind},
		{Group: Settings, Name: "mute", Args: "[time|talk]", Changes: true, Run: mute},
		{Group: Settings, Name: "unmute", Args: "[talk]", Changes: true, Run: unmute},
		{Group: Settings, Name: "language", Args: "[name|default]", Changes: true, Run: language},
		{Group: Settings, Name: "mydata", Run: mydata},
		{Group: Settings, Name: "forget", Changes: true, Run: forget},
	}
}

// organising are those with which the team runs the day.
func organising() []Command {
	return []Command{
		{Group: Organising, Name: "broadcast", Args: "text", For: Organisers, Run: broadcast},
		{Group: Organising, Name: "broadcasts", For: Organisers, Run: broadcasts},
		{Group: Organising, Name: "announce", Args: "[here room|off]", For: Organisers, Run: announce},
		{Group: Organising, Name: "status", For: Organisers, Run: status},
		{Group: Organising, Name: "stats", For: Organisers, Run: stats},
		{Group: Organising, Name: "demand", For: Organisers, Run: demand},
		{Group: Organising, Name: "accept", Args: "[show|yes|no]", For: Organisers, Run: accept},
		{Group: Organising, Name: "approve", Args: "[look|note|yes|drop|all|none]", For: Organisers, Run: approve},
		{Group: Organising, Name: "moveroom", Args: "talk to room", For: Stage, Rooms: roomsOf(moveRoom), Run: acts(moveRoom)},
		{Group: Organising, Name: "movetime", Args: "talk time", For: Stage, Rooms: roomsOf(moveTime), Run: acts(moveTime)},
		{Group: Organising, Name: "delay", Args: "room minutes", For: Stage, Rooms: roomsOf(delay), Run: acts(delay)},
		{Group: Organising, Name: "swap", Args: "talk talk", For: Stage, Rooms: roomsOf(swap), Run: acts(swap)},
		{Group: Organising, Name: "cancel", Args: "talk", For: Stage, Rooms: roomsOf(cancelTalk), Run: acts(cancelTalk)},
		{Group: Organising, Name: "restore", Args: "talk", For: Stage, Rooms: roomsOf(restore), Run: acts(restore)},
		{Group: Organising, Name: "addtalk", Args: "title; room; time; [minutes]; [name…]", For: Stage, Rooms: roomsOf(addTalk), Run: acts(addTalk)},
		{Group: Organising, Name: "overrides", For: Stage, Rooms: roomsOf(overridden), Run: acts(overridden)},
		{Group: Organising, Name: "reconcile", For: Organisers, Run: reconcile},
		{Group: Organising, Name: "note", Args: "number text", For: Stage, Run: note},
		{Group: Organising, Name: "undo", For: Stage, Asks: asksToUndo, Rooms: toldRooms, Run: undo},
		{Group: Organising, Name: "told", Args: "[who] number", For: Stage, Asks: asksToUndo, Rooms: toldRooms, Run: told},
		{Group: Organising, Name: "team", For: Stage, Run: team},
		{Group: Organising, Name: "grant", Args: "[organiser|stage] [room]", For: Organisers, Asks: grantAsks, Run: grant},
		{Group: Organising, Name: "revoke", Args: "[number]", For: Organisers, Asks: revokeAsks, Run: revoke},
		{Group: Organising, Name: "audit", Args: "[csv]", For: Organisers, Run: auditLog},
	}
}
