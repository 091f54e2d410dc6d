"""The interface for agents: tools that answer with records, and a server that offers them."""
