//! Model and rules of Landfall: plain data and plain functions, with no I/O, clock or randomness of their own.
