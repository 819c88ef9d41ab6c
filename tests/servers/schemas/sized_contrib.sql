-- The same with the operator classes of contrib's extensions.
CREATE INDEX ON accounts ((name::citext))
CREATE INDEX ON events USING gin (email gin_trgm_ops)
CREATE INDEX ON accounts USING gin (name gin_trgm_ops)
CREATE INDEX ON accounts USING gist (name gist_trgm_ops)
CREATE INDEX ON events USING gist (account)
CREATE INDEX ON events USING gist (account, during)
CREATE INDEX ON events USING gin (account)
CREATE INDEX ON events USING gist (place, at)
