//! What every HTTP face shares: the listener with its limits, and the parsing and writing of requests.
