package command

// Commands are the commands that every platform has, in the order in which help
// shows them.
func Commands() []Command {
	return []Command{
		{Group: Questions, Name: "now", Args: "[room]", Run: now},
		{Group: Questions, Name: "next", Args: "[room|number]", Run: next},
		{Group: Questions, Name: "day", Args: "[today|tomorrow|wed|date]", Run: day},
		{Group: Questions, Name: "at", Args: "time", Run: at},
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
		{Group: Organising, Name: "broadcast", Args: "text", For: Organisers, Run: broadcast},
		{Group: Organising, Name: "status", For: Organisers, Run: status},
		{Group: Organising, Name: "stats", For: Organisers, Run: stats},
		{Group: Organising, Name: "demand", For: Organisers, Run: demand},
		{Group: Organising, Name: "accept", Args: "[show|yes|no]", For: Organisers, Run: accept},
		{Name: "start", Run: start},
		{Name: "help", Args: "[command]", Run: help},
		{Name: "whoami", Run: whoami},
	}
}
