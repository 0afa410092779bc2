package command

// Commands are the commands that every platform has, in the order in which help
// shows them.
func Commands() []Command {
	return []Command{
		{Name: "now", Args: "[room]", Run: now},
		{Name: "next", Args: "[room|number]", Run: next},
		{Name: "day", Args: "[today|tomorrow|wed|date]", Run: day},
		{Name: "at", Args: "time", Run: at},
		{Name: "room", Args: "name", Run: room},
		{Name: "rooms", Run: rooms},
		{Name: "tracks", Aliases: []string{"track"}, Args: "[name]", Run: tracks},
		{Name: "search", Args: "words", Run: search},
		{Name: "talk", Args: "words", Run: talk},
		{Name: "speaker", Args: "name", Run: speaker},
		{Name: "star", Aliases: []string{"subscribe"}, Args: "words", Run: star},
		{Name: "unstar", Aliases: []string{"unsubscribe"}, Args: "words", Run: unstar},
		{Name: "keep", Args: "words", Run: keep},
		{Name: "agenda", Args: "[day]", Run: agenda},
		{Name: "remind", Args: "[minutes…]", Run: remind},
		{Name: "forget", Run: forget},
		{Name: "whoami", Run: whoami},
		{Name: "broadcast", Args: "text", For: Organisers, Run: broadcast},
		{Name: "status", For: Organisers, Run: status},
		{Name: "accept", Args: "[show|yes|no]", For: Organisers, Run: accept},
		{Name: "start", Run: start},
		{Name: "help", Run: help},
	}
}
