"""The language that paper is written in: fields, geometry, editions, readings."""
