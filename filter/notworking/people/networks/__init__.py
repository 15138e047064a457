"""What networks (LinkedIn, XING, GitHub, Calendly, …) send, one module a network."""
