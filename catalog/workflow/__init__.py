"""The kit of every workflow: states, commands, who may give them and in which order they are refused."""
