package bot

// Invitation is that Usher is to enter a chat.
type Invitation struct {
	Chat Chat
	// By is the network's own name for the person who asks for it.
	By string
	// Direct says that it is meant as a talk between the two.
	Direct bool
	// Replaces is the chat whose place this one has taken; the zero Chat for none.
	Replaces Chat
	// Asked is how often Usher has been invited there, meanwhile too.
	Asked int
	// Tries is how often entering it has failed.
	Tries int
}

// Arrival is that Usher has entered a chat.
type Arrival struct {
	Invitation
	// Welcome is what is answered there first. What has no Update is not answered.
	Welcome Incoming
}
